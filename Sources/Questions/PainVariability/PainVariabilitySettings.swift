import Cohort
import StudyFile

/// Settings of `pain_variability`.
struct PainVariabilitySettings: QuestionSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// What counts as exposure duration.
    var exposure = ExposureClock.eraDays
    /// The fewest scored days that a patient's variability is taken from.
    var scores = 5
    /// From where on a change from one score to the next is an acute one; absent, a fifth of the instrument's range.
    var acuteChange: Double?
    /// The bands; absent, the study's.
    var bands: DurationBands?
    /// The first day of exposure that counts as late.
    var lateFrom = 90
    /// How differences grow with the time between; absent, as read from the data.
    var timeExponent: Double?
    /// Days from the first exposure, up to which variability is measured and after which events are counted.
    var landmark = 90
    /// The fewest events of a hazard ratio.
    var fewestEvents = 10
    /// The fewest levels of an instrument of ordered levels.
    var fewestLevels = 4

    init() {}

    static let fields: [SettingField<PainVariabilitySettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField("exposure", \.exposure, .choice, "what counts as exposure duration"),
        SettingField(
            "scores", \.scores, .integer(in: 3...1000),
            "fewest scored days, over all or in a stretch of exposure, that a patient's variability is taken from"),
        SettingField(
            "acute_change", \.acuteChange, SettingKind.aboveZero("a number of points").optional,
            otherwise: "a fifth of the instrument's range",
            "change from one score to the next, either way, from which on it is acute"),
        SettingField(
            "bands", \.bands, SettingKind.bands.optional, otherwise: "the study's `bands`",
            "the bands of exposure duration"),
        SettingField(
            "late_from", \.lateFrom, .integer(in: 1...36_525),
            "first day of exposure that is late: scores before it are compared with those from it on in the same patients"
        ),
        SettingField(
            "time_exponent", \.timeExponent, SettingKind.share.optional, otherwise: "read from the data",
            "how differences grow with the time between, as its power: 0 not at all, 0.5 like those of a random walk"),
        SettingField(
            "landmark", \.landmark, .integer(in: 1...36_525),
            "days from the first exposure up to which variability is measured and after which events are counted"),
        SettingField(
            "fewest_events", \.fewestEvents, .integer(in: 1...100_000), "fewest events that a hazard ratio is given of"),
        SettingField(
            "fewest_levels", \.fewestLevels, .integer(in: 2...100),
            "fewest levels of an instrument of ordered levels whose variability is estimated"),
    ]

    /// Which scores are held against which exposure.
    var trend: TrendChoice { TrendChoice(instrument: instrument, clock: exposure) }
}
