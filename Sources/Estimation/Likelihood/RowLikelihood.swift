/// What one row adds to a log likelihood that depends on the row's linear predictor η and on a few parameters that the rows share.
protocol RowLikelihood: Sendable {
    /// Parameters that the rows share: thresholds, an intercept, a scale.
    var sharedParameters: Int { get }

    /// The row's log likelihood with its derivatives; nil where it is not finite.
    func term(_ row: Int, _ predictor: Double, _ shared: ArraySlice<Double>) -> RowTerm?

    /// The least rate at which the row's arguments move outwards, where likelihood can only grow, when η and the shared
    /// parameters move along a direction. Below 0 the row's likelihood falls in the end; 0 leaves it as it is.
    func outwardRate(_ row: Int, _ predictor: Double, _ shared: ArraySlice<Double>) -> Double

    /// Why there is no estimate where the shared parameters have gone to the end of their range; nil elsewhere.
    func degeneracy(_ shared: ArraySlice<Double>) -> NotEstimable?
}

extension RowLikelihood {
    func degeneracy(_ shared: ArraySlice<Double>) -> NotEstimable? { nil }
}

/// A row's log likelihood and its derivatives by η and by the at most two shared parameters it depends on.
struct RowTerm {
    var value: Double
    /// Positions of the shared parameters; where there is but one, both are the same and `second`'s derivatives are 0.
    var first = 0, second = 0
    var byPredictor = 0.0, byFirst = 0.0, bySecond = 0.0
    var byPredictorTwice = 0.0, byFirstTwice = 0.0, bySecondTwice = 0.0
    var byPredictorAndFirst = 0.0, byPredictorAndSecond = 0.0, byFirstAndSecond = 0.0

    /// The same of several rows that are alike.
    @inline(__always)
    mutating func multiply(by count: Double) {
        value *= count
        byPredictor *= count
        byFirst *= count
        bySecond *= count
        byPredictorTwice *= count
        byFirstTwice *= count
        bySecondTwice *= count
        byPredictorAndFirst *= count
        byPredictorAndSecond *= count
        byFirstAndSecond *= count
    }
}
