import Dispatch
import Estimation
import Testing

@Suite("Random-effect predictions")
struct RandomEffectPredictionsTests {
    typealias Reference = LinearMixedModelTests.Reference

    /// Against lme4's `ranef(condVar = TRUE)` (References/mixed-models.R), to 1e-7 of a random effect's standard deviation.
    ///
    /// With days near a million the level at day 0 is 10⁴ of them away from what is predicted well, and loses four digits.
    @Test(arguments: Reference.all)
    func agreesWithLme4(_ reference: Reference) throws {
        let fit = try reference.fit()
        let predictions = fit.randomEffectPredictions()
        #expect(predictions.map(\.group) == Array(0..<reference.groups))
        let tolerance = reference.data == "large-days" ? 1e-5 : 1e-7
        for (group, prediction) in predictions.enumerated() {
            #expect(
                abs(prediction.intercept.value - reference.randomIntercepts[group]) < tolerance * fit.sdIntercept)
            #expect(
                abs(prediction.intercept.standardError - reference.randomInterceptSds[group])
                    < tolerance * fit.sdIntercept)
            guard let slope = prediction.slope, let covariance = prediction.covariance, let sdOfSlopes = fit.sdSlope
            else {
                #expect(reference.slope == nil)
                continue
            }
            // Where slopes do not vary, R has an exact zero and a search ends next to it.
            let sdSlope = max(sdOfSlopes, 1e-6 * fit.sdResidual)
            let expected = (
                try #require(reference.randomSlopes)[group], try #require(reference.randomSlopeSds)[group],
                try #require(reference.randomCovariances)[group]
            )
            #expect(abs(slope.value - expected.0) < tolerance * sdSlope)
            #expect(abs(slope.standardError - expected.1) < tolerance * sdSlope)
            #expect(abs(covariance - expected.2) < tolerance * fit.sdIntercept * sdSlope)
        }
    }

    /// By hand: in the balanced layout with σ² = 2, σ_b² = 6 and mean 5, group means 2, 6, 7 of two rows shrink by
    /// 6 / (6 + 2/2) = 6/7, with conditional variance 6 · (1 - 6/7).
    @Test func shrinksGroupMeansByHand() throws {
        let rows = Rows(groups: [0, 0, 1, 1, 2, 2], columns: ["score": [1, 3, 5, 7, 6, 8]])
        let fit = try LinearMixedModelTests.fit(rows, predictors: [], slope: nil, criterion: "reml")
        for (prediction, difference) in zip(fit.randomEffectPredictions(), [-3.0, 1, 2]) {
            #expect(abs(prediction.intercept.value - difference * 6 / 7) < 1e-12)
            #expect(abs(prediction.intercept.standardError - (6.0 / 7).squareRoot()) < 1e-12)
            #expect(prediction.slope == nil)
        }
    }

    /// Groups without rows have no prediction, and the others keep their numbers.
    @Test func leavesOutEmptyGroups() throws {
        let rows = Rows(groups: [1, 1, 4, 4, 5, 5], columns: ["score": [1, 3, 5, 7, 6, 8]])
        let fit = try LinearMixedModelTests.fit(rows, predictors: [], slope: nil, criterion: "reml")
        #expect(fit.randomEffectPredictions().map(\.group) == [1, 4, 5])
    }

    @Test func executorsGiveTheSameBits() {
        let fit = LinearMixedModelTests.manyGroupsInOrder
        let inOrder = fit.randomEffectPredictions()
        let threads = BlockExecutor { blocks, body in DispatchQueue.concurrentPerform(iterations: blocks, execute: body)
        }
        #expect(inOrder == fit.randomEffectPredictions(executor: threads))
        #expect(inOrder.count == 6200)
    }
}
