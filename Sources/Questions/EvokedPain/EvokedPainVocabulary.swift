import Findings

/// What a number about the scores of one evoked test is about. Those of its regressions have a ``TrendKey``.
struct EvokedKey: GroupKey {
    let instrument: InstrumentInfo

    static let axes: [Axis] = [.instrument]
    var coordinates: [Coordinate] { [Coordinate(instrument)] }
}

extension Quantity where Key == EvokedKey {
    /// The scores.
    static let exposedAssessments = Quantity(
        "assessments", label: "Scores while exposed", unit: .rows, format: .count,
        meaning: "Scores of the instrument made while exposed")
    /// Where the test is stopped.
    static let cutOff = Quantity(
        "cut_off", label: "Cut-off", unit: .score, meaning: "Where the test is stopped: a score there is at least that")
    /// How many scores tell no more than that.
    static let censoredShare = Quantity(
        "censored_share", label: "Scores at the cut-off", unit: .shareOfRows, format: .percent,
        meaning: "Share of the scores at the cut-off or beyond")
}

extension Quantity where Key == TrendKey {
    /// How much sooner the hand is withdrawn.
    static let hazardRatio = Quantity(
        "hazard_ratio", label: "Hazard ratio", unit: .named("ratio per 30 days"),
        meaning: """
            Of scores that are seconds until the hand is withdrawn: ratio of the rates of withdrawing it per 30 days of exposure, \
            above 1 is sooner
            """)
    /// Its logarithm.
    static let logHazardRatio = Quantity(
        "log_hazard_ratio", label: "Log hazard ratio", unit: .named("log ratio per 30 days"),
        meaning: "Logarithm of the hazard ratio, with the standard error that is robust to repeated tests")
}

extension DeclaredTest where Key == TrendKey {
    /// No trend of the rates.
    static let hazardRatioIsOne = DeclaredTest(
        "hazard_ratio_is_one", label: "hazard ratio against one",
        meaning: "z test that the hazard ratio is one, with robust errors")
    /// The ratio is the same at all seconds.
    static let proportionalHazards = DeclaredTest(
        "proportional_hazards", label: "test of proportional hazards",
        meaning: """
            Chi-square test that the hazard ratio does not change over the seconds (Kaplan-Meier time), tests taken as independent
            """)
}

extension InstrumentInfo {
    /// Whether a score is a time in seconds.
    var isTime: Bool { unit == "s" }
}
