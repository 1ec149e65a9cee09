import Cohort
import Estimation
import Findings
import StudyFile

/// What share of patients had no withdrawal on day 7 after the index day, and how much the answer depends on the patients who
/// were not assessed.
enum Day7Withdrawal: Question {
    static let sample: String? = "{day: 7, window: [4, 10], by: [arm, site], claim: 0.95}"
    static let id = "day7_withdrawal"
    static let title = "No withdrawal on day 7"
    static let question = "How many patients were free of withdrawal on day 7?"
    static let quantities = [
        Quantity.noWithdrawalShare.info, Quantity.notAssessedShare.info, Quantity.tippingShare.info,
        Quantity.effectiveSampleSize.info,
    ]
    static let tests = [DeclaredTest.exactBinomial.info, DeclaredTest.logitT.info]

    static func definitions(
        _ settings: Day7WithdrawalSettings, of study: Study
    ) -> [Results.Study.Definition] {
        [.noWithdrawal]
    }

    static func answer(
        _ settings: Day7WithdrawalSettings, of study: Study, into finding: inout FindingBuilder
    ) {
        let statuses = study.shared(DayStatusesOf(day: settings.day, window: settings.daysAround))
        describe(settings, statuses, of: study, in: &finding)
        if let reason = reasonForNone(settings, statuses, of: study) { return finding.notEstimable(reason) }

        let weighting = DayWeighting(statuses, settings, of: study)
        weighting.describe(in: &finding)
        let shares = DayShares(claim: settings.claim, level: study.level, weighting: weighting)
        shares.addEverybody(DayPatients(statuses), to: &finding)
        for groups in settings.by.compactMap({ PatientGroups($0, of: study.cohort) }) {
            shares.addLevels(of: groups, statuses, to: &finding)
        }
        shares.addScales(statuses, to: &finding)
        finding.cautions = cautions(statuses) + weighting.cautions
    }

    private static func reasonForNone(
        _ settings: Day7WithdrawalSettings, _ statuses: DayStatuses, of study: Study
    ) -> Prose? {
        if study.cohort.withdrawal.isEmpty { return "the study has no withdrawal assessments" }
        if statuses.started.isEmpty {
            return "no patient has an index day (\(StudyWord(study.cohort.indexRule.description)))"
        }
        guard statuses.assessed.isEmpty else { return nil }
        return "no patient was assessed in the window \(windowText(settings)) after the index day"
    }

    // MARK: - Words

    private static func windowText(_ settings: Day7WithdrawalSettings) -> Prose {
        let window = settings.daysAround
        return "days \(setting: window.lowerBound) to \(setting: window.upperBound)"
    }

    private static func describe(
        _ settings: Day7WithdrawalSettings, _ statuses: DayStatuses, of study: Study, in finding: inout FindingBuilder
    ) {
        let window = settings.daysAround
        finding.title = "No withdrawal on day \(setting: settings.day)"
        finding.set("window", "\(setting: window.lowerBound) to \(setting: window.upperBound)")
        finding.population = .init(
            """
            patients with an index day (\(StudyWord(study.cohort.indexRule.description))); observations are those assessed \
            in the window
            """, patients: statuses.started, apart: [study.everyone.subtracting(statuses.started)],
            observations: statuses.assessed.count,
            observationsBasis: .event(statuses.assessed, among: statuses.started))
        finding.estimand = """
            Share of patients without withdrawal on day \(setting: settings.day) after the index day, among those assessed in \
            the window \(windowText(settings)); among all who reached the index day with everyone not assessed counted as in \
            withdrawal (worst case); and with everyone not assessed counted as free of it (best case).
            """
        finding.method = """
            The assessment in the window nearest to day \(setting: settings.day) counts, on a tie the later, of several on that \
            day the worst. Wilson score intervals (Wilson 1927) and exact intervals (Clopper and Pearson 1934)
            """
        guard settings.claim != nil else {
            finding.method += "."
            return
        }
        finding.method += """
            ; two-sided exact binomial test against the claim, summing outcomes no likelier than the one observed. Tipping \
            share: (claim \u{00D7} everyone \u{2212} free) / not assessed. \
            \([HypothesisTest].adjustment(
                of: "each family: everyone under every reading, and the groups of a column under one reading"))
            """
    }

    private static func cautions(_ statuses: DayStatuses) -> [Prose] {
        let used = Set(statuses.statuses.lazy.compactMap { $0.status?.scale })
        let scales = WithdrawalScale.allCases.filter(used.contains)
        let meanings = scales.map { Prose(StudyWord($0.meaningOfNone)) }.joined(separator: ", ")
        var cautions: [Prose] = [
            """
            Patients who leave treatment early are seldom assessed: the three denominators show how far that can move the \
            share.
            """,
            "\u{201C}No withdrawal\u{201D} means \(meanings), or grade 0 where the data come graded.",
        ]
        if scales.count > 1 {
            let names = scales.map { "\(WithdrawalScaleName($0))" as Prose }.joined(separator: " and ")
            cautions.append(
                """
                The data mix \(names): read the shares by scale before the overall one, and do not take a difference between \
                groups on different scales as an effect.
                """)
        }
        return cautions
    }
}

extension WithdrawalScaleName {
    /// The name of a scale.
    init(_ scale: WithdrawalScale) {
        switch scale {
        case .cows: self = .cows
        case .sows: self = .sows
        }
    }
}
