import Findings

/// What the question is about and how it is answered, in words.
extension Relapse {
    static func definitions(_ settings: RelapseSettings, of study: Study) -> [Results.Study.Definition] {
        guard hasSubject(in: study, settings) else { return [] }
        return [
            Results.Study.Definition(
                term: "Week of urine results",
                meaning: """
                    Week 1 begins on the day after time zero. A week is positive or negative where all its results are, mixed where it has \
                    both, and without a result where it has none (Odom 2023, 10.1371/journal.pone.0291248). The medication that a \
                    patient is prescribed is no use.
                    """),
            Results.Study.Definition(
                term: "Return to use",
                meaning: """
                    The first stretch of weeks in a row with as many positive ones as a definition asks for; its time is the week in which \
                    they could begin at the latest, so that four positive weeks of four count from the first.
                    """),
        ]
    }

    static func describe(_ settings: RelapseSettings, in finding: inout FindingBuilder) {
        finding.estimand = """
            Of the patients followed since time zero, the share who return to use within their planned follow-up by each definition, \
            whatever treatment they take; the cumulative incidence by week with death, transfer and prison competing; the mean weeks \
            before return; and the ratio of the hazards of return per unit of pain before time zero, of its variability then, and of its \
            change and variability up to week \(setting: settings.landmark).
            """
        finding.method = """
            Definitions: \(settings.endpoints.map { endpoint in
                endpoint.source.isEmpty
                    ? "\(endpoint.term) (\(endpoint.rule))"
                    : "\(endpoint.term) (\(endpoint.rule); \(StudyWord(endpoint.source)))" as Prose
            }.joined(separator: "; ")). Wilson intervals for shares; Aalen and Johansen (1978, Scandinavian Journal of Statistics \
            5:141-150) for the incidence; restricted means (Royston and Parmar 2013, 10.1186/1471-2288-13-152); log-rank tests; Cox \
            regression with Efron's ties, a baseline hazard for each trial and the test of proportionality of Grambsch and Therneau \
            (1994, 10.1093/biomet/81.3.515). Change and variability are known at the end of week \(setting: settings.landmark), and only \
            patients who had not returned by then and were still followed are compared (landmark; Anderson 1983, \
            10.1200/JCO.1983.1.11.710). Weeks without a result are also counted as negative, and imputed \
            \(setting: settings.imputations) times from the weeks before (logistic regression on the week before, the share of positive \
            weeks so far, the week, the levels of the first column and pain before; Rubin's rules), with the odds of use in them \
            multiplied by \(settings.oddsFactors.map { "\(setting: $0)" as Prose }.joined(separator: ", ")). \(EventFamily.adjustment)
            """
    }

    static func cautions(_ settings: RelapseSettings, _ words: ReturnWords) -> [Prose] {
        var cautions: [Prose] = []
        if settings.endpoints.contains(where: { $0.missing == .positive }) {
            cautions.append(
                """
                The definitions read a week without a result as use. Who stays away, whatever for, counts as having returned; how many of \
                the returns rest on weeks without a result stands beside each share, and what other readings of those weeks give.
                """)
        }
        if !words.isPlanned {
            cautions.append(
                """
                No column says how long patients were to be followed ("planned_end", "planned_weeks"): they are followed to their last \
                visit, kept or missed, or screen, and who stays away after that does not count as having returned.
                """)
        }
        if words.negatives == .visits {
            cautions.append(
                "No negative screens are recorded: a visit on a day without a positive one is taken for a negative result."
            )
        }
        cautions.append(
            """
            A urine screen sees use of the last days, and a weekly one not every use. Pain before time zero is not assigned: who has more \
            of it differs in much else, and a hazard ratio is an association.
            """)
        return cautions
    }
}
