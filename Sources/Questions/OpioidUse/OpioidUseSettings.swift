import Findings
import StudyFile

/// Settings of `opioid_use`.
struct OpioidUseSettings: QuestionSettings {
    /// How long a step of the course is.
    var step = UseStep.month
    /// Steps of the course.
    var steps = 24
    /// What each patient's steps are counted from.
    var clock = UseClock.studyDay
    /// Days that a drug may go on beside the one that replaces it.
    var overlap = 7

    init() {}

    static let fields: [SettingField<OpioidUseSettings>] = [
        SettingField("step", \.step, .choice, "how long a step of the course over time is: 7 or 30 days"),
        SettingField("steps", \.steps, .integer(in: 1...520), "steps of the course over time"),
        SettingField("clock", \.clock, .choice, "the day from which each patient's steps are counted"),
        SettingField(
            "overlap", \.overlap, .integer(in: 0...365),
            "days that a drug may go on beside the one that replaces it, for a switch"),
    ]
}

/// How long a step of a course over time is.
enum UseStep: String, Term, CaseIterable {
    case week
    case month

    var days: Int { self == .week ? 7 : 30 }
    var label: String { rawValue }
}

/// What each patient's own time is counted from.
enum UseClock: String, Term, CaseIterable {
    case studyDay = "study_day"
    case observationStart = "observation_start"
    case firstExposure = "first_exposure"

    var label: String {
        switch self {
        case .studyDay: "study day 0"
        case .observationStart: "the start of observation"
        case .firstExposure: "the first exposure"
        }
    }
}
