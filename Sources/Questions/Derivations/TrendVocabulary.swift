import Findings

/// What a number of a model of scores against exposure is about.
struct TrendKey: GroupKey {
    let instrument: InstrumentInfo
    var model: TrendModelName?
    var term: TrendTerm?
    /// The column of an adjusted model, with its level and the reference.
    var variable: StudyPlace?
    /// A cut between two levels: above this score.
    var above: Double?
    /// Days of exposure, of a point on the model's line.
    var exposureDays: Int?
    /// One of several trials; `nil` for all patients.
    var trial: StudyPlace?

    static let axes: [Axis] = [.instrument, .model, .term, .variable, .exposureDays, .column]

    var coordinates: [Coordinate] {
        var coordinates = [Coordinate(instrument)]
        if let model { coordinates.append(Coordinate(.model, model)) }
        if let term { coordinates.append(Coordinate(.term, term)) }
        if let above {
            let name = "above \(above.plainText)"
            coordinates.append(Coordinate(.term, .word(id: name, label: name)))
        }
        if let variable { coordinates.append(Coordinate(.variable, .study(variable))) }
        if let exposureDays { coordinates.append(Coordinate(.exposureDays, .number(exposureDays))) }
        if let trial { coordinates.append(Coordinate(.column, .study(trial))) }
        return coordinates
    }
}

extension Axis {
    /// Days of exposure.
    static let exposureDays = Axis("exposure_days", label: "Days of exposure")
}

/// A model of scores against exposure.
enum TrendModelName: String, Term, CaseIterable {
    case unadjusted
    case ofTrial = "of_trial"
    case withinBetween = "within_between"
    case adjusted
    case quadratic
    case spline
    case logMME = "log_mme"
    case durationByDose = "duration_by_dose"
    case withFirstDays = "with_first_days"
    case withoutFirstScores = "without_first_scores"
    case asStarted = "as_started"
    case newUsers = "new_users"
    case serial
    case twoLimit = "two_limit"
    case againstUnexposed = "against_unexposed"
    case siteIntercept = "site_intercept"
    case sitePooled = "site_pooled"
    case leastSquares = "least_squares"
    case geeExchangeable = "gee_exchangeable"
    case withinBootstrap = "within_bootstrap"
    case theilSen = "theil_sen"
    case cumulativeLink = "cumulative_link"
    case cumulativeLinkWithinBetween = "cumulative_link_within_between"
    case cumulativeLinkAdjusted = "cumulative_link_adjusted"
    case logistic
    case tobit
    case tobitWithinBetween = "tobit_within_between"
    case tobitAdjusted = "tobit_adjusted"
    case cox

    var label: String {
        switch self {
        case .unadjusted: "Unadjusted"
        case .ofTrial: "Of one trial, unadjusted"
        case .withinBetween: "Within and between patients"
        case .adjusted: "Adjusted"
        case .quadratic: "Quadratic"
        case .spline: "Restricted cubic spline"
        case .logMME: "With the daily dose"
        case .durationByDose: "Duration by dose"
        case .withFirstDays: "With scores on the first day of an era"
        case .withoutFirstScores: "Without each patient's first exposed scores"
        case .asStarted: "As started: every score after the first day, exposed or not"
        case .newUsers: "New users only"
        case .serial: "With residuals that remember"
        case .twoLimit: "Without floor and ceiling (two-limit mixed model)"
        case .againstUnexposed: "Against unexposed scores, beyond the course of time"
        case .siteIntercept: "With sites as a random effect"
        case .sitePooled: "Each site's own slope, pooled (Hartung\u{2013}Knapp)"
        case .leastSquares: "Least squares, robust errors (CR2)"
        case .geeExchangeable: "Estimating equations, exchangeable"
        case .withinBootstrap: "Within patients, bootstrapped"
        case .theilSen: "Median of person-specific slopes"
        case .cumulativeLink: "Cumulative link (proportional odds)"
        case .cumulativeLinkWithinBetween: "Cumulative link, within and between patients"
        case .cumulativeLinkAdjusted: "Cumulative link, adjusted"
        case .logistic: "Logistic"
        case .tobit: "Tobit regression"
        case .tobitWithinBetween: "Tobit regression, within and between patients"
        case .tobitAdjusted: "Tobit regression, adjusted"
        case .cox: "Hazard ratio of withdrawing the hand (Cox)"
        }
    }
}

