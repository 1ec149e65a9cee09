import Estimation
import Testing

@Suite("R2 of a mixed model")
struct ModelR2Tests {
    /// Against Nakagawa & Schielzeth's and Johnson's formulas row by row in R, on lme4's fits (References/mixed-models.R).
    @Test(arguments: LinearMixedModelTests.Reference.all)
    func agreesWithItsDefinition(_ reference: LinearMixedModelTests.Reference) throws {
        let r2 = try reference.fit().r2
        // With days near a million R's rows z'Dz lose digits: variances at day 0 of 10⁸ times their sum's size.
        let tolerance = reference.data == "large-days" ? 1e-6 : 1e-7
        #expect(abs(r2.marginal - reference.marginalR2) < tolerance)
        #expect(abs(r2.conditional - reference.conditionalR2) < tolerance)
    }

    /// By hand: σ² = 2 and σ_b² = 6 make 6/8, and no predictor explains nothing.
    @Test func isTheIntraclassCorrelationWithoutPredictors() throws {
        let rows = Rows(groups: [0, 0, 1, 1, 2, 2], columns: ["score": [1, 3, 5, 7, 6, 8]])
        let r2 = try LinearMixedModelTests.fit(rows, predictors: [], slope: nil, criterion: "reml").r2
        #expect(r2.marginal == 0)
        #expect(abs(r2.conditional - 0.75) < 1e-12)
        #expect(abs(r2.randomVariance - 6) < 1e-11)
        #expect(abs(r2.residualVariance - 2) < 1e-11)
    }
}

@Suite("Variance between groups of a mixed model")
struct GroupVarianceTests {
    /// The formula in standard deviations and correlation, which loses digits where days are huge.
    @Test(arguments: LinearMixedModelTests.Reference.all.filter { $0.data != "large-days" })
    func isThatOfTheParameters(_ reference: LinearMixedModelTests.Reference) throws {
        let fit = try reference.fit()
        let (level, slope) = (fit.sdIntercept, fit.sdSlope ?? 0)
        let covariance = (fit.correlation ?? 0) * level * slope
        for x in [0, 1, -2.5, 7] {
            let expected = level * level + 2 * covariance * x + slope * slope * x * x
            #expect(abs(fit.groupVariance(at: x) - expected) < 1e-10 * (level * level + slope * slope * x * x))
        }
    }
}
