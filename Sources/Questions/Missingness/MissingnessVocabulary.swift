import Findings

/// What a number about scores at planned visits is about.
struct VisitMissingKey: GroupKey {
    let instrument: InstrumentInfo
    /// The planned day; `nil` for all visits.
    var day: Int?
    /// Patients by when they were last scored; `nil` for all.
    var lastScored: LastScored?
    /// Patients by which of their scores are missing; `nil` for all.
    var pattern: MissingPattern?

    static let axes: [Axis] = [.instrument, .day, .lastScored, .missingPattern]

    var coordinates: [Coordinate] {
        [Coordinate(instrument)] + (day.map { [Coordinate(.day, .number($0))] } ?? [])
            + (lastScored.map { [Coordinate(.lastScored, $0)] } ?? [])
            + (pattern.map { [Coordinate(.missingPattern, $0)] } ?? [])
    }
}

/// What a number about the end is about: those seen there, or everybody with the missing ones put at an end.
struct MissingBoundKey: GroupKey {
    let instrument: InstrumentInfo
    let bound: MissingBound
    /// The planned day of the end.
    let day: Int

    static let axes: [Axis] = [.instrument, .missingBound, .day]
    var coordinates: [Coordinate] {
        [Coordinate(instrument), Coordinate(.missingBound, bound), Coordinate(.day, .number(day))]
    }
}

/// A baseline characteristic of those with and without a score at the end.
struct CharacteristicKey: GroupKey {
    let variable: StudyPlace

    static let axes: [Axis] = [.variable]
    var coordinates: [Coordinate] { [Coordinate(.variable, .study(variable))] }
}

/// The trend under one way of taking those who left.
struct HandlingKey: GroupKey {
    let instrument: InstrumentInfo
    var handling: MissingHandling?
    /// One quarter of the patients by how long they were seen.
    var quarter: SeenQuarter?
    /// How much steeper those who left are taken to go on than was seen of them.
    var delta: Double?
    /// Whether a tipping δ lies below or above what was seen.
    var side: DeltaSide?

    static let axes: [Axis] = [.instrument, .handling, .seenQuarter, .delta, .side]

    var coordinates: [Coordinate] {
        [Coordinate(instrument)] + (handling.map { [Coordinate(.handling, $0)] } ?? [])
            + (quarter.map { [Coordinate(.seenQuarter, $0)] } ?? [])
            + (delta.map { [Coordinate(.delta, .setting($0))] } ?? [])
            + (side.map { [Coordinate(.side, $0)] } ?? [])
    }
}

extension Axis {
    /// When patients were last scored.
    static let lastScored = Axis("last_scored", label: "Last scored")
    /// Which scores of a patient are missing.
    static let missingPattern = Axis("pattern", label: "Scores")
    /// Where missing scores are put.
    static let missingBound = Axis("bound", label: "Missing scores")
    /// How those who left are taken.
    static let handling = Axis("handling", label: "Those who left")
    /// How long patients were seen.
    static let seenQuarter = Axis("quarter", label: "Quarter by how long seen")
}

/// Which of a patient's due scores are missing.
enum MissingPattern: String, Term, CaseIterable {
    case complete
    case dropout
    case intermittent

    var label: String {
        switch self {
        case .complete: "all scores that were due"
        case .dropout: "none after some visit, all before it (monotone dropout)"
        case .intermittent: "some missing before a later one (intermittent)"
        }
    }
}

/// When a patient was last scored, among the visits that were due.
enum LastScored: String, Term, CaseIterable {
    case early
    case middle
    case late
    case atEnd = "at_end"

    var label: String {
        switch self {
        case .early: "in the first third of the visits"
        case .middle: "in the middle third"
        case .late: "in the last third, not at the end"
        case .atEnd: "at the last visit due"
        }
    }

    /// In a legend.
    var shortLabel: String {
        switch self {
        case .early: "last seen early"
        case .middle: "in the middle"
        case .late: "late"
        case .atEnd: "at the end"
        }
    }
}

/// Where scores that are missing at the end are put.
enum MissingBound: String, Term, CaseIterable {
    case observed
    case worst
    case best

    var label: String {
        switch self {
        case .observed: "those scored"
        case .worst: "worst case: missing is most pain, or not improved"
        case .best: "best case: missing is no pain, or improved"
        }
    }
}

/// How those who left, or whose scores are missing, are taken in a slope.
enum MissingHandling: String, Term, CaseIterable {
    case mixedModel = "mixed_model"
    case patternMixture = "pattern_mixture"
    case notWeighted = "not_weighted"
    case weighted
    case imputed
    case jumpToReference = "jump_to_reference"
    case copyIncrements = "copy_increments"

    var label: String {
        switch self {
        case .mixedModel: "mixed model: missing at random, given the scores that were seen"
        case .patternMixture: "pattern mixture: each quarter by how long seen goes on at its own slope"
        case .notWeighted: "least squares, not weighted"
        case .weighted: "least squares, weighted by the inverse of the probability of staying"
        case .imputed: "those who left imputed by their own course, steeper by \u{03B4}"
        case .jumpToReference: "those who left imputed like the mean of all (jump to reference)"
        case .copyIncrements: "those who left imputed with the change of all (copy increments)"
        }
    }
}

/// A quarter of the patients by how long they were seen while exposed.
enum SeenQuarter: String, Term, CaseIterable {
    case shortest, second, third, longest

    var label: String {
        switch self {
        case .shortest: "seen shortest"
        case .second: "second quarter"
        case .third: "third quarter"
        case .longest: "seen longest"
        }
    }
}

