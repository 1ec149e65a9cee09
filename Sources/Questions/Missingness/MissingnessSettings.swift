import Cohort
import StudyFile

/// Settings of `missingness`.
struct MissingnessSettings: PainWalkSettings {
    /// The instrument; absent, that of `pain_trend`.
    var instrument: String?
    /// What counts as exposure duration; absent, as in `pain_trend`.
    var exposure: ExposureClock?
    /// The days that scores were planned for; absent, as in `pain_course`.
    var visits: [Int]?
    /// Days either side of a planned one that a score may stand for it from; absent, as in `pain_course`.
    var window: Int?
    /// Days before day 0 from which a score may be the baseline; absent, as in `pain_course`.
    var baseline: Int?
    /// The planned last study day, from which leaving is read; absent, as in `other_explanations`.
    var followUp: Int?
    /// The change that counts as improved, in units of the score; absent, as in `individual_trends`.
    var meaningfulChange: Double?

    init() {}

    static let fields: [SettingField<MissingnessSettings>] = [
        SettingField(
            "instrument", \.instrument, SettingKind.instrument.optional, otherwise: "that of `pain_trend`",
            "the instrument asked about"),
        SettingField(
            "exposure", \.exposure, SettingKind.choice.optional, otherwise: "as in `pain_trend`",
            "what counts as exposure duration"),
        SettingField(
            "visits", \.visits, SettingKind.visitDays.optional,
            otherwise: "as in `pain_course`, or else read from how far patients\u{2019} scores lie apart",
            "the days that scores were planned for, after the baseline"),
        SettingField(
            "window", \.window, SettingKind.integer(in: 0...3650).optional,
            otherwise: "as in `pain_course`, or else half way to the visits before and after",
            "how many days from the planned one a score may lie"),
        SettingField(
            "baseline", \.baseline, SettingKind.integer(in: 0...3650).optional,
            otherwise: "as in `pain_course`: \(usualBaseline)",
            "the days before day 0 from which the last score is the baseline"),
        SettingField(
            "follow_up", \.followUp, SettingKind.integer(in: 1...36_525).optional,
            otherwise: "as in `other_explanations`, or else read from the data", "the planned last study day"),
        SettingField(
            "meaningful_change", \.meaningfulChange, SettingKind.aboveZero("a number of points").optional,
            otherwise: "as in `individual_trends`, or else a fifth of the instrument's range",
            "the fall of pain from the baseline that counts as improved"),
    ]

    /// Days before day 0 where nothing is stated.
    static let usualBaseline = 30

    /// Which scores are held against which exposure.
    var trend: TrendChoice { TrendChoice(instrument: instrument, clock: exposure ?? .eraDays) }
    var partsOfWalk: PainWalk.Parts { .courses }

    /// The same with what other questions say of the trend, the visits and the end.
    func completed(beside asked: AskedQuestions) -> MissingnessSettings {
        var settings = self
        if let trend = asked.settings(of: PainTrend.self) {
            settings.instrument = instrument ?? trend.instrument
            settings.exposure = exposure ?? trend.exposure
        }
        if let course = asked.settings(of: PainCourse.self) {
            // A window belongs to the visits that it is of.
            if visits == nil { (settings.visits, settings.window) = (course.visits, window ?? course.window) }
            settings.baseline = baseline ?? course.baseline
        }
        settings.followUp = followUp ?? asked.settings(of: OtherExplanations.self)?.followUp
        settings.meaningfulChange =
            meaningfulChange ?? asked.settings(of: IndividualTrends.self)?.meaningfulChange
        return settings
    }
}
