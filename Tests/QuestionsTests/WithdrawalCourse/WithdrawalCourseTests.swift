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
                $0.key.part == nil
            })
        var mixed = people
        mixed[0].scale = .sows
        let finding = try fixture(mixed).finding(WithdrawalCourse.self)
        func n(_ scale: WithdrawalScaleName?) -> Double? {
            finding[.noWithdrawalAtTime, CourseKey(denominator: .assessed, time: .day(1), part: scale?.place)]?.n?
                .number
        }
        // What is pooled over scales is true of neither.
        #expect(n(nil) == nil && n(.sows) == 1 && n(.cows) == 2)
    }

    /// Person 0: in withdrawal on day 1 and free on day 3. Person 1: on day 1 the worst is mild, free on day 5. Person 2: in withdrawal to
    /// day 4 and not followed further. Of (1, 3], (1, 5] and (4, ∞) the likelihood is p · 1 · (1 - p), with p the mass of (1, 3] and the
    /// rest that of (4, 5]: one half each. Where the curve runs level at one half the median is between its ends.
    @Test("Turnbull by hand: freedom lies between the visits")
    func timeToNone() throws {
        let finding = try fixture(people).finding(WithdrawalCourse.self)
        let curve = finding.all(.notYetFreeShare).filter { $0.key.ending == .first }
        #expect(curve.map(\.key.time) == [.day(3), .day(5)])
        #expect(abs((curve.first?.estimate.number ?? 0) - 0.5) < 1e-9 && curve.last?.estimate.number == 0)
        #expect(curve.map { $0.estimate.n?.number } == [3, 3])
        let median = try #require(finding[.medianDaysToNone, CourseKey(ending: .first)])
        #expect(median.number == 4 && median.n == .number(3) && median.events == .number(2))
        #expect(finding[.medianDaysAtEarliest, CourseKey(ending: .first)]?.number == 3.5)
    }

    @Test("to stay so: the last assessment with withdrawal, and the one after it")
    func sustained() throws {
        let timeline = try #require(
            WithdrawalTimeline.ofEverybody(
                in: CohortFixture(people: [
                    .init(doses: [0], withdrawal: [(1, .mild), (3, .none), (6, .mild), (9, .none), (12, .none)])
                ]).cohort
            ).first)
        #expect(timeline.interval(until: .first) == .init(left: 1, right: 3))
        #expect(timeline.interval(until: .sustained) == .init(left: 6, right: 9))
        let relapsed = WithdrawalTimeline(
            person: 0, index: timeline.index, assessments: timeline.assessments.prefix(3))
        #expect(relapsed.interval(until: .sustained) == .init(left: 6, right: nil))
    }

    @Test("each trial has its own course, and nothing is pooled over them")
    func trials() throws {
        let people = (0..<24).map { person in
            CohortFixture.Person(
                doses: [0], withdrawal: [(1, .mild), (person % 2 == 0 ? 3 : 8, .none)],
                columns: ["trial": person % 2 == 0 ? "A" : "B"])
        }
        let finding = try fixture(people).finding(WithdrawalCourse.self)
        let medians = finding.all(.medianDaysToNone).filter { $0.key.ending == .first }
        #expect(medians.map(\.key.part?.level) == [.recorded(StudyWord("A")), .recorded(StudyWord("B"))])
        #expect(medians.map { $0.estimate.number } == [3, 8])
        #expect(finding.all(.noWithdrawalAtTime).allSatisfy { $0.key.part != nil })
    }

    @Test("who stands behind a step: those who were followed, and those who got there since the last one")
    func bases() throws {
        let built = try fixture(people).built(WithdrawalCourse.self)
        let step = built.basis(.notYetFreeShare, CourseKey(time: .day(3), ending: .first))
        // Person 3 has an index day and no assessment after it.
        #expect(step?.apart.map(\.persons) == [[0], [3]])
        #expect(step?.about.persons == [0, 1, 2])
        #expect(built.basis(.medianDaysToNone, CourseKey(ending: .first))?.counts == [3, 2, 1, 1])
        #expect(
            built.basis(.noWithdrawalAtTime, CourseKey(denominator: .assessed, time: .day(0)))?.event?.persons == [
                0, 3,
            ])
    }

    @Test("the curve steps in groups of the minimum")
    func steps() throws {
        let many = (0..<40).map { person -> CohortFixture.Person in
            let day = Int32(person / 4)
            let visits: [(day: Int32, grade: WithdrawalGrade)] = [(day, .severe), (day + 1, .none)]
            return CohortFixture.Person(doses: [0], withdrawal: visits)
        }
        let curve = try fixture(many, minimumStep: 10).finding(WithdrawalCourse.self).all(.notYetFreeShare)
            .filter { $0.key.ending == .first }
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
