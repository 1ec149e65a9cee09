import Cohort
import Estimation
import StudyFixtures
import Testing

@testable import Questions

/// Morphine on the days 0 to 99, unless said otherwise, and observation to day 200.
@Suite("Courses on one opioid")
struct DrugCoursesTests {
    private static let morphine: UInt16 = 0
    private static let buprenorphine: UInt16 = 1
    private static let oxycodone: UInt16 = 2
    private static let unnamed: UInt16 = 3

    private func courses(
        _ taken: [(UInt16, ClosedRange<Int32>)], end: Int32 = 200, _ rule: RotationRule = RotationRule()
    ) -> DrugCourses {
        let regimens = taken.map { drug, days in
            (days: days, regimen: OpioidRegimen(drug: drug, dailyMME: .milligrams(60)))
        }
        let cohort = CohortFixture(people: [.init(regimens: regimens)]).cohort
        var doses = DoseTimeline(cohort.exposures)
        doses.begin(0, observed: StudyDay(0)...StudyDay(end))
        var timeline = DrugTimeline(cohort.exposures)
        timeline.begin(0)
        let changes = timeline.changes(rule, doses: doses)
        return DrugCourses(timeline, rotations: changes.rotations, rule, observedThrough: StudyDay(end))
    }

    private func course(
        _ taken: [(UInt16, ClosedRange<Int32>)], from zero: Int32 = 60, end: Int32 = 200
    ) throws -> DrugCourse {
        let courses = courses(taken, end: end)
        let stretch = try #require(courses.single(before: StudyDay(zero), for: 30))
        return courses.course(of: stretch, from: StudyDay(zero))
    }

    @Test("30 days of it make one opioid, 29 do not; its last day is the day before")
    func single() {
        let courses = courses([(Self.morphine, 0...99)])
        #expect(
            [29, 30, 100, 101].map { courses.single(before: StudyDay($0), for: 30) != nil } == [
                false, true, true, false,
            ])
        #expect(courses.single(before: StudyDay(30), for: 30)?.drug == .morphine)
    }

    @Test("a second opioid on the first or the last of these days, not on the day before them")
    func secondBeside() {
        for (day, isOne): (Int32, Bool) in [(29, true), (30, false), (59, false), (60, true)] {
            let courses = courses([(Self.morphine, 0...99), (Self.oxycodone, day...day)])
            #expect((courses.single(before: StudyDay(60), for: 30) != nil) == isOne, "\(day)")
        }
    }

    @Test("a gap of 30 days is within a course, one of 31 ends it; a gap that is not over does not count as the drug")
    func gaps() {
        for (back, isOne): (Int32, Bool) in [(50, true), (51, false)] {
            let courses = courses([(Self.morphine, 0...19), (Self.morphine, back...99)])
            #expect((courses.single(before: StudyDay(60), for: 30) != nil) == isOne, "\(back)")
            // On day 40 nobody knows that it will come back.
            #expect(courses.single(before: StudyDay(40), for: 30) == nil)
        }
        #expect(courses([(Self.unnamed, 0...99)]).single(before: StudyDay(60), for: 30) == nil)
    }

    @Test("a rotation begins with the first of the two changes, and lasts while the new one is taken alone")
    func rotation() throws {
        // Seven free days; then with seven days of both.
        #expect(
            try course([(Self.morphine, 0...99), (Self.oxycodone, 107...200)]) == .rotated(StudyDay(100), left: nil))
        #expect(try course([(Self.morphine, 0...99), (Self.oxycodone, 93...200)]) == .rotated(StudyDay(93), left: nil))
        // A stop of the new one, a second change, and the old one again beside it.
        #expect(
            try course([(Self.morphine, 0...99), (Self.oxycodone, 100...149)])
                == .rotated(StudyDay(100), left: StudyDay(150)))
        #expect(
            try course([
                (Self.morphine, 0...99), (Self.oxycodone, 100...149), (Self.buprenorphine, 150...200),
            ]) == .rotated(StudyDay(100), left: StudyDay(150)))
        #expect(
            try course([(Self.morphine, 0...99), (Self.oxycodone, 100...200), (Self.morphine, 140...200)])
                == .rotated(StudyDay(100), left: StudyDay(140)))
    }

    @Test("eight free days are a stop, eight days of both a second opioid; both leave the strategies")
    func noRotation() throws {
        #expect(try course([(Self.morphine, 0...99), (Self.oxycodone, 108...200)]) == .left(StudyDay(100)))
        #expect(try course([(Self.morphine, 0...99), (Self.oxycodone, 92...200)]) == .left(StudyDay(92)))
        #expect(try course([(Self.morphine, 0...99), (Self.unnamed, 100...200)]) == .left(StudyDay(100)))
    }

    @Test("a stop is one once it has lasted 31 days; before that the record ends and nothing is known")
    func stops() throws {
        #expect(try course([(Self.morphine, 0...99)], end: 129) == .same)
        #expect(try course([(Self.morphine, 0...99)], end: 130) == .left(StudyDay(100)))
    }

    @Test("a second opioid for seven days leaves nothing, for eight it does, from its first day on")
    func addition() throws {
        #expect(try course([(Self.morphine, 0...200), (Self.oxycodone, 80...86)]) == .same)
        #expect(try course([(Self.morphine, 0...200), (Self.oxycodone, 80...87)]) == .left(StudyDay(80)))
        // A course that was over before time zero is none of the follow-up.
        #expect(try course([(Self.morphine, 0...200), (Self.oxycodone, 5...25)]) == .same)
    }

    @Test("what departed is told apart")
    func departures() throws {
        func departure(_ taken: [(UInt16, ClosedRange<Int32>)]) throws -> DrugDeparture? {
            let courses = courses(taken)
            return courses.departure(
                from: try #require(courses.single(before: StudyDay(60), for: 30)), since: StudyDay(60))
        }
        #expect(try departure([(Self.morphine, 0...99)]) == .stop(StudyDay(100)))
        #expect(try departure([(Self.morphine, 0...200), (Self.oxycodone, 80...200)]) == .addition(StudyDay(80)))
        #expect(try departure([(Self.morphine, 0...99), (Self.unnamed, 100...200)]) == .unnamed(StudyDay(100)))
        guard case .rotation(let change)? = try departure([(Self.morphine, 0...99), (Self.oxycodone, 100...200)]) else {
            Issue.record("no rotation")
            return
        }
        #expect(change.old.drug == .morphine && change.new.drug == .oxycodone)
    }
}

