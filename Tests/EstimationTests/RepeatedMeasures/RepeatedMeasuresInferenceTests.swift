import Foundation
import Testing

@testable import Estimation

@Suite("Small-sample inference for repeated measures")
struct RepeatedMeasuresInferenceTests {
    typealias Reference = RepeatedMeasuresReference
    typealias Model = RepeatedMeasuresModel

    private static func degrees(_ fit: Model.Fit, _ coefficient: Int) throws -> Double {
        let reference = fit.weights(ofCoefficient: coefficient).flatMap(fit.reference)
        guard case .studentT(let degrees) = try #require(reference) else { return .nan }
        return degrees
    }

    /// Against the articles' formulas in R with V in full (References/repeated-measures.R).
    ///
    /// Tolerance: the reference's derivatives of V and of the likelihood are numeric, right to some 1e-8.
    @Test(arguments: Reference.all.filter { $0.observed != nil }, Model.Information.allCases)
    func agreesWithR(_ reference: Reference, _ information: Model.Information) throws {
        let expected = try #require(information == .observed ? reference.observed : reference.expected)
        let (kenwardRoger, satterthwaite) = try (
            reference.fit(.kenwardRoger, information), reference.fit(.satterthwaite, information)
        )
        #expect(expected.se.count == kenwardRoger.coefficients.count && expected.df.count == expected.se.count)
        for (coefficient, (se, df)) in zip(expected.se, expected.df).enumerated() {
            #expect(relativeError(kenwardRoger.coefficients[coefficient].standardError, se) < 1e-7)
            let unadjusted = satterthwaite.coefficients[coefficient].standardError
            #expect(relativeError(unadjusted, reference.se[coefficient]) < 1e-7)
            #expect(try relativeError(Self.degrees(kenwardRoger, coefficient), df) < 1e-6)
            #expect(try relativeError(Self.degrees(satterthwaite, coefficient), df) < 1e-6)
        }
        let (ofKenwardRoger, ofSatterthwaite) = try (
            #require(kenwardRoger.waldTest(reference.joint)), #require(satterthwaite.waldTest(reference.joint))
        )
        #expect(relativeError(ofKenwardRoger.statistic, expected.krF) < 1e-6)
        #expect(relativeError(ofKenwardRoger.degreesOfFreedom[1], expected.krDf) < 1e-6)
        #expect(ofKenwardRoger.degreesOfFreedom[0] == Double(reference.joint.count))
        #expect(relativeError(ofSatterthwaite.statistic, expected.satterthwaiteF) < 1e-6)
        #expect(relativeError(ofSatterthwaite.degreesOfFreedom[1], expected.satterthwaiteDf) < 1e-6)
    }

