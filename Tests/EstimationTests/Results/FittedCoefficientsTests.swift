import Testing

@testable import Estimation

@Suite("Coefficients of any fit")
struct FittedCoefficientsTests {
    /// Two coefficients, 1 with standard error 2 and 3 with 4, of correlation 1/4.
    private struct Pair: FittedCoefficients {
        let distribution: ReferenceDistribution?
        let coefficientCount = 2
        let covariance = SymmetricMatrix(dimension: 2) { [[4, 2], [2, 16]][$0][$1] }
        let coefficients = [
            Coefficient(name: "one", value: 1, standardError: 2),
            Coefficient(name: "other", value: 3, standardError: 4),
        ]

        func prediction(_ weights: [Double]) -> PointEstimate? {
            .combination(weights, of: coefficients, covariance: covariance)
        }
        func reference(of weights: [Double]) -> ReferenceDistribution? { distribution }
        func waldTest(_ combinations: [[Double]]) -> TestStatistic? {
            covariance.waldStatistic(combinations, of: combinations.map(prediction)).flatMap {
                .chiSquare($0, degreesOfFreedom: Double(combinations.count))
            }
        }
    }

    /// By hand: the difference is 2 with variance 4 + 16 - 2 · 2 = 16.
    @Test func combinationsByHand() throws {
        let pair = Pair(distribution: .normal)
        let difference = try #require(pair.prediction([-1, 1]))
        #expect(difference == PointEstimate(value: 2, standardError: 4))
        #expect(pair.test([-1, 1])?.statistic == 0.5)
        let interval = try #require(pair.interval([-1, 1]))
        #expect(abs(interval.upper - (2 + 4 * 1.959963984540054)) < 1e-13 && interval.method == .wald)
        #expect(pair.prediction([1]) == nil && pair.interval([1, .nan]) == nil && pair.test([]) == nil)
    }

    /// t on 4 degrees of freedom has its upper 2.5% at 2.776445105197794 (R's qt).
    @Test func tellsTheDistributions() throws {
        let pair = Pair(distribution: .studentT(degreesOfFreedom: 4))
        let interval = try #require(pair.interval(ofCoefficient: 1))
        #expect(abs(interval.upper - (3 + 4 * 2.776445105197794)) < 1e-12 && interval.method == .studentT)
        #expect(pair.test(ofCoefficient: 1)?.degreesOfFreedom == [4])
        let clustered = Pair(distribution: .clusterRobustT(degreesOfFreedom: 4))
        #expect(clustered.interval(ofCoefficient: 1)?.method == .clusterRobustT)
        #expect(clustered.test(ofCoefficient: 1) == pair.test(ofCoefficient: 1))
        #expect(pair.interval(ofCoefficient: 2) == nil && pair.test(ofCoefficient: -1) == nil)
        let unknown = Pair(distribution: nil)
        #expect(unknown.interval([1, 0]) == nil && unknown.test([1, 0]) == nil)
    }

    /// By hand: (1, 3) in the inverse of (4 2; 2 16), which is (16 -2; -2 4) / 60: (16 - 12 + 36) / 60.
    @Test func waldsTestByHand() throws {
        let pair = Pair(distribution: .normal)
        let test = try #require(pair.waldTest([[1, 0], [0, 1]]))
        #expect(relativeError(test.statistic, 40.0 / 60) < 1e-14)
        #expect(test.degreesOfFreedom == [2])
        #expect(pair.waldTest([]) == nil)
        #expect(pair.waldTest([[1, 0], [2, 0]]) == nil)
        #expect(pair.waldTest([[1, 0], [1]]) == nil)
    }
}
