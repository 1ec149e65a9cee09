import Estimation
import Testing

@Suite("Pooled estimate")
struct PooledEstimateTests {
    struct Reference: Decodable {
        struct Pooling: Decodable {
            let complete: Double?
            let value: Double, within: Double, between: Double, total: Double, df: Double
        }
        let values: [Double], standardErrors: [Double]
        let pooling: [Pooling]
    }

    /// An estimate with these numbers, by way of a scaled and shifted response with mean 4 and standard error 8/3.
    static func estimate(_ value: Double, _ error: Double) throws -> PointEstimate {
        let scale = error / (8.0 / 3)
        let rows = Rows(groups: [0, 0, 1], columns: ["y": [1.0, 3, 8].map { value + scale * ($0 - 4) }])
        let fit = try #require(ClusterRobustRegression.fit(rows.moments(["y"]), response: 0, predictors: []).fit)
        return try #require(fit.prediction([1]))
    }

    /// Against mice's pool.scalar (References/imputed-leavers.R); doubles' rounding in a few sums.
    @Test func agreesWithMice() throws {
        let reference = try ReferenceNumbers.json("imputed-leavers", as: Reference.self)
        let estimates = try zip(reference.values, reference.standardErrors).map { try Self.estimate($0, $1) }
        #expect(reference.pooling.count == 3)
        for pooling in reference.pooling {
            let pooled = try #require(
                PooledEstimate.of(estimates, completeDegreesOfFreedom: pooling.complete ?? .infinity).fit)
            #expect(relativeError(pooled.estimate.value, pooling.value) < 1e-12)
            #expect(relativeError(pooled.estimate.standardError, pooling.total.squareRoot()) < 1e-12)
            #expect(relativeError(pooled.withinVariance, pooling.within) < 1e-12)
            #expect(relativeError(pooled.betweenVariance, pooling.between) < 1e-12)
            #expect(relativeError(pooled.degreesOfFreedom, pooling.df) < 1e-12)
        }
    }

    /// Against mice's pool.scalar (References/reference-imputation.R); doubles' rounding in a few sums.
    @Test func theFractionOfMissingInformationAgreesWithMice() throws {
        struct Information: Decodable {
            struct Fraction: Decodable { let complete: Double, fraction: Double }
            let values: [Double], standardErrors: [Double]
            let information: [Fraction]
        }
        let reference = try ReferenceNumbers.json("reference-imputation", as: Information.self)
        let estimates = try zip(reference.values, reference.standardErrors).map { try Self.estimate($0, $1) }
        #expect(reference.information.count == 2)
        for expected in reference.information {
            let pooled = PooledEstimate.of(estimates, completeDegreesOfFreedom: expected.complete).fit
            #expect(relativeError(try #require(pooled).fractionOfMissingInformation, expected.fraction) < 1e-12)
        }
    }

    /// By hand: estimates 1 and 3 with standard errors 1 and 2: Q = 2, U = 5/2, B = 2, T = 5/2 + 3/2 · 2 = 11/2, λ = 3 / (11/2) =
    /// 6/11. With ν = 9: 1 / df = 36/121 + 12 / (10 · 9 · 5/11) = 36/121 + 22/75.
    @Test func twoImputationsByHand() throws {
        let estimates = [try Self.estimate(1, 1), try Self.estimate(3, 2)]
        let pooled = try #require(PooledEstimate.of(estimates, completeDegreesOfFreedom: 9).fit)
        #expect(relativeError(pooled.estimate.value, 2) < 1e-13)
        #expect(relativeError(pooled.estimate.standardError, 5.5.squareRoot()) < 1e-13)
        #expect(relativeError(pooled.varianceShareOfMissing, 6.0 / 11) < 1e-13)
        #expect(relativeError(pooled.degreesOfFreedom, 1 / (36.0 / 121 + 22.0 / 75)) < 1e-13)
        #expect(relativeError(pooled.monteCarloError, 1) < 1e-13)
        #expect(pooled.imputations == 2)
        let interval = try #require(pooled.interval())
        #expect(interval.method == .studentT)
        #expect(interval.contains(2))
    }

    /// Imputations that do not differ leave the complete data's interval.
    @Test func nothingMissing() throws {
        let one = try Self.estimate(1, 0.5)
        let pooled = try #require(PooledEstimate.of([one, one, one], completeDegreesOfFreedom: 17).fit)
        #expect(pooled.betweenVariance == 0)
        // Barnard and Rubin's factor is (ν + 1) / (ν + 3).
        #expect(relativeError(pooled.degreesOfFreedom, 17 * 18.0 / 20) < 1e-14)
        let normal = try #require(PooledEstimate.of([one, one]).fit)
        #expect(normal.degreesOfFreedom == .infinity)
        #expect(normal.interval()?.method == .wald)
    }

    @Test func refusals() throws {
        let one = try Self.estimate(1, 1)
        #expect(PooledEstimate.of([]).reason == .tooFewObservations(found: 0, needed: 2))
        #expect(PooledEstimate.of([one]).reason == .tooFewObservations(found: 1, needed: 2))
        for degrees in [0, -1, Double.nan] {
            #expect(
                PooledEstimate.of([one, one], completeDegreesOfFreedom: degrees).reason
                    == .invalidArgument(name: "the complete data's degrees of freedom", needed: "above 0"))
        }
        let rows = Rows(groups: [0, 0, 1], columns: ["y": [1, 3, 8]])
        let fit = try #require(ClusterRobustRegression.fit(rows.moments(["y"]), response: 0, predictors: []).fit)
        let huge = try #require(fit.prediction([1e200]))
        #expect(PooledEstimate.of([one, huge]).reason == .nonFinite)
    }
}
