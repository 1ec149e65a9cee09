/// A distribution on whole numbers whose probabilities fall away from its mode on both sides.
protocol UnimodalCounts {
    var support: ClosedRange<Int> { get }
    /// A value with the greatest probability.
    var mode: Int { get }
    func probability(of value: Int) -> Double
    /// P(X <= value).
    func atMost(_ value: Int) throws(DistributionError) -> Double
    /// P(X >= value).
    func atLeast(_ value: Int) throws(DistributionError) -> Double
}
