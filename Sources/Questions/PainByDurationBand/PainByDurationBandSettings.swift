import Cohort
import StudyFile

/// Settings of `pain_by_duration_band`.
struct PainByDurationBandSettings: QuestionSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// What counts as exposure duration.
    var exposure = ExposureClock.eraDays
    /// The bands; absent, the study's.
    var bands: DurationBands?

    init() {}

    static let fields: [SettingField<PainByDurationBandSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField("exposure", \.exposure, .choice, "what counts as exposure duration"),
        SettingField(
            "bands", \.bands, SettingKind.bands.optional, otherwise: "the study's `bands`",
            "the bands of exposure duration"),
    ]

    /// Which scores are held against which exposure.
    var trend: TrendChoice { TrendChoice(instrument: instrument, clock: exposure) }
}
