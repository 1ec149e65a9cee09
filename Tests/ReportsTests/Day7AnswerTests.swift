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

    /// The many patients, with a weighted share.
    private func weighted(_ value: Measure?, without: String? = nil) -> PlainAnswer {
        Day7Answer.answer(weightedFinding(value, without: without))
    }

    private func weightedFinding(_ value: Measure?, without: String? = nil) -> Finding {
        var finding = ReportFixtures.day7(groups: [([:], 1_618, 1_006, 874)], claim: nil)
        finding.settings["weighted_by"] = "age, stable_housing, arm"
        finding.settings["weighted_without"] = without
        finding.estimates.append(
            Estimate(
                "no_withdrawal_share", group: ["denominator": "weighted"], value: value, lower: Measure(0.571),
                upper: Measure(0.63), level: 0.95, interval: "logit_t", n: 2_492, unit: "share"))
        finding.estimates.append(
            Estimate("effective_sample_size", group: ["denominator": "weighted"], value: Measure(1_501.4), n: 2_492))
        return finding
    }

    @Test("The weighted share has a column and a mark of its own, and none among the exact intervals")
    func weightedColumnAndMark() throws {
        let finding = weightedFinding(Measure(0.601))
        let tables = FindingTables.tables(finding)
        let (wilson, exact) = (try #require(tables.first), try #require(tables.last))
        #expect(wilson.heads.map(\.heading).contains("Weighted for not being assessed"))
        #expect(!exact.heads.map(\.heading).contains("Weighted for not being assessed"))
        #expect(
            wilson.tableNote
                == "Weighted: t intervals on the logit scale; the overall share says as much as 1,501 patients of equal "
                + "weight would.")
        let plan = try #require(Day7ForestFigure.plan(finding))
        #expect(plan.script.contains("$weighted << END\n1.11 60.0"))
        #expect(plan.data.rows.count == 4)
        let without = try #require(Day7ForestFigure.plan(ReportFixtures.day7(groups: [([:], 9, 5, 3)], claim: nil)))
        #expect(!without.script.contains("weighted") && without.data.rows.count == 3)
    }

    @Test("A weighted share: by what, how much, what it presumes, and whom it leaves out")
    func weighted() {
        let sentence =
            "Weighted by age, stable housing and arm to stand for those not assessed too, the patients assessed give 60.1% "
            + "(95% CI 57.1 to 63.0). This presumes that, among patients alike in these, being assessed had nothing to "
            + "do with withdrawal."
        #expect(weighted(Measure(0.601)).more.last == sentence)
        #expect(
            weighted(Measure(0.601), without: "trial CTN_27").more.last
                == sentence
                + " The patients of trial CTN_27 are left out of it: hardly any of them was assessed, or none.")
        #expect(
            weighted(.withheld("few")).more.last
                == "The share weighted for those not assessed is withheld, as it would point at few patients.")
        #expect(weighted(nil).more.count == 2)
    }

    @Test("The tipping share is told where those not assessed decide")
    func tipping() {
        func sentence(_ share: Double) -> String? {
            var finding = ReportFixtures.day7(groups: [([:], 1_000, 600, 600)], claim: 0.6)
            finding.estimates.append(
                Estimate("tipping_share", group: ["claim": "0.6"], value: Measure(share), n: 600, unit: "share"))
            return Day7Answer.answer(finding).more.first { $0.contains("only if") }
        }
        #expect(
            sentence(0.6)
                == "The share of all patients reaches the claimed 60% only if at least 60.0% of those not assessed were free "
                + "of withdrawal; of those assessed, 60.0% were.")
        #expect(sentence(-0.1) == nil && sentence(1.2) == nil)
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
