import Findings
import Testing

@testable import Reports

@Suite("Estimates as text")
struct EstimateTextTests {
    @Test("A share reads as a percentage with its interval")
    func share() {
        let estimate = Estimate(
            "no_withdrawal_share", value: Measure(0.6234), lower: Measure(0.5951), upper: Measure(0.6502), level: 0.95,
            unit: "share")
        #expect(EstimateText(estimate).sentence == "62.3% (95% CI 59.5 to 65.0)")
        #expect(EstimateText(estimate).cell == "62.3% (59.5 to 65.0)")
    }

    @Test("Other estimates are rounded by their standard error, limits too")
    func slope() {
        let estimate = Estimate(
            "slope", value: Measure(-0.02349), se: Measure(0.0241), lower: Measure(-0.0707), upper: Measure(0.0237),
            level: 0.9)
        #expect(EstimateText(estimate).sentence == "\u{2212}0.023 (90% CI \u{2212}0.071 to 0.024)")
    }

    @Test("Without a standard error the interval's width serves, and then the value's own size")
    func withoutStandardError() {
        let interval = Estimate("mean", value: Measure(4.2712), lower: Measure(4.18), upper: Measure(4.36))
        #expect(EstimateText(interval).value == "4.27")
        #expect(EstimateText(Estimate("sd_slope", value: Measure(0.148_72))).value == "0.149")
        #expect(EstimateText(Estimate("assessments", value: Measure(6_120))).value == "6,120")
        #expect(EstimateText(Estimate("log_likelihood", value: Measure(-871.814_12))).value == "\u{2212}871.81")
    }

    @Test("A withheld number is the word, an absent one a dash; neither has limits")
    func withheldAndAbsent() {
        let withheld = Estimate(
            "share", value: .withheld("few"), lower: .withheld("few"), upper: .withheld("few"), level: 0.95)
        #expect(EstimateText(withheld).sentence == "withheld")
        #expect(EstimateText(Estimate("share", value: nil)).cell == "\u{2014}")
    }
}
