import Findings
import Testing

@testable import Reports

@Suite("The pain trend in plain words")
struct PainTrendAnswerTests {
    private func lead(_ value: Double, _ lower: Double, _ upper: Double, instrument: String = "nrs") -> String {
        let slope = Estimate(
            "slope", value: Measure(value), se: Measure((upper - lower) / 3.92), lower: Measure(lower),
            upper: Measure(upper),
            level: 0.95)
        return PainTrendAnswer.lead(slope, instrument)
    }

    @Test("Rising: an association, with its interval")
    func rising() {
        #expect(
            lead(0.1173, 0.0994, 0.1352)
                == "Each further 30 days of opioid exposure was associated with 0.117 points more (95% CI 0.099 to 0.135) on "
                + "the NRS pain score (0\u{2013}10).")
    }

    @Test("Falling: magnitudes in order")
    func falling() {
        #expect(lead(-0.1173, -0.1352, -0.0994).contains("0.117 points less (95% CI 0.099 to 0.135)"))
    }

    @Test("Not to be told: both directions that the interval leaves open")
    func open() {
        #expect(
            lead(0.021, -0.031, 0.073)
                == "No clear trend on the NRS pain score (0\u{2013}10): the change per further 30 days of opioid exposure is "
                + "0.021 points (95% CI \u{2212}0.031 to 0.073), which leaves room for a fall of 0.031 as well as a rise of "
                + "0.073.")
    }

    @Test("A score where high means less pain says so")
    func direction() {
        #expect(lead(0.5, 0.2, 0.8, instrument: "sf36_bp").contains("high means less pain"))
    }

    @Test("Within and between patients, and the word association")
    func details() {
        let answer = PainTrendAnswer.answer(ReportFixtures.trend)
        #expect(
            answer.more.first
                == "Within the same patient over time the slope is 0.116 (95% CI 0.098 to 0.135); between patients with longer "
                + "and shorter exposure it is 0.14 (95% CI 0.06 to 0.22).")
        #expect(answer.more.last?.contains("association") == true)
    }

    @Test("Not estimable: says that the study cannot say, and why")
    func notEstimable() {
        #expect(
            PainTrendAnswer.answer(ReportFixtures.trialTrend).lead
                == "This study cannot say. One pain assessment per person: a change over time needs at least two.")
    }
}
