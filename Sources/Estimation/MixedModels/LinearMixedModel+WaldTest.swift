extension LinearMixedModel.Fit {
    /// The Wald test that all the linear combinations of fixed effects are zero: (Lβ)'(LVL')⁻¹(Lβ), chi-square on as many
    /// degrees of freedom as combinations. For many groups; with few, its p-values are too small.
    ///
    /// - Parameter combinations: for each, a weight for the intercept and every predictor.
    /// - Returns: nil without combinations, without a finite weight for each fixed effect, or where the combinations depend on
    ///   each other.
    public func waldTest(_ combinations: [[Double]]) -> TestStatistic? {
        coefficients.waldStatistic(combinations).flatMap {
            .chiSquare($0, degreesOfFreedom: Double(combinations.count))
        }
    }
}
