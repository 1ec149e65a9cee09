import Cohort
import StudyFile

/// Settings of `individual_trends`.
struct IndividualTrendsSettings: PainWalkSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// What counts as exposure duration.
    var exposure = ExposureClock.eraDays
    /// The change that matters to a patient, in units of the score; absent, a fifth of the instrument's range.
    var meaningfulChange: Double?

    init() {}

    static let fields: [SettingField<IndividualTrendsSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField("exposure", \.exposure, .choice, "what counts as exposure duration"),
        SettingField(
            "meaningful_change", \.meaningfulChange, SettingKind.aboveZero("a number of points").optional,
            otherwise: "a fifth of the instrument's range", "the change of the score that matters to a patient"),
    ]

    /// Which scores are held against which exposure.
    var trend: TrendChoice { TrendChoice(instrument: instrument, clock: exposure) }
    var partsOfWalk: PainWalk.Parts { .ownSlopes }
}
