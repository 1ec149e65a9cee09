import Cohort
import StudyFixtures
import Testing

@testable import Questions

@Suite("Months in which care could be begun")
struct CareOpeningsTests {
    private func openings(
        _ people: [CohortFixture.Person], _ change: (inout NonopioidSettings) -> Void = { _ in }
    ) throws -> CareOpenings {
        let fixture = try StudyFixture(CohortFixture(people: people).cohort, analyses: "[nonopioid]")
        var settings = NonopioidSettings()
        change(&settings)
        return CareOpenings(settings, instrument: 0, adjustment: nil, study: fixture.study)
    }

    private let monthly: [(day: Int32, score: Double)] = [(0, 6), (30, 5), (60, 4), (90, 4)]

    @Test("a score of time zero is one before, and months count from the day after")
    func scores() throws {
        let own = try openings([.init(pain: monthly)])
        #expect(own.entries.map(\.opening.zero) == [0, 30, 60])
        #expect(own.entries.map(\.opening.score) == [6, 5, 4])
        #expect(own.entries.map(\.opening.count) == [3, 2, 1])
        #expect(
            own.entries[0].course.months.map(\.score) == [5, 4, 4]
                && own.entries[0].course.months.map(\.lastScore) == [6, 5, 4])
        // Less the mean of 6 and 5.
        #expect(own.entries.map(\.opening.change) == [nil, -1, -1.5])
        #expect(own.entries.map(\.opening.monthsScored) == [0, 1, 2])
        #expect(own.entries[0].course.months.map(\.decision.days) == [0...29, 30...59, 60...89])
        #expect(own.entries[0].course.scoredMonths == 3 && !own.entries[0].course.areScoresLost)
        #expect(own.eligibleMonths == 3 && !own.isSample && !own.holdsDose)
    }

    @Test("the last day that a score before may lie on, and of the course before")
    func reach() throws {
        let pain: [(day: Int32, score: Double)] = [(0, 6), (200, 4)]
        #expect(try openings([.init(pain: pain)]).entries.map(\.opening.zero) == [0, 30, 60, 90])
        let short = try openings([.init(pain: pain)]) { $0.scoreWithin = 89 }
        #expect(short.entries.map(\.opening.zero) == [0, 30, 60])
        let later: [(day: Int32, score: Double)] = [(0, 6), (60, 4), (200, 4)]
        let changes = try openings([.init(pain: later)]) { $0.changeOver = 120 }.entries
        // Day 120 still sees day 0 among the 120 days before it, day 150 does not.
        #expect(changes.first { $0.opening.zero == 120 }?.opening.change == -2)
        #expect(changes.first { $0.opening.zero == 150 }.map { $0.opening.change == nil } == true)
    }

    @Test("what is begun on the last day of a month, and on the first of the next")
    func begun() throws {
        let last = try openings([.init(pain: monthly).with([(29...40, "yoga")])]).entries.map(\.opening)
        #expect(last.map(\.begun.alone) == [0, nil, nil])
        #expect(last.map { CareComparison.role(.kind(0), $0) } == [.begins, nil, nil])
        let next = try openings([.init(pain: monthly).with([(30...30, "yoga")])]).entries.map(\.opening)
        #expect(next.map { CareComparison.role(.kind(0), $0) } == [.idle, .begins, nil])
        // Who has had the care cannot begin it; a washout of 29 days lets her in again, at day 60.
        let again = try openings([.init(pain: monthly).with([(30...30, "yoga")])]) { $0.washout = 29 }
        #expect(again.entries.map { CareComparison.role(.kind(0), $0.opening) } == [.idle, .begins, .idle])
    }

    @Test("alone, together, and something else")
    func roles() throws {
        let people: [CohortFixture.Person] = [
            .init(pain: monthly).with([(5...5, "acupuncture"), (10...10, "yoga")]),
            .init(pain: monthly).with([(5...5, "acupuncture"), (35...35, "yoga")]),
            .init(pain: monthly).with([(5...5, "acupuncture"), (36...36, "yoga")]),
        ]
        let all = try openings(people)
        func roles(_ subject: CareComparison.Subject, _ person: Int) -> [CareComparison.Role?] {
            all.entries.filter { $0.opening.person == person }.map { CareComparison.role(subject, $0.opening) }
        }
        #expect(roles(.kind(1), 0) == [nil, nil, nil] && roles(.together, 0) == [.begins, nil, nil])
        #expect(roles(.kind(0), 1) == [.begins, nil, nil] && roles(.kind(1), 1) == [.other, nil, nil])
        #expect(roles(.together, 1) == [.other, .begins, nil])
        #expect(roles(.kind(1), 2) == [.other, .begins, nil] && roles(.together, 2) == [.other, .other, .idle])
        // The second kind ends the first one's protocol in its month.
        #expect(all.entries.first { $0.opening.person == 1 }?.opening.further == 1)
    }

    @Test("the dose of the days before as far as they were observed, and of each month")
    func doses() throws {
        let supplies: [(days: ClosedRange<Int32>, mme: Double?)] = [(0...0, 40), (1...30, 20), (31...75, 10)]
        let own = try openings([.init(pain: monthly, supplies: supplies)])
        #expect(own.holdsDose)
        #expect(own.entries.map(\.opening.dose) == [40, 20, 10])
        #expect(own.entries[0].course.months.map(\.dose) == [20, 10, 5])
        // A dose that nobody noted leaves the month out.
        let unknown = try openings([
            .init(pain: monthly, supplies: [(0...30, 20), (31...90, nil)]),
            .init(pain: monthly, supplies: [(0...90, 5)]),
        ])
        #expect(unknown.entries.map(\.opening.zero) == [0, 30, 0, 30, 60] && unknown.eligibleMonths == 5)
    }

    @Test("death ends a follow-up and is no loss; the event that is the negative control")
    func events() throws {
        let own = try openings([.init(pain: monthly, events: [(day: 31, kind: .newInjury), (day: 61, kind: .death)])]) {
            $0.negativeControl = "new_injury"
        }
        #expect(own.controlEvent == .newInjury && own.control == nil)
        #expect(own.entries.map(\.opening.count) == [3, 2, 1])
        #expect(own.entries[0].course.months.map(\.events) == [[], [.negativeControl], [.death]])
        #expect(!own.entries[0].course.isLost)
    }
}
