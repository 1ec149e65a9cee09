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
    static let mainAnswers: [MainAnswer] = [MainAnswer(.noWithdrawalShare) { $0.denominator == .assessed }]

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
        // Of a trial that did not assess then nobody is missing.
        let (planned, trials, unplanned) = StudyTrials.planned(statuses, of: study.cohort)
        describe(settings, statuses, planned, of: study, in: &finding)
        if let reason = reasonForNone(settings, statuses, of: study) { return finding.notEstimable(reason) }

        guard !planned.assessed.isEmpty else {
            return finding.notEstimable(
                "none of the trials assessed in the window \(windowText(settings)) after the index day")
        }
        finding.keep(.noWithdrawalShare, inGroups: trials != nil)
        let weighting = DayWeighting(planned, settings, of: study)
        weighting.describe(in: &finding)
        let shares = DayShares(claim: settings.claim, level: study.level, weighting: weighting)
        addHeadline(shares, trials, planned, settings, of: study, to: &finding)
        for groups in settings.by.compactMap({ PatientGroups($0, of: study.cohort) })
        where trials == nil || groups.name.text != StudyTrials.column {
            shares.addLevels(of: groups, planned, to: &finding)
        }
        // Which scale the answer rests on, where there is one.
        if trials == nil, let scale = planned.scales.first, planned.scales.count == 1 {
            shares.addScale(scale, planned, to: &finding)
        }
        let notPlanned = trials.flatMap { trials in
            unplanned.isEmpty ? nil : unplanned.map { [trials.groups.place($0)].wording }.listed
        }
        if let notPlanned { finding.set(Day7Setting.notPlanned, notPlanned) }
        finding.cautions =
            cautions(statuses, isOfTrials: trials != nil, notPlanned: notPlanned) + weighting.cautions
    }

    /// The answer itself: of each trial where there are several, else of each scale where there are several, else of everybody. What
    /// is pooled over trials or scales is true of none of them.
    private static func addHeadline(
        _ shares: DayShares, _ trials: StudyTrials?, _ statuses: DayStatuses, _ settings: Day7WithdrawalSettings,
        of study: Study, to finding: inout FindingBuilder
    ) {
        if let trials { return shares.addLevels(of: trials.groups, statuses, to: &finding) }
        let scales = statuses.scales
        guard scales.count > 1 else { return shares.addEverybody(DayPatients(statuses), to: &finding) }
        for scale in scales {
            let own = study.shared(DayStatusesOf(day: settings.day, window: settings.daysAround, scale: scale))
            shares.addHeadline(scale, own, isOfEverybody: isOfEverybody(scale, study), to: &finding)
        }
    }

    /// Whether the patients with any assessment have, nine in ten of them, one on the scale: then who has none around the day was
    /// missed, and was not meant for another scale.
    private static func isOfEverybody(_ scale: WithdrawalScale, _ study: Study) -> Bool {
        let withdrawal = study.cohort.withdrawal
        let ever = study.persons { !withdrawal[$0].isEmpty }
        let own = study.persons { withdrawal[$0].contains { $0.scale == scale } }
        return 10 * own.count >= 9 * ever.count
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
        _ settings: Day7WithdrawalSettings, _ statuses: DayStatuses, _ planned: DayStatuses, of study: Study,
        in finding: inout FindingBuilder
    ) {
        let window = settings.daysAround
        finding.title = "No withdrawal on day \(setting: settings.day)"
        finding.set("window", "\(setting: window.lowerBound) to \(setting: window.upperBound)")
        finding.population = .init(
            """
            patients with an index day (\(StudyWord(study.cohort.indexRule.description))); observations are those assessed \
            in the window
            """, patients: statuses.started, apart: [study.everyone.subtracting(statuses.started)],
            observations: planned.assessed.count,
            observationsBasis: .event(
                planned.assessed, among: statuses.started,
                apart: [planned.notAssessed, statuses.started.subtracting(planned.started)]))
        finding.estimand = """
            Share of patients without withdrawal on day \(setting: settings.day) after the index day, of each trial or else each \
            withdrawal scale where the study has several, among those assessed in \
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

    private static func cautions(_ statuses: DayStatuses, isOfTrials: Bool, notPlanned: Prose?) -> [Prose] {
        let scales = statuses.scales
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
                The data mix \(names): the answer pools nothing over them. A share by another column may hold patients of several, and a \
                difference between groups on different scales is no difference between their patients.
                """)
        }
        if isOfTrials {
            cautions.append(
                "The study is of several trials: nothing is pooled over them, as the pooled share is true of none.")
        }
        if let notPlanned {
            cautions.append(
                """
                Hardly anybody of \(notPlanned) was assessed in the window: it did not assess then, so its patients are not counted as \
                missing and have no part in these shares.
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
