import Testing

@testable import Estimation

@Suite("Pattern mixture")
struct PatternMixtureTests {
    private func pattern(_ persons: Int, _ value: Double, _ error: Double, _ degrees: Double) -> PatternMixture.Pattern
    {
        .init(
            persons: persons,
            .init(PointEstimate(value: value, standardError: error), degreesOfFreedom: degrees))
    }

    /// By hand: 30 of 1 with an error of 0.2 and 10 of 3 with an error of 0.4. Mean ¾ + ¾ = 1.5. Variance 9/16 · 0.04 + 1/16 · 0.16 +
    /// (¾ · 0.25 + ¼ · 2.25) / 40 = 0.0225 + 0.01 + 0.01875 = 0.05125.
    @Test func twoPatternsByHand() throws {
        let average = try #require(PatternMixture.average([pattern(30, 1, 0.2, 28), pattern(10, 3, 0.4, 8)]).fit)
        #expect(abs(average.estimate.value - 1.5) < 1e-15)
        #expect(abs(average.estimate.standardError - 0.05125.squareRoot()) < 1e-15)
        let degrees = 0.05125 * 0.05125 / (0.0225 * 0.0225 / 28 + 0.01 * 0.01 / 8 + 0.01875 * 0.01875 / 39)
        #expect(abs(average.degreesOfFreedom - degrees) < 1e-10)
        #expect(average.interval.lower < 1.5 && average.interval.upper > 1.5)
    }

    /// Patterns that agree: the shares do not matter, and their spread adds nothing.
    @Test func patternsThatAgree() throws {
        let average = try #require(
            PatternMixture.average([pattern(50, 2, 0.3, .infinity), pattern(50, 2, 0.3, .infinity)]).fit)
        #expect(average.estimate.value == 2)
        #expect(abs(average.estimate.standardError - 0.3 / 2.0.squareRoot()) < 1e-15)
        #expect(abs(average.interval.upper - 2 - 1.959963984540054 * 0.3 / 2.0.squareRoot()) < 1e-14)
    }

    @Test func whatCannotBeAveraged() {
        #expect(PatternMixture.average([pattern(9, 1, 1, 5)]).reason == .tooFewGroups(found: 1, needed: 2))
        #expect(
            PatternMixture.average([pattern(9, 1, 1, 5), pattern(0, 1, 1, 5)]).reason
                == .invalidArgument(name: "the number of persons of each pattern", needed: "above 0"))
        #expect(PatternMixture.average([pattern(9, 1, 1, 5), pattern(9, .infinity, 1, 5)]).reason == .nonFinite)
    }
}
