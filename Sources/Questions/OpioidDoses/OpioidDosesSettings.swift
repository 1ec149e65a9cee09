import StudyFile

/// Settings of `opioid_doses`.
struct OpioidDosesSettings: QuestionSettings {
    /// Days of the fixed window, from a patient's first exposure on.
    var window = 90

    init() {}

    static let fields: [SettingField<OpioidDosesSettings>] = [
        SettingField(
            "window", \.window, .integer(in: 1...36_525),
            "days of the fixed window of the third definition of MME a day, from a patient's first exposure on")
    ]
}