@Suite("Strategies of one opioid")
struct DrugStrategiesTests {
    private static let strategies = DrugStrategies(grace: 2)
    private static let zero = StudyDay(1000)
    private static let stay = StrategySet.strategy(0)
    private static let rotate = StrategySet.strategy(1)
    private static let both: StrategySet = [stay, rotate]

    private func months(_ course: DrugCourse) -> [StrategySet] {
        (0..<4).map { Self.strategies.compatible(course, from: Self.zero, month: $0) }
    }

    private func initiated(_ course: DrugCourse, months: Int = 6) -> Int? {
        Self.strategies.initiated(course, from: Self.zero, months: months)
    }

    @Test("without a change both are open before the last month of the grace period, and then only staying")
    func same() {
        #expect(months(.same) == [Self.both, Self.stay, Self.stay, Self.stay])
        #expect(Self.strategies.begun(.same, from: Self.zero) == Self.stay)
        #expect(initiated(.same, months: 2) == 0 && initiated(.same, months: 1) == nil)
    }

    @Test("the last day of the grace period and the first after it")
    func grace() {
        #expect(months(.rotated(StudyDay(1059), left: nil)) == [Self.both, Self.rotate, Self.rotate, Self.rotate])
        #expect(months(.rotated(StudyDay(1060), left: nil)) == [Self.both, Self.stay, [], []])
        #expect(
            initiated(.rotated(StudyDay(1059), left: nil)) == 1 && initiated(.rotated(StudyDay(1060), left: nil)) == 0)
    }

    @Test("the first month: day 29 begins in it, day 30 does not")
    func begun() {
        #expect(Self.strategies.begun(.rotated(StudyDay(1029), left: nil), from: Self.zero) == Self.rotate)
        #expect(Self.strategies.begun(.rotated(StudyDay(1030), left: nil), from: Self.zero) == Self.stay)
        #expect(Self.strategies.begun(.left(StudyDay(1029)), from: Self.zero) == [])
        #expect(Self.strategies.begun(.left(StudyDay(1030)), from: Self.zero) == Self.stay)
    }

    @Test("a stop leaves both strategies, a further change the second")
    func left() {
        #expect(months(.left(StudyDay(1040))) == [Self.both, [], [], []])
        #expect(initiated(.left(StudyDay(1059))) == nil && initiated(.left(StudyDay(1060))) == 0)
        #expect(months(.rotated(StudyDay(1000), left: StudyDay(1060))) == [Self.rotate, Self.rotate, [], []])
    }
}
