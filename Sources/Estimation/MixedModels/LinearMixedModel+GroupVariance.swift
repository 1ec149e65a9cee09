extension LinearMixedModel.Fit {
    /// The variance between groups of the mean response where the random slope's column has the value `x`, in squared units
    /// of the response: σ₀² + 2ρσ₀σ₁x + σ₁²x², and σ₀² everywhere in a model without a random slope.
    public func groupVariance(at x: Double) -> Double {
        // As a sum of squares, so that no difference can go below zero.
        let loading = loadings.intercept + x * loadings.slope
        return (loading * loading).sum()
    }
}
