import Findings
import Testing

@testable import Reports

@Suite("The course of withdrawal and of pain by band in plain words")
struct WithdrawalCourseAnswerTests {
    private func lead(_ median: Measure?, _ lower: Double?, _ upper: Double?) -> String {
        let estimate = Estimate(
            "median_days_to_none", value: median, lower: lower.flatMap { Measure($0) },
            upper: upper.flatMap { Measure($0) },
            level: 0.95)
        let finding = Finding(
            id: "withdrawal_course", title: "", population: .init(patients: 9, observations: 9, description: ""),
            estimand: "",
            method: "", estimates: [estimate], cautions: [])
        return WithdrawalCourseAnswer.answer(finding).lead
    }

    @Test("The median with its interval, also one without an upper limit")
    func median() {
        #expect(
            lead(Measure(5), 4, 6)
                == "Half of the patients had their first assessment without withdrawal by day 5 (95% CI 4 to 6).")
        #expect(lead(Measure(5), 4, nil).hasSuffix("by day 5 (95% CI from 4, no upper limit)."))
    }

    @Test("A median that was not reached, and one that is withheld")
    func noMedian() {
        #expect(lead(nil, nil, nil).hasPrefix("Fewer than half of the patients"))
        #expect(lead(.withheld("few"), nil, nil).hasSuffix("is withheld."))
    }

    @Test("Pain by band compares the first and the last band that may be shown")
    func bands() {
        #expect(
            DurationBandAnswer.answer(ReportFixtures.bands).lead
                == "The mean NRS pain score (0\u{2013}10) was 4.27 (95% CI 4.18 to 4.36) at 0\u{2013}29 days of exposure and "
                + "5.90 (95% CI 5.63 to 6.17) at 365+ days (linear trend across bands: p < 0.001).")
    }
}
