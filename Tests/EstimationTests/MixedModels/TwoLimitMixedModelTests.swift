import Dispatch
import Estimation
import Foundation
import Testing

/// Numbers that References/two-limit-mixed-models.R wrote.
private struct TwoLimitReference: Decodable {
    struct Fit: Decodable {
        let randomSlope: Bool
        let estimates: [Double]
        let standardErrors: [Double]
        let cr0: [Double]
        let sdIntercept: Double
        let sdSlope: Double?
        let correlation: Double?
        let logLikelihood: Double
    }
    let person: [Int]
    let day: [Double]
    let female: [Double]
    let score: [Double]
    let lower: Double
    let upper: Double
    let fits: [Fit]

    static func read() throws -> TwoLimitReference {
        try ReferenceNumbers.json("two-limit-mixed-models", as: TwoLimitReference.self)
    }

    func problem(randomSlope: Bool) -> TwoLimitMixedModel.Problem {
        .init(
            scores: score, lower: lower, upper: upper,
            predictors: [PredictorColumn("day", day), PredictorColumn("female", female)], groups: person,
            randomSlope: randomSlope ? 0 : nil)
    }
}

@Suite("Two-limit mixed model")
struct TwoLimitMixedModelTests {
    /// The likelihood integrated by the trapezoidal rule in R, 40% of the scores at a limit. With 64 points a dimension both are exact to
    /// some 10⁻⁹; the sandwich is from R's numerical derivatives.
    @Test(arguments: [0, 1]) func agreesWithIntegrationInR(number: Int) throws {
        let file = try TwoLimitReference.read()
        let reference = file.fits[number]
        let fit = try #require(
            TwoLimitMixedModel.fit(
                file.problem(randomSlope: reference.randomSlope), options: .init(points: 64, correction: .cr0)
            ).fit)
        let robust = try #require(fit.estimates.robust)
        for (k, estimate) in fit.estimates.modelBased.enumerated() {
            #expect(relativeError(estimate.value, reference.estimates[k]) < 1e-6, "\(k)")
            #expect(relativeError(estimate.standardError, reference.standardErrors[k]) < 1e-6, "\(k)")
            #expect(relativeError(robust[k].standardError, reference.cr0[k]) < 1e-6, "\(k)")
        }
        #expect(relativeError(fit.sdIntercept, reference.sdIntercept) < 1e-6)
        #expect((fit.sdSlope == nil) == !reference.randomSlope)
        if let sdSlope = fit.sdSlope, let correlation = fit.correlation {
            #expect(relativeError(sdSlope, try #require(reference.sdSlope)) < 1e-6)
            #expect(relativeError(correlation, try #require(reference.correlation)) < 1e-6)
        }
        #expect(abs(fit.logLikelihood - reference.logLikelihood) < 1e-6)
        #expect((fit.atLower, fit.atUpper, fit.observations, fit.groups) == (33, 39, 180, 30))
    }

    /// The usual number of points leaves less than a fiftieth of a standard error on these data.
    @Test(arguments: [0, 1]) func usualPointsAreEnough(number: Int) throws {
        let file = try TwoLimitReference.read()
        let reference = file.fits[number]
        let fit = try #require(TwoLimitMixedModel.fit(file.problem(randomSlope: reference.randomSlope)).fit)
        for (k, estimate) in fit.estimates.modelBased.enumerated() {
            #expect(abs(estimate.value - reference.estimates[k]) < 0.02 * reference.standardErrors[k], "\(k)")
        }
    }

    /// Without a score at a limit it is the ordinary model's maximum likelihood, for lme4's sleepstudy (Belenky et al. 2003) with lme4's
    /// log likelihoods -897.0393 and -875.9697. Any points are exact; the model-based standard errors of balanced data are the same too.
    @Test(arguments: [nil, 0]) func withoutScoresAtALimit(randomSlope: Int?) throws {
        let rows = try Rows.reference("sleepstudy")
        let ordinary = try #require(
            LinearMixedModel.fit(
                .init(
                    moments: rows.moments(["score", "day"]), response: 0, fixed: [1],
                    random: randomSlope == nil ? .intercept : .interceptAndSlope(1)),
                options: .init(criterion: .maximumLikelihood)
            ).fit)
        let scores = try #require(rows.columns["score"])
        let day = PredictorColumn("day", try #require(rows.columns["day"]))
        for points in [3, 7] {
            let fit = try #require(
                TwoLimitMixedModel.fit(
                    .init(
                        scores: scores, lower: -.infinity, upper: .infinity, predictors: [day], groups: rows.groups,
                        randomSlope: randomSlope), options: .init(points: points)
                ).fit)
            for (estimate, expected) in zip(fit.estimates.modelBased, ordinary.fixedEffects) {
                #expect(relativeError(estimate.value, expected.value) < 1e-10)
                #expect(relativeError(estimate.standardError, expected.standardError) < 1e-8)
            }
            #expect(relativeError(fit.sdIntercept, ordinary.sdIntercept) < 1e-9)
            #expect(relativeError(fit.sdResidual, ordinary.sdResidual) < 1e-9)
            #expect(relativeError(fit.logLikelihood, ordinary.logLikelihood) < 1e-12)
            if let sdSlope = fit.sdSlope {
                #expect(relativeError(sdSlope, try #require(ordinary.sdSlope)) < 1e-9)
                #expect(abs(try #require(fit.correlation) - (try #require(ordinary.correlation))) < 1e-9)
            }
            #expect(abs(fit.logLikelihood - (randomSlope == nil ? -897.0393 : -875.9697)) < 0.0001)
            #expect((fit.atLower, fit.atUpper, fit.isSingular) == (0, 0, false))
        }
    }

    /// By hand: groups (0, 2), (4, 6), (8, 10) without limits. Within groups Σ (y - mean)² = 3 · 2 = 6 on 3 degrees of freedom: σ² = 2.
    /// The means 1, 5, 9 are 32 / 3 apart in variance about 5, which is σ_b² + σ²/2: σ_b² = 32/3 - 1. Standard error of the mean
    /// √(32/9).
    @Test func balancedGroupsByHand() throws {
        let fit = try #require(
            TwoLimitMixedModel.fit(
                .init(
                    scores: [0, 2, 4, 6, 8, 10], lower: -1, upper: 11, predictors: [], groups: [7, 7, 3, 3, 5, 5])
            ).fit)
        #expect(relativeError(fit.coefficients[0].value, 5) < 1e-12)
        #expect(relativeError(fit.sdResidual, 2.0.squareRoot()) < 1e-10)
        #expect(relativeError(fit.sdIntercept, (29.0 / 3).squareRoot()) < 1e-10)
        #expect(relativeError(fit.estimates.modelBased[0].standardError, (32.0 / 9).squareRoot()) < 1e-10)
    }

    /// Scores reflected about the middle of their limits turn the signs about, and other units come through.
    @Test func reflectionAndUnits() throws {
        let file = try TwoLimitReference.read()
        let own = try #require(TwoLimitMixedModel.fit(file.problem(randomSlope: true)).fit)
        var other = file.problem(randomSlope: true)
        other.scores = other.scores.map { 1000 - 10 * $0 }
        (other.lower, other.upper) = (1000 - 10 * file.upper, 1000 - 10 * file.lower)
        let reflected = try #require(TwoLimitMixedModel.fit(other).fit)
        // 10⁻⁸: the search ends 10⁻¹⁰ standard errors from the score's zero, to rounding.
        for k in 1...2 {
            #expect(relativeError(reflected.coefficients[k].value, -10 * own.coefficients[k].value) < 1e-8)
            #expect(
                relativeError(reflected.coefficients[k].standardError, 10 * own.coefficients[k].standardError) < 1e-8)
        }
        #expect(relativeError(reflected.coefficients[0].value, 1000 - 10 * own.coefficients[0].value) < 1e-8)
        #expect(relativeError(reflected.sdResidual, 10 * own.sdResidual) < 1e-8)
        #expect((reflected.atLower, reflected.atUpper) == (own.atUpper, own.atLower))
    }

    /// 400 groups with a latent slope of 0.15, a third of the scores at the floor, and groups that do not differ in their slopes.
    private func study(seed: UInt64, groups: Int = 400) -> TwoLimitMixedModel.Problem {
        var generator = SeededGenerator(state: seed)
        var (scores, times, numbers) = ([Double](), [Double](), [Int]())
        for group in 0..<groups {
            let level = 0.9 + 2 * generator.normal()
            for time in 0..<6 {
                scores.append(min(10, max(0, level + 0.15 * Double(time) + 1.5 * generator.normal())))
                times.append(Double(time))
                numbers.append(group)
            }
        }
        return .init(
            scores: scores, lower: 0, upper: 10, predictors: [PredictorColumn("time", times)], groups: numbers,
            randomSlope: 0)
    }

    @Test func sameBitsOnAnyExecutor() throws {
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        let fits = try [BlockExecutor.serial, threads].map { executor in
            try #require(TwoLimitMixedModel.fit(study(seed: 3), options: .init(points: 7), executor: executor).fit)
        }
        #expect(fits[0].estimates.modelBased == fits[1].estimates.modelBased)
        #expect(fits[0].estimates.robust == fits[1].estimates.robust)
        #expect(fits[0].logLikelihood == fits[1].logLikelihood)
        #expect(abs(fits[0].coefficients[1].value - 0.15) < 4 * fits[0].coefficients[1].standardError)
    }

    /// Slopes that do not differ are left out where they are on the boundary: then it is the random intercept's model.
    @Test func slopeOnTheBoundaryIsLeftOut() throws {
        let fits = (1...8).compactMap {
            TwoLimitMixedModel.fit(study(seed: $0, groups: 60), options: .init(points: 7)).fit
        }
        #expect(fits.count == 8)
        let left = fits.filter(\.leavesRandomSlopeOut)
        #expect(!left.isEmpty)
        #expect(left.allSatisfy { $0.sdSlope == nil && $0.correlation == nil && !$0.isSingular })
        #expect(fits.filter { !$0.leavesRandomSlopeOut }.allSatisfy { $0.sdSlope != nil })
        let seed = try #require(
            (1...8).first {
                TwoLimitMixedModel.fit(study(seed: $0, groups: 60), options: .init(points: 7)).fit?.leavesRandomSlopeOut
                    == true
            })
        var level = study(seed: seed, groups: 60)
        level.randomSlope = nil
        let fit = try #require(TwoLimitMixedModel.fit(level, options: .init(points: 7)).fit)
        #expect(fit.estimates.modelBased == left.first?.estimates.modelBased)
        #expect(!fit.leavesRandomSlopeOut)
    }

    /// Of 400 groups with a limit of 100 every fourth is used.
    @Test func evenlySpacedGroups() throws {
        let whole = study(seed: 5)
        let limited = try #require(TwoLimitMixedModel.fit(whole, options: .init(points: 7, maximumGroups: 100)).fit)
        #expect((limited.groups, limited.offeredGroups, limited.observations) == (100, 400, 600))
        var part = whole
        let rows = whole.groups.indices.filter { whole.groups[$0] % 4 == 0 }
        part.scores = rows.map { whole.scores[$0] }
        part.predictors = [PredictorColumn("time", rows.map { whole.predictors[0].values[$0] })]
        part.groups = rows.map { whole.groups[$0] }
        let same = try #require(TwoLimitMixedModel.fit(part, options: .init(points: 7)).fit)
        #expect(limited.estimates.modelBased == same.estimates.modelBased)
        #expect(same.offeredGroups == 100)
        let all = try #require(TwoLimitMixedModel.fit(part, options: .init(points: 7, maximumGroups: 1000)).fit)
        #expect(all.groups == 100)
    }

    /// All scores with the flag are at the floor: its coefficient has no lower bound.
    @Test func predictorWhoseRowsAreAllAtTheFloor() {
        var problem = study(seed: 9, groups: 40)
        let flag = problem.groups.map { $0 % 5 == 0 ? 1.0 : 0 }
        problem.randomSlope = nil
        problem.scores = zip(problem.scores, flag).map { $1 == 1 ? 0 : $0 }
        problem.predictors.append(PredictorColumn("flag", flag))
        #expect(TwoLimitMixedModel.fit(problem).reason == .separated(name: "flag"))
    }

    @Test func whatCannotBeEstimatedSaysWhy() {
        let day = PredictorColumn("day", [0, 1, 2, 0, 1, 2, 0, 1, 2])
        let good = TwoLimitMixedModel.Problem(
            scores: [1, 2, 4, 0, 1, 3, 3, 5, 4], lower: 0, upper: 6, predictors: [day],
            groups: [0, 0, 0, 1, 1, 1, 2, 2, 2])
        func reason(
            _ options: TwoLimitMixedModel.Options = .init(), _ change: (inout TwoLimitMixedModel.Problem) -> Void
        )
            -> NotEstimable?
        {
            var problem = good
            change(&problem)
            return TwoLimitMixedModel.fit(problem, options: options).reason
        }
        #expect(TwoLimitMixedModel.fit(good).fit != nil)
        #expect(
            reason {
                $0.scores = []; $0.groups = []
            } == .noObservations)
        #expect(reason { $0.scores[2] = .nan } == .nonFinite)
        #expect(
            reason { $0.scores[2] = 7 } == .invalidArgument(name: "the score", needed: "within the limits, 0.0 to 6.0"))
        let huge = reason {
            $0.scores = $0.scores.map { 1e300 * $0 }
            $0.upper = 6e300
        }
        #expect(huge == .nonFinite)
        let order = NotEstimable.invalidArgument(name: "the lower limit", needed: "below the upper limit")
        #expect(reason { $0.lower = 6 } == order)
        #expect(reason { $0.lower = .nan } == order)
        #expect(reason { $0.scores = [0, 6, 0, 6, 0, 0, 6, 6, 6] } == .allCensored)
        #expect(reason { $0.scores = Array(repeating: 3, count: 9) } == .constantResponse(name: "the score"))
        #expect(reason { $0.groups = Array(repeating: 1, count: 9) } == .tooFewGroups(found: 1, needed: 2))
        #expect(reason { $0.groups = Array(0..<9) } == .oneObservationPerGroup)
        #expect(
            reason { $0.groups = [1, 2] }
                == .invalidArgument(name: "clusters", needed: "one cluster for each of the 9 observations"))
        #expect(
            reason { $0.predictors = [PredictorColumn("day", [1])] }
                == .invalidArgument(name: "day", needed: "one value for each of the 9 observations"))
        #expect(
            reason { $0.predictors = [PredictorColumn("day", Array(repeating: 1, count: 9))] }
                == .constantColumn(name: "day"))
        #expect(
            reason { $0.predictors.append(PredictorColumn("twice", day.values.map { 2 * $0 })) }
                == .collinear(name: "twice"))
        #expect(reason { $0.randomSlope = 1 } == .unknownColumn(position: 1))
        #expect(reason { $0.randomSlope = -1 } == .unknownColumn(position: -1))
        #expect(reason { $0.scores = [1, 1, 1, 2, 2, 2, 4, 4, 4] } == .noResidualVariation)
        let points = NotEstimable.invalidArgument(name: "the number of quadrature points", needed: "3 to 64")
        #expect(reason(.init(points: 2)) { _ in } == points)
        #expect(reason(.init(points: 65)) { _ in } == points)
        #expect(
            reason(.init(maximumGroups: 1)) { _ in }
                == .invalidArgument(name: "the greatest number of groups", needed: "at least 2"))
    }
}
