import Testing

@testable import Cohort

/// A year at 100 mg from day 0 on, and what comes after it; time zero is day 365 and the follow-up ends with day 574.
@Suite struct TaperRuleTests {
    private let rule = TaperRule()

    private func after(
        _ doses: [(days: ClosedRange<Int32>, dose: Double?)], until end: Int32 = 700, year: ClosedRange<Int32> = 0...364
    ) throws -> DoseTimeline {
        try DoseFixture([(year, 100)] + doses, observed: 0...end).timeline
    }

    private func course(
        _ doses: [(days: ClosedRange<Int32>, dose: Double?)], until end: Int32 = 700, year: ClosedRange<Int32> = 0...364
    ) throws -> DoseCourse {
        let timeline = try after(doses, until: end, year: year)
        guard case .stable(let mean) = timeline.baseline(before: 365, rule) else {
            Issue.record("not stable: \(timeline.baseline(before: 365, rule))")
            return .stable
        }
        return timeline.course(from: 365, baseline: mean, rule)
    }

    @Test func theDefaultsAreThePublishedOnes() {
        #expect(Array(rule.windowStarts) == [0, 30, 60, 90, 120, 150])
    }

    // MARK: - Baseline

    @Test func fiftyADayIsEnough() throws {
        let fifty = try DoseFixture([(0...364, 50)], observed: 0...365).timeline
        #expect(fifty.baseline(before: 365, rule) == .stable(50))
        let less = try DoseFixture([(0...364, 49.5)], observed: 0...365).timeline
        #expect(less.baseline(before: 365, rule) == .low(49.5))
        // One free day on the first of the year makes the mean 50 · 364/365.
        guard case .low = try DoseFixture([(1...364, 50)], observed: 0...365).timeline.baseline(before: 365, rule)
        else {
            Issue.record("not low")
            return
        }
    }

    /// 335 days at 67.6 and 30 at 60.3 are 67 on average, of which the last month is exactly 90%; at 60.2 it is less.
    @Test func aMonthMayLieTenPercentOff() throws {
        for (dose, isStable) in [(60.3, true), (60.2, false)] {
            let timeline = try DoseFixture([(0...334, 67.6), (335...364, dose)], observed: 0...365).timeline
            switch timeline.baseline(before: 365, rule) {
            case .stable(let mean): #expect(isStable && abs(mean - 67) < 1e-8)
            case .unstable: #expect(!isStable)
            default: Issue.record("neither")
            }
        }
    }

    @Test func unknownMonthsLeaveABaselineUnknown() throws {
        // 3 of the 30 days of the last month, and then 4.
        for (days, isKnown): (ClosedRange<Int32>, Bool) in [(362...364, true), (361...364, false)] {
            let doses = [(days: 0...(days.lowerBound - 1), dose: 100.0), (days: days, dose: nil)]
            let baseline = try DoseFixture(doses, observed: 0...365).timeline.baseline(before: 365, rule)
            #expect(baseline == (isKnown ? .stable(100) : .unknown))
        }
        // 37 days before the record began, of 365.
        #expect(try DoseFixture([(37...364, 100)], observed: 37...365).timeline.baseline(before: 365, rule) == .unknown)
    }

    // MARK: - Taper and rise

