import Cohort
import StudyFile

/// Settings of `other_explanations`.
struct OtherExplanationsSettings: PainWalkSettings {
    /// The instrument of the trend that is to be explained; absent, that of `pain_trend`.
    var instrument: String?
    /// What counts as exposure duration; absent, as in `pain_trend`.
    var exposure: ExposureClock?
    /// The planned last study day; absent, it is read from the data.
    var followUp: Int?
    /// The contrast of exposure that the E-value is of, in days; absent, what the middle 90% of the exposures span.
    var contrastDays: Int?

    init() {}

    static let fields: [SettingField<OtherExplanationsSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional, otherwise: "that of `pain_trend`",
            "the instrument of the trend that is to be explained"),
        SettingField(
            "exposure", \.exposure, SettingKind.choice.optional, otherwise: "as in `pain_trend`",
            "what counts as exposure duration"),
        SettingField(
            "follow_up", \.followUp, SettingKind.integer(in: 1...36_525).optional, otherwise: "read from the data",
            "the planned last study day"),
        SettingField(
            "contrast_days", \.contrastDays, SettingKind.integer(in: 1...36_525).optional,
            otherwise: "what the middle 90% of the exposures at scores span",
            "the contrast of exposure, in days, that the E-value is of"),
    ]

    /// Which scores are held against which exposure.
    var trend: TrendChoice { TrendChoice(instrument: instrument, clock: exposure ?? .eraDays) }
    var partsOfWalk: PainWalk.Parts { .courses }
}