    /// Compound symmetry is a random intercept: against pbkrtest 0.5.2, which takes the expected information, and lmerTest 3.1-3, which
    /// takes the observed one.
    ///
    /// Tolerance: lme4's optimum is short of the likelihood's by some 1e-8.
    @Test(arguments: Reference.all.filter { $0.pbkrtest != nil })
    func agreesWithPackages(_ reference: Reference) throws {
        let (pbkrtest, lmerTest) = try (#require(reference.pbkrtest), #require(reference.lmertest))
        let kenwardRoger = try reference.fit(.kenwardRoger, .expected)
        let satterthwaite = try reference.fit(.satterthwaite, .observed)
        for coefficient in reference.beta.indices {
            let own = kenwardRoger.coefficients[coefficient].standardError
            #expect(relativeError(own, pbkrtest.se[coefficient]) < 1e-6)
            #expect(try relativeError(Self.degrees(kenwardRoger, coefficient), pbkrtest.df[coefficient]) < 1e-6)
            #expect(try relativeError(Self.degrees(satterthwaite, coefficient), lmerTest.df[coefficient]) < 1e-6)
        }
        let joint = try [kenwardRoger, satterthwaite].map { try #require($0.waldTest(reference.joint)) }
        #expect(relativeError(joint[0].statistic, pbkrtest.f) < 1e-6)
        #expect(relativeError(joint[0].degreesOfFreedom[1], pbkrtest.ddf) < 1e-6)
        #expect(relativeError(joint[1].statistic, lmerTest.f) < 1e-6)
        #expect(relativeError(joint[1].degreesOfFreedom[1], lmerTest.ddf) < 1e-6)
    }

    /// A test of one combination is the square of its t test; without degrees of freedom it is chi-square.
    @Test(arguments: Model.DegreesOfFreedom.allCases)
    func oneCombinationIsATTest(_ degrees: Model.DegreesOfFreedom) throws {
        let reference = try #require(Reference.all.first { $0.data == "repeated" && $0.structure == "us" })
        let fit = try reference.fit(degrees, .observed)
        let weights = reference.joint[3]
        let (one, joint) = try (#require(fit.test(weights)), #require(fit.waldTest([weights])))
        #expect(relativeError(joint.statistic, one.statistic * one.statistic) < 1e-12)
        #expect(relativeError(joint.pValue, one.pValue) < 1e-9)
        #expect(joint.degreesOfFreedom == [1] + one.degreesOfFreedom)
        // Which combinations span a space does not matter.
        let other = zip(reference.joint, reference.joint.dropFirst() + [weights]).map { first, second in
            zip(first, second).map { 3 * $0 + $1 }
        }
        let tests = try [reference.joint, other].map { try #require(fit.waldTest($0)) }
        if degrees != .satterthwaite {
            #expect(relativeError(tests[1].statistic, tests[0].statistic) < 1e-10)
            #expect(relativeError(tests[1].pValue, tests[0].pValue) < 1e-8)
        }
    }

    /// Standard errors that allow for the estimation of the covariance are never the smaller ones.
    @Test(arguments: Reference.all.filter { $0.observed != nil })
    func theAdjustmentIsUpwards(_ reference: Reference) throws {
        let fit = try reference.fit(.kenwardRoger, .observed)
        for coefficient in fit.coefficients.indices {
            let unadjusted = fit.unadjustedCovariance[coefficient, coefficient]
            #expect(fit.covariance[coefficient, coefficient] >= unadjusted * (1 - 1e-12))
            #expect(relativeError(unadjusted.squareRoot(), reference.se[coefficient]) < 1e-7)
        }
    }

    @Test func refusesWhatIsNoCombination() throws {
        let reference = try #require(Reference.all.first)
        for degrees in Model.DegreesOfFreedom.allCases {
            let fit = try reference.fit(degrees, .observed)
            let count = fit.coefficientCount
            let zero = [Double](repeating: 0, count: count)
            let one = fit.weights(ofCoefficient: 0) ?? []
            for weights in [[], [1], Array(repeating: .nan, count: count)] as [[Double]] {
                #expect(fit.prediction(weights) == nil)
                #expect(fit.reference(of: weights) == nil)
                #expect(fit.waldTest([weights]) == nil)
            }
            #expect(fit.test(zero) == nil)
            #expect(fit.waldTest([]) == nil)
            #expect(fit.waldTest([zero]) == nil)
            #expect(fit.waldTest([one, one.map { 2 * $0 }]) == nil)
        }
    }

    /// Gradient and Hessian of each structure's criterion against central differences.
    ///
    /// Tolerance: a step of 1e-4 leaves some 1e-8 of the third derivative, and as much rounding.
    @Test(arguments: Model.Covariance.allCases, LinearMixedModel.Criterion.allCases)
    func derivativesAreExact(_ structure: Model.Covariance, _ criterion: LinearMixedModel.Criterion) throws {
        let mean = RepeatedMeasuresMean([.intercept(at: Array(0..<5)), .regressor(0, at: Array(1..<5)), .common(1)])
        let design = try RepeatedMeasuresDesign(.reference("repeated"), mean, weights: nil, executor: .serial)
        let near = SymmetricMatrix(dimension: 5) { $0 == $1 ? 0.5 + 0.2 * Double($0) : 0.15 + 0.01 * Double($0) }
        let start = try #require(ResponseCovariance.start(structure, near: near))
        let function = RepeatedMeasuresCriterion(
            design: design, covariance: start.covariance, isRestricted: criterion == .restrictedMaximumLikelihood,
            executor: .serial)
        func value(_ theta: [Double]) throws -> Double { try #require(function.evaluate(theta)).value }
        func derivatives(_ theta: [Double]) throws
            -> NewtonMinimizer.Derivatives<RepeatedMeasuresCriterion.Derivatives>
        {
            let (value, state) = try #require(function.evaluate(theta))
            return function.derivatives(at: .init(parameters: theta, value: value, state: state))
        }
        let here = try derivatives(start.theta)
        let scale = here.hessian.packed.reduce(0.0) { max($0, abs($1)) }
        for k in start.theta.indices {
            var (up, down) = (start.theta, start.theta)
            up[k] += 1e-4
            down[k] -= 1e-4
            #expect(try abs((value(up) - value(down)) / 2e-4 - here.gradient[k]) < 1e-6 * scale)
            let (above, below) = try (derivatives(up), derivatives(down))
            for j in start.theta.indices {
                #expect(abs((above.gradient[j] - below.gradient[j]) / 2e-4 - here.hessian[k, j]) < 1e-6 * scale)
            }
        }
    }

    /// 400 studies of two groups of 15 that do not differ, at five occasions, a third of the persons leaving, the likelier the
    /// higher their last response: 95% intervals for the difference at the last occasion.
    ///
    /// The bounds are three binomial standard errors, of 0.011, from 0.95, and one more below, as the method is an approximation.
    @Test func intervalsCoverWhereResponsesAreMissingAtRandom() throws {
        let mean = RepeatedMeasuresMean([.intercept(at: Array(0..<5)), .regressor(0, at: Array(1..<5))])
        let regressors = [(0..<30).map { Double($0 % 2) }]
        var (generator, covered, narrower) = (SeededGenerator(state: 1_207), 0, 0)
        for _ in 0..<400 {
            let rows = regressors[0].map { _ in
                var deviation = 2 * generator.normal()
                var responses = [(occasion: 0, response: 5 + deviation)]
                for occasion in 1..<5 {
                    let last = responses[occasion - 1].response
                    guard Double.random(in: 0..<1, using: &generator) > 1 / (1 + exp(2.4 - 0.45 * (last - 5))) else {
                        break
                    }
                    deviation = 0.7 * deviation + 2 * 0.51.squareRoot() * generator.normal()
                    responses.append((occasion, 5 - 0.3 * Double(occasion) + deviation))
                }
                return responses
            }
            let data = RepeatedMeasures(rows, occasionCount: 5, regressors: regressors)
            let intervals = try [Model.DegreesOfFreedom.kenwardRoger, .satterthwaite].map { degrees in
                let fit = try Model.fit(data, mean: mean, options: .init(degreesOfFreedom: degrees)).get()
                return try #require(fit.interval(ofCoefficient: 8))
            }
            covered += intervals[0].lower <= 0 && 0 <= intervals[0].upper ? 1 : 0
            narrower += intervals[1].upper < intervals[0].upper ? 1 : 0
        }
        #expect((0.905..<0.983).contains(Double(covered) / 400))
        #expect(narrower == 400)
    }
}