/// Which slope of a model that has several.
enum TrendTerm: String, Term, CaseIterable {
    case within
    case between
    case betweenMinusWithin = "between_minus_within"
    case average
    case atMeanLogDose = "at_mean_log_dose"

    var label: String {
        switch self {
        case .within: "within patients"
        case .between: "between patients"
        case .betweenMinusWithin: "between less within patients"
        case .average: "average"
        case .atMeanLogDose: "at the mean dose"
        }
    }
}

extension TrendKey {
    /// The model's slope as a row's name.
    var slopeLabel: String {
        switch (model, term) {
        case (.ofTrial?, _): trial.map(StudyPart.title) ?? TrendModelName.ofTrial.label
        case (.withinBetween?, .within?), (.tobitWithinBetween?, .within?): "Within patients over time"
        case (.withinBetween?, .between?), (.tobitWithinBetween?, .between?): "Between patients"
        case (.cumulativeLinkWithinBetween?, let term?): "Cumulative link, \(term.label)"
        case (.durationByDose?, .atMeanLogDose?): "Duration by dose, at the mean dose"
        case (.logMME?, _): "With the daily dose held constant"
        case (.logistic?, _) where above != nil: "Scores above \(above?.plainText ?? "") (logistic)"
        case (let model?, .average?): "\(model.label), average slope"
        default: model?.label ?? "Slope"
        }
    }
}

extension Quantity where Key == TrendKey {
    /// The score at no exposure.
    static let intercept = Quantity(
        "intercept", label: "Intercept", unit: .score, meaning: "Mean score at no exposure, by the model")
    /// The change of the score with exposure.
    static let slope = Quantity(
        "slope", label: "Slope per 30 days", unit: .scorePer("30 days"),
        meaning: "Change of the mean score per 30 days of exposure")
    /// The difference that goes with a column of an adjusted model.
    static let coefficient = Quantity(
        "coefficient", label: "Coefficient", unit: .score,
        meaning: "Difference in the score with a column of patients, or a level of it against the reference")
    /// Residual spread.
    static let sdResidual = Quantity(
        "sd_residual", label: "Residual SD", unit: .score, meaning: "Standard deviation of scores about the model")
    /// Logarithm of the fitted criterion.
    static let logLikelihood = Quantity(
        "log_likelihood", label: "Log-likelihood (of the fitted criterion)", unit: .named("log likelihood"),
        format: .fixed(2), isInternal: true, meaning: "Logarithm of the fitted criterion, REML's where REML is used")
    /// Who was exposed before anybody looked.
    static let prevalentShare = Quantity(
        "prevalent_share", label: "Exposed already when the record begins", unit: .share, format: .percent,
        meaning: "Share of the patients with exposed scores who were exposed already when their observation began")
    /// Patients of a model that leaves some out.
    static let modelPatients = Quantity(
        "patients", label: "Patients", unit: .patients, format: .count,
        meaning: "Patients in the analysis, or in a model that leaves some out")
    /// The odds of a higher score.
    static let oddsRatio = Quantity(
        "odds_ratio", label: "Odds ratio of a higher score", unit: .named("odds ratio per 30 days"),
        meaning:
            "Of an instrument of ordered levels: odds of a higher score per 30 days of exposure, all cuts at once or one alone"
    )
}

extension DeclaredTest where Key == TrendKey {
    /// No trend.
    static let slopeIsZero = DeclaredTest(
        "slope_is_zero", label: "slope against zero", meaning: "That the slope is zero, by the model's own test")
    /// No trend of the odds.
    static let oddsRatioIsOne = DeclaredTest(
        "odds_ratio_is_one", label: "odds ratio against one", meaning: "z test that the odds ratio is one")
}

extension Double {
    /// Without a decimal point where it is whole: `4`, `0.1`, `-2`.
    var plainText: String {
        Int(exactly: self).map { "\($0)" } ?? "\(self)"
    }
}
