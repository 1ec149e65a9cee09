import Cohort
import StudyFile

/// Settings of `evoked_pain`.
struct EvokedPainSettings: QuestionSettings {
    /// The instrument; absent, every evoked one that has scores, each by itself.
    var instrument: String?
    /// What counts as exposure duration.
    var exposure = ExposureClock.eraDays
    /// The columns of the adjusted regression; without any there is none.
    var adjust: [Adjustment] = []

    init() {}

    static let fields: [SettingField<EvokedPainSettings>] = [
        SettingField(
            "instrument", \.instrument,
            SettingKind.instrumentWithCutOff(remedy: "ask \"pain_trend\" about it").optional,
            otherwise: "every evoked one, each by itself", "the instrument asked about"),
        SettingField("exposure", \.exposure, .choice, "what counts as exposure duration"),
        SettingField(
            "adjust", \.adjust, .adjustments, otherwise: "none", "what the adjusted regression holds constant"),
    ]
}
