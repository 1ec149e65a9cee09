import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("Day 7 in plain words")
struct Day7AnswerTests {
    /// Patients of a level, of whom some were assessed on day 7 and some of these were free of withdrawal.
    private func people(
        assessed: Int, free: Int, missing: Int, _ columns: [String: String] = [:]
    ) -> [CohortFixture.Person] {
        (0..<assessed + missing).map { number in
            CohortFixture.Person(
                doses: [0], withdrawal: number < assessed ? [(7, number < free ? .none : .mild)] : [], columns: columns)
        }
    }

    private func page(
        _ people: [CohortFixture.Person], _ settings: Day7WithdrawalSettings, minimumCell: Int = 1
    ) throws -> QuestionPage {
        try StudyFixture(CohortFixture(people: people).cohort).page(
            Day7Withdrawal.self, settings, policy: .init(minimumCell: minimumCell))
    }

    private func answer(
        assessed: Int, free: Int, missing: Int, claim: Double? = nil, minimumCell: Int = 1
    ) throws -> PlainAnswer {
        try #require(
            try page(
                people(assessed: assessed, free: free, missing: missing), .init(claim: claim, weightBy: []),
                minimumCell: minimumCell
            ).answer)
    }

    @Test("Many patients: share, interval, who is missing, worst and best case, the claim")
    func many() throws {
        let answer = try answer(assessed: 1_618, free: 1_006, missing: 874, claim: 0.95)
        #expect(answer.question == "How many patients were free of withdrawal on day 7?")
        #expect(
            answer.lead == "Of 1,618 patients assessed around day 7, 62.2% (95% CI 59.8 to 64.5) had no withdrawal.")
        #expect(
            answer.more == [
                "874 of 2,492 patients (35.1%) were not assessed in the window (days 4 to 10).",
                "In the worst case, with everyone who was not assessed counted as in withdrawal, the share is 40.4% (95% CI "
                    + "38.5 to 42.3); in the best case, with all of them counted as free of it, 75.4% (95% CI 73.7 to 77.1).",
                "The claimed 95% lies above all three intervals (exact test among those assessed: p < 0.001); no assumption "
                    + "about the patients who were not assessed brings the share up to it.",
            ])
    }

    @Test("One patient assessed, one not")
    func one() throws {
        let answer = try answer(assessed: 1, free: 1, missing: 1)
        #expect(answer.lead.hasPrefix("Of 1 patient assessed around day 7, 100.0%"))
        #expect(answer.more.first == "1 of 2 patients (50.0%) was not assessed in the window (days 4 to 10).")
    }

    @Test("Nobody assessed: the reason is the answer")
    func none() throws {
        var people = people(assessed: 0, free: 0, missing: 40)
        people[0].withdrawal = [(30, .none)]
        let answer = try #require(try page(people, .init()).answer)
        #expect(answer.lead == "No patient was assessed in the window days 4 to 10 after the index day.")
        #expect(!answer.isEstimated)
    }

    @Test("Everybody assessed: the three denominators are one, and say so once")
    func everybody() throws {
        let answer = try answer(assessed: 100, free: 60, missing: 0)
        #expect(answer.more == ["Every patient was assessed in the window (days 4 to 10)."])
    }

    @Test("A claim below, within, and one whose verdict depends on the missing")
    func claims() throws {
        #expect(
            try answer(assessed: 1_000, free: 900, missing: 50, claim: 0.5).more.last
                == "The claimed 50% lies below all three intervals (exact test among those assessed: p < 0.001).")
        #expect(
            try answer(assessed: 1_000, free: 900, missing: 0, claim: 0.9).more.last
                == "The claimed 90% lies within all three intervals (exact test among those assessed: p > 0.999): "
                + "the data do not contradict it.")
        #expect(
            try answer(assessed: 1_000, free: 600, missing: 600, claim: 0.6).more.contains(
                "The claimed 60% lies within the interval among those assessed, above the interval of the worst case and below "
                    + "the interval of the best case (exact test among those assessed: p > 0.999): the verdict depends on the "
                    + "patients who were not assessed."))
    }

    @Test("The tipping share is told where those not assessed decide")
    func tipping() throws {
        func sentence(free: Int) throws -> String? {
            try answer(assessed: 1_000, free: free, missing: 600, claim: 0.6).more.first { $0.contains("only if") }
        }
        #expect(
            try sentence(free: 600)
                == "The share of all patients reaches the claimed 60% only if at least 60.0% of those not assessed were free "
                + "of withdrawal; of those assessed, 60.0% were.")
        // 0.6 · 1600 is 960: with 970 free nobody is needed, with 350 not even all 600 would do.
        #expect(try sentence(free: 970) == nil && sentence(free: 350) == nil)
    }

    // MARK: - The weighted share

    /// 40 of each level: 30 assessed, 24 of them free, and 20 assessed, 5 of them free; the weighted share is 0.525.
    private var twoLevels: [CohortFixture.Person] {
        people(assessed: 30, free: 24, missing: 10, ["stable_housing": "yes"])
            + people(assessed: 20, free: 5, missing: 20, ["stable_housing": "no"])
    }

    @Test("A weighted share: by what, how much, what it presumes, and whom it leaves out")
    func weighted() throws {
        func sentence(_ people: [CohortFixture.Person], minimumCell: Int = 1) throws -> String? {
            try page(people, .init(weightBy: ["stable_housing"]), minimumCell: minimumCell).answer?.more.last
        }
        let finding = try StudyFixture(CohortFixture(people: twoLevels).cohort).finding(
            Day7Withdrawal.self, .init(weightBy: ["stable_housing"]))
        let share = try #require(finding[.noWithdrawalShare, Day7Key(denominator: .weighted)])
        let expected =
            "Weighted by stable housing to stand for those not assessed too, the patients assessed give "
            + "\(EstimateText(share).sentence). This presumes that, among patients alike in these, being assessed had nothing "
            + "to do with withdrawal."
        #expect(EstimateText(share).value == "52.5%")
        #expect(try sentence(twoLevels) == expected)
        #expect(
            try sentence(twoLevels + people(assessed: 0, free: 0, missing: 200, ["stable_housing": "CTN_27"]))
                == expected
                + " The patients of stable housing CTN_27 are left out of it: hardly any of them was assessed, or none."
        )
        #expect(
            try sentence(twoLevels, minimumCell: 31)
                == "The share weighted for those not assessed is withheld, as it would point at few patients.")
    }

    @Test("The weighted share has a column and a mark of its own, and none among the exact intervals")
    func weightedColumnAndMark() throws {
        let page = try page(twoLevels, .init(weightBy: ["stable_housing"]))
        let (wilson, exact) = (try #require(page.tables.first), try #require(page.tables.last))
        #expect(wilson.heads.map(\.heading).contains(Denominator.weighted.label))
        #expect(!exact.heads.map(\.heading).contains(Denominator.weighted.label))
        #expect(
            wilson.tableNote
                == "Weighted: t intervals on the logit scale; the overall share says as much as 48 patients of equal weight "
                + "would.")
        let plan = try #require(page.plan)
        // Two rows: everybody, and a heading over the scale.
        #expect(plan.script.contains("$weighted << END\n3.11 52.5"))
        #expect(plan.data.rows.filter { $0[0].isEmpty }.count == 4)
        let without = try #require(try self.page(twoLevels, .init(weightBy: [])).plan)
        #expect(!without.script.contains("weighted") && without.data.rows.filter { $0[0].isEmpty }.count == 3)
    }

    // MARK: - Withheld

    @Test("A withheld share is said to be withheld, and no number slips out")
    func withheld() throws {
        let answer = try answer(assessed: 8, free: 5, missing: 3, claim: 0.95, minimumCell: 11)
        #expect(
            answer.lead == "The share without withdrawal around day 7 is withheld, as it would point at few patients.")
        #expect(answer.more.contains("The claimed 95% cannot be set against intervals that are withheld."))
        let text = ([answer.lead] + answer.more).joined().replacing("day 7", with: "").replacing("95%", with: "")
            .replacing("days 4 to 10", with: "")
        #expect(!text.contains { $0.isNumber })
    }

    @Test("Nothing to draw: the figure is absent under its title, and the tables say withheld")
    func withheldPage() throws {
        let page = try page(people(assessed: 8, free: 5, missing: 3), .init(), minimumCell: 11)
        guard case .absent(let title)? = page.figures.first else {
            Issue.record("a figure of what is withheld")
            return
        }
        #expect(title == "Shares without withdrawal")
        #expect(page.tables.count == 3)
        for table in page.tables {
            let everybody = try #require(table.rows.first).cells.dropFirst().map(\.text)
            #expect(!everybody.isEmpty && everybody.allSatisfy { $0 == EstimateText.withheld })
        }
    }

    @Test("By groups: the lowest and the highest that may be shown, and how many may not")
    func groups() throws {
        let people =
            people(assessed: 100, free: 60, missing: 0, ["arm_of_trial": "a"])
            + people(assessed: 50, free: 20, missing: 0, ["arm_of_trial": "b"])
            + people(assessed: 12, free: 6, missing: 0, ["arm_of_trial": "c"])
            + people(assessed: 80, free: 40, missing: 0, ["arm_of_trial": "d"])
        let answer = try #require(try page(people, .init(by: ["arm_of_trial"]), minimumCell: 11).answer)
        let last = try #require(answer.more.last)
        // Beside all others and everybody, the six of c would follow: another group goes with it.
        #expect(last.hasPrefix("By arm of trial, the share among those assessed ran from"))
        #expect(last.hasSuffix("2 groups are withheld."))
    }
}

extension QuestionPage {
    /// The first figure.
    fileprivate var plan: (script: String, data: TidyTable)? {
        for case .figure(let plan) in figures {
            if case .gnuplot(let script) = plan.drawing { return (script, plan.data) }
        }
        return nil
    }
}
