extension LinearMixedModel.Fit {
    /// The Wald test that all the linear combinations of fixed effects are zero: (Lβ)'(LVL')⁻¹(Lβ), chi-square on as many
    /// degrees of freedom as combinations. For many groups; with few, its p-values are too small.
    ///
    /// - Parameter combinations: for each, a weight for the intercept and every predictor.
    /// - Returns: nil without combinations, without a finite weight for each fixed effect, or where the combinations depend on
    ///   each other.
    public func waldTest(_ combinations: [[Double]]) -> TestStatistic? {
        let contrasts = combinations.compactMap(coefficients.design.contrast)
        guard !contrasts.isEmpty, contrasts.count == combinations.count else { return nil }
        let covariance = SymmetricMatrix(dimension: contrasts.count) { i, j in
            contrasts[i].scale * contrasts[j].scale
                * coefficients.covariance.form(contrasts[i].weights, contrasts[j].weights)
        }
        guard let factor = try? CholeskyFactor(covariance, tolerance: StandardizedDesign.collinearity) else {
            return nil
        }
        let values = contrasts.map { coefficients.estimate($0).value }
        let statistic = zip(values, factor.solve(values)).reduce(0.0) { $0 + $1.0 * $1.1 }
        let degreesOfFreedom = Double(contrasts.count)
        guard let p = try? ChiSquare(degreesOfFreedom: degreesOfFreedom).upperTail(statistic) else { return nil }
        return TestStatistic(statistic: statistic, degreesOfFreedom: [degreesOfFreedom], pValue: p)
    }
}
