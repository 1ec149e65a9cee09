import Findings

/// Which days are compared, and how.
enum DechallengeAnalysis: String, Term, CaseIterable {
    case main
    case withoutDaysBefore = "without_days_before"
    case firstDays = "first_days"
    case beforeAfter = "before_after"

    var label: String {
        switch self {
        case .main: "after the withdrawal window"
        case .withoutDaysBefore: "without the days right before the change"
        case .firstDays: "in the withdrawal window"
        case .beforeAfter: "before and after, withdrawal window and course over time included"
        }
    }
}

/// Where pain is after a change.
enum PainAfter: String, Term, CaseIterable {
    case less
    case more

    var label: String {
        switch self {
        case .less: "less pain"
        case .more: "more pain"
        }
    }
}

/// What pain did when the dose went down and then up.
enum DechallengePattern: String, Term, CaseIterable {
    case fellThenRose = "fell_then_rose"
    case roseThenFell = "rose_then_fell"

    var label: String {
        switch self {
        case .fellThenRose: "pain fell, then rose"
        case .roseThenFell: "pain rose, then fell"
        }
    }
}

/// What a number of `dechallenge` is about.
struct DechallengeKey: GroupKey {
    let instrument: InstrumentInfo
    var direction: DoseDirection?
    var analysis: DechallengeAnalysis?
    var pain: PainAfter?
    var pattern: DechallengePattern?

    static let axes: [Axis] = [.instrument, .change, .analysis, .pain, .downThenUp]

    var coordinates: [Coordinate] {
        var coordinates = [Coordinate(instrument)]
        if let direction { coordinates.append(Coordinate(.change, direction)) }
        if let analysis { coordinates.append(Coordinate(.analysis, analysis)) }
        if let pain { coordinates.append(Coordinate(.pain, pain)) }
        if let pattern { coordinates.append(Coordinate(.downThenUp, pattern)) }
        return coordinates
    }
}

extension Axis {
    /// Where pain is after the change.
    static let pain = Axis("pain", label: "Pain after")
    /// What pain did when the dose went down and then up.
    static let downThenUp = Axis("down_then_up", label: "Down, then up")
}

extension Quantity where Key == DechallengeKey {
    /// Whose dose changed.
    static let ladderChanged = Quantity(
        "changed", label: "Patients with a change", unit: .patients, format: .count,
        meaning: "Patients whose dose changed in this direction at least once")
    /// Who has scores on both sides of a change.
    static let ladderScored = Quantity(
        "patients", label: "Patients with scores before and after", unit: .patients, format: .count,
        meaning: "Patients with a change in this direction that has scores in the days before and in the days after")
    /// Changes with scores.
    static let ladderContrasts = Quantity(
        "changes", label: "Changes with scores before and after", unit: .named("changes"), format: .count,
        meaning: "Changes of these patients that have scores in the days before and in the days after")
    /// The mean contrast.
    static let ladderDifference = Quantity(
        "difference", label: "Mean difference", unit: .score,
        meaning: """
            Mean over patients of the score after a change less the score before it, a patient's changes averaged, beyond the line over \
            time that all share
            """)
    /// Where another patient's lies.
    static let ladderPrediction = Quantity(
        "difference_of_another", label: "Difference of another patient", unit: .score,
        meaning:
            "The mean difference with the interval in which that of another patient is expected (prediction interval)")
    /// How much patients differ.
    static let ladderSpread = Quantity(
        "sd_between", label: "Spread between patients (SD)", unit: .score,
        meaning: "Standard deviation of patients' differences beyond what the variation of single scores explains")
    /// Single scores.
    static let ladderResidual = Quantity(
        "sd_residual", label: "Residual SD of a score", unit: .score,
        meaning: "Standard deviation of a day's score about the mean of its window and the line over time")
    /// Whose pain differs by a change that matters.
    static let ladderShare = Quantity(
        "meaningful_share", label: "Share with a meaningful difference", unit: .share, format: .percent,
        meaning: """
            Share of the patients whose difference, shrunken towards the mean, is at least the meaningful change towards less or more \
            pain
            """)
    /// The line over time.
    static let ladderCourse = Quantity(
        "course", label: "Course over time per 30 days", unit: .scorePer("30 days"),
        meaning:
            "Slope of the line over time that all patients share, at the same number of falls and rises of the dose")
    /// Who has both.
    static let fullDechallenge = Quantity(
        "dechallenge_rechallenge", label: "Patients with dechallenge and rechallenge", unit: .patients, format: .count,
        meaning: "Patients with a fall or stop followed by a rise or restart, both with scores before and after")
    /// What their pain did.
    static let patternShare = Quantity(
        "pattern_share", label: "Share with the pattern", unit: .share, format: .percent,
        meaning: """
            Share of the patients with dechallenge and rechallenge whose pain fell and then rose, or rose and then fell; chance alone \
            gives a quarter to each
            """)
}

extension DeclaredTest where Key == DechallengeKey {
    /// Against chance.
    static let patternByChance = DeclaredTest(
        "pattern_by_chance", label: "pattern against chance",
        meaning:
            "Exact binomial test that the share with the pattern is a quarter, as signs at random within patients give")
}
