import Cohort
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Withdrawal over time")
struct WithdrawalCourseTests {
    private func fixture(_ people: [CohortFixture.Person], minimumStep: Int = 1) throws -> StudyFixture {
        try StudyFixture(
            CohortFixture(people: people).cohort, analyses: "{withdrawal_course: {days: 14, weeks: 2}}",
            minimumStep: minimumStep)
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
        let finding = try fixture(people).finding(WithdrawalCourse.self)
        func share(_ time: CourseTime) -> (events: Double?, n: Double?)? {
            finding[.noWithdrawalAtTime, CourseKey(denominator: .assessed, time: time)].map {
                ($0.events?.number, $0.n?.number)
            }
        }
        let first = try #require(share(.day(1)))
        #expect(first.events == 0 && first.n == 3)
        let index = try #require(share(.day(0)))
        #expect(index.events == 2 && index.n == 2)
        #expect(share(.day(2)) == nil)
        // Week 1 is days 4 to 10: only the second person (day 5) and the third (day 4 of the clock).
        let week = try #require(share(.week(1)))
        #expect(week.events == 1 && week.n == 2)
        // Four with an index day; nine assessments on and after it.
        #expect(finding.patients == .number(4) && finding.observations == .number(9))
    }

    @Test("by scale where there are several, and not where there is one")
    func scales() throws {
        #expect(
            try fixture(people).finding(WithdrawalCourse.self).all(.noWithdrawalAtTime).allSatisfy {
                $0.key.scale == nil
            })
        var mixed = people
        mixed[0].scale = .sows
        let finding = try fixture(mixed).finding(WithdrawalCourse.self)
        func n(_ scale: WithdrawalScaleName?) -> Double? {
            finding[.noWithdrawalAtTime, CourseKey(denominator: .assessed, time: .day(1), scale: scale)]?.n?.number
        }
        #expect(n(nil) == 3 && n(.sows) == 1 && n(.cows) == 2)
    }

    @Test("Kaplan-Meier by hand: events on days 3 and 5, one censored on day 4")
    func timeToNone() throws {
        // Person 0: day 3. Person 1: on day 1 the worst is mild, so day 5. Person 2: censored on day 4. Person 3 has
        // nothing after the index day, person 4 no index day.
        let finding = try fixture(people).finding(WithdrawalCourse.self)
        let curve = finding.all(.notYetFreeShare)
        #expect(curve.map(\.key.time) == [.day(3), .day(5)])
        #expect(curve.compactMap { $0.estimate.number } == [2.0 / 3, 0])
        #expect(curve.map { $0.estimate.n?.number } == [3, 1])
        let median = try #require(finding[.medianDaysToNone, CourseKey()])
        #expect(median.number == 5 && median.n == .number(3) && median.events == .number(2))
    }

    @Test("who stands behind a step: those who were followed, and those who got there since the last one")
    func bases() throws {
        let built = try fixture(people).built(WithdrawalCourse.self)
        #expect(built.basis(.notYetFreeShare, CourseKey(time: .day(5)))?.apart.map(\.persons) == [[1]])
        #expect(built.basis(.notYetFreeShare, CourseKey(time: .day(5)))?.about.persons == [0, 1, 2])
        #expect(built.basis(.medianDaysToNone, CourseKey())?.counts == [3, 2, 1])
        #expect(
            built.basis(.noWithdrawalAtTime, CourseKey(denominator: .assessed, time: .day(0)))?.event?.persons == [
                0, 3,
            ])
    }

    @Test("the curve steps in groups of the minimum")
    func steps() throws {
        let many = (0..<40).map {
            CohortFixture.Person(doses: [0], withdrawal: [(Int32(1 + $0 / 4), WithdrawalGrade.none)])
        }
        let curve = try fixture(many, minimumStep: 10).finding(WithdrawalCourse.self).all(.notYetFreeShare)
        #expect(curve.map(\.key.time) == [.day(3), .day(6), .day(10)])
    }

    @Test("what the study lacks is said")
    func notEstimable() throws {
        func reason(_ people: [CohortFixture.Person]) throws -> String? {
            try fixture(people).finding(WithdrawalCourse.self).reason
        }
        #expect(try reason([.init(doses: [1])]) == "the study has no withdrawal assessments")
        #expect(try reason([.init(withdrawal: [(1, .none)])])?.hasPrefix("no patient has an index day (") == true)
        #expect(
            try reason([.init(doses: [5], withdrawal: [(1, .none)])])
                == "no withdrawal assessment falls on or after an index day")
    }
}
