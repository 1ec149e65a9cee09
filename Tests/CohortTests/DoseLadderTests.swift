import Testing

@testable import Cohort

@Suite struct DoseLadderTests {
    private func ladder(
        _ doses: [(days: ClosedRange<Int32>, dose: Double?)], until end: Int32, _ rule: LadderRule = LadderRule()
    ) throws -> DoseLadder {
        try DoseFixture(doses, observed: 0...end).timeline.ladder(rule)
    }

    private func change(
        _ kind: DoseChange.Kind, _ from: Double?, _ to: Double?, after before: StudyDay, on day: StudyDay,
        unknown: Int = 0
    ) -> DoseChange {
        DoseChange(
            kind: kind, from: from, to: to, lastDayBefore: before, firstDayAfter: day, unknownDays: unknown)
    }

    /// Up, down, off for 31 days, on again at another dose, off for good.
    @Test func aLadderByHand() throws {
        let found = try ladder(
            [(0...29, 40), (30...59, 60), (60...89, 30), (121...150, 50)], until: 181)
        #expect(
            found.changes == [
                change(.rise, 40, 60, after: 29, on: 30), change(.fall, 60, 30, after: 59, on: 60),
                change(.stop, 30, 0, after: 89, on: 90), change(.restart, 0, 50, after: 120, on: 121),
                change(.stop, 50, 0, after: 150, on: 151),
            ])
        #expect(found.changes.map(\.change) == [20, -30, -30, 50, -50])
        #expect(!found.endsUnseen)
    }

    /// 30 free days are part of the era, 31 are a stop and a restart.
    @Test func theLastFreeDayOfAGap() throws {
        #expect(try ladder([(0...29, 40), (60...89, 40)], until: 89).changes.isEmpty)
        #expect(
            try ladder([(0...29, 40), (61...89, 40)], until: 89).changes == [
                change(.stop, 40, 0, after: 29, on: 30), change(.restart, 0, 40, after: 60, on: 61),
            ])
        // After the last exposure, 30 observed days do not say whether it was a stop.
        let unseen = try ladder([(0...29, 40)], until: 59)
        #expect(unseen.changes.isEmpty && unseen.endsUnseen)
        #expect(try ladder([(0...29, 40)], until: 60).changes == [change(.stop, 40, 0, after: 29, on: 30)])
    }

    /// 14 days are a dose, 13 lie between two.
    @Test func aDoseLastsFourteenDays() throws {
        #expect(
            try ladder([(0...29, 40), (30...43, 80), (44...99, 40)], until: 99).changes == [
                change(.rise, 40, 80, after: 29, on: 30), change(.fall, 80, 40, after: 43, on: 44),
            ])
        #expect(try ladder([(0...29, 40), (30...42, 80), (43...99, 40)], until: 99).changes.isEmpty)
        // Between two doses: from the last day of the one to the first day of the other.
        #expect(
            try ladder([(0...29, 40), (30...42, 60), (43...99, 80)], until: 99).changes == [
                change(.rise, 40, 80, after: 29, on: 43)
            ])
    }

    /// A tenth counts, less does not; small steps that come to a tenth do.
    @Test func aChangeIsATenthOrMore() throws {
        #expect(
            try ladder([(0...29, 100), (30...59, 90)], until: 59).changes == [change(.fall, 100, 90, after: 29, on: 30)]
        )
        #expect(try ladder([(0...29, 100), (30...59, 90.5)], until: 59).changes.isEmpty)
        #expect(
            try ladder([(0...29, 100), (30...59, 94), (60...89, 89)], until: 89).changes == [
                change(.fall, 100, 89, after: 59, on: 60)
            ])
    }

    /// An early refill is two days at both doses, and no rise.
    @Test func anEarlyRefillIsNoRise() throws {
        let fixture = try DoseFixture(
            [.init(days: 0...29, dose: 40), .init(days: 28...57, dose: 40)], observed: 0...57)
        #expect(fixture.timeline.ladder(LadderRule()).changes.isEmpty)
    }

    @Test func unknownDosesLieBetween() throws {
        #expect(
            try ladder([(0...29, 40), (30...44, nil), (45...99, 80)], until: 99).changes == [
                change(.rise, 40, 80, after: 29, on: 45, unknown: 15)
            ])
        // A stop of an unknown dose is a stop, and so is that of a course that is too short to have a dose.
        #expect(
            try ladder([(0...29, nil), (70...75, 20), (200...220, nil)], until: 210).changes == [
                change(.stop, nil, 0, after: 29, on: 30, unknown: 30), change(.restart, 0, nil, after: 69, on: 70),
                change(.stop, nil, 0, after: 75, on: 76), change(.restart, 0, nil, after: 199, on: 200),
            ])
        // Nobody watched days 41-99: whether the drug was stopped is not known.
        let fixture = try DoseFixture([(0...29, 40), (100...129, 80)], observed: 0...40)
        #expect(
            fixture.timeline.ladder(LadderRule()).changes == [change(.rise, 40, 80, after: 29, on: 100, unknown: 59)])
    }

    /// A fall on the way to a stop is measured from the last dose that lasted.
    @Test func aQuickDescentEndsInAStop() throws {
        #expect(
            try ladder([(0...29, 40), (30...36, 20), (37...43, 10)], until: 99).changes == [
                change(.stop, 40, 0, after: 29, on: 44)
            ])
    }
}

