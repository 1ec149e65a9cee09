import Findings
import Testing

@testable import Reports

@Suite("Day 7 in plain words")
struct Day7AnswerTests {
    private func answer(assessed: Int, free: Int, missing: Int, claim: Double? = nil) -> PlainAnswer {
        Day7Answer.answer(ReportFixtures.day7(groups: [([:], assessed, free, missing)], claim: claim))
    }

    @Test("Many patients: share, interval, who is missing, both bounds, the claim")
    func many() {
        let answer = answer(assessed: 1_618, free: 1_006, missing: 874, claim: 0.95)
        #expect(
            answer.lead == "Of 1,618 patients assessed around day 7, 62.2% (95% CI 59.8 to 64.5) had no withdrawal.")
        #expect(
            answer.more == [
                "874 of 2,492 patients (35.1%) were not assessed in the window (days 4 to 10).",
                "Counting everyone who was not assessed as in withdrawal gives 40.4% (95% CI 38.5 to 42.3); counting them "
                    + "all as free of it gives 75.4% (95% CI 73.7 to 77.1).",
                "The claimed 95% lies above all three intervals (exact test among those assessed: p < 0.001); no assumption "
                    + "about the patients who were not assessed brings the share up to it.",
            ])
    }

    @Test("One patient assessed, one not")
    func one() {
        let answer = answer(assessed: 1, free: 1, missing: 1)
        #expect(answer.lead.hasPrefix("Of 1 patient assessed around day 7, 100.0%"))
        #expect(answer.more.first == "1 of 2 patients (50.0%) was not assessed in the window (days 4 to 10).")
    }

    @Test("Nobody assessed")
    func none() {
        #expect(answer(assessed: 0, free: 0, missing: 40).lead == "No patient was assessed around day 7.")
    }

    @Test("Everybody assessed: the three denominators are one, and say so once")
    func everybody() {
        let answer = answer(assessed: 100, free: 60, missing: 0)
        #expect(answer.more == ["Every patient was assessed in the window (days 4 to 10)."])
    }

    @Test("A claim below, within, and one that hangs on the missing")
    func claims() {
        #expect(
            answer(assessed: 1_000, free: 900, missing: 50, claim: 0.5).more.last
                == "The claimed 50% lies below all three intervals (exact test among those assessed: p < 0.001).")
        #expect(
            answer(assessed: 1_000, free: 900, missing: 0, claim: 0.9).more.last
                == "The claimed 90% lies within all three intervals (exact test among those assessed: p < 0.001): "
                + "the data do not contradict it.")
        let mixed = answer(assessed: 1_000, free: 600, missing: 600, claim: 0.6).more.last
        #expect(
            mixed
                == "The claimed 60% lies within the interval among those assessed, above the interval with everyone not "
                + "assessed counted as in withdrawal and below the interval with everyone not assessed counted as free of "
                + "it (exact test among those assessed: p < 0.001): the verdict hangs on the patients who were not assessed."
        )
    }

    @Test("A withheld share is said to be withheld, and no number slips out")
    func withheld() {
        var finding = ReportFixtures.day7(groups: [([:], 8, 5, 3)], claim: 0.95)
        finding.estimates = finding.estimates.map { estimate in
            var hidden = estimate
            hidden.value = .withheld("few")
            hidden.lower = .withheld("few")
            hidden.upper = .withheld("few")
            hidden.n = .withheld("few")
            hidden.events = .withheld("few")
            return hidden
        }
        let answer = Day7Answer.answer(finding)
        #expect(
            answer.lead == "The share without withdrawal around day 7 is withheld, as it would point at few patients.")
        #expect(answer.more.contains("The claimed 95% cannot be set against intervals that are withheld."))
        let text = ([answer.lead] + answer.more).joined().replacing("day 7", with: "").replacing("95%", with: "")
            .replacing("days 4 to 10", with: "")
        #expect(!text.contains { $0.isNumber })
    }

    @Test("Scales that are not pooled get a sentence each")
    func scales() {
        let finding = ReportFixtures.day7(
            groups: [(["scale": "cows"], 100, 60, 0), (["scale": "sows"], 50, 20, 0)], claim: nil)
        let answer = Day7Answer.answer(finding)
        #expect(answer.lead.hasPrefix("COWS: Of 100 patients assessed"))
        #expect(answer.more.contains { $0.hasPrefix("SOWS: Of 50 patients assessed") })
    }

    @Test("Not estimable: the reason is the answer")
    func notEstimable() {
        let finding = Finding(
            notEstimable: "day7_withdrawal", title: "", reason: "the study has no withdrawal assessments",
            population: .init(patients: 3, observations: 0, description: ""), estimand: "", method: "")
        let answer = Day7Answer.answer(finding)
        #expect(answer.lead == "The study has no withdrawal assessments.")
        #expect(!answer.isEstimated)
    }

    @Test("Windows as studies write them", arguments: ["4 to 10", "[4, 10]", "4-10", "4...10"])
    func window(setting: String) {
        #expect(Day7Shares.windowText(setting) == "days 4 to 10")
    }
}
