import Findings

/// What a number about the whole trend is about.
struct ExplanationKey: GroupKey {
    let instrument: InstrumentInfo

    static let axes: [Axis] = [.instrument]
    var coordinates: [Coordinate] { [Coordinate(instrument)] }
}

/// Patients apart by their first exposed score.
struct StratumKey: GroupKey {
    let instrument: InstrumentInfo
    let stratum: FirstScores

    static let axes: [Axis] = [.instrument, .stratum]
    var coordinates: [Coordinate] { [Coordinate(instrument), Coordinate(.stratum, stratum)] }
}

/// A contrast of exposure.
struct ContrastKey: GroupKey {
    let instrument: InstrumentInfo
    let days: Int

    static let axes: [Axis] = [.instrument, .contrastDays]
    var coordinates: [Coordinate] { [Coordinate(instrument), Coordinate(.contrastDays, .number(days))] }
}

/// Those who stayed, those who left, or both together under a stated course of those who left.
struct PatternKey: GroupKey {
    let instrument: InstrumentInfo
    let pattern: LeavingPattern
    /// How much steeper those who left are taken to go on than was seen of them.
    var delta: Double?

    static let axes: [Axis] = [.instrument, .pattern, .delta]
    var coordinates: [Coordinate] {
        [Coordinate(instrument), Coordinate(.pattern, pattern)]
            + (delta.map { [Coordinate(.delta, .setting($0))] } ?? [])
    }
}

/// What the days of a least-squares slope are weighted for.
struct WeightingKey: GroupKey {
    let instrument: InstrumentInfo
    let weighting: ScoreWeighting

    static let axes: [Axis] = [.instrument, .weighting]
    var coordinates: [Coordinate] { [Coordinate(instrument), Coordinate(.weighting, weighting)] }
}

/// A side of what was seen of those who left.
struct TippingKey: GroupKey {
    let instrument: InstrumentInfo
    let side: TippingSide

    static let axes: [Axis] = [.instrument, .side]
    var coordinates: [Coordinate] { [Coordinate(instrument), Coordinate(.side, side)] }
}

extension Axis {
    /// The stratum of the first score.
    static let stratum = Axis("stratum", label: "First scores")
    /// The contrast that the E-value is of.
    static let contrastDays = Axis("contrast_days", label: "Days of exposure")
    /// Who stayed and who left.
    static let pattern = Axis("pattern", label: "Patients")
    /// The course granted to those who left.
    static let delta = Axis("delta", label: "\u{03B4}")
    /// What days are weighted for.
    static let weighting = Axis("weighting", label: "Weighted for")
    /// Below or above what was seen.
    static let side = Axis("side", label: "Side")
}

/// A stratum of the first score: thirds, or halves where ties leave two.
enum FirstScores: String, Term, CaseIterable {
    case lowest, middle, highest
    case lower, higher

    var label: String { rawValue }

    /// So many strata, from the lowest.
    static func strata(_ count: Int) -> [FirstScores] {
        count == 3 ? [.lowest, .middle, .highest] : [.lower, .higher]
    }
}

/// Whose slope it is, and how those who left are taken to have gone on.
enum LeavingPattern: String, Term, CaseIterable {
    case stayed
    case left
    case imputed
    case jumpToReference = "jump_to_reference"
    case copyIncrements = "copy_increments"

    var label: String {
        switch self {
        case .stayed: "those who stayed"
        case .left: "those who left, as seen"
        case .imputed: "all, with those who left imputed"
        case .jumpToReference: "all, with those who left going on like the mean of all (jump to reference)"
        case .copyIncrements: "all, with those who left changing like the mean of all (copy increments)"
        }
    }
}

/// What the days of a least-squares slope are weighted for.
enum ScoreWeighting: String, Term, CaseIterable {
    case none
    case visits
    case leaving

    var label: String {
        switch self {
        case .none: "not weighted"
        case .visits: "weighted for when scores are taken"
        case .leaving: "weighted for leaving"
        }
    }

