extension StandardizedCoefficients {
    /// Whether the groups say anything of the spread of a contrast's estimate. An estimate that rests on single groups, whose residuals
    /// add up to zero, has a robust variance of rounding alone: beside the terms that it is the sum of, or beside the response's
    /// variance times w'Cw, C the inverse of the cross-products.
    func hasSpread(_ contrast: StandardizedDesign.Contrast, inverseProducts: SymmetricMatrix) -> Bool {
        let weights = contrast.weights
        let sizes = SymmetricMatrix(dimension: covariance.dimension) { abs(covariance[$0, $1]) }
        let terms = sizes.form(weights.map(abs), weights.map(abs))
        let rounding = max(1e-13 * terms, 1e-24 * inverseProducts.form(weights, weights))
        return covariance.form(weights, weights) > rounding
    }

    /// Wald's (Lβ)'(LVL')⁻¹(Lβ) for the linear combinations that are the rows of L, in own units; nil without any, without a finite
    /// weight for each coefficient, and where the combinations depend on each other.
    func waldStatistic(_ combinations: [[Double]]) -> Double? {
        let contrasts = combinations.compactMap(design.contrast)
        guard !contrasts.isEmpty, contrasts.count == combinations.count else { return nil }
        let covariance = SymmetricMatrix(dimension: contrasts.count) { i, j in
            contrasts[i].scale * contrasts[j].scale
                * self.covariance.form(contrasts[i].weights, contrasts[j].weights)
        }
        return covariance.waldStatistic(of: contrasts.map { estimate($0).value })
    }
}
