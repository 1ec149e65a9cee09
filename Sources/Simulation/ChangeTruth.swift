/// What is planted in a scenario of change, in plain units: points on the 0-10 numeric rating scale, days, events a year.
public struct ChangeTruth: Codable, Sendable, Equatable {
    /// What is true in the study.
    public let scenario: Scenario
    /// The lasting effect of each change on pain, in points: pain with it minus pain had nothing changed. Alternatives to one
    /// another.
    public let effectPoints: [String: Double]
    /// Days from the start of a change to the first day with the whole of its effect.
    public let fullEffectAfterDays: Int
    /// Points that pain is raised by beside that, from each reduction on.
    public let withdrawalPainPoints: Double
    /// For this many days, the day of the reduction the first.
    public let withdrawalPainDays: Int
    /// The expected share in withdrawal (COWS above 4, SOWS above 0) so many days after a reduction or a rotation, and at
    /// planned visits. Empty where no withdrawal is assessed there.
    public let withdrawalShare: [String: Double]
    /// Expected share without withdrawal on day 7 among those who begin each medication for opioid use disorder, had each of
    /// them been assessed. Empty where none begins.
    public let noWithdrawalShareDay7ByArm: [String: Double]
    /// The expected share of those who begin each medication in whom the first dose precipitates withdrawal: a score that is, within an
    /// hour of it, 6 points or more of COWS (10 of SOWS) above the one before it. `nil` where no first dose has a time.
    public let precipitatedWithdrawalShareByArm: [String: Double]?
    /// Steps in which the daily dose of the opioid falls, each at the start of a supply.
    public let reductions: Int
    /// What each takes off, in percent of the baseline dose.
    public let reductionPercentOfBaseline: Int
    /// Days between two steps.
    public let daysBetweenReductions: Int
    /// Days from the last day with the opioid to the first with what takes its place, by option, where that is not the next
    /// day.
    public let daysWithoutEither: [String: Int]

    /// The lowest score of the baseline visit of who is taken in.
    public let entryScoreAtLeast: Double
    /// The chance that treatment changes after a visit at which it may, given that visit's recorded score.
    public let chanceOfChange: LinearChance
    /// The visits at which it may: the first and the last, the baseline visit being 0.
    public let visitsOfChange: [Int]
    /// The option that those in more pain are given more often, `nil` where there is one option.
    public let favouredOption: String?
    /// The chance of it, of those whose treatment changes at a score.
    public let chanceOfFavouredOption: LinearChance?
    /// The chance of each other option among those who are not given the favoured one.
    public let otherOptionShares: [String: Double]
    /// The chance that a visit was the last, given its recorded score; all 0 without dropout. After the visit at which
    /// a change was decided nobody leaves.
    public let chanceOfLeaving: LinearChance

    /// The planned visit, counted from that of the decision, that the next two take as the time after.
    public let afterPlannedVisits: Int
    /// What a comparison of the score after with the score at the decision finds on average, among those who have both.
    public let naiveBeforeAfterPoints: [String: Double]
    /// What of that would be there without the effect: regression to the mean.
    public let regressionToTheMeanPoints: [String: Double]
    /// The change from the baseline score to the score of the first visit, before anything was done.
    public let changeAfterEntryPoints: Double
    /// Who changes treatment, of all who enter.
    public let changedShare: Double

    /// The rate of each event from the first day of the change on, as a multiple of the rate before, of patients with the same
    /// baseline score.
    public let hazardRatios: [String: Double]
    /// Events a year of 365.25 days at a baseline score of 5 points and without the change.
    public let eventsPerYear: [String: Double]
    /// What each point of the baseline score above 5 adds to every rate, as a share of the rate at 5.
    public let rateIncreasePerBaselinePoint: Double

    /// Mean and standard deviation of the levels of pain of those who are asked, before any is left out for a low score.
    public let meanLevel: Double
    /// See `meanLevel`.
    public let sdLevel: Double
    /// Standard deviation of a score about the patient's level, with the part that rounding to one decimal adds.
    public let sdResidual: Double
    /// What the numbers mean, in words.
    public let notes: [String]