    /// Behind "The slope".
    var subject: Prose {
        self == .none ? "of the days' mean scores" : Prose(StudyWord(label))
    }
}

/// On which side of 0 a tipping δ lies.
enum TippingSide: String, Term, CaseIterable {
    case below
    case above

    var label: String {
        switch self {
        case .below: "lower"
        case .above: "higher"
        }
    }
}

extension Quantity where Key == ExplanationKey {
    /// Whether pain drives the dose.
    static let doseAfterPain = Quantity(
        "dose_after_pain", label: "Daily dose after a higher score", unit: .perScore("doublings of daily MME"),
        meaning: """
            What a score one unit higher adds to log2 of the daily MME at the next scored day, beside the dose before (dynamic panel)
            """)
    /// Whether the dose drives pain.
    static let painAfterDose = Quantity(
        "pain_after_dose", label: "Score after twice the daily dose", unit: .scorePer("doubling of daily MME"),
        meaning: """
            What twice the daily MME adds to the score at the next scored day, beside the score before (dynamic panel)
            """)
    /// Spread of patients about the line.
    static let scoreSD = Quantity(
        "score_sd", label: "SD of patients about the line", unit: .score,
        meaning: "Standard deviation of patients about the unadjusted line, without what changes from score to score")
    /// What chance alone does to high first scores.
    static let expectedFall = Quantity(
        "expected_fall", label: "Fall of high first scores expected by chance", unit: .score,
        meaning: """
            First score less later ones that regression to the mean alone is expected to give, of patients whose first score \
            reaches `settings.inclusion_limit`
            """)
    /// What became of high first scores.
    static let observedFall = Quantity(
        "observed_fall", label: "Fall observed", unit: .score,
        meaning: "First score less the mean of the later ones, of the patients whose first score reaches the limit")
    /// Where follow-up is taken to end.
    static let followUpEnd = Quantity(
        "follow_up_end", label: "End of follow-up, by nine in ten last scores", unit: .days,
        meaning: "Day that leaving is read from where neither the study file nor the data tell the end")
    /// How far apart scores usually are.
    static let usualGap = Quantity(
        "usual_gap", label: "Usual gap between scores", unit: .days, quantile: 0.5,
        meaning: "Median over patients of their median days from score to score, where the data record no leaving")
    /// Whether dropout is informative.
    static let dropoutOddsRatio = Quantity(
        "dropout_odds_ratio", label: "Odds of leaving after a higher score", unit: .perScore("odds ratio"),
        meaning: "Odds of leaving after a score one unit higher; `n` patients who could leave, `events` those who did")
    /// Whether scores are taken when it hurts.
    static let visitRateRatio = Quantity(
        "visit_rate_ratio", label: "Rate of the next score after a higher one", unit: .perScore("rate ratio"),
        meaning: """
            How many times as often the next scored day of an era of exposure comes after a score one unit higher than is usual at its time; \
            `events` are next days
            """)
}

extension Quantity where Key == WeightingKey {
    /// The slope with days that count differently.
    static let slopeWeighted = Quantity(
        "slope", label: "Least-squares slope", unit: .scorePer("30 days"),
        meaning: """
            Least-squares slope of the mean scores of exposed days: not weighted, weighted by the inverse of the rate of being scored, or \
            by that of the probability of not having left
            """)
    /// How many days of one weight tell as much.
    static let effectiveShare = Quantity(
        "effective_share", label: "Effective share of the days", unit: .shareOfRows, format: .percent,
        meaning: "Kish's effective number of the weighted days, as a share of them")
}

extension Quantity where Key == StratumKey {
    /// The slope of one stratum.
    static let slopeInStratum = Quantity(
        "slope", label: "Slope", unit: .scorePer("30 days"),
        meaning: "Least-squares slope in a stratum of the first exposed score, without that score")
    /// Where the stratum ends.
    static let stratumLimit = Quantity(
        "stratum_limit", label: "Highest first score", unit: .score, format: .fixed(1),
        meaning: "Highest first score of the stratum: a quantile")
}

