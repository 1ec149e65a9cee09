import Cohort
import StudyFile

/// Settings of `nonopioid`.
struct NonopioidSettings: QuestionSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// Days without care of a kind before it counts as begun.
    var washout = 180
    /// Days within which two kinds are begun together.
    var together = 30
    /// Days of follow-up.
    var followUp = 180
    /// Days before time zero within which the score before must lie.
    var scoreWithin = 90
    /// Days before time zero over which the course of pain before is held alike.
    var changeOver = 180
    /// What is known at time zero besides pain, dose and time; absent, age and sex where the study has them.
    var adjust: [Adjustment]?
    /// An event that care cannot bring about, or a kind of care that cannot change pain.
    var negativeControl: String?

    init() {}

    static let fields: [SettingField<NonopioidSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField(
            "washout", \.washout, .integer(in: 0...3650),
            "days without care of a kind, as far as they were observed, before it counts as begun"),
        SettingField(
            "together", \.together, .integer(in: 0...180), "days within which two kinds of care are begun together"),
        SettingField("follow_up", \.followUp, .integer(in: 30...1080), "days of follow-up"),
        SettingField(
            "score_within", \.scoreWithin, .integer(in: 0...365),
            "days before time zero within which the score before must lie"),
        SettingField(
            "change_over", \.changeOver, .integer(in: 1...1080),
            "days before time zero whose scores tell the course of pain before"),
        SettingField(
            "adjust", \.adjust, SettingKind.adjustments.optional,
            otherwise: "`age` and `sex` where the study has them",
            "what groups are made alike in, besides pain, its course, other care, the dose and time"),
        SettingField(
            "negative_control", \.negativeControl, SettingKind.eventOrCare.optional, otherwise: "none",
            "an event that the care cannot bring about, or a kind of care that cannot change pain"),
    ]

    mutating func settle(_ mapping: StudyMapping) throws(StudyFileError) {
        guard scoreWithin >= changeOver else { return }
        throw (mapping["change_over"]?.source ?? mapping["score_within"]?.source ?? mapping.source).error(
            "change_over must be longer than score_within, which is \(scoreWithin) days")
    }

    /// Months of follow-up.
    var months: Int { max(1, followUp / EmulatedTrials.monthDays) }

    /// What groups are made alike in, of a cohort; of the usual columns those with a value of anybody.
    func adjustments(in cohort: Cohort) -> [Adjustment] { adjust ?? .usual(in: cohort) }
}

extension SettingKind where Value == String {
    /// An event, or a kind of care as the data write it.
    static var eventOrCare: SettingKind {
        SettingKind(
            type: "kind of event, or kind of care as the data write it",
            read: { value, key, _ throws(StudyFileError) in try value.text(as: key) }, text: { $0 })
    }
}
