import Findings

extension Quantity where Key == TrendKey {
    /// How far patients' levels spread.
    static let sdIntercept = Quantity(
        "sd_intercept", label: "SD of patients' intercepts", unit: .score,
        meaning: "Standard deviation of the random intercepts: how far patients' levels at no exposure spread")
    /// How far patients' slopes spread.
    static let sdSlope = Quantity(
        "sd_slope", label: "SD of patients' slopes", unit: .scorePer("30 days"),
        meaning: "Standard deviation of the random slopes: how far patients' slopes spread")
    /// Whether those who start high rise faster.
    static let correlation = Quantity(
        "correlation", label: "Correlation of intercepts and slopes", unit: .named("correlation"),
        meaning: "Correlation of random intercepts and slopes; absent where a variance of them is estimated as zero")
    /// How far sites differ.
    static let sdSite = Quantity(
        "sd_site", label: "SD of sites", unit: .score,
        meaning: "Standard deviation of the random intercepts of sites, patients nested in them")
    /// How long residuals remember.
    static let residualRange = Quantity(
        "residual_range", label: "Days in which residuals forget", unit: .days, format: .fixed(1),
        meaning: "Range of the residuals' correlation: days after which what they share has fallen to 37%")
    /// What of a residual is its own.
    static let residualNugget = Quantity(
        "residual_nugget", label: "Share of a residual that is its own", unit: .shareOfRows, format: .percent,
        meaning: "Share of the residual variance that no other score of the patient has a part in")
    /// How far sites' slopes differ.
    static let sdSiteSlope = Quantity(
        "sd_site_slope", label: "SD of sites' slopes", unit: .scorePer("30 days"),
        meaning: "Standard deviation of the true slopes of sites (\u{03C4}, REML), of sites with at least ten patients")
    /// The slope of a further site.
    static let slopeOfAnotherSite = Quantity(
        "slope_of_another_site", label: "Slope of another site", unit: .scorePer("30 days"),
        meaning:
            "Pooled slope of the sites, with the interval in which that of another site lies: too short of few sites")
    /// What exposure explains.
    static let r2Marginal = Quantity(
        "r2_marginal", label: "Variance explained by exposure (marginal R\u{00B2})", unit: .share, format: .percent,
        meaning: "Share of the variance that the fixed effects explain (Nakagawa)")
    /// What exposure and the differences between patients explain.
    static let r2Conditional = Quantity(
        "r2_conditional", label: "With person-specific lines (conditional R\u{00B2})", unit: .share, format: .percent,
        meaning: "Share of the variance that fixed and random effects explain (Nakagawa)")
    /// How the slope changes.
    static let curvature = Quantity(
        "curvature", label: "Change of the slope", unit: .scorePer("(30 days) squared"),
        meaning: "Change of the score with the square of exposure")
    /// What the slope amounts to.
    static let changeOverSpan = Quantity(
        "change_over_span", label: "Change over the observed exposures", unit: .score,
        meaning: """
            The slope times the days that the middle 90% of the exposures at scores span: `exposure_days`, in whole months where they \
            span one
            """)
    /// What twice the dose goes with.
    static let doseDoubling = Quantity(
        "dose_doubling", label: "Twice the daily dose", unit: .scorePer("doubling of daily MME"),
        meaning: "Difference in the score with twice the daily dose")
    /// How the slope depends on the dose.
    static let interaction = Quantity(
        "interaction", label: "Exposure by daily dose", unit: .scorePer("30 days per doubling of daily MME"),
        meaning: "Difference in the slope with twice the daily dose")
    /// Whether scores are taken when it hurts.
    static let visitRate = Quantity(
        "visit_rate_ratio", label: "Rate of the next score after a higher one", unit: .perScore("rate ratio"),
        meaning: """
            How many times as often the next scored day of an era of exposure comes after a score one unit higher than is usual at its time; \
            `events` are next days
            """)
    /// The model's line.
    static let predictedMean = Quantity(
        "predicted_mean", label: "Mean by the model", unit: .score,
        meaning: "Mean score at some days of exposure, by the unadjusted model: its line")
}

/// What the finding says beside the settings of the study file.
enum PainTrendSetting {
    /// Which scores tell time from exposure, or ``none``.
    static let comparator = "comparator"
    static let none = "none"
    /// Unexposed scores, and of the exposed patients new users alone.
    static let newUsers = "unexposed scores, against new users"
    /// Whether residuals ``remember``.
    static let residuals = "residuals"
    static let remember = "remember"
    /// Whether scores come sooner after more pain, or after less.
    static let visits = "visits"
    static let soonerAfterMorePain = "sooner after more pain"
    static let soonerAfterLessPain = "sooner after less pain"
    /// The smallest change of interest, in units of the score.
    static let smallestChange = "smallest_change"
}

extension DeclaredTest where Key == TrendKey {
    /// Residuals do not remember.
    static let residualsAreIndependent = DeclaredTest(
        "residuals_are_independent", label: "test that residuals do not remember (likelihood ratio)",
        meaning:
            "Likelihood-ratio test of independent residuals against those of an autoregression with a nugget; conservative"
    )
    /// Patients go the same way.
    static let slopesAreAlike = DeclaredTest(
        "slopes_are_alike", label: "test that patients' slopes do not differ (likelihood ratio)",
        meaning: """
            Likelihood-ratio test that patients' slopes do not differ, against the boundary's mixture of chi-squares
            """)
    /// No curve.
    static let slopeIsConstant = DeclaredTest(
        "wald_slope_is_constant", label: "test of a constant slope (Wald)",
        meaning: "Chi-square test of the columns that bend the line")
    /// The dose does not matter to the slope.
    static let interactionIsZero = DeclaredTest(
        "wald_interaction_is_zero", label: "test that the slope does not depend on the dose (Wald)",
        meaning: "Chi-square test that the slope does not depend on the dose")
}

/// Tests whose p-values are adjusted together. The slope by one model after another is one question asked in several ways, of which
/// none is picked for its p-value: these are no family.
enum TrendFamily: String, Term, CaseIterable {
    case shape
    case levels

    var label: String {
        switch self {
        case .shape: "The shape of the line"
        case .levels: "Ordered levels"
        }
    }

    /// The tests that belong to it.
    var tests: [DeclaredTest<TrendKey>] {
        switch self {
        case .shape: [.slopeIsConstant, .interactionIsZero]
        case .levels: [.oddsRatioIsOne]
        }
    }
}
