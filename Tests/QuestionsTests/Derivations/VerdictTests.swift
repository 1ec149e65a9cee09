import Findings
import Presentation
import Testing

@testable import Disclosure
@testable import Questions

/// A comparison is a finding where it is one still once the others of its family count.
@Suite("Verdicts of one of several comparisons") struct VerdictTests {
    private static func estimate(_ value: Double, _ lower: Double, _ upper: Double) -> ReleasedEstimate {
        ReleasedEstimate(
            quantity: Quantity<RetentionHazardKey>.leavingHazardRatio.info, key: Overall(), value: .number(value),
            se: nil, lower: .number(lower), upper: .number(upper), level: 0.95, interval: nil, n: .number(100),
            events: nil, digits: nil)
    }

    private static func test(holm: Double?) -> ReleasedTest {
        ReleasedTest(
            test: DeclaredTest<RetentionHazardKey>.leavingHazardIsOne.info, key: Overall(), statistic: nil, df: nil,
            p: .number(0.02), family: "pain", holm: holm.map { .number($0) }, benjaminiHochberg: nil)
    }

    @Test func theAdjustedPValueDecides() {
        let estimate = Self.estimate(1.2, 1.03, 1.4)
        #expect(Verdict(estimate, none: 1, Self.test(holm: 0.049)).conclusion("more") == "more")
        #expect(
            Verdict(estimate, none: 1, Self.test(holm: 0.06)).conclusion("more")
                == "by its own interval a difference, as one of several comparisons not clearly one (adjusted p = 0.060)"
        )
        #expect(
            Verdict(estimate, none: 1, nil).conclusion("more")
                == "by its own interval a difference, as one of several comparisons not clearly one")
    }

    @Test func anIntervalWithTheValueOfNoDifferenceDecidesAlone() {
        let estimate = Self.estimate(1.2, 0.99, 1.4)
        #expect(Verdict(estimate, none: 1, Self.test(holm: 0.01)).conclusion("more") == "no clear difference")
    }

    private static func ratio(_ predictor: PainPredictor, _ value: Double, holm: Double) -> PainAnswer.Ratio {
        PainAnswer.Ratio(
            predictor: predictor, model: .crude,
            instrument: InstrumentInfo(
                id: "nrs", title: "Numeric rating scale", unit: "points", range: 0...10, direction: .higherIsMorePain,
                modality: .clinical, isOrdinal: false),
            estimate: estimate(value, value / 1.1, value * 1.1), test: test(holm: holm))
    }

    @Test func aSentenceTellsOnlyWhatStaysOnceTheNumberCounts() throws {
        let none = try #require(
            PainAnswer.sentence(
                "leaving", [Self.ratio(.before, 1.3, holm: 0.08), Self.ratio(.change, 1.01, holm: 0.9)]))
        #expect(
            none.hasSuffix(
                "; once their number counts, none of them shows leaving to be sooner or later with more pain."))
        let one = try #require(
            PainAnswer.sentence("leaving", [Self.ratio(.before, 1.3, holm: 0.01), Self.ratio(.change, 0.8, holm: 0.2)]))
        #expect(one.hasSuffix("; leaving was sooner with more \(PainPredictor.before.phrase), an association."))
    }
}
