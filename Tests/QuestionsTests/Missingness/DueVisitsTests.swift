import Cohort
import Findings
import StudyFixtures
import Testing

@testable import Questions

@Suite("Scores that were due")
struct DueVisitsTests {
    /// Visits on days 28, 56 and 84 after a baseline.
    private static let visits = PlannedVisits(days: [28, 56, 84], window: 7, baselineReach: 30, source: .stated)

    /// Somebody with a score of 5 on some days.
    private static func person(_ days: [Int32], death: Int32? = nil) -> CohortFixture.Person {
        var person = CohortFixture.Person(pain: days.map { ($0, 5) })
        if let death { person.events = [(death, .death)] }
        return person
    }

    /// - Parameter ends: each person's stated end of observation.
    static func due(
        _ people: [CohortFixture.Person], ends: [Double?]? = nil, visits: PlannedVisits = visits
    ) -> DueVisits {
        let cohort = Self.cohort(people, ends: ends)
        return DueVisits(VisitScores(visits, instrument: 0, of: cohort, executor: .serial), of: cohort)
    }

    /// The fixture's cohort with a column of numbers, which the fixture has none of.
    static func cohort(_ people: [CohortFixture.Person], ends: [Double?]?) -> Cohort {
        let cohort = CohortFixture(people: people).cohort
        guard let ends else { return cohort }
        return Cohort(
            patients: Patients(
                count: people.count,
                covariates: cohort.patients.covariates + [
                    Covariate(name: ObservationEnd.column, values: .numeric(ends))
                ]), instruments: cohort.instruments, pain: cohort.pain, exposures: cohort.exposures,
            morphineEquivalents: cohort.morphineEquivalents, exposureRule: cohort.exposureRule,
            withdrawal: cohort.withdrawal, moud: cohort.moud, interventions: cohort.interventions,
            events: cohort.events)
    }

    private func pattern(_ due: DueVisits, _ person: Int) -> MissingPattern? {
        zip(MissingPattern.allCases, due.patterns).first { $0.1.contains(person) }?.0
    }

    private func lastScored(_ due: DueVisits, _ person: Int) -> LastScored? {
        zip(LastScored.allCases, due.lastScored).first { $0.1.contains(person) }?.0
    }

    @Test("complete, monotone dropout, intermittent; and when each was last scored")
    func patterns() {
        let due = Self.due(
            [
                [0, 28, 56, 84], [0, 28], [0, 56, 84], [0, 56], [], [0], [0, 28, 56], [28, 56, 84],
            ].map { Self.person($0) })
        let expected: [(MissingPattern, LastScored)?] = [
            (.complete, .atEnd), (.dropout, .early), (.intermittent, .atEnd), (.intermittent, .middle), nil,
            (.dropout, .early), (.dropout, .middle), (.intermittent, .atEnd),
        ]
        for (person, expected) in expected.enumerated() {
            #expect(pattern(due, person) == expected?.0, "\(person)")
            #expect(lastScored(due, person) == expected?.1, "\(person)")
        }
        #expect(due.persons.count == 7)
        // Four each; 4 + 2 + 3 + 2 + 1 + 3 + 3 taken.
        #expect(due.dueScores == 28 && due.takenScores == 18)
        #expect(due.due.map(\.count) == [7, 7, 7, 7])
        #expect(due.scored.map(\.count) == [6, 4, 5, 3])
        #expect(due.shortened.isEmpty)
        #expect(due.atEnd.with.persons == [0, 2, 7] && due.atEnd.without.persons == [1, 3, 5, 6])
    }

    @Test("a visit on the last day of observation, or on the day of death, is due; the day after it is not")
    func ends() {
        let people = [
            Self.person([0, 28]), Self.person([0, 28]), Self.person([0, 28], death: 56),
            Self.person([0, 28], death: 55), Self.person([0, 28, 56]), Self.person([0, 28]),
        ]
        let due = Self.due(people, ends: [55.9, 56, nil, nil, 40, nil])
        #expect((0..<6).map { pattern(due, $0) } == [.complete, .dropout, .dropout, .complete, .complete, .dropout])
        #expect(due.due.map(\.count) == [6, 6, 4, 1])
        // A score that was taken was due, whatever the end says.
        #expect(due.dueScores == 2 + 3 + 3 + 2 + 3 + 4)
        #expect(due.shortened.persons == [0, 1, 2, 3, 4])
        #expect(lastScored(due, 0) == .atEnd && lastScored(due, 1) == .early)
    }

    @Test("means at each visit, of those who were last scored at about the same time")
    func means() {
        let people = [
            CohortFixture.Person(pain: [(0, 8), (28, 6)]), CohortFixture.Person(pain: [(0, 4), (28, 5)]),
            CohortFixture.Person(pain: [(0, 3), (28, 3), (56, 2), (84, 1)]),
        ]
        let due = Self.due(people)
        #expect(due.means[LastScored.early.place].map(\.mean) == [6, 5.5, nil, nil])
        #expect(due.means[LastScored.atEnd.place].map(\.mean) == [3, 3, 2, 1])
        #expect(due.meanPersons[LastScored.early.place][1].persons == [0, 1])
    }

    @Test("quarters by the longest exposure at a score; equal ones are in the same quarter")
    func quarters() {
        func quarters(_ longest: [Int]) -> SeenQuarters {
            let people = longest.map { days in
                CohortFixture.Person(exposures: [0...200], pain: [(1, 5), (Int32(days), 5)])
            }
            let pain = ExposedPain(
                cohort: CohortFixture(people: people).cohort, settings: TrendChoice(), bands: .standard,
                executor: .serial)
            return SeenQuarters(pain, PersonSet(everyoneBelow: people.count))
        }
        let four = quarters([40, 10, 30, 20, 50])
        // The nearest ranks of 5 are the second, third and fourth: up to 20, up to 30, up to 40, and beyond.
        #expect(four.parts.map(\.persons.persons) == [[1, 3], [2], [0], [4]])
        #expect(four.parts.map(\.limit) == [20, 30, 40, nil])
        #expect(four.parts.map(\.quarter) == SeenQuarter.allCases)
        #expect(four.beyond(30).persons == [0, 4])
        let tied = quarters([60, 60, 60, 60])
        #expect(tied.parts.map(\.persons.count) == [4])
    }
}
