import Cohort
import Estimation
import Findings

/// What a number about variability is about.
struct VariabilityKey: GroupKey {
    let instrument: InstrumentInfo
    var measure: VariabilityMeasure?
    var band: BandPlace?
    var adjustment: VariabilityAdjustment?
    var event: VariabilityEvent?

    static let axes: [Axis] = [.instrument, .variability, .band, .adjustment, .event]

    var coordinates: [Coordinate] {
        var coordinates = [Coordinate(instrument)]
        if let measure { coordinates.append(Coordinate(.variability, measure)) }
        if let band { coordinates.append(Coordinate(.band, .word(id: band.id, label: band.label))) }
        if let adjustment { coordinates.append(Coordinate(.adjustment, adjustment)) }
        if let event { coordinates.append(Coordinate(.event, event)) }
        return coordinates
    }
}

extension Axis {
    /// Which index of variability.
    static let variability = Axis("variability", label: "Variability")
    /// What is held constant.
    static let adjustment = Axis("adjustment", label: "Held constant")
    /// What happens later.
    static let event = Axis("event", label: "Event")
}

/// An index of how much a patient's scores vary.
enum VariabilityMeasure: String, Term, CaseIterable {
    case sd
    case sdAboutLine = "sd_about_line"
    case successive = "rmssd"
    case successiveAdjusted = "rmssd_time_adjusted"
    case acuteChange = "acute_change"
    case autocorrelation

    var label: String {
        switch self {
        case .sd: "SD about the own mean"
        case .sdAboutLine: "SD about the own line"
        case .successive: "change from score to score (root of MSSD)"
        case .successiveAdjusted: "the same, adjusted for the time between"
        case .acuteChange: "probability of acute change"
        case .autocorrelation: "first-order autocorrelation"
        }
    }

    /// Those that are averaged as squares, and given as their root.
    static let squares: [VariabilityMeasure] = [.sd, .sdAboutLine, .successive, .successiveAdjusted]
    /// Those of which ratios make sense.
    static let ratios = squares + [.acuteChange]

    /// What is averaged over patients; `nil` where a patient has none.
    func value(_ own: WithinVariability) -> Double? {
        switch self {
        case .sd: own.variance
        case .sdAboutLine: own.varianceAboutLine
        case .successive: own.meanSquaredDifference
        case .successiveAdjusted: own.adjustedMeanSquaredDifference
        case .acuteChange: own.acuteShare
        case .autocorrelation: own.autocorrelation
        }
    }

    /// The power that takes a mean, or a ratio of means, to what is shown.
    var power: Double { Self.squares.contains(self) ? 0.5 : 1 }
}

/// What is held constant.
enum VariabilityAdjustment: String, Term, CaseIterable {
    case none = "unadjusted"
    case meanLevel = "mean_level"

    var label: String {
        switch self {
        case .none: "nothing"
        case .meanLevel: "the mean score and its square"
        }
    }
}

/// What happens to patients later.
enum VariabilityEvent: String, Term, CaseIterable {
    case dropout
    case relapse
    case overdose

    var label: String {
        switch self {
        case .dropout: "leaving the study"
        case .relapse: "return to use"
        case .overdose: "overdose"
        }
    }

    /// As the cohort records it.
    var kind: CourseEvent.Kind {
        switch self {
        case .dropout: .dropout
        case .relapse: .relapse
        case .overdose: .overdose
        }
    }
}

