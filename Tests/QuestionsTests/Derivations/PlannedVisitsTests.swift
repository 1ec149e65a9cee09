import Cohort
import StudyFixtures
import Testing

@testable import Questions

@Suite("Planned visits")
struct PlannedVisitsTests {
    private static let visits = PlannedVisits(days: [28, 84], window: nil, baselineReach: 30, source: .stated)

    /// Half way from day 0 to 28 is 14, from 28 to 84 is 56 (nearest to both: the later), and as far behind the last.
    @Test(
        "the day before, of and after each edge",
        arguments: [
            (-31, nil), (-30, 0), (-1, 0), (0, 0), (1, nil), (13, nil), (14, 1), (28, 1), (55, 1), (56, 2), (84, 2),
            (112, 2), (113, nil),
        ] as [(Int, Int?)])
    func edges(_ day: Int, _ occasion: Int?) {
        #expect(Self.visits.occasion(onDay: day) == occasion)
    }

    @Test("a stated window reaches as far either side, and no further than half way is no limit to it")
    func window() {
        let visits = PlannedVisits(days: [28, 84], window: 3, baselineReach: 0, source: .stated)
        #expect(
            [-1, 0, 24, 25, 31, 32, 80, 81, 87, 88].map(visits.occasion(onDay:)) == [
                nil, 0, nil, 1, 1, nil, nil, 2, 2, nil,
            ])
        let wide = PlannedVisits(days: [28], window: 100, baselineReach: 0, source: .stated)
        #expect([1, 128, 129].map(wide.occasion(onDay:)) == [1, 1, nil])
    }

    @Test("without a baseline the first visit is one among others")
    func withoutBaseline() {
        let visits = PlannedVisits(days: [0, 30], window: nil, baselineReach: nil, source: .spacing(30))
        #expect([-16, -15, 0, 14, 15, 45, 46].map(visits.occasion(onDay:)) == [nil, 0, 0, 0, 1, 1, nil])
        #expect(visits.occasionCount == 2 && visits.laterOccasions == 0..<2)
    }

    private func cohort(_ days: [[Int32]]) -> Cohort {
        CohortFixture(people: days.map { days in .init(pain: days.map { ($0, 5) }) }).cohort
    }

    /// Gaps of 27 to 30 days: 28 is what people plan. Of four patients the third last day, 84, is reached by a quarter and more.
    @Test("spacing and end are read from the data")
    func fromData() throws {
        let cohort = cohort([[0, 28, 57, 84], [-2, 27, 55], [0, 29], [0, 28, 56, 85]])
        let visits = try #require(PlannedVisits(PainCourseSettings(), instrument: 0, of: cohort))
        #expect(visits.days == [28, 56, 84] && visits.baselineReach == 30 && visits.source == .spacing(28))
    }

    @Test("many visits are made fewer: a multiple of the spacing")
    func many() throws {
        let weekly = (0...40).map { Int32(7 * $0) }
        let visits = try #require(
            PlannedVisits(PainCourseSettings(), instrument: 0, of: cohort([weekly, weekly, weekly])))
        #expect(visits.days == [35, 70, 105, 140, 175, 210, 245, 280] && visits.source == .spacing(35))
    }

    @Test("fewer than half with a score on or before day 0: no baseline; nobody with two days: no course")
    func none() throws {
        let late = try #require(
            PlannedVisits(PainCourseSettings(), instrument: 0, of: cohort([[3, 33, 63], [1, 31, 61], [0, 30, 60]])))
        #expect(late.baselineReach == nil && late.days == [0, 30, 60])
        #expect(PlannedVisits(PainCourseSettings(), instrument: 0, of: cohort([[3], [5]])) == nil)
        #expect(PlannedVisits(PainCourseSettings(), instrument: 0, of: cohort([[], []])) == nil)
    }
}