@Suite struct WithdrawalWindowTests {
    private func days(
        _ doses: [(days: ClosedRange<Int32>, dose: Double?)], _ asked: ClosedRange<Int32>,
        observed: ClosedRange<Int32> = 0...200, _ window: WithdrawalWindow = WithdrawalWindow()
    ) throws -> [Bool?] {
        let timeline = try DoseFixture(doses, observed: observed).timeline
        return asked.map { timeline.isWithdrawalProne(on: StudyDay($0), window) }
    }

    /// The day before a window, its days, and the day after it.
    private func around(_ count: Int) -> [Bool?] {
        [false] + [Bool?](repeating: true, count: count) + [false]
    }

    /// After a reduction on day 50: the day before, the day of, the last and the day after it.
    @Test func fourteenDaysAfterAReduction() throws {
        #expect(try days([(0...49, 100), (50...200, 90)], 49...64) == around(14))
        #expect(try days([(0...49, 100), (50...200, 90.1)], 50...50) == [false])
        let week = WithdrawalWindow(days: 7, leastFall: 0.5)
        #expect(try days([(0...49, 100), (50...200, 50)], 49...57, week) == around(7))
        #expect(try days([(0...49, 100), (50...200, 51)], 50...50, week) == [false])
    }

    @Test func fourteenDaysAfterAStop() throws {
        for dose: Double? in [100, nil] {
            #expect(try days([(0...49, dose)], 50...64) == Array(around(14).dropFirst()))
        }
    }

    /// Two late days of a refill: on those days, and not once the dose is given again.
    @Test func aDoseThatIsGivenAgainClosesTheWindow() throws {
        #expect(try days([(0...49, 100), (52...99, 100)], 49...53) == [false, true, true, false, false])
    }

    /// 4% less every four days: no step is a tenth, and after three the dose is a tenth below that of a fortnight before.
    @Test func smallStepsKeepItOpen() throws {
        let doses: [(days: ClosedRange<Int32>, dose: Double?)] = [
            (20...23, 100), (24...27, 96), (28...31, 92), (32...35, 88), (36...60, 84),
        ]
        // On day 32 the dose is 88, and the days before it had up to 100.
        #expect(try days(doses, 31...33, observed: 0...60) == [false, true, true])
    }

    @Test func whatIsNotKnown() throws {
        // The day's own dose; a dose before it that could have been higher; a day before the record.
        #expect(try days([(0...49, 100), (50...50, nil), (51...99, 100)], 50...51) == [nil, nil])
        #expect(try days([(0...49, 100), (50...50, nil), (51...99, 80)], 51...51) == [true])
        #expect(try days([(0...49, 100)], 0...14) == [Bool?](repeating: nil, count: 14) + [false])
        #expect(try days([(0...49, 100)], 201...201) == [nil])
        // After unobserved days.
        #expect(try days([(0...49, 100), (60...99, 100)], 60...60, observed: 0...40) == [nil])
    }
}
