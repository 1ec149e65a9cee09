import Dispatch
import Estimation
import Foundation
import Testing

@Suite("Profile-likelihood interval")
struct ProfileLikelihoodIntervalTests {
    struct Reference: Decodable, CustomTestStringConvertible {
        struct Interval: Decodable {
            let parameter: String
            let estimate: Double, lower: Double, upper: Double
        }

        let data: String
        let predictors: [String]
        let slope: String?
        let independent: Bool
        let intervals: [Interval]

        var testDescription: String {
            "\(data) ~ \(predictors), \(independent ? "independent " : "")slope \(slope ?? "none")"
        }

        static let all = file.profiles
        static let confint = file.confintSleepstudy

        private struct File: Decodable {
            let profiles: [Reference]
            let confintSleepstudy: [[Double]]
        }
        private static let file: File =
            (try? ReferenceNumbers.json("mixed-models", as: File.self)) ?? File(profiles: [], confintSleepstudy: [])
    }

    static func profile(
        _ data: String, predictors: [String], slope: String?, independent: Bool = false, criterion: String = "ml"
    ) throws -> LinearMixedModel.ProfileLikelihood {
        let fit = try LinearMixedModelTests.fit(
            .reference(data), predictors: predictors, slope: slope, criterion: criterion, independent: independent)
        return try #require(fit.profileLikelihood().fit)
    }

    @Test func theReferencesAreThere() {
        #expect(Reference.all.map(\.intervals.count) == [6, 4, 5, 7, 5, 6])
    }

    /// Against the roots of lme4's own deviance in R, minimised there by general optimisers (References/mixed-models.R).
    ///
    /// Tolerance: those leave about 1e-10 of the deviance, so ends agree to that and estimates, where it is flat, to its root.
    @Test(arguments: Reference.all)
    func agreesWithRootsOfLme4sDeviance(_ reference: Reference) throws {
        let profile = try Self.profile(
            reference.data, predictors: reference.predictors, slope: reference.slope,
            independent: reference.independent)
        for expected in reference.intervals {
            let outcome =
                if let parameter = LinearMixedModel.VarianceParameter(rawValue: expected.parameter) {
                    profile.interval(of: parameter)
                } else {
                    profile.interval(
                        ofFixedEffect: (["constant"] + reference.predictors).firstIndex(of: expected.parameter) ?? -1)
                }
            let interval = try #require(outcome.fit, "\(expected.parameter)")
            let width = expected.upper - expected.lower
            #expect(abs(interval.lower - expected.lower) < 1e-9 * width, "\(expected.parameter)")
            #expect(abs(interval.upper - expected.upper) < 1e-9 * width, "\(expected.parameter)")
            #expect(abs(interval.estimate - expected.estimate) < 1e-6 * width, "\(expected.parameter)")
        }
    }

    /// lme4's `confint(fm1)` of the sleep study, its ends off a spline (Bates et al. 2015, section 5.1): four digits. From the REML
    /// fit, which both profile by the likelihood.
    @Test func agreesWithConfintOfTheSleepStudy() throws {
        let profile = try Self.profile(
            "sleepstudy", predictors: ["day"], slope: "day", criterion: "reml")
        let intervals = try [
            profile.interval(of: .sdIntercept), profile.interval(of: .correlation), profile.interval(of: .sdSlope),
            profile.interval(of: .sdResidual), profile.interval(ofFixedEffect: 0), profile.interval(ofFixedEffect: 1),
        ].map { try #require($0.fit) }
        #expect(Reference.confint.count == 6)
        for (interval, expected) in zip(intervals, Reference.confint) {
            let width = expected[1] - expected[0]
            #expect(abs(interval.lower - expected[0]) < 1e-4 * width)
            #expect(abs(interval.upper - expected[1]) < 1e-4 * width)
        }
    }

    /// By hand: one-way layout of 3 groups of 2, the mean at μ. The deviance over all variances with within sum of squares W = 6 on 3
    /// and between sum B + 6(5 - μ)², B = 28, on 3 is 3 log(W/3) + 3 log((B + 6(5 - μ)²)/3) + constant, so the interval is
    /// 5 ± √(28/6 · (exp(z²/3) - 1)).
    @Test func meanOfABalancedLayoutByHand() throws {
        let rows = Rows(groups: [0, 0, 1, 1, 2, 2], columns: ["score": [1, 3, 5, 7, 6, 8]])
        let fit = try LinearMixedModelTests.fit(rows, predictors: [], slope: nil, criterion: "reml")
        let profile = try #require(fit.profileLikelihood().fit)
        let interval = try #require(profile.interval(ofFixedEffect: 0).fit)
        let z = 1.959963984540054
        let half = (28.0 / 6 * (exp(z * z / 3) - 1)).squareRoot()
        #expect(abs(interval.lower - (5 - half)) < 1e-9)
        #expect(abs(interval.upper - (5 + half)) < 1e-9)
        #expect(interval.estimate == 5)
    }

    /// At the ends of the interval the deviance of the model refitted there is the chi-square quantile above the least: the
    /// response less the held slope's part, without that predictor.
    @Test func endsAreWhereARefitSaysSo() throws {
        var rows = try Rows.reference("unbalanced")
        let free = try LinearMixedModelTests.fit(rows, predictors: ["day", "dose"], slope: "day", criterion: "ml")
        let profile = try #require(free.profileLikelihood().fit)
        let level = try #require(ConfidenceLevel(0.8))
        let interval = try #require(profile.interval(ofFixedEffect: 2, level: level).fit)
        let (dose, score) = (try #require(rows.columns["dose"]), try #require(rows.columns["score"]))
        let z = 1.2815515655446004
        for end in [interval.lower, interval.upper] {
            rows.columns["score"] = zip(score, dose).map { $0 - end * $1 }
            let held = try LinearMixedModelTests.fit(rows, predictors: ["day"], slope: "day", criterion: "ml")
            #expect(abs(2 * (free.logLikelihood - held.logLikelihood) - z * z) < 1e-8)
        }
    }

    /// Where the slopes do not vary, their spread has the interval from 0, and the correlation none or all.
    @Test func holdsTheBoundary() throws {
        let profile = try Self.profile("singular", predictors: ["day"], slope: "day", independent: true)
        let slope = try #require(profile.interval(of: .sdSlope).fit)
        #expect(slope.lower == 0)
        #expect(slope.upper > 0.05 && slope.upper < 0.3)
    }

    @Test func executorsGiveTheSameBits() throws {
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let fit = LinearMixedModelTests.manyGroupsInOrder
        let one = try #require(fit.profileLikelihood().fit),
            other = try #require(fit.profileLikelihood(executor: threads).fit)
        #expect(one.interval(ofFixedEffect: 1).fit == other.interval(ofFixedEffect: 1).fit)
    }

    @Test func refusesWhatTheModelHasNot() throws {
        let intercept = try Self.profile("sleepstudy", predictors: ["day"], slope: nil)
        #expect(intercept.interval(of: .sdSlope).fit == nil)
        #expect(intercept.interval(of: .correlation).fit == nil)
        let independent = try Self.profile("sleepstudy", predictors: ["day"], slope: "day", independent: true)
        #expect(independent.interval(of: .correlation).fit == nil)
        for weights in [[], [1], [0, 0], [.nan, 1], [1, .infinity], [1e300, 1]] as [[Double]] {
            #expect(intercept.interval(ofFixedEffects: weights).fit == nil, "\(weights)")
        }
        for position in [-1, 2, .max] {
            #expect(intercept.interval(ofFixedEffect: position).fit == nil)
        }
    }
}
