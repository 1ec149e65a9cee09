import Analysis
import Cohort
import Findings
import Testing

@Suite("Withdrawal over time")
struct WithdrawalCourseTests {
    private func finding(_ people: [CohortFixture.Person], minimumStep: Int = 1) -> Finding? {
        var settings = AnalysisSettings(minimumStep: minimumStep)
        settings.cohortFlow = false
        settings.course = .init(days: 14, weeks: 2)
        return Questions(cohort: CohortFixture(people: people).cohort, settings: settings, executor: .serial).run()
            .first
    }

    private let people: [CohortFixture.Person] = [
        .init(doses: [0], withdrawal: [(0, .none), (1, .severe), (3, .none)]),
        .init(doses: [0], withdrawal: [(1, .mild), (1, .none), (5, .none)]),
        .init(doses: [10], withdrawal: [(11, .moderate), (14, .mild)]),
        .init(doses: [0], withdrawal: [(0, .none)]),
        .init(withdrawal: [(1, .none)]),
    ]

    @Test("a day is the worst of that day, among those assessed")
    func day() throws {
        let finding = finding(people)
        func share(_ group: [String: String]) -> Estimate? {
            finding?.estimates.first { $0.name == "no_withdrawal_share" && $0.group == group }
        }
        let first = try #require(share(["denominator": "assessed", "day": "1"]))
        #expect(first.events == Measure(0))
        #expect(first.n == Measure(3))
        let index = try #require(share(["denominator": "assessed", "day": "0"]))
        #expect(index.events == Measure(2))
        #expect(index.n == Measure(2))
        #expect(share(["denominator": "assessed", "day": "2"]) == nil)
        // Week 1 is days 4 to 10: only the second person (day 5) and the third (day 4 of the clock).
        let week = try #require(share(["denominator": "assessed", "week": "1"]))
        #expect(week.events == Measure(1))
        #expect(week.n == Measure(2))
    }

    @Test("Kaplan-Meier by hand: events on days 3 and 5, one censored on day 4")
    func timeToNone() throws {
        // Person 0: day 3. Person 1: on day 1 the worst is mild, so day 5. Person 2: censored on day 4. Person 3 has
        // nothing after the index day, person 4 no index day.
        let curve = try #require(finding(people)).estimates.filter { $0.name == "not_yet_free_share" }
        #expect(curve.map { $0.group["day"] } == ["3", "5"])
        #expect(curve.compactMap { $0.value?.number } == [2.0 / 3, 0])
        #expect(curve.map(\.n) == [Measure(3), Measure(1)])
    }

    @Test("the curve steps in groups of the minimum")
    func steps() {
        let many = (0..<40).map {
            CohortFixture.Person(doses: [0], withdrawal: [(Int32(1 + $0 / 4), WithdrawalGrade.none)])
        }
        let days = finding(many, minimumStep: 10)?.estimates.filter { $0.name == "not_yet_free_share" }.map {
            $0.group["day"]
        }
        #expect(days == ["3", "6", "10"])
    }
}
