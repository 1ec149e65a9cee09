extension LinearMixedModel.Fit {
    /// The variance between groups of the mean response where the random slope's column has the value `x`, in squared units
    /// of the response: σ₀² + 2ρσ₀σ₁x + σ₁²x², and σ₀² everywhere in a model without a random slope.
    public func groupVariance(at x: Double) -> Double { groupCovariance(at: x, and: x) }

    /// The covariance between groups of the mean responses at two values of the random slope's column:
    /// σ₀² + ρσ₀σ₁(x + z) + σ₁²xz.
    public func groupCovariance(at x: Double, and z: Double) -> Double {
        // As a sum of products of the factor, so that no variance can go below zero.
        let (one, other) = (loadings.intercept + x * loadings.slope, loadings.intercept + z * loadings.slope)
        return (one * other).sum()
    }
}
