import Estimation
import Foundation
import Testing

@Suite("Random-effects pooling")
struct RandomEffectsPoolingTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        let estimates: [Double]
        let standardErrors: [Double]
        let tau2: Double
        let value: Double
        let hartungKnappError: Double
        let ordinaryError: Double
        let atLeastOrdinaryError: Double
        let interval: [Double]
        let t: Double
        let p: Double
        let halfPrediction: Double?
        let halfPredictionAtLeastOrdinary: Double?
        let q: Double
        let qP: Double
        let share: Double
        let tau2Interval: [Double]

        var testDescription: String { "\(estimates.count) studies, Q \(q)" }

        static let all: [Reference] = {
            struct File: Decodable { let fits: [Reference] }
            return (try? ReferenceNumbers.json("random-effects", as: File.self).fits) ?? []
        }()
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.count == 7)
    }

    /// By hand: 1 and 3 with errors of 1. τ² = 2 - 1 with weights of ½: mean 2, ordinary error 1, and Σw(y - μ)² / (k - 1) is 1, so
    /// Hartung & Knapp's too. t = 2 on 1 degree of freedom has p = 1 - 2 atan(2) / π. Q = 2, I² = 1 / (1 + 1). 2 / (1 + τ²) is the
    /// lower chi-square quantile 0.000982069117175 at the upper end of τ²; at the lower end it would be 5.02.
    @Test func twoStudiesByHand() throws {
        let fit = try #require(RandomEffectsPooling.fit(estimates: [1, 3], standardErrors: [1, 1]).fit)
        #expect(fit.studies == 2)
        #expect(relativeError(fit.betweenVariance, 1) < 1e-14)
        #expect(relativeError(fit.pooled.value, 2) < 1e-15)
        #expect(relativeError(fit.ordinaryError, 1) < 1e-14)
        #expect(relativeError(fit.hartungKnappError, 1) < 1e-14)
        #expect(fit.pooled.standardError == fit.hartungKnappError)
        #expect(relativeError(try #require(fit.test).pValue, 1 - 2 * atan(2.0) / .pi) < 1e-13)
        #expect(relativeError(try #require(fit.interval).upper, 2 + 12.706204736174698) < 1e-13)
        #expect(fit.interval?.method == .studentT)
        #expect(fit.predictionInterval == nil)
        #expect(relativeError(fit.homogeneityTest.statistic, 2) < 1e-15)
        #expect(relativeError(fit.betweenShare, 0.5) < 1e-14)
        let between = try #require(fit.betweenVarianceInterval)
        #expect(between.lower == 0)
        #expect(relativeError(between.upper, 2 / 0.000982069117175 - 1) < 1e-11)
        #expect(between.method == .qProfile)
    }

    /// metafor's rma with REML and Hartung & Knapp, its ad hoc rule, predict and confint (References/random-effects.R). metafor halves
    /// the steps of its scoring and ends at 1e-15 in τ², about 1e-12 of it short.
    @Test(arguments: Reference.all)
    func agreesWithMetafor(_ reference: Reference) throws {
        let fit = try #require(
            RandomEffectsPooling.fit(estimates: reference.estimates, standardErrors: reference.standardErrors).fit)
        let cautious = try #require(
            RandomEffectsPooling.fit(
                estimates: reference.estimates, standardErrors: reference.standardErrors, isAtLeastOrdinary: true
            ).fit)
        let (interval, test) = (try #require(fit.interval), try #require(fit.test))
        let between = try #require(fit.betweenVarianceInterval)
        for (value, expected) in [
            (fit.betweenVariance, reference.tau2), (fit.pooled.value, reference.value),
            (fit.pooled.standardError, reference.hartungKnappError), (fit.ordinaryError, reference.ordinaryError),
            (cautious.pooled.standardError, reference.atLeastOrdinaryError), (interval.lower, reference.interval[0]),
            (interval.upper, reference.interval[1]), (test.statistic, reference.t), (test.pValue, reference.p),
            (fit.homogeneityTest.statistic, reference.q), (fit.homogeneityTest.pValue, reference.qP),
            (fit.betweenShare, reference.share), (between.lower, reference.tau2Interval[0]),
            (between.upper, reference.tau2Interval[1]),
        ] {
            #expect(relativeError(value, expected) < 1e-11, "\(value) \(expected)")
        }
        for (fit, half) in [(fit, reference.halfPrediction), (cautious, reference.halfPredictionAtLeastOrdinary)] {
            #expect((fit.predictionInterval == nil) == (half == nil))
            if let interval = fit.predictionInterval, let half {
                #expect(relativeError((interval.upper - interval.lower) / 2, half) < 1e-11)
                #expect(relativeError((interval.upper + interval.lower) / 2, fit.pooled.value) < 1e-11)
            }
        }
        #expect(cautious.hartungKnappError == fit.hartungKnappError)
    }

    /// Equal estimates leave nothing to measure the error by: no interval and no test by Hartung & Knapp, the ordinary ones by the
    /// ad hoc rule. 0.1 + 0.2 is 0.3 but for rounding. With weights 1, 1/4 and 1/9 the ordinary error is 1 / √(49/36) = 6/7.
    @Test func equalEstimates() throws {
        let fit = try #require(
            RandomEffectsPooling.fit(estimates: [0.1 + 0.2, 0.3, 0.3], standardErrors: [1, 2, 3]).fit)
        #expect(fit.betweenVariance == 0)
        #expect(fit.betweenShare == 0)
        #expect(fit.pooled.standardError == 0)
        #expect(fit.interval == nil)
        #expect(fit.predictionInterval == nil)
        #expect(fit.test == nil)
        #expect(fit.betweenVarianceInterval == nil)
        #expect(fit.homogeneityTest.pValue == 1)
        let cautious = try #require(
            RandomEffectsPooling.fit(estimates: [0.3, 0.3, 0.3], standardErrors: [1, 2, 3], isAtLeastOrdinary: true).fit
        )
        #expect(relativeError(cautious.pooled.standardError, 6.0 / 7) < 1e-14)
        #expect(cautious.interval?.contains(0) == true)
    }

    /// Restricted likelihoods with two maxima, which scoring may end in the lower of: none of a fine grid is higher.
    @Test(arguments: [
        ([-0.469, 25.958, -0.141, -2.027], [0.522, 7.586, 1.439, 0.309]),
        ([-62.81, 0.2906, 170.8, -3.991, -1.357, -2, 0.3397], [12.71, 1.894, 44.26, 4.252, 0.03701, 1.206, 0.139]),
    ])
    func findsTheHigherOfTwoMaxima(_ estimates: [Double], _ errors: [Double]) throws {
        func logLikelihood(_ between: Double) -> Double {
            let weights = errors.map { 1 / ($0 * $0 + between) }
            let total = weights.reduce(0, +)
            let mean = zip(weights, estimates).reduce(0) { $0 + $1.0 * $1.1 } / total
            let distance = zip(weights, estimates).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
            return weights.reduce(0) { $0 + log($1) } - log(total) - distance
        }
        let fit = try #require(RandomEffectsPooling.fit(estimates: estimates, standardErrors: errors).fit)
        let grid = [0] + (0..<3000).map { exp(Double($0) / 100 - 14) }
        let heights = grid.map(logLikelihood)
        let peaks = heights.indices.dropFirst().dropLast().count { heights[$0] > max(heights[$0 - 1], heights[$0 + 1]) }
        #expect(peaks + (heights[0] > heights[1] ? 1 : 0) == 2)
        let highest = try #require(heights.max())
        #expect(logLikelihood(fit.betweenVariance) >= highest)
    }

    /// The unit has no part in the result.
    @Test func unitDoesNotMatter() throws {
        let reference = try #require(Reference.all.first)
        let fit = try #require(
            RandomEffectsPooling.fit(estimates: reference.estimates, standardErrors: reference.standardErrors).fit)
        let larger = try #require(
            RandomEffectsPooling.fit(
                estimates: reference.estimates.map { $0 * 0x1p20 },
                standardErrors: reference.standardErrors.map { $0 * 0x1p20 }
            ).fit)
        #expect(relativeError(larger.betweenVariance, fit.betweenVariance * 0x1p40) < 1e-12)
        #expect(relativeError(larger.pooled.standardError, fit.pooled.standardError * 0x1p20) < 1e-12)
    }

    @Test func whatCannotBePooled() {
        func reason(_ estimates: [Double], _ errors: [Double]) -> NotEstimable? {
            RandomEffectsPooling.fit(estimates: estimates, standardErrors: errors).reason
        }
        #expect(reason([], []) == .noObservations)
        #expect(reason([1], [1]) == .tooFewGroups(found: 1, needed: 2))
        #expect(reason([1, .nan], [1, 1]) == .nonFinite)
        #expect(reason([1, 2], [1, .infinity]) == .nonFinite)
        #expect(reason([1, 2], [1, 1e-200]) == .nonFinite)
        #expect(reason([1e200, 2], [1, 1]) == .nonFinite)
        for (estimates, errors) in [([1.0, 2], [1.0, 0]), ([1, 2], [-1, 1]), ([1, 2], [1])] {
            guard case .invalidArgument? = reason(estimates, errors) else {
                Issue.record("\(errors)")
                continue
            }
        }
    }
}
