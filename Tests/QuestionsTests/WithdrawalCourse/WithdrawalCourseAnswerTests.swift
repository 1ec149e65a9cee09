import Cohort
import Disclosure
import Findings
import Presentation
import StudyFixtures
import Testing

@testable import Questions

@Suite("The course of withdrawal in plain words")
struct WithdrawalCourseAnswerTests {
    /// People whose first day without withdrawal is each of `free`, after one with it, and people who leave in withdrawal on each of `left`.
    private func page(
        free: [Int32], left: [Int32] = [], scale: WithdrawalScale = .cows, minimumStep: Int = 1, minimumCell: Int = 1
    ) throws -> QuestionPage {
        let people =
            free.map {
                CohortFixture.Person(
                    doses: [0], withdrawal: [(0, .severe), ($0 - 1, .severe), ($0, .none)], scale: scale)
            }
            + left.map { CohortFixture.Person(doses: [0], withdrawal: [(0, .severe), ($0, .severe)]) }
        return try StudyFixture(CohortFixture(people: people).cohort, minimumStep: minimumStep).page(
            WithdrawalCourse.self, policy: .init(minimumCell: minimumCell))
    }

    private func repeated(_ day: Int32, _ times: Int) -> [Int32] { Array(repeating: day, count: times) }

    @Test("The median with its interval, and who is not yet free at the end")
    func median() throws {
        let answer = try #require(
            try page(free: repeated(4, 40) + repeated(5, 40) + repeated(6, 40) + repeated(9, 20)).answer)
        #expect(answer.question == "How soon do patients become free of withdrawal?")
        // 100 of 140 left after day 4, 60 after day 5: the limits are where the log-log intervals come down to one half.
        #expect(
            answer.lead
                == "Half of the patients were free of withdrawal for the first time by day 5 (95% CI 5 to 6).")
        #expect(answer.more.contains { $0.hasPrefix("By day 9, 0.0% had not been free of withdrawal") })
    }

    @Test("A median without an upper limit")
    func noUpperLimit() throws {
        let answer = try #require(try page(free: [1, 2, 3], left: [4, 4]).answer)
        #expect(answer.lead.hasSuffix("no upper limit)."))
    }

    @Test("A median that was not reached, and one that is withheld")
    func noMedian() throws {
        let few = try page(free: repeated(4, 30), left: repeated(10, 70))
        #expect(few.answer?.lead.hasPrefix("Fewer than half of the patients") == true)
        let withheld = try page(free: repeated(4, 8), minimumCell: 11)
        #expect(
            withheld.answer?.lead
                == "The time until half of the patients were free of withdrawal for the first time is withheld.")
    }

    @Test("Nothing that may be shown: the figure is absent under its title, the tables say withheld")
    func withheld() throws {
        let page = try page(free: repeated(4, 8), minimumStep: 11, minimumCell: 11)
        guard case .absent(let title)? = page.figures.first else {
            Issue.record("a figure of what is withheld")
            return
        }
        #expect(title == "Withdrawal from day to day")
        #expect(page.tables.allSatisfy { $0.hasWithheld && !$0.rows.isEmpty } && page.tables.count == 2)
        #expect(page.answer?.lead.isEmpty == false)
    }

    @Test("Several scales: a part of the table each")
    func scales() throws {
        let page = try page(free: repeated(4, 20), left: repeated(8, 20), scale: .sows)
        #expect(
            page.tables.first?.rows.compactMap(\.groupHeading) == ["COWS", "SOWS"])
    }

    @Test("Days beyond the page's table are counted, and those beyond the figure said to be in the table")
    func manyDays() throws {
        let days = (1...70).map { Int32($0) }
        let people = days.map { CohortFixture.Person(doses: [0], withdrawal: [($0, .severe), (100, .none)]) }
        var settings = WithdrawalCourseSettings()
        settings.days = 100
        let page = try StudyFixture(CohortFixture(people: people).cohort).page(WithdrawalCourse.self, settings)
        let table = try #require(page.tables.first)
        #expect(table.rows.count == 31)
        #expect(table.tableNote?.contains("40 further days are in tables/withdrawal_course.csv.") == true)
        guard case .figure(let plan)? = page.figures.first else {
            Issue.record("no figure")
            return
        }
        #expect(plan.caption.contains("Days after 60 are in the table."))
        #expect(plan.data.rows.count == 60)
    }
}
