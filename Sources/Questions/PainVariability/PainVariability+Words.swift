import Cohort
import Estimation
import Findings

/// What the question is about, how it is answered and what a reader must know, in words.
extension PainVariability {
    static func describe(
        _ settings: Settings, _ subject: TrendSubject, _ study: Study, in finding: inout FindingBuilder
    ) {
        finding.population = subject.population
        finding.population.description = """
            patients with at least \(setting: settings.scores) days with a pain score while exposed; observations are the exposed scores of \
            all patients
            """
        let score: Prose = subject.instrument.map { "score on the \($0)" } ?? "pain score"
        finding.estimand = """
            How much a patient's \(score) varies from one scored day to another while exposed; the ratio of that per \
            \(setting: MainTrend.days) days of mean exposure across patients, and from day \(setting: settings.lateFrom) of exposure on \
            against before it in the same patients, at the same mean score; and the hazard of events after day \
            \(setting: settings.landmark) by what it was up to then.
            """
        finding.method = """
            Of each patient, one score a day, the first read: standard deviation about the own mean and about the own line; first-order \
            autocorrelation of successive scores about the own mean, corrected for small samples (of n scores the plain one is about \
            (1 + 4\u{03C1})/n too low; Marriott and Pope 1954, 10.1093/biomet/41.3-4.390); mean squared successive difference (MSSD), also \
            adjusted for the time between; probability of acute change (Jahng, Wood and Trull 2008, 10.1037/a0014173; of pain Mun et al. \
            2019, 10.1097/j.pain.0000000000001626). The adjustment divides a difference by (days between / median days between)^\u{03BB}, \
            with \u{03BB} as it is set, or as each patient's own short and long times tell (conditional likelihood; at most \
            \(setting: ScoreSpacing.mostPatients) evenly spread patients), so that it is 0 where scores are noise about a level; its error is part of the intervals of what is compared. A \
            difference is one between scored days that follow each other in an era. Ratios are of means over patients of the squared index (of \
            the share of acute changes itself), by regression on the log scale with a variance that grows with the squared mean \
            (quasi-likelihood; Wedderburn 1974, 10.1093/biomet/61.3.439), which needs no logarithm of a patient's own index: that is too \
            low where scores are few, and absent where they are all alike. Errors robust (CR2 with Satterthwaite's degrees of freedom, by \
            patient; CR1 of more than \(setting: ScoredBands.mostForSmallSamples) patients). Hazard ratios by Cox regression (Efron's \
            ties, robust errors) on the index and the mean score up to the landmark, of patients observed beyond it without the event; \
            test of proportional hazards by Grambsch and Therneau (1994, 10.1093/biomet/81.3.515). \
            \([HypothesisTest].adjustment(of: "each of three families: trends across patients and late against early, both at the same mean score, and hazard ratios"))
            """
        if let instrument = subject.instrument { finding.set("instrument", Prose(StudyWord(instrument.id))) }
    }

    static func cautions(
        _ settings: Settings, _ swings: PainSwings, _ spacing: ScoreSpacing, _ numbers: VariabilityNumbers
    ) -> [Prose] {
        let pairs = PersonSet(ascending: swings.pairs.map(\.early.person))
        var cautions: [Prose] = [
            """
            An association: what makes pain swing may also make exposure long, and patients who leave, or are asked when it hurts, change \
            whose scores and which are seen. Where scores are taken because pain has changed, every index is too high.
            """,
            """
            Every index holds the error of measurement beside what pain does: it makes all of them larger, and hazard ratios per unit nearer \
            to one.
            """,
            """
            Where pain drifts, the SD about the own mean and the autocorrelation grow with the time that a patient's scores span; the SD about \
            the own line does not.
            """,
            """
            Scores near an end of the scale cannot vary much. With the mean score and its square held constant this is made up for in the \
            main; not, where the mean score itself changes because of exposure.
            """,
            """
            Of \(Measured.count(numbers.everybody)) patients with an exposed score, \(Measured.count(swings.all.persons, apart: numbers.leftOut(swings.all.persons))) have scores \
            enough; \(Measured.count(pairs, apart: numbers.leftOut(pairs))) have them both early and late.
            """,
        ]
        if case .notEstimable(let reason) = spacing.exponent, settings.timeExponent == nil {
            cautions.append(
                """
                How differences grow with the time between could not be read (\(Prose(reason))): the adjusted MSSD is the plain one.
                """)
        }
        if swings.besideTheFirst > 0 {
            let rows = Measured.rows(
                swings.besideTheFirst,
                of: .of(
                    swings.withSeveralADay, apart: [numbers.everybody.subtracting(swings.withSeveralADay)]))
            cautions.append(
                "Exposed scores beside the first of their day, doubled ones among them, are not used: \(rows).")
        }
        if numbers.instrument.isOrdinal {
            cautions.append(
                """
                The instrument has ordered levels: differences treat the steps between them as equal, and one step is as small a change as \
                can be seen.
                """)
        }
        return cautions
    }
}
