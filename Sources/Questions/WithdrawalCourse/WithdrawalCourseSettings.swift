import StudyFile

/// Settings of `withdrawal_course`.
struct WithdrawalCourseSettings: QuestionSettings {
    /// Last day reported.
    var days = 28
    /// Last week reported.
    var weeks = 24

    init() {}

    static let fields: [SettingField<WithdrawalCourseSettings>] = [
        SettingField("days", \.days, .integer(in: 1...36_500), "the last day shown, since the index day"),
        SettingField("weeks", \.weeks, .integer(in: 1...5_000), "the last week shown"),
    ]
}
