import Cohort
import StudyFile

/// Settings of `dose_response`.
struct DoseResponseSettings: QuestionSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// What counts as exposure duration.
    var exposure = ExposureClock.eraDays
    /// The percentile of the daily doses at exposed scores that is the low dose.
    var lowPercentile = 10
    /// The percentile that is the high dose.
    var highPercentile = 90
    /// The correlation from which on duration and dose count as not told apart.
    var tooAlike = 0.9

    init() {}

    static let fields: [SettingField<DoseResponseSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField("exposure", \.exposure, .choice, "what counts as exposure duration"),
        SettingField(
            "low_percentile", \.lowPercentile, .integer(in: 1...49),
            "percentile of the daily doses at exposed scores that is the low dose"),
        SettingField(
            "high_percentile", \.highPercentile, .integer(in: 51...99), "percentile of them that is the high dose"),
        SettingField(
            "too_alike", \.tooAlike, .share,
            "correlation of duration and log dose, over scores or within patients, from which on they are said not to be told apart"
        ),
    ]

    /// Which scores are held against which exposure.
    var trend: TrendChoice { TrendChoice(instrument: instrument, clock: exposure) }

    /// The percentile of a level of the dose.
    func percentile(_ level: DoseLevel) -> Int {
        switch level {
        case .low: lowPercentile
        case .median: 50
        case .high: highPercentile
        }
    }
}