extension Quantity where Key == ContrastKey {
    /// The trend over the contrast.
    static let differenceOverContrast = Quantity(
        "difference_over_contrast", label: "Slope over the contrast", unit: .score,
        meaning: "The unadjusted slope over that many days")
    /// How strong an unmeasured confounder must be.
    static let eValue = Quantity(
        "e_value", label: "E-value of the slope", unit: .named("risk ratio"),
        meaning: "Risk ratio that an unmeasured confounder must have with exposure and score to explain the slope away")
    /// The same for the interval.
    static let eValueOfLimit = Quantity(
        "e_value_of_limit", label: "E-value of its interval's nearer limit", unit: .named("risk ratio"),
        meaning: "E-value of the interval's limit nearer to zero (1: the interval holds zero)")
}

extension Quantity where Key == PatternKey {
    /// The slope of a pattern.
    static let slopeOfPattern = Quantity(
        "slope", label: "Slope", unit: .scorePer("30 days"),
        meaning: """
            Mixed model's slope of those who stayed and of those who left; of all of them with what those who left would have scored until \
            the end imputed, `delta` per 30 days steeper from their last score on
            """)
}

extension Quantity where Key == TippingKey {
    /// Where the conclusion changes.
    static let tippingDelta = Quantity(
        "tipping_delta", label: "Tipping \u{03B4}", unit: .scorePer("30 days"),
        meaning: "The `delta` nearest to 0 on that side where an end of the interval meets zero")
}

extension DeclaredTest where Key == ExplanationKey {
    /// Doses do not answer to pain.
    static let doseAfterPainIsZero = DeclaredTest(
        "dose_after_pain_is_zero", label: "dose after pain against zero",
        meaning: "t test that the score adds nothing to the dose at the next scored day")
    /// Pain does not answer to doses.
    static let painAfterDoseIsZero = DeclaredTest(
        "pain_after_dose_is_zero", label: "pain after dose against zero",
        meaning: "t test that the dose adds nothing to the score at the next scored day")
    /// The errors of the dose equation do not depend on each other over time.
    static let doseAfterPainSerial = DeclaredTest(
        "dose_after_pain_serial_correlation", label: "errors of the dose two days apart (m2)",
        meaning: "Arellano and Bond's m2 of the regression of the dose: below 0.05 do not believe it")
    /// Its instruments agree.
    static let doseAfterPainInstruments = DeclaredTest(
        "dose_after_pain_instruments", label: "instruments of the dose (Hansen J)",
        meaning: "Hansen's J of the regression of the dose: below 0.05 do not believe it")
    /// The same of pain.
    static let painAfterDoseSerial = DeclaredTest(
        "pain_after_dose_serial_correlation", label: "errors of the score two days apart (m2)",
        meaning: "Arellano and Bond's m2 of the regression of the score: below 0.05 do not believe it")
    /// Its instruments agree.
    static let painAfterDoseInstruments = DeclaredTest(
        "pain_after_dose_instruments", label: "instruments of the score (Hansen J)",
        meaning: "Hansen's J of the regression of the score: below 0.05 do not believe it")
    /// The strata share a slope.
    static let slopesAreEqualAcrossStrata = DeclaredTest(
        "slopes_are_equal_across_strata", label: "test of equal slopes",
        meaning: "Cochran's Q, chi-square test that the strata of the first score share a slope")
    /// Scores are not taken when it hurts.
    static let visitsDoNotDependOnLastScore = DeclaredTest(
        "visits_do_not_depend_on_last_score", label: "next score against the last one",
        meaning: "Wald chi-square test that the rate of the next score does not depend on the last one")
    /// Dropout is not informative.
    static let dropoutDoesNotDependOnLastScore = DeclaredTest(
        "dropout_does_not_depend_on_last_score", label: "dropout against the last score",
        meaning: "Wald chi-square test that the odds of leaving do not depend on the last score")
}
