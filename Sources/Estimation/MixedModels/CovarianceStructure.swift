/// How the relative covariance D = ΛΛ' of a random intercept and slope depends on its parameters: Λ is linear in them.
///
/// With Λ = Σ θk Bk, gradient and Hessian of any function of D follow from those in D, whatever the model: correlated or
/// independent, or one in which a standard deviation is held.
struct CovarianceStructure: Sendable {
    /// The random intercept is that of the level where the standardised slope column is -`origin`: 0 is the column's mean.
    let origin: Double
    /// B1, B2, ..., row by row: the row of the intercept at the origin, then that of the slope.
    let directions: [SIMD4<Double>]
    /// Parameters that count the same with either sign and are on the boundary at 0.
    let scaleParameters: [Int]

    /// A random intercept: Λ = [θ0 0; 0 0].
    static let intercept = CovarianceStructure(origin: 0, directions: [[1, 0, 0, 0]], scaleParameters: [0])

    /// Intercept and slope with any covariance: Λ = [θ0 0; θ1 θ2].
    static let correlated = CovarianceStructure(
        origin: 0, directions: [[1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], scaleParameters: [0, 2])

    /// Intercept and slope that vary independently where the standardised slope column is -`origin`: Λ = [θ0 0; 0 cθ1] there,
    /// c = 1/√(1 + origin²), so that θ1² is what the slopes add to the variance of an average row.
    static func independent(origin: Double) -> CovarianceStructure {
        CovarianceStructure(
            origin: origin, directions: [[1, 0, 0, 0], [0, 0, 0, 1 / (1 + origin * origin).squareRoot()]],
            scaleParameters: [0, 1])
    }

    /// A matrix at the origin, as one at the mean of the slope's column.
    func atMean(_ matrix: SIMD4<Double>) -> SIMD4<Double> {
        [matrix[0] + origin * matrix[2], matrix[1] + origin * matrix[3], matrix[2], matrix[3]]
    }
}
