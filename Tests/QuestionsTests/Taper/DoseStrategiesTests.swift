import Cohort
import Estimation
import Testing

@testable import Questions

@Suite("Strategies of a stable dose")
struct DoseStrategiesTests {
    private static let strategies = DoseStrategies(compared: [.stable, .taper, .abruptStop], grace: 2)
    private static let zero = StudyDay(1000)
    private static let stable = StrategySet.strategy(0)
    private static let taper = StrategySet.strategy(1)
    private static let stop = StrategySet.strategy(2)
    private static let all: StrategySet = [stable, taper, stop]

    private func months(_ course: DoseCourse) -> [StrategySet] {
        (0..<5).map { Self.strategies.compatible(course, from: Self.zero, month: $0) }
    }

    private func taper(_ day: Int32, stop: Int32? = nil) -> DoseCourse {
        .taper(
            .init(
                start: StudyDay(1000 + day), window: 1, depth: 0.3, velocity: 0.1,
                stop: stop.map { StudyDay(1000 + $0) }))
    }

    @Test(
        "without a change every strategy is open before the last month of the grace period, and then only the stable dose"
    )
    func unchanged() {
        #expect(months(.stable) == [Self.all, Self.stable, Self.stable, Self.stable, Self.stable])
        #expect(months(.notJudged(windows: 2)) == months(.stable))
        #expect(Self.strategies.begun(.stable, from: Self.zero) == Self.stable)
        #expect(Self.strategies.initiated(.stable, from: Self.zero, months: 2) == 0)
        #expect(Self.strategies.initiated(.stable, from: Self.zero, months: 1) == nil)
    }

    @Test("the last day of the grace period and the first after it")
    func grace() {
        #expect(months(taper(59)) == [Self.all, Self.taper, Self.taper, Self.taper, Self.taper])
        #expect(months(taper(60)) == [Self.all, Self.stable, [], [], []])
        #expect(Self.strategies.initiated(taper(59), from: Self.zero, months: 7) == 1)
        #expect(Self.strategies.initiated(taper(60), from: Self.zero, months: 7) == 0)
    }

    @Test("the first month: day 29 begins in it, day 30 does not")
    func begun() {
        #expect(Self.strategies.begun(taper(29), from: Self.zero) == Self.taper)
        #expect(Self.strategies.begun(taper(30), from: Self.zero) == Self.stable)
        #expect(months(taper(0)) == Array(repeating: Self.taper, count: 5))
    }

    @Test("a taper that ends in an abrupt stop is none from that month on; a stop is a strategy of its own")
    func stops() {
        #expect(months(taper(0, stop: 90)) == [Self.taper, Self.taper, Self.taper, [], []])
        #expect(months(.abruptStop(.init(day: StudyDay(1010), dose: 90))) == Array(repeating: Self.stop, count: 5))
    }

    @Test("a change that is not compared ends every clone")
    func notCompared() {
        let rise = DoseCourse.rise(.init(start: StudyDay(1040), window: 2, height: 0.2))
        #expect(months(rise) == [Self.all, [], [], [], []])
        #expect(Self.strategies.initiated(rise, from: Self.zero, months: 7) == nil)
        #expect(Self.strategies.begun(rise, from: Self.zero) == Self.stable)
    }
}
