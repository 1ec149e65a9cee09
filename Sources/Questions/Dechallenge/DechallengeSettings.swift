import Cohort
import StudyFile

/// Settings of `dechallenge`.
struct DechallengeSettings: QuestionSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// Days before a change whose scores are compared.
    var before = 60
    /// First and last day after a change whose scores are compared; day 1 is the first day of the new dose.
    var after = (WithdrawalWindow().days + 1)...75
    /// Days right before a change that are left out in the sensitivity analysis.
    var leaveOut = 30
    /// Days that a change may take, from the last day of the one dose to the first of the other.
    var transition = 30
    /// Days that a dose must last to count as one.
    var leastDays = LadderRule().leastDays
    /// The least change, as a share of the dose before it.
    var leastChange = LadderRule().leastChange
    /// The change that matters to a patient, in units of the score; absent, a fifth of the instrument's range.
    var meaningfulChange: Double?

    init() {}

    static let fields: [SettingField<DechallengeSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField(
            "before", \.before, .integer(in: 7...365), "days before a change of dose whose scores are compared"),
        SettingField(
            "after", \.after, .dayRange,
            "first and last day after the change whose scores are compared; day 1 is the first day of the new dose"),
        SettingField(
            "leave_out", \.leaveOut, .integer(in: 1...364),
            "days right before the change that the sensitivity analysis leaves out"),
        SettingField(
            "transition", \.transition, .integer(in: 0...180),
            "most days between the last day of the one dose and the first of the other"),
        SettingField("least_days", \.leastDays, .integer(in: 1...365), "days that a dose must last to count as one"),
        SettingField(
            "least_change", \.leastChange, .share, "the least fall or rise, as a share of the dose before it"),
        SettingField(
            "meaningful_change", \.meaningfulChange, SettingKind.aboveZero("a number of points").optional,
            otherwise: "a fifth of the instrument's range", "the change of the score that matters to a patient"),
    ]

    mutating func settle(_ mapping: StudyMapping) throws(StudyFileError) {
        if after.lowerBound < 1 {
            throw (mapping["after"]?.source ?? mapping.source).error(
                "after must begin on day 1 or later: day 1 is the first day of the new dose")
        }
        if leaveOut >= before {
            throw (mapping["leave_out"]?.source ?? mapping["before"]?.source ?? mapping.source).error(
                "leave_out must be shorter than the \(before) days before a change")
        }
    }

    /// What is a change, of a cohort.
    func rule(of cohort: Cohort) -> LadderRule {
        LadderRule(gap: cohort.exposureRule.gap, leastDays: leastDays, leastChange: leastChange)
    }

    /// The days that an analysis compares; `nil` where the settings leave it none.
    func windows(_ analysis: DechallengeAnalysis) -> ContrastWindows? {
        var windows = ContrastWindows(before: before, after: after, measured: after, transition: transition)
        switch analysis {
        case .main: break
        case .withoutDaysBefore: windows.leaveOut = leaveOut
        case .firstDays:
            guard after.lowerBound > 1 else { return nil }
            windows.measured = 1...(after.lowerBound - 1)
        case .beforeAfter: windows.measured = 1...after.upperBound
        }
        return windows
    }
}