/// On which side of 0 a tipping δ lies.
enum DeltaSide: String, Term, CaseIterable {
    case below
    case above

    var label: String {
        switch self {
        case .below: "lower"
        case .above: "higher"
        }
    }
}

extension Quantity where Key == VisitMissingKey {
    /// Whoever was never asked.
    static let everScored = Quantity(
        "ever_scored_share", label: "Scored at some planned visit", unit: .share, format: .percent,
        meaning: "Share of all patients of the study with a score of the instrument at some planned visit")
    /// How many scores that were due were taken.
    static let scoresTaken = Quantity(
        "scores_taken_share", label: "Scores taken of those due", unit: .shareOfRows, format: .percent,
        meaning: "Scores taken at planned visits, as a share of those due to the end of each patient's observation")
    /// Who was scored at a visit.
    static let visitScored = Quantity(
        "scored_share", label: "Scored, of those due", unit: .share, format: .percent,
        meaning: "Share of the patients due at a planned visit who have a score there")
    /// What is missing of whom.
    static let missingPatternShare = Quantity(
        "pattern_share", label: "Share of patients", unit: .share, format: .percent,
        meaning: "Share of the patients ever scored at a planned visit whose due scores are missing in this way")
    /// The course of those who were last seen at about the same time.
    static let meanByLastScored = Quantity(
        "mean_by_last_scored", label: "Mean score by when last scored", unit: .score,
        meaning: "Mean score at a planned visit, of patients by when they were last scored")
}

extension Quantity where Key == MissingBoundKey {
    /// Pain at the end.
    static let meanAtEnd = Quantity(
        "mean_at_end", label: "Mean score at the end", unit: .score,
        meaning:
            "Mean score at the last planned visit: of those scored, and of all due with missing scores at an end of the scale"
    )
    /// Who improved by then.
    static let improvedShare = Quantity(
        "improved_share", label: "Improved at the end", unit: .share, format: .percent,
        meaning: "Share whose pain at the last planned visit is less than at baseline by the meaningful change or more")
}

extension Quantity where Key == CharacteristicKey {
    /// How those without a score at the end differ.
    static let missingDifference = Quantity(
        "standardized_difference", label: "Standardised difference", unit: .named("standard deviations"),
        format: .fixed(2),
        meaning:
            "Patients without a score at their last visit due less those with one; of categories, the distance without a sign"
    )
}

extension Quantity where Key == HandlingKey {
    /// The trend under one handling.
    static let slopeUnder = Quantity(
        "slope", label: "Slope per 30 days", unit: .scorePer("30 days"),
        meaning:
            "Change of the score per 30 days of exposure, with those who left or whose scores are missing taken in this way"
    )
    /// Who is in a quarter.
    static let quarterPatients = Quantity(
        "patients", label: "Patients", unit: .patients, format: .count,
        meaning: "Patients of a quarter by how long they were seen while exposed")
    /// Where a quarter ends.
    static let quarterLimit = Quantity(
        "longest_exposure", label: "Longest exposure at a score", unit: .days, format: .count,
        meaning: "Quantile at which a quarter of the patients by their longest exposure at a score ends")
    /// Whether dropout is informative.
    static let leavingOddsRatio = Quantity(
        "dropout_odds_ratio", label: "Odds of leaving after a higher score", unit: .perScore("odds ratio"),
        meaning: "Odds of leaving after a score one unit higher; `n` patients who could leave, `events` those who did")
    /// Who left.
    static let leftShare = Quantity(
        "left_share", label: "Left before the end", unit: .share, format: .percent,
        meaning: "Share of the patients with exposed scores who left the study although it went on")
    /// Where the conclusion changes.
    static let leaverTippingDelta = Quantity(
        "tipping_delta", label: "Tipping \u{03B4}", unit: .scorePer("30 days"),
        meaning: "The `delta` nearest to 0 on that side where an end of the imputed slope's interval meets zero")
    /// What the weights are on average.
    static let weightMean = Quantity(
        "weight_mean", label: "Mean weight", unit: .named("weight"), format: .fixed(2),
        meaning: "Mean of the stabilised weights of exposed days; about 1 where the model of staying fits")
    /// How they spread.
    static let weightSD = Quantity(
        "weight_sd", label: "SD of the weights", unit: .named("weight"), format: .fixed(2),
        meaning: "Standard deviation of the stabilised weights of exposed days")
    /// How large they get.
    static let weightHigh = Quantity(
        "weight_99", label: "99th percentile of the weights", unit: .named("weight"), format: .fixed(2), quantile: 0.99,
        meaning: "99th percentile of the stabilised weights of exposed days")
    /// What they leave.
    static let effectiveDays = Quantity(
        "effective_share", label: "Effective share of the days", unit: .shareOfRows, format: .percent,
        meaning: "Kish's effective number of the weighted days, as a share of them")
}

extension DeclaredTest where Key == HandlingKey {
    /// Dropout is not informative.
    static let leavingDoesNotDependOnScore = DeclaredTest(
        "leaving_does_not_depend_on_last_score", label: "leaving against the last score",
        meaning: "Wald chi-square test that the odds of leaving do not depend on the last score")
    /// Those seen shorter go the same way.
    static let slopesDoNotDependOnLeaving = DeclaredTest(
        "slopes_do_not_depend_on_time_seen", label: "slopes of quarters by how long seen",
        meaning: "Welch's F test that slopes are equal in the quarters of patients by how long they were seen")
}