extension Quantity where Key == VariabilityKey {
    /// Who has scores enough.
    static let variabilityPatients = Quantity(
        "patients", label: "Patients with scores enough", unit: .patients, format: .count,
        meaning: "Patients with at least the set number of days with an exposed score, over all or in a band")
    /// Who has scores enough early and late.
    static let patientsWithBoth = Quantity(
        "patients_early_and_late", label: "Patients with scores enough early and late", unit: .patients,
        format: .count,
        meaning: "Patients with the set number of days with an exposed score both before `late_from` and from it on")
    /// How far apart their scores are.
    static let usualInterval = Quantity(
        "usual_interval", label: "Median days from score to score", unit: .days, format: .fixed(0), quantile: 0.5,
        meaning: "Median time between successive exposed scores")
    /// How differences grow with it.
    static let timeExponent = Quantity(
        "time_exponent", label: "How differences grow with time (\u{03BB})", unit: .named("power of the time between"),
        format: .fixed(2),
        meaning: """
            Power of the time between with which differences grow: 0 where scores are noise about a level, 0.5 of a random walk; read from \
            each patient's own short and long times, or set
            """)
    /// How much scores vary.
    static let typicalVariability = Quantity(
        "variability", label: "Typical size", unit: .score,
        meaning: """
            Root of the mean over patients of the squared index, of all exposed scores or those in a band of exposure: SD about the own \
            mean, about the own line, root of the mean squared successive difference
            """)
    /// How often a change is acute.
    static let acuteChangeShare = Quantity(
        "acute_change_share", label: "Acute changes", unit: .shareOfRows, format: .percent,
        meaning: "Mean over patients of the share of their successive differences that are acute, either way")
    /// How scores remember.
    static let meanAutocorrelation = Quantity(
        "autocorrelation", label: "Autocorrelation", unit: .named("correlation"), format: .fixed(2),
        meaning: "Mean over patients of the first-order autocorrelation of their scores, corrected for small samples")
    /// The trend with exposure.
    static let ratioPerMonth = Quantity(
        "ratio_per_30_days", label: "Ratio per 30 days", unit: .named("ratio per 30 days"), format: .fixed(3),
        meaning: """
            How many times as large the index is in patients whose scores lie 30 days later in exposure, by their mean; without and with the \
            mean score held constant
            """)
    /// The same of the autocorrelation.
    static let autocorrelationSlope = Quantity(
        "autocorrelation_slope", label: "Autocorrelation per 30 days", unit: .named("correlation per 30 days"),
        meaning: "Difference in the autocorrelation of patients whose scores lie 30 days later in exposure")
    /// Within patients.
    static let lateToEarly = Quantity(
        "late_to_early", label: "Late against early", unit: .named("ratio"), format: .fixed(2),
        meaning: """
            How many times as large the index is late in exposure as early, of the same patients, each with scores enough in both; without \
            and with the mean score held constant
            """)
    /// What comes after.
    static let variabilityHazardRatio = Quantity(
        "hazard_ratio", label: "Hazard ratio", unit: .perScore("hazard ratio"), format: .fixed(2),
        meaning: """
            Hazard of an event after the landmark per unit of the index before it, at the same mean score; `n` are those at risk at the \
            landmark
            """)
    /// Who was exposed before anybody looked.
    static let prevalentVariabilityShare = Quantity(
        "prevalent_share", label: "Exposed already when the record begins", unit: .share, format: .percent,
        meaning: "Share of the patients with scores enough who were exposed already when their observation began")
}

extension DeclaredTest where Key == VariabilityKey {
    /// No trend.
    static let ratioIsOne = DeclaredTest(
        "ratio_is_one", label: "trend with exposure across patients",
        meaning: "t test, with robust errors, that the index does not go with the mean exposure (family trend)")
    /// No trend of the autocorrelation.
    static let autocorrelationSlopeIsZero = DeclaredTest(
        "autocorrelation_slope_is_zero", label: "trend of the autocorrelation across patients",
        meaning:
            "t test, with robust errors, that the autocorrelation does not go with the mean exposure (family trend)")
    /// Late as early.
    static let lateIsEarly = DeclaredTest(
        "late_is_early", label: "late against early in the same patients",
        meaning: "t test, clustered by patient, that the index is the same late as early (family late_early)")
    /// No association with what comes after.
    static let variabilityHazardIsOne = DeclaredTest(
        "hazard_ratio_is_one", label: "hazard ratio against one",
        meaning: "z test that the hazard does not go with the index (family events)")
    /// The hazards are proportional.
    static let variabilityHazardIsProportional = DeclaredTest(
        "proportional_hazards", label: "whether the hazard ratio stays the same over time",
        meaning: "Score test that the hazard ratio does not change with time (Grambsch and Therneau)")
}
