import Testing

@testable import Cohort

@Suite struct DoseTimelineTests {
    private func told(_ timeline: DoseTimeline) -> [String] {
        timeline.steps.map { step in
            let state =
                switch step.state {
                case .milligrams(let dose): "\(dose)"
                case .unknownDose: "unknown"
                case .free: "free"
                case .unobserved: "unobserved"
                }
            return "\(step.start.rawValue)–\(step.end.rawValue) \(state)"
        }
    }

    /// Two drugs at once are added, a third of unknown dose makes the sum unknown, and days without a drug are known where observed.
    @Test func stepsByHand() throws {
        let fixture = try DoseFixture(
            [
                .init(days: 10...19, dose: 20), .init(days: 15...24, dose: 40, drug: 1),
                .init(days: 18...18, dose: nil),
                .init(days: 30...34, dose: 7.5), .init(days: 60...61, dose: 5),
            ], observed: 5...50)
        #expect(
            told(fixture.timeline) == [
                "5–9 free", "10–14 20.0", "15–17 60.0", "18–18 unknown", "19–19 60.0", "20–24 40.0", "25–29 free",
                "30–34 7.5", "35–50 free", "51–59 unobserved", "60–61 5.0",
            ])
    }

    /// Supplies of one dose that follow each other are one step, whatever else has come and gone.
    @Test func sumsAreExactInAnyOrder() throws {
        let fixture = try DoseFixture(
            [
                .init(days: 0...9, dose: 0.1), .init(days: 0...4, dose: 0.2), .init(days: 2...4, dose: 33.3),
                .init(days: 10...19, dose: 0.1, drug: 1), .init(days: 12...15, dose: 0),
            ], observed: 0...19)
        #expect(fixture.timeline.steps.map(\.days) == [2, 3, 15])
        #expect(fixture.timeline.state(on: 19).dose.map { abs($0 - 0.1) < 1e-9 } == true)
    }

    /// Doses too large for exact sums leave nothing behind.
    @Test func whatHasEndedLeavesNoTrace() throws {
        let heap = (0..<20).map { DoseFixture.Row(days: 12...(13 + $0 % 3), dose: 999_999.3 - Double($0) / 7) }
        let rows = [DoseFixture.Row(days: 0...9, dose: 0.1)] + heap + [DoseFixture.Row(days: 20...29, dose: 0.1)]
        let timeline = try DoseFixture(rows, observed: 0...29).timeline
        #expect(timeline.state(on: 25) == timeline.state(on: 5))
    }

    @Test func thereIsNobodyWithoutDaysAndNoDoseBeyondBelief() throws {
        let nobody = try DoseFixture([DoseFixture.Row](), observed: 3...7)
        #expect(told(nobody.timeline) == ["3–7 free"] && nobody.timeline.firstExposure == nil)
        #expect(nobody.timeline.trials(TaperRule()).isEmpty && nobody.timeline.ladder(LadderRule()).changes.isEmpty)
        let absurd = try DoseFixture(
            [
                .init(days: Int32.min...Int32.max, dose: 1), .init(days: 0...0, dose: .infinity),
                .init(days: 2...2, dose: 1e300), .init(days: 4...4, dose: .nan), .init(days: 6...6, dose: -1),
            ], observed: Int32.min...Int32.max)
        #expect(
            absurd.timeline.steps.map(\.state.dose) == [1, nil, 1, nil, 1, nil, 1, nil, 1])
        #expect(absurd.timeline.trials(TaperRule()).isEmpty)
        #expect(absurd.timeline.isWithdrawalProne(on: StudyDay(.max), WithdrawalWindow()) == false)
        #expect(absurd.timeline.isWithdrawalProne(on: StudyDay(.min), WithdrawalWindow()) == nil)
        #expect(absurd.timeline.ladder(LadderRule()).changes.isEmpty)
    }

    /// Days 0-9 at 60, free to 19, then an unknown dose: (10 · 60 + 10 · 0)/20 over days 0-19; of days 0-22, 3 of 23 are unknown (13%).
    @Test func meansAreOfTheKnownDays() throws {
        let timeline = try DoseFixture([(0...9, 60), (20...22, nil)], observed: 0...22).timeline
        #expect(timeline.meanDailyMME(from: 0, days: 20, mostUnknown: 0) == 30)
        #expect(timeline.meanDailyMME(from: 0, days: 23, mostUnknown: 0.13) == nil)
        #expect(timeline.meanDailyMME(from: 0, days: 23, mostUnknown: 3.0 / 23) == 30)
        // Before the record and after it nobody was watched.
        #expect(timeline.meanDailyMME(from: -1, days: 10, mostUnknown: 0.1) == 60)
        #expect(timeline.meanDailyMME(from: -2, days: 10, mostUnknown: 0.1) == nil)
        #expect(timeline.meanDailyMME(from: 19, days: 20, mostUnknown: 1) == 0)
        #expect(timeline.meanDailyMME(from: 20, days: 20, mostUnknown: 1) == nil)
        #expect(timeline.meanDailyMME(from: 0, days: 0, mostUnknown: 1) == nil)
        #expect(timeline.state(on: 23) == .unobserved && timeline.state(on: -1) == .unobserved)
    }
}
