import Cohort
import Estimation
import Findings

extension Subgroups {
    /// Who and what, whether or not there is an answer.
    static func describe(_ subject: TrendSubject, _ study: Study, in finding: inout FindingBuilder) {
        finding.population = subject.population
        finding.estimand = """
            In each subgroup, the change of the mean \(subject.instrument.map { "score on the \($0)" } ?? "pain score") per \
            \(setting: Int(MainTrend.days)) days of exposure among assessments made while exposed (or, where said, beyond the subgroup\u{2019}s \
            own course over time while unexposed), and what it differs by from that of the reference subgroup of the same column.
            """
        finding.method = """
            A linear mixed model in each subgroup by itself, so that level, slope and variances are its own: random intercept and slope, \
            restricted maximum likelihood, Satterthwaite\u{2019}s degrees of freedom (Kuznetsova et al. 2017, 10.18637/jss.v082.i13). Where \
            each subgroup of a column has \(setting: TimeComparison.fewest) patients scored on two days while unexposed, the model holds \
            exposed scores against unexposed ones, with a course over time of the subgroup\u{2019}s own. Test of interaction: \
            Welch\u{2019}s F that all slopes of a column are equal (Welch 1951, 10.1093/biomet/38.3-4.330); differences from the reference, \
            which is the youngest age group and elsewhere the largest subgroup, with t intervals after Welch and Satterthwaite. Levels with \
            fewer than \(setting: study.minimumStep) patients are taken together. Sites, trials, and columns of more levels than are listed: \
            random effects (REML, Viechtbauer 2005, 10.3102/10769986030003261; error by Hartung and Knapp 2001, 10.1002/sim.1009; prediction \
            interval by Higgins, Thompson and Spiegelhalter 2009, 10.1111/j.1467-985X.2008.00552.x). \
            \([HypothesisTest].adjustment(of: "one family: a test of interaction for each column"))
            """
        if let instrument = subject.instrument { finding.set("instrument", Prose(StudyWord(instrument.id))) }
        finding.set("exposure", Prose(StudyWord(subject.exposed.clock.rawValue)))
    }

    /// What a reader must know before believing in a difference, or in its absence.
    static func cautions(
        _ settings: Settings, _ answer: SubgroupsFinding, _ study: Study, isOfTrials: Bool
    ) -> [Prose] {
        var cautions: [Prose] = [
            """
            A difference between subgroups is an association. Subgroups differ in much beside their name: who recovers, who leaves, who is \
            scored when it hurts, who is given more when pain rises. Any of these makes slopes differ whatever opioids do.
            """,
            """
            That no difference was found does not say that subgroups are alike: read the interval of the difference, which holds every \
            difference that these data leave possible. Tests of interaction find little unless differences are large or patients many.
            """,
            """
            Credibility of a difference (ICEMAN, Schandelmaier et al. 2020, 10.1503/cmaj.200077): whether its direction was predicted \
            beforehand and has prior evidence, whether chance is an unlikely explanation, how many columns were looked at, and whether cuts of \
            a number were free of choice. The tool knows of these the p-values, their number and what the study file calls planned.
            """,
        ]
        if !answer.exposedAlone.isEmpty {
            cautions.append(
                """
                Slopes by \(Self.list(answer.exposedAlone)) are of exposed scores alone: they include the course that everybody shares, such as \
                recovery, as some subgroup has too few unexposed scores to tell time from exposure. Subgroups that recover at different speed \
                differ in slope.
                """)
        }
        if !answer.compared.isEmpty {
            cautions.append(
                """
                Slopes by \(Self.list(answer.compared)) are held against unexposed scores of the same subgroup: they presume that its exposed \
                and unexposed scores would have gone the same way.
                """)
        }
        if !answer.withoutRandomSlopes.isEmpty {
            cautions.append(
                """
                In some subgroup by \(Self.list(answer.withoutRandomSlopes)), patients have too few scores each to tell differing slopes from \
                noise: its model has a random intercept only, and its interval may be too narrow.
                """)
        }
        if settings.ageCuts == nil, study.cohort.patients.numbers(named: SubgroupsSettings.age) != nil {
            cautions.append(
                """
                Age is cut at tertiles of the patients at hand, rounded to \(setting: SubgroupColumn.Rule.yearsOfCut) years: cuts of another \
                study are others ("age_cuts" states them).
                """)
        }
        if isOfTrials {
            cautions.append(
                """
                The study has several trials: but for the slopes by trial, subgroups take patients of all of them together, and what differs \
                between trials is part of what differs between subgroups.
                """)
        }
        return cautions + answer.notes
    }

    private static func list(_ columns: [StudyWord]) -> Prose { columns.map { Prose($0) }.listed }
}
