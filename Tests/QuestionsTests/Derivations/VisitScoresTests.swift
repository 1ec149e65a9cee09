import Cohort
import StudyFixtures
import Testing

@testable import Questions

@Suite("Scores at visits")
struct VisitScoresTests {
    private func scores(_ pain: [[(day: Int32, score: Double)]]) -> VisitScores {
        let cohort = CohortFixture(people: pain.map { .init(pain: $0) }).cohort
        let visits = PlannedVisits(days: [28, 84], window: nil, baselineReach: 30, source: .stated)
        return VisitScores(visits, instrument: 0, of: cohort, executor: .serial)
    }

    @Test("the nearest day, of two as near the later, and the mean of a day")
    func nearest() {
        let scores = scores([
            [(-20, 9), (-3, 4), (0, 6), (0, 7), (25, 1), (31, 2), (90, 5)],
            [(5, 3)],
            [(26, 4), (40, 8), (84, 1), (100, 9)],
        ])
        #expect((0..<3).map { scores.score(of: 0, at: $0) } == [6.5, 2, 5])
        #expect((0..<3).map { scores.score(of: 1, at: $0) } == [nil, nil, nil])
        #expect((0..<3).map { scores.score(of: 2, at: $0) } == [nil, 4, 1])
        #expect(scores.persons.persons == [0, 2])
        #expect(scores.personsAtOccasions.map(\.persons) == [[0], [0, 2], [0, 2]])
    }

    @Test("scores of another instrument are not these")
    func otherInstrument() {
        let cold = Instrument.catalogue.first { $0.id == "cold_pressor_s" }
        let cohort = CohortFixture(
            people: [.init(pain: [(0, 5)], otherPain: [(0, 100), (28, 50)])],
            instruments: [Instrument.catalogue[0]] + [cold].compactMap(\.self)
        ).cohort
        let visits = PlannedVisits(days: [28], window: nil, baselineReach: 0, source: .stated)
        let scores = VisitScores(visits, instrument: 0, of: cohort, executor: .serial)
        #expect(scores.occasions == [0] && scores.scores == [5])
    }
}
