import Cohort
import StudyFixtures
import Testing

@testable import Questions

@Suite("Daily scores")
struct DailyScoresTests {
    @Test("means of days, the last before a day, and a mean of days")
    func days() {
        let cohort = CohortFixture(people: [.init(pain: [(0, 4), (0, 6), (10, 2), (40, 8)])]).cohort
        let scores = DailyScores(cohort.pain[0], instrument: 0)
        #expect(scores.days == [0, 10, 40] && scores.scores == [5, 2, 8])
        #expect(scores.last(before: 10) == 5 && scores.last(before: 11) == 2 && scores.last(before: 0) == nil)
        #expect(scores.last(before: 40, within: 30) == 2 && scores.last(before: 40, within: 29) == nil)
        #expect(
            scores.mean(0...10) == 3.5 && scores.mean(11...39) == nil && scores.mean(0...40, where: { $0 != 10 }) == 6.5
        )
        #expect(DailyScores(cohort.pain[0], instrument: 1).days.isEmpty)
    }
}
