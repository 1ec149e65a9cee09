import Findings

/// What a number about duration and dose is about.
struct DoseResponseKey: GroupKey {
    let instrument: InstrumentInfo
    var model: DoseModelName?
    var term: DoseTerm?
    /// The dose at which a slope or a mean is read.
    var dose: DoseLevel?
    /// Days of exposure, of a point on a line.
    var exposureDays: Int?

    static let axes: [Axis] = [.instrument, .model, .term, .doseLevel, .exposureDays]

    var coordinates: [Coordinate] {
        var coordinates = [Coordinate(instrument)]
        if let model { coordinates.append(Coordinate(.model, model)) }
        if let term { coordinates.append(Coordinate(.term, term)) }
        if let dose { coordinates.append(Coordinate(.doseLevel, dose)) }
        if let exposureDays { coordinates.append(Coordinate(.exposureDays, .number(exposureDays))) }
        return coordinates
    }
}

extension Axis {
    /// A low, the median or a high dose.
    static let doseLevel = Axis("dose_level", label: "Daily dose")
}

/// A model of the score on duration and dose.
enum DoseModelName: String, Term, CaseIterable {
    case duration
    case dose
    case both
    case product
    case withinBetween = "within_between"
    case withinBetweenRobust = "within_between_robust"

    var label: String {
        switch self {
        case .duration: "Duration alone"
        case .dose: "Dose alone"
        case .both: "Duration and dose"
        case .product: "Duration by dose"
        case .withinBetween: "Within and between patients"
        case .withinBetweenRobust: "Within and between patients, least squares with robust errors"
        }
    }
}

/// Which coefficient of a model that has several, or what a correlation is over.
enum DoseTerm: String, Term, CaseIterable {
    case within
    case between
    case betweenMinusWithin = "between_minus_within"
    case atMeanExposure = "at_mean_exposure"
    case overScores = "over_scores"

    var label: String {
        switch self {
        case .within: "within patients"
        case .between: "between patients"
        case .betweenMinusWithin: "between less within patients"
        case .atMeanExposure: "at the mean exposure"
        case .overScores: "over all scores"
        }
    }
}

/// A dose at which the slope is read.
enum DoseLevel: String, Term, CaseIterable {
    case low
    case median
    case high

    var label: String {
        switch self {
        case .low: "low dose"
        case .median: "median dose"
        case .high: "high dose"
        }
    }
}

extension Quantity where Key == DoseResponseKey {
    /// What a month more goes with.
    static let slopeOfDuration = Quantity(
        "slope", label: "Per 30 days of exposure", unit: .scorePer("30 days"),
        meaning: """
            Change of the mean score per 30 days of exposure: alone, with the daily dose held constant, at a low, median or high dose, \
            within and between patients
            """)
    /// What twice the dose goes with.
    static let slopeOfDose = Quantity(
        "dose_doubling", label: "Per doubling of the daily MME", unit: .scorePer("doubling of daily MME"),
        meaning: """
            Difference in the mean score with twice the daily dose: alone, with the duration held constant, at the mean exposure of the \
            model with the product, within and between patients
            """)
    /// How the one depends on the other.
    static let productOfBoth = Quantity(
        "interaction", label: "Product", unit: .scorePer("30 days per doubling of daily MME"),
        meaning: "By how much the slope per 30 days differs with twice the daily dose")
    /// The dose at which it is read.
    static let doseAtLevel = Quantity(
        "dose", label: "Daily dose", unit: .named("MME a day"), format: .fixed(0),
        meaning: "The percentile of the daily doses at exposed scores that is the low, the median or the high dose")
    /// The model's line.
    static let meanAtDose = Quantity(
        "predicted_mean", label: "Mean by the model", unit: .score,
        meaning: "Mean score at some days of exposure and a low, median or high dose, by the model with the product")
    /// How duration and dose move together.
    static let durationDoseCorrelation = Quantity(
        "correlation", label: "Correlation of duration and log dose", unit: .named("correlation"), format: .fixed(2),
        meaning: """
            Correlation of days of exposure and log2 of the daily dose: over scores, within patients about their means, and of patients' \
            means; it describes, and has no interval
            """)
    /// Whose dose is known.
    static let knownDoseShare = Quantity(
        "known_dose_share", label: "Exposed scores with a known dose", unit: .shareOfRows, format: .percent,
        meaning: "Share of the exposed scores on a day whose whole dose is known, convertible and above 0")
    /// Whose dose changes.
    static let varyingDoseShare = Quantity(
        "varying_dose_share", label: "Patients whose dose varies", unit: .share, format: .percent,
        meaning: "Share of the patients in the models whose daily dose is not the same at all their scores")
    /// Who was exposed before anybody looked.
    static let prevalentDoseShare = Quantity(
        "prevalent_share", label: "Exposed already when the record begins", unit: .share, format: .percent,
        meaning: "Share of the patients with exposed scores who were exposed already when their observation began")
}

extension DeclaredTest where Key == DoseResponseKey {
    /// Duration does not matter.
    static let durationIsZero = DeclaredTest(
        "slope_is_zero", label: "duration against zero", meaning: "t test that the slope of duration is zero")
    /// The dose does not matter.
    static let doseIsZero = DeclaredTest(
        "dose_doubling_is_zero", label: "dose against zero", meaning: "t test that the slope of log dose is zero")
    /// The slope is the same at every dose.
    static let productIsZero = DeclaredTest(
        "interaction_is_zero", label: "product of duration and dose against zero",
        meaning: "t test that the slope of duration does not depend on the dose")
}
