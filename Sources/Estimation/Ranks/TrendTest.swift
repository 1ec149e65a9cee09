/// The outcome of a test for trend over ordered groups.
public struct TrendTest: Sendable, Hashable {
    /// Where the p-values come from.
    public enum Distribution: String, Sendable, Hashable, CaseIterable, Codable {
        /// The standard normal distribution of `z`.
        case normal
        /// The exact distribution of the statistic.
        case exact
    }

    /// The statistic.
    public let statistic: Double
    /// Its mean where there is no trend.
    public let expectation: Double
    /// Its variance where there is no trend, with the correction for ties.
    public let variance: Double
    /// (statistic - expectation) / √variance: above zero where values rise with the groups.
    public let z: Double
    /// Against a trend either way: twice the smaller of the one-sided values, at most 1.
    public let pValue: Double
    /// Against a rising trend only.
    public let pRising: Double
    /// Against a falling trend only.
    public let pFalling: Double
    /// Of the p-values.
    public let distribution: Distribution
    /// Values, over all groups.
    public let observations: Int

    /// The test by the normal distribution of z.
    init(
        excess: Double, expectation: Double, variance: Double, observations: Int
    ) throws(NotEstimable) {
        let z = excess / variance.squareRoot()
        guard let upper = try? StandardNormal.upperTail(z), let lower = try? StandardNormal.lowerTail(z),
            expectation.isFinite
        else { throw .nonFinite }
        self.init(
            statistic: expectation + excess, expectation: expectation, variance: variance, z: z, pRising: upper,
            pFalling: lower, distribution: .normal, observations: observations)
    }

    private init(
        statistic: Double, expectation: Double, variance: Double, z: Double, pRising: Double, pFalling: Double,
        distribution: Distribution, observations: Int
    ) {
        self.statistic = statistic
        self.expectation = expectation
        self.variance = variance
        self.z = z
        self.pRising = pRising
        self.pFalling = pFalling
        self.distribution = distribution
        self.observations = observations
        pValue = min(1, 2 * min(pRising, pFalling))
    }

    /// The same test with exact tails of the statistic.
    func exact(pRising: Double, pFalling: Double) -> TrendTest {
        TrendTest(
            statistic: statistic, expectation: expectation, variance: variance, z: z, pRising: pRising,
            pFalling: pFalling, distribution: .exact, observations: observations)
    }
}
