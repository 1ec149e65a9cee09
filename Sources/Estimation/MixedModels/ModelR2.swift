/// The share of the response's variance that a linear mixed model explains (Nakagawa & Schielzeth 2013,
/// doi:10.1111/j.2041-210x.2012.00261.x; with random slopes Johnson 2014, doi:10.1111/2041-210X.12225).
///
/// Variances in squared units of the response.
public struct ModelR2: Sendable, Hashable {
    /// Variance over the rows of the fixed effects' prediction, n - 1 in its denominator as in R's MuMIn.
    public let fixedVariance: Double
    /// Mean over the rows of the random effects' variance: with a random slope it differs from row to row.
    public let randomVariance: Double
    /// Residual variance.
    public let residualVariance: Double

    /// Explained by the fixed effects.
    public var marginal: Double { fixedVariance / total }
    /// Explained by the fixed and the random effects.
    public var conditional: Double { (fixedVariance + randomVariance) / total }

    private var total: Double { fixedVariance + randomVariance + residualVariance }
}

extension LinearMixedModel.Fit {
    /// Marginal and conditional R².
    public var r2: ModelR2 {
        let design = coefficients.design
        let slopes = [0] + coefficients.values.dropFirst() + [0]
        let padded = slopes + Array(repeating: 0, count: design.total.dimension - slopes.count)
        let responseVariance = design.scales[design.response] * design.scales[design.response]
        // A standardised column has mean 0 and mean square 1.
        let random = solution.covariance.d00 + solution.covariance.d11
        return ModelR2(
            fixedVariance: responseVariance * max(0, design.total.form(padded, padded))
                / Double(design.observations - 1),
            randomVariance: responseVariance * solution.residualVariance * random,
            residualVariance: responseVariance * solution.residualVariance)
    }
}
