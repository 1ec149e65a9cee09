import Cohort
import StudyFile

/// Settings of `pain_trend`.
struct PainTrendSettings: PainWalkSettings {
    /// The instrument; absent, the clinical instrument with most scores.
    var instrument: String?
    /// What counts as exposure duration.
    var exposure = ExposureClock.eraDays
    /// The columns of the adjusted model; without any there is none.
    var adjust: [Adjustment] = []
    /// Knots of the restricted cubic spline, at Harrell's percentiles.
    var knots = TrendColumns.usualKnots
    /// The smallest change of interest, in units of the score; absent, a tenth of the instrument's range.
    var smallestChange: Double?

    init() {}

    static let fields: [SettingField<PainTrendSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional,
            otherwise: "the clinical one with most scores", "the instrument asked about"),
        SettingField("exposure", \.exposure, .choice, "what counts as exposure duration"),
        SettingField("adjust", \.adjust, .adjustments, otherwise: "none", "what the adjusted model holds constant"),
        SettingField("knots", \.knots, .integer(in: 3...7), "knots of the spline"),
        SettingField(
            "smallest_change", \.smallestChange, SettingKind.aboveZero("a number of points").optional,
            otherwise: "a tenth of the instrument's range",
            "the smallest change of interest over the observed exposures: a trend whose interval lies within it either way is said to "
                + "be no larger"),
    ]

    /// Which scores are held against which exposure.
    var trend: TrendChoice { TrendChoice(instrument: instrument, clock: exposure) }
    var partsOfWalk: PainWalk.Parts { [.models, .ownSlopes, .courses, .readings] }
    var knotsOfWalk: Int? { knots }
}