    /// The expectations take some milliseconds.
    init(_ design: StudyDesign, _ model: ChangeModel) {
        let expected = ChangeExpectation(model, design)
        scenario = design.scenario
        effectPoints = Dictionary(uniqueKeysWithValues: model.options.map { ($0.name, $0.effect) })
        fullEffectAfterDays = (model.steps - 1) * ChangeModel.interval + ChangeModel.rampDays - 1
        withdrawalPainPoints = model.withdrawalPain
        withdrawalPainDays = model.reductions > 0 ? ChangeModel.withdrawalDays : 0
        withdrawalShare = Self.withdrawalShare(model)
        let arms = design.scenario.timeColumns.isEmpty ? nil : model.options.compactMap(\.arm)
        precipitatedWithdrawalShareByArm = arms.map { arms in
            Dictionary(uniqueKeysWithValues: arms.map { ($0.rawValue, $0.precipitatedShare) })
        }
        noWithdrawalShareDay7ByArm = expected.noWithdrawalOnDay7.mapValues(Truth.rounded)
        reductions = model.reductions
        reductionPercentOfBaseline = model.reductionPercent
        daysBetweenReductions = model.reductions > 1 ? ChangeModel.interval : 0
        daysWithoutEither = Dictionary(
            uniqueKeysWithValues: model.options.filter { $0.daysToStart > 0 }.map { ($0.name, $0.daysToStart) })
        entryScoreAtLeast = Double(ChangeModel.entryTenths) / 10
        chanceOfChange = ChangeModel.chanceOfChange
        let visits = ChangeModel.decisions(lastVisit: ChangeModel.lastVisit(followUpDays: design.followUpDays))
        visitsOfChange = [visits.lowerBound, visits.upperBound - 1]
        favouredOption = model.favoured.map { model.options[$0.option].name }
        chanceOfFavouredOption = model.favoured?.chance
        let others = model.options.indices.filter { $0 != model.favoured?.option }.map { model.options[$0] }
        otherOptionShares = Dictionary(uniqueKeysWithValues: others.map { ($0.name, $0.share) })
        chanceOfLeaving =
            design.dropout
            ? ChangeModel.chanceOfLeaving : LinearChance(at5Points: 0, perPoint: 0, lowest: 0, highest: 0)
        afterPlannedVisits = ChangeModel.visitsToAfter
        naiveBeforeAfterPoints = expected.beforeAfter.mapValues(Truth.rounded)
        regressionToTheMeanPoints = expected.regression.mapValues(Truth.rounded)
        changeAfterEntryPoints = Truth.rounded(expected.afterEntry)
        changedShare = Truth.rounded(expected.changedShare)
        eventsPerYear = Dictionary(
            uniqueKeysWithValues: ChangeModel.eventsPerYear.map { ($0.key.rawValue, $0.value) })
        hazardRatios = Dictionary(
            uniqueKeysWithValues: ChangeModel.eventsPerYear.keys.map { ($0.rawValue, model.hazardRatios[$0] ?? 1) })
        rateIncreasePerBaselinePoint = ChangeModel.rateIncreasePerPoint
        meanLevel = ChangeModel.meanLevel
        sdLevel = ChangeModel.sdLevel
        sdResidual = Truth.rounded(
            (ChangeModel.sdResidual * ChangeModel.sdResidual + 0.1 * 0.1 / 12).squareRoot())
        notes = Self.notes(design.scenario)
    }

