import Cohort
import Findings
import StudyFile

/// Settings of `oih_pattern`.
struct OIHPatternSettings: QuestionSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// Days of each window whose scores are compared.
    var window = 90
    /// First and last day after a change whose scores are compared; day 1 is the first day after the change.
    var after = (WithdrawalWindow().days + 1)...75
    /// Days right before a change that the second comparison leaves out.
    var leaveOut = 30
    /// Days that a change may take.
    var transition = 30
    /// Days that a dose must last to count as one.
    var leastDays = LadderRule().leastDays
    /// The least change of the dose, as a share of the dose before it.
    var leastChange = LadderRule().leastChange
    /// The change of the score that matters to a patient; absent, a fifth of the instrument's range.
    var meaningfulChange: Double?
    /// Days with a score that a window must have, of every other such day.
    var scores = 2
    /// Days before a rise within which a new cause counts.
    var causeWithin = 90
    /// Days around the high scores within which withdrawal counts.
    var withdrawalWithin = 7
    /// The least loss in an evoked test, as a share of its range.
    var evokedChange = 0.1
    /// Whether weak evidence decides.
    var weakEvidence = WeakEvidence.shown
    /// How often scores are shuffled.
    var shuffles = 10

    /// The column of patients that says who has opioid use disorder, beside medication for it.
    static let useDisorderColumn = "opioid_use_disorder"

    init() {}

    static let fields: [SettingField<OIHPatternSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField(
            "window", \.window, .integer(in: 7...365),
            "days at the beginning and at the end of a time of stable dose, and before a change, whose scores are compared"
        ),
        SettingField(
            "after", \.after, .dayRange,
            "first and last day after a change whose scores are compared; day 1 is the first day after it"),
        SettingField(
            "leave_out", \.leaveOut, .integer(in: 1...364),
            "days right before a change without which a difference must be there as well"),
        SettingField(
            "transition", \.transition, .integer(in: 0...180),
            "most days that a change may take, from the last day before it to the first after it"),
        SettingField("least_days", \.leastDays, .integer(in: 1...365), "days that a dose must last to count as one"),
        SettingField(
            "least_change", \.leastChange, .share, "the least fall or rise of the dose, as a share of the dose before"),
        SettingField(
            "meaningful_change", \.meaningfulChange, SettingKind.aboveZero("a number of points").optional,
            otherwise: "a fifth of the instrument's range", "the change of the score that matters to a patient"),
        SettingField(
            "scores", \.scores, .integer(in: 1...100),
            "days with a score that each window must have among every other such day: one half of them shows a rise, the other what "
                + "answers it"),
        SettingField(
            "cause_within", \.causeWithin, .integer(in: 0...3650),
            "days before the time of a rise within which an injury, surgery or progression counts as its cause"),
        SettingField(
            "withdrawal_within", \.withdrawalWithin, .integer(in: 0...365),
            "days around the time of the high scores within which withdrawal counts"),
        SettingField(
            "evoked_change", \.evokedChange, .share,
            "the least loss of tolerance to an evoked test, as a share of the test's range"),
        SettingField("weak_evidence", \.weakEvidence, .choice, "whether rules that rest on weak evidence decide"),
        SettingField(
            "shuffles", \.shuffles, .integer(in: 1...100),
            "how often each patient's scores are put in random order, for what chance alone gives"),
    ]

    mutating func settle(_ mapping: StudyMapping) throws(StudyFileError) {
        if after.lowerBound < 1 {
            throw (mapping["after"]?.source ?? mapping.source).error(
                "after must begin on day 1 or later: day 1 is the first day after the change")
        }
    }

    /// The thresholds that a grid varies, of an instrument.
    func thresholds(_ instrument: Instrument) -> PatternThresholds {
        PatternThresholds(
            change: meaningfulChange ?? instrument.usualMeaningfulChange, window: window, doseChange: leastChange)
    }

    /// What is a change of the dose.
    func rule(of cohort: Cohort, doseChange: Double) -> LadderRule {
        LadderRule(gap: cohort.exposureRule.gap, leastDays: leastDays, leastChange: doseChange)
    }
}

/// What is done with evidence that many studies do not find.
enum WeakEvidence: String, Term, CaseIterable {
    case shown
    case counted

    var label: String {
        switch self {
        case .shown: "shown and not counted"
        case .counted: "counted like the other rules"
        }
    }
}

/// The thresholds on which the facts depend most.
struct PatternThresholds: Sendable, Hashable {
    /// The change of the score that matters, in its unit.
    var change: Double
    /// Days of a window.
    var window: Int
    /// The least change of the dose, as a share.
    var doseChange: Double

    /// The same with each threshold multiplied, in the order of the grid; itself among them.
    var grid: [PatternThresholds] {
        Self.changeFactors.flatMap { change in
            Self.windowFactors.flatMap { window in
                Self.doseFactors.map { dose in
                    PatternThresholds(
                        change: self.change * change, window: max(1, Int((Double(self.window) * window).rounded())),
                        doseChange: min(1, doseChange * dose))
                }
            }
        }
    }

    static let changeFactors = [0.75, 1, 1.5]
    static let windowFactors = [0.5, 1, 1.5]
    static let doseFactors = [0.5, 1, 2]
}