    @Test func fifteenPercentIsATaper() throws {
        #expect(
            try course([(365...700, 85)])
                == .taper(.init(start: 365, window: 1, depth: 0.15, velocity: 0.15, stop: nil)))
        #expect(try course([(365...700, 85.1)]) == .stable)
    }

    @Test func fifteenPercentMoreIsARise() throws {
        guard case .rise(let rise) = try course([(365...700, 115)]) else {
            Issue.record("no rise")
            return
        }
        #expect(rise.start == 365 && rise.window == 1 && abs(rise.height - 0.15) < 1e-12)
        #expect(try course([(365...700, 114.9)]) == .stable)
    }

    /// The day before time zero, time zero, and the day after. 99.9 · 0.8 is the baseline of the first.
    @Test func aChangeBeforeTimeZeroIsUnderWay() throws {
        #expect(try course([(364...700, 80)], year: 0...363) == .underWay(since: 364))
        for start: Int32 in [365, 366] {
            guard case .taper(let taper) = try course([(start...700, 80)], year: 0...(start - 1)) else {
                Issue.record("no taper")
                continue
            }
            #expect(taper.start == StudyDay(start) && taper.window == 1)
        }
    }

    /// Nine free days of the last sixty are 15%, and eight are not; the last window is days 515-574.
    @Test func theLastWindowEndsWithTheFollowUp() throws {
        guard case .taper(let taper) = try course([(365...565, 100), (575...700, 100)]) else {
            Issue.record("no taper")
            return
        }
        #expect(taper.start == 566 && taper.window == 6 && abs(taper.depth - 0.15) < 1e-12)
        #expect(try course([(365...566, 100), (575...700, 100)]) == .stable)
        #expect(try course([(365...566, 100), (576...700, 100)]) == .stable)
    }

    /// 100, from day 400 on 96, from 415 on 95, from 430 on 89, from 460 on 80: the first day with 5% less is 415. The mean of days 425-484
    /// is (5 · 95 + 30 · 89 + 25 · 80)/60 = 85.75, that of 455-514 is (5 · 89 + 55 · 80)/60 = 80.75: the fourth window.
    @Test func aTaperBeginsWithItsFirstStep() throws {
        let doses: [(ClosedRange<Int32>, Double?)] = [
            (365...399, 100), (400...414, 96), (415...429, 95), (430...459, 89), (460...700, 80),
        ]
        guard case .taper(let taper) = try course(doses) else {
            Issue.record("no taper")
            return
        }
        #expect(taper.start == 415 && taper.window == 4 && abs(taper.depth - 0.20) < 1e-12)
        // Falls of the monthly means: at 400 from 100 to 95.5, at 415 from 98 to 92, at 430 from 95.5 to 89, at 460 from 89 to 80.
        #expect(taper.velocity.map { abs($0 - 0.09) < 1e-12 } == true)
    }

    /// 10% a month, the pace that the CDC's guideline names: the taper begins with the first step, though late refills lower the baseline.
    @Test func tenPercentAMonthBeginsWithTheFirstStep() throws {
        let doses: [(ClosedRange<Int32>, Double?)] = [(400...429, 90), (430...459, 80), (460...700, 70)]
        guard case .taper(let taper) = try course([(203...399, 100)] + doses, year: 0...200) else {
            Issue.record("no taper")
            return
        }
        #expect(taper.start == 400)
    }

    /// A baseline of 104 that drifts to 94: below its own mean by more than 5% already, and within 10%. The fall to 80 is the taper.
    @Test func aDriftWithinTheToleranceIsNoChange() throws {
        let timeline = try DoseFixture(
            [(0...204, 104), (205...429, 94), (430...700, 80)], observed: 0...700
        ).timeline
        guard case .stable(let mean) = timeline.baseline(before: 365, rule) else {
            Issue.record("not stable")
            return
        }
        #expect(abs(mean - (205 * 104 + 160 * 94) / 365) < 1e-9 && 94 <= 0.95 * mean)
        guard case .taper(let taper) = timeline.course(from: 365, baseline: mean, rule) else {
            Issue.record("no taper")
            return
        }
        #expect(taper.start == 430)
    }

    /// Halved from one day to the next in the middle of a month: a fall of 50% of the baseline in a month, wherever months begin.
    @Test func velocityDoesNotDependOnWhereMonthsBegin() throws {
        for start: Int32 in [380, 395, 410] {
            guard case .taper(let taper) = try course([(365...(start - 1), 100), (start...700, 50)]) else {
                Issue.record("no taper")
                continue
            }
            #expect(taper.velocity == 0.5)
        }
        #expect(
            [0.0999, 0.1, 0.2 - 1e-6, 0.2, 0.3 - 1e-6, 0.3, 1, -1].map { TaperVelocity($0) } == [
                .below10, .from10, .from10, .from20, .from20, .from30, .from30, .below10,
            ])
    }

    // MARK: - Stops

    /// 30 free days are a stop, 29 are a low dose for a while.
    @Test func aStopLastsThirtyDays() throws {
        #expect(
            try course([(365...400, 100), (431...700, 100)]) == .abruptStop(.init(day: 401, dose: 100)))
        guard case .taper(let taper) = try course([(365...400, 100), (430...700, 100)]) else {
            Issue.record("no taper")
            return
        }
        #expect(taper.start == 401 && taper.stop == nil)
        // The last day of the follow-up may be the first of a stop; the day after it is not.
        #expect(try course([(365...573, 100)]) == .abruptStop(.init(day: 574, dose: 100)))
        #expect(try course([(365...574, 100)]) == .stable)
        // 29 observed days after the last supply are not yet a stop.
        #expect(try course([(365...400, 100)], until: 430) == .abruptStop(.init(day: 401, dose: 100)))
        guard case .taper = try course([(365...400, 100)], until: 429) else {
            Issue.record("a stop of 29 days")
            return
        }
    }

    /// From half of the baseline to nothing within 7 days is abrupt; 8 days at half are a taper that ends in an abrupt stop; from less than
    /// half it is a taper.
    @Test func aStopIsAbruptFromHalfOfTheBaselineWithinAWeek() throws {
        #expect(try course([(365...400, 100), (401...407, 50)]) == .abruptStop(.init(day: 408, dose: 50)))
        for (days, dose, stop): (ClosedRange<Int32>, Double, StudyDay?) in [
            (401...408, 50, 409), (401...407, 49, nil), (401...408, 49, nil),
        ] {
            guard case .taper(let taper) = try course([(365...400, 100), (days, dose)]) else {
                Issue.record("no taper")
                continue
            }
            #expect(taper.start == 401 && taper.stop == stop)
        }
        // Six days at 49 and the seventh before the stop at 100.
        #expect(try course([(365...400, 100), (401...406, 49)]) == .abruptStop(.init(day: 407, dose: 100)))
    }

    // MARK: - Unknown days

    /// 6 unknown days of 60 are judged, 7 are not: then the first window alone cannot be.
    @Test func aWindowWithTooManyUnknownDaysIsNotJudged() throws {
        for (last, expected): (Int32, DoseCourse) in [(370, .stable), (371, .notJudged(windows: 1))] {
            #expect(try course([(365...last, nil), ((last + 1)...700, 100)]) == expected)
        }
        // Windows from day 515 on are not observed enough.
        #expect(try course([(365...520, 100)], until: 520) == .notJudged(windows: 2))
        #expect(try course([], until: 364) == .notJudged(windows: 6))
        // What the others show counts.
        guard case .taper(let taper) = try course([(365...371, nil), (372...700, 80)]) else {
            Issue.record("no taper")
            return
        }
        #expect(taper.window == 2 && taper.start == 372)
    }

    // MARK: - A history

    /// 15% less on day 600, and 15 mg less again on day 800, when the mean of the year before is still within its tolerance: one taper.
    /// A whole year later the next one may begin.
    @Test func aTaperThatGoesOnIsOne() throws {
        let timeline = try DoseFixture(
            [(0...599, 100), (600...799, 85), (800...1199, 70), (1200...1500, 50)], observed: 0...1500
        ).timeline
        #expect(timeline.trials(rule).contains { $0.timeZero == 785 && $0.course.start == 800 })
        #expect(timeline.changes(rule).map(\.course.start) == [600, 1200])
    }

    /// A taper of 6% of the baseline a month for nine months is one change, from its first step on, whatever time zeros lie within it.
    @Test func aSlowTaperIsToldOnce() throws {
        let steps = (0..<9).map { month -> (days: ClosedRange<Int32>, dose: Double?) in
            let first = Int32(600 + 30 * month)
            return (first...(first + 29), 94 - 6 * Double(month))
        }
        let timeline = try DoseFixture([(0...599, 100)] + steps + [(870...1400, 46)], observed: 0...1400).timeline
        let changes = timeline.changes(rule)
        #expect(changes.map(\.course.start) == [600] && changes.map(\.timeZero) == [575])
        // The month after its first step it is under way.
        let trials = timeline.trials(rule)
        #expect(trials.first { $0.timeZero == 605 }?.course == .underWay(since: 600))
    }

    /// 900 days at 100, then 70 for two years, then 100 again: a taper and a rise, each once, and each told from the last time zero.
    @Test func eachChangeIsToldOnce() throws {
        let timeline = try DoseFixture(
            [(0...899, 100), (900...1629, 70), (1630...2000, 100)], observed: 0...2000
        ).timeline
        let changes = timeline.changes(rule)
        #expect(changes.map(\.course.start) == [900, 1630])
        #expect(changes.map(\.timeZero) == [875, 1625])
        #expect(changes.map(\.baseline) == [100, 70])
        let trials = timeline.trials(rule)
        #expect(trials.first?.timeZero == 365 && trials.first?.course == .stable)
        // Of the trials, every 30 days from 365 on, those of whose last 60 days at least 30 lie behind day 900 see the taper.
        let tapers = trials.filter { if case .taper = $0.course { true } else { false } }
        #expect(tapers.map(\.timeZero) == [725, 755, 785, 815, 845, 875])
    }
}