    /// By days since a step, and at planned visits.
    private static func withdrawalShare(_ model: ChangeModel) -> [String: Double] {
        guard !model.contacts.isEmpty else { return [:] }
        let sdPerson = ChangeModel.sdSeverityPerson, sdDay = ChangeModel.sdSeverityDay
        let sd = (sdPerson * sdPerson + sdDay * sdDay).squareRoot()
        func share(_ severity: Double) -> Double {
            Truth.rounded(WithdrawalModel.normalProbability(below: (severity - WithdrawalModel.noneBelow) / sd))
        }
        var shares = ["planned_visits": share(ChangeModel.settledSeverity)]
        for contact in model.contacts { shares["day_\(contact.day)"] = share(contact.severity) }
        return shares
    }

    private static func notes(_ scenario: Scenario) -> [String] {
        var notes = [
            "Synthetic: no row describes a real person, and no effect is an estimate of a real one.",
            "Effects are of pain with the change minus pain had nothing changed, in NRS points; below 0 is less pain.",
            "Given the recorded score of a visit, who changes treatment and who leaves depends on nothing else.",
            "Those in more pain change sooner, so before-after comparisons see regression to the mean.",
            "Supplies go on after dropout, as dispensing records do; nothing else does.",
            "Events are counted until dropout or death; nothing is recorded after death.",
            "The comparisons of before and after are exact without spoilt rows and deaths.",
            "Age, sex, race and site have no effect; the arm is what treatment changed to, known only afterwards.",
        ]
        switch scenario {
        case .null, .hyperalgesia, .tolerance, .spreading, .mixedPatterns, .returnToUse, .evokedTests, .painDrivesDose:
            break
        case .tapering:
            notes.append("The effect comes in equal parts, one with each reduction, each within 14 days.")
        case .abruptStop:
            notes.append("The last supply ends the day before; nothing follows it.")
        case .opioidRotation:
            notes.append("Another opioid begins the day after the former one's last, at the same MME to a tablet.")
        case .moudInitiation:
            notes.append("The opioid's last supply ends before; the effect grows from the first day of medication.")
            notes.append(
                "Withdrawal on day 7 is missing more often after a high score at the visit of the decision, which is recorded."
            )
            notes.append(
                "The day of the first dose has times: its withdrawal is scored before the dose and twice within the hour after it."
            )
        case .nonopioidCare:
            notes.append("The opioid and its dose go on. A course is of 84 days, and its effect stays.")
            notes.append("The kind \"other\" is a negative control: it has no effect.")
        }
        return notes
    }

    enum CodingKeys: String, CodingKey {
        case scenario
        case effectPoints = "effect_points"
        case fullEffectAfterDays = "full_effect_after_days"
        case withdrawalPainPoints = "withdrawal_pain_points"
        case withdrawalPainDays = "withdrawal_pain_days"
        case withdrawalShare = "withdrawal_share"
        case noWithdrawalShareDay7ByArm = "no_withdrawal_share_day7_by_arm"
        case precipitatedWithdrawalShareByArm = "precipitated_withdrawal_share_by_arm"
        case reductions
        case reductionPercentOfBaseline = "reduction_percent_of_baseline"
        case daysBetweenReductions = "days_between_reductions"
        case daysWithoutEither = "days_without_either"
        case entryScoreAtLeast = "entry_score_at_least"
        case chanceOfChange = "chance_of_change"
        case visitsOfChange = "visits_of_change"
        case favouredOption = "favoured_option"
        case chanceOfFavouredOption = "chance_of_favoured_option"
        case otherOptionShares = "other_option_shares"
        case chanceOfLeaving = "chance_of_leaving"
        case afterPlannedVisits = "after_planned_visits"
        case naiveBeforeAfterPoints = "naive_before_after_points"
        case regressionToTheMeanPoints = "regression_to_the_mean_points"
        case changeAfterEntryPoints = "change_after_entry_points"
        case changedShare = "changed_share"
        case hazardRatios = "hazard_ratios"
        case eventsPerYear = "events_per_year"
        case rateIncreasePerBaselinePoint = "rate_increase_per_baseline_point"
        case meanLevel = "mean_level"
        case sdLevel = "sd_level"
        case sdResidual = "sd_residual"
        case notes
    }
}
