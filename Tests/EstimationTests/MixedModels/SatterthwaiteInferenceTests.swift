import Estimation
import Testing

@Suite("Satterthwaite inference")
struct SatterthwaiteInferenceTests {
    typealias Reference = LinearMixedModelTests.Reference

    /// Against lmerTest 3.1-3, each fixed effect and the mean at twice the predictors' means (References/mixed-models.R).
    ///
    /// Tolerance: lmerTest's Hessian and Jacobian are numeric, by Richardson extrapolation, right to some 1e-9, and the Hessian's
    /// error is multiplied by the condition of the variance parameters.
    @Test(arguments: Reference.all)
    func agreesWithLmerTest(_ reference: Reference) throws {
        let fit = try reference.fit()
        let units = fit.fixedEffects.indices.map { picked in fit.fixedEffects.indices.map { $0 == picked ? 1.0 : 0 } }
        #expect(reference.tTests.count == units.count + 1)
        for (weights, expected) in zip(units + [reference.ahead], reference.tTests) {
            let inference = try #require(fit.inference(weights).fit)
            #expect(relativeError(inference.degreesOfFreedom, expected.df) < 1e-7, "\(weights)")
            // R's responses are centred, so that only slopes have the same t.
            #expect(weights[0] != 0 || relativeError(inference.t, expected.t) < 1e-7)
        }
    }

    /// F and its denominator degrees of freedom for all slopes together, against lmerTest's contestMD.
    @Test(arguments: Reference.all.filter { $0.fTest != nil })
    func jointTestAgreesWithLmerTest(_ reference: Reference) throws {
        let fit = try reference.fit()
        let expected = try #require(reference.fTest)
        let slopes = fit.fixedEffects.indices.dropFirst().map { picked in
            fit.fixedEffects.indices.map { $0 == picked ? 1.0 : 0 }
        }
        let test = try #require(fit.fTest(slopes).fit)
        #expect(relativeError(test.statistic, expected.f) < 1e-7)
        #expect(test.degreesOfFreedom[0] == Double(slopes.count))
        #expect(relativeError(test.degreesOfFreedom[1], expected.df) < 1e-7)
    }

    /// Kuznetsova, Brockhoff & Christensen (2017): on the balanced sleep study the slope is tested on 18 - 1 degrees of freedom. It is
    /// exact there: the estimate is the mean of the persons' own slopes.
    @Test func theSleepStudyHasSeventeen() throws {
        let fit = try LinearMixedModelTests.fit(
            .reference("sleepstudy"), predictors: ["day"], slope: "day", criterion: "reml")
        let slope = try #require(fit.inference(ofFixedEffect: 1).fit)
        #expect(abs(slope.degreesOfFreedom - 17) < 1e-9)
        #expect(abs(slope.t - 6.771) < 0.0005)
        #expect(relativeError(slope.pValue, 3.26e-6) < 0.002)
    }

    /// By hand: in a balanced one-way layout the mean's squared standard error is the between mean square over n, which is a
    /// chi-square on groups - 1 = 2, and t is the one-sample t of the group means 2, 6, 7: 5 / √(7 / 3).
    @Test func givesTheTTestOfGroupMeans() throws {
        let rows = Rows(groups: [0, 0, 1, 1, 2, 2], columns: ["score": [1, 3, 5, 7, 6, 8]])
        let fit = try LinearMixedModelTests.fit(rows, predictors: [], slope: nil, criterion: "reml")
        let mean = try #require(fit.inference([1]).fit)
        #expect(abs(mean.degreesOfFreedom - 2) < 1e-10)
        #expect(abs(mean.t - 5 / (7.0 / 3).squareRoot()) < 1e-11)
        // Of Student's t on 2, by its closed form: p = 1 - t / √(t² + 2).
        #expect(abs(mean.pValue - (1 - mean.t / (mean.t * mean.t + 2).squareRoot())) < 1e-11)
        // The 97.5% quantile on 2 in closed form: 0.95 √(2 / (1 - 0.95²)).
        let quantile = 0.95 * (2 / (1 - 0.95 * 0.95)).squareRoot()
        #expect(abs(mean.interval.upper - (5 + quantile * (7.0 / 3).squareRoot())) < 1e-9)
        #expect(mean.interval.method == .studentT)
    }

    /// A test of one combination is the square of its t test.
    @Test func oneCombinationIsATTest() throws {
        let fit = try LinearMixedModelTests.fit(
            .reference("unbalanced"), predictors: ["day", "age"], slope: "day", criterion: "reml")
        let t = try #require(fit.inference([0, 1, 0]).fit)
        let f = try #require(fit.fTest([[0, 1, 0]]).fit)
        #expect(relativeError(f.statistic, t.t * t.t) < 1e-13)
        #expect(f.degreesOfFreedom == [1, t.degreesOfFreedom])
        #expect(relativeError(f.pValue, t.pValue) < 1e-10)
    }

    @Test func refusesWhatIsNoCombination() throws {
        let fit = try LinearMixedModelTests.fit(
            .reference("sleepstudy"), predictors: ["day"], slope: "day", criterion: "reml")
        for weights in [[], [1], [1, 2, 3], [0, 0], [.nan, 1], [1, .infinity], [1e300, 1e300]] as [[Double]] {
            #expect(fit.inference(weights).fit == nil, "\(weights)")
            #expect(fit.fTest([weights]).fit == nil, "\(weights)")
        }
        for position in [-1, 2, .max] {
            #expect(fit.inference(ofFixedEffect: position).fit == nil)
        }
        #expect(fit.fTest([]).fit == nil)
        #expect(fit.fTest([[0, 1], [0, 2]]).fit == nil)
    }
}
