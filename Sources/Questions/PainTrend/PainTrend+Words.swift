import Cohort
import Estimation
import Findings

extension PainTrend {
    /// Who and what, whether or not there is an answer.
    static func describe(_ settings: Settings, _ subject: TrendSubject, in finding: inout FindingBuilder) {
        let isOrdinal = subject.instrument?.isOrdinal == true
        finding.population = subject.population
        finding.estimand = """
            Difference in the mean \(subject.instrument.map { "score on the \($0)" } ?? "pain score") per \
            \(setting: MainTrend.days) days of \(duration(settings.exposure)), among assessments made while exposed.
            """
        finding.method = mixedModels + (isOrdinal ? levels : "") + [HypothesisTest].adjustment(of: families(isOrdinal))
        if let instrument = subject.instrument { finding.set("instrument", Prose(StudyWord(instrument.id))) }
        if settings.adjust.isEmpty { finding.set("adjust", "none") }
    }

    private static func duration(_ clock: ExposureClock) -> Prose {
        switch clock {
        case .eraDays: "the current exposure era"
        case .cumulativeDays: "cumulative exposure"
        }
    }

    private static let mixedModels: Prose = """
        Linear mixed model with correlated random intercept and slope for each patient, restricted maximum likelihood \
        (profiled as Bates et al. 2015, 10.18637/jss.v067.i01); t intervals with Satterthwaite's degrees of freedom \
        (Kuznetsova et al. 2017, 10.18637/jss.v082.i13), beside them Wald and profile-likelihood intervals of the \
        unadjusted slope. The model with sites adds a random intercept for each site, patients nested in sites; beside it each site's own \
        slope, of sites with ten patients or more, pooled with random effects (REML; Hartung and Knapp 2001, 10.1002/sim.1009). Whether \
        slopes differ between patients: likelihood-ratio test with the boundary's mixture of chi-squares (Stram and Lee \
        1994, 10.2307/2533455). The within/between model enters a patient's mean exposure and the deviation from it \
        (Mundlak 1978, 10.2307/1913646). The adjusted model takes patients with a value in every column. The spline is a \
        restricted cubic one with knots at Harrell's percentiles of exposure (10.1007/978-3-319-19425-7). With \
        residuals that remember: a continuous-time first-order autoregression with a nugget beside the random slope (Jones and \
        Boadi-Boateng 1991, 10.2307/2532504; as \
        nlme's corExp), believed where independence is rejected at 0.01 and residuals correlate by \
        0.05 or more from one scored day to the next, of evenly spread patients with \
        \(setting: TrendRowModels.mostRows) scores where there are more. Where more than a fifth of the scores lie at an end of the \
        range, a mixed model of what they would be without floor and ceiling, by adaptive quadrature, robust by patient. The models with \
        the dose take the scores on days with a known dose, as log2 of the day's MME.\u{20}
        """

    private static let levels: Prose = """
        As ordered levels: proportional-odds regression (McCullagh 1980, 10.1111/j.2517-6161.1980.tb01109.x) and, to see \
        whether its one ratio holds, a logistic regression at each cut, both with cluster-robust standard errors (CR1).\u{20}
        """

    private static func families(_ isOrdinal: Bool) -> Prose {
        isOrdinal ? "two families: the shape of the line, and the odds ratios" : "one family: the shape of the line"
    }

    /// What a reader must know whatever the fit.
    static func cautions(_ subject: TrendSubject) -> [Prose] {
        let (exposed, people) = (subject.exposed, subject.exposed.people)
        /// Scores of a kind, of which those with a zero have none.
        func rows(_ count: (ExposedPain.PersonSums) -> Int32) -> (Measured, PersonSet) {
            let persons = PersonSet(below: people.count) { count(people[$0]) > 0 }
            return (.rows(people.reduce(0) { $0 + Int(count($1)) }, of: .of(persons)), persons)
        }
        // Together with the exposed scores, which are shown, they are all.
        let (baseline, withBaseline) = rows(\.baseline)
        let (before, withBefore) = rows { $0.scores - $0.n - $0.baseline - $0.after }
        let (after, withAfter) = rows(\.after)
        let all = Measured.rows(
            exposed.scores, of: .of(subject.persons.withScores, apart: [withBaseline, withBefore, withAfter]))
        let ordinal: [Prose] =
            subject.instrument?.isOrdinal == true
            ? [
                """
                The instrument has ordered levels: a line treats the steps between them as equal. The odds ratios of the \
                cumulative-link model do not.
                """
            ] : []
        return ordinal + [
            "An association: pain that rises for another reason, or doses raised because of pain, look the same here.",
            """
            Of \(all) scores, the main model leaves out \(baseline) made on the first day of an exposure era, which are baseline, \
            \(before) made before any exposure, and \(after) made in a gap or after the end.
            """,
            """
            If patients stop or resume the drug because of pain, pain chooses which scores are exposed, and every model but the one \
            as started finds a trend where there is none.
            """,
            """
            Informative dropout: patients who leave because of pain bias the slope, those who leave because of pain that nobody \
            recorded most of all.
            """,
        ]
    }

    /// Whether the sign of the slope depends on one patient, or one site.
    static func influence(_ alternatives: TrendAlternatives) -> [Prose] {
        var sentences: [Prose] = []
        if let keeps = alternatives.keepsSignWithoutAnyone {
            sentences.append(
                keeps
                    ? "No single patient decides the sign of the slope within patients: it stays without any one of them."
                    : """
                    The sign of the slope within patients depends on a single patient: it changes without one of them.
                    """)
        }
        if let keeps = alternatives.keepsSignWithoutAnySite {
            sentences.append(
                keeps
                    ? "No single site decides the sign of the slope within patients either."
                    : "The sign of the slope within patients depends on a single site: it changes without one of them.")
        }
        return sentences
    }
}
