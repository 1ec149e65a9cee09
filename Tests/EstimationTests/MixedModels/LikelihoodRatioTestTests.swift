import Estimation
import Foundation
import Testing

@Suite("Likelihood-ratio test")
struct LikelihoodRatioTestTests {
    static func fit(
        _ predictors: [String], slope: String? = "day", independent: Bool = false, criterion: String = "ml",
        data: String = "unbalanced"
    ) throws -> LinearMixedModel.Fit {
        try LinearMixedModelTests.fit(
            .reference(data), predictors: predictors, slope: slope, criterion: criterion, independent: independent)
    }

    /// Log likelihoods are tested against lme4's elsewhere; here the distribution. Chi-square on 2 has the tail exp(-x / 2).
    @Test func twoFixedEffectsAreChiSquareOnTwo() throws {
        let (smaller, larger) = (try Self.fit(["day"]), try Self.fit(["day", "age", "dose"]))
        let test = try #require(LikelihoodRatioTest.compare(smaller: smaller, larger: larger).fit)
        #expect(relativeError(test.statistic, 2 * (larger.logLikelihood - smaller.logLikelihood)) < 1e-14)
        #expect(test.statistic > 5)
        #expect(test.degreesOfFreedom == 2)
        #expect(!test.isOnBoundary)
        #expect(relativeError(test.pValue, exp(-test.statistic / 2)) < 1e-12)
        #expect(test.chiSquarePValue == test.pValue)
    }

    /// Stram & Lee (1994), case 3: a random slope with its covariance is an even mixture of chi-squares on 1 and 2.
    @Test func aRandomSlopeIsAMixture() throws {
        let (smaller, larger) = (
            try Self.fit(["day"], slope: nil, data: "singular"), try Self.fit(["day"], data: "singular")
        )
        let test = try #require(LikelihoodRatioTest.compare(smaller: smaller, larger: larger).fit)
        #expect(test.degreesOfFreedom == 2)
        #expect(test.isOnBoundary)
        let tails = (erfc((test.statistic / 2).squareRoot()), exp(-test.statistic / 2))
        #expect(relativeError(test.pValue, (tails.0 + tails.1) / 2) < 1e-10)
        #expect(relativeError(test.chiSquarePValue, tails.1) < 1e-10)
    }

    /// An independent slope is an even mixture of 0 and chi-square on 1; and a correlation alone is inside.
    @Test func anIndependentSlopeHalvesThePValue() throws {
        let intercept = try Self.fit(["day"], slope: nil, data: "sleepstudy")
        let independent = try Self.fit(["day"], independent: true, data: "sleepstudy")
        let correlated = try Self.fit(["day"], data: "sleepstudy")
        let slope = try #require(LikelihoodRatioTest.compare(smaller: intercept, larger: independent).fit)
        #expect(slope.degreesOfFreedom == 1)
        #expect(relativeError(slope.pValue, slope.chiSquarePValue / 2) < 1e-14)
        let correlation = try #require(LikelihoodRatioTest.compare(smaller: independent, larger: correlated).fit)
        #expect(correlation.degreesOfFreedom == 1)
        #expect(!correlation.isOnBoundary)
        // Bates, Mächler, Bolker & Walker (2015), section 5.3: anova(fm2, fm1), Chisq 0.0639 on 1, p 0.8004.
        #expect(abs(correlation.statistic - 0.0639) < 0.00005)
        #expect(abs(correlation.pValue - 0.8004) < 0.00005)
    }

    /// No difference at all: the mixture with chi-square on 0 has p = 1.
    @Test func noDifferenceHasPOne() throws {
        let intercept = try Self.fit(["day"], slope: nil, data: "singular")
        let independent = try Self.fit(["day"], independent: true, data: "singular")
        let test = try #require(LikelihoodRatioTest.compare(smaller: intercept, larger: independent).fit)
        #expect(test.statistic < 1e-9)
        #expect(test.pValue > 0.49)
    }

    @Test func restrictedLikelihoodComparesRandomEffectsAlone() throws {
        let intercept = try Self.fit(["day"], slope: nil, criterion: "reml")
        let slope = try Self.fit(["day"], criterion: "reml")
        let more = try Self.fit(["day", "age"], criterion: "reml")
        #expect(LikelihoodRatioTest.compare(smaller: intercept, larger: slope).fit != nil)
        #expect(LikelihoodRatioTest.compare(smaller: slope, larger: more).fit == nil)
    }

    @Test func refusesModelsThatAreNotNested() throws {
        let one = try Self.fit(["day"])
        let reversed = LikelihoodRatioTest.compare(smaller: one, larger: try Self.fit(["day"], independent: true))
        #expect(reversed.reason == .invalidArgument(name: "the models", needed: "nested, the smaller one first"))
        #expect(LikelihoodRatioTest.compare(smaller: one, larger: one).fit == nil)
        #expect(LikelihoodRatioTest.compare(smaller: one, larger: try Self.fit(["age"])).fit == nil)
        #expect(LikelihoodRatioTest.compare(smaller: one, larger: try Self.fit(["day"], slope: "age")).fit == nil)
        #expect(LikelihoodRatioTest.compare(smaller: one, larger: try Self.fit(["day"], criterion: "reml")).fit == nil)
        let elsewhere = try Self.fit(["day"], data: "singular")
        #expect(LikelihoodRatioTest.compare(smaller: one, larger: elsewhere).fit == nil)
    }
}
