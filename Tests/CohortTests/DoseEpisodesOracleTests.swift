import Testing

@testable import Cohort

/// Random histories, against the same definitions day by day.
@Suite struct DoseEpisodesOracleTests {
    /// Supplies of some weeks, some early and some late, at doses that mostly stay, with changes of drug, unknown doses, second drugs and
    /// stops. Doses are whole multiples of 5, so that both ways of adding them are exact.
    private func rows(_ random: inout Seeded) -> [DoseFixture.Row] {
        var rows: [DoseFixture.Row] = []
        var day = Int32.random(in: -20...20, using: &random)
        var (dose, drug) = (
            Double(Int.random(in: 8...20, using: &random)) * 5, UInt16.random(in: 0..<6, using: &random)
        )
        let restlessness = Int.random(in: 2...14, using: &random)
        for _ in 0..<Int.random(in: 1...14, using: &random) {
            let days = Int32.random(in: 5...34, using: &random)
            let isUnknown = Int.random(in: 0..<25, using: &random) == 0
            rows.append(.init(days: day...(day + days - 1), dose: isUnknown ? nil : dose, drug: drug))
            if Int.random(in: 0..<9, using: &random) == 0 {
                let second = UInt16.random(in: 0..<6, using: &random)
                rows.append(.init(days: (day + 2)...(day + 2 + days), dose: 10, drug: second))
            }
            day += days
            switch Int.random(in: 0..<restlessness, using: &random) {
            case 0:
                let change = Double(Int.random(in: -8...8, using: &random)) * 5
                dose = max(5, dose + change)
            case 1:
                drug = UInt16.random(in: 0..<6, using: &random)
                day += Int32.random(in: -9...9, using: &random)
            case 2: day += Int32.random(in: 0...12, using: &random)
            case 3: day += Int32.random(in: -3...3, using: &random)
            case 4: day += Int32.random(in: 1...50, using: &random)
            default: break
            }
        }
        return rows
    }

    private func rule(_ random: inout Seeded) -> TaperRule {
        let month = Int.random(in: 5...10, using: &random)
        return TaperRule(
            baselineDays: Int.random(in: 3...5, using: &random) * month + 2, leastBaseline: 50, monthDays: month,
            stability: [0.1, 0.15][Int.random(in: 0...1, using: &random)], followUpDays: 7 * month,
            windowDays: 2 * month,
            stopWithin: 4, stopDays: 12, every: Int.random(in: 1...9, using: &random))
    }

    private func isClose(_ left: Double?, _ right: Double?) -> Bool {
        switch (left, right) {
        case (nil, nil): true
        // Sums of some hundred doses, in another order of operations.
        case (let left?, let right?): abs(left - right) <= 1e-10 * max(1, abs(left))
        default: false
        }
    }

    private func isClose(_ left: DoseTrial, _ right: DoseTrial) -> Bool {
        guard left.timeZero == right.timeZero, isClose(left.baseline, right.baseline) else { return false }
        switch (left.course, right.course) {
        case (.taper(let own), .taper(let other)):
            return own.start == other.start && own.window == other.window && own.stop == other.stop
                && isClose(own.depth, other.depth) && isClose(own.velocity, other.velocity)
        case (.rise(let own), .rise(let other)):
            return own.start == other.start && own.window == other.window && isClose(own.height, other.height)
        default: return left.course == right.course
        }
    }

    @Test func tapersRisesAndStops() throws {
        var random = Seeded(state: 1)
        var seen: [String: Int] = [:]
        for _ in 0..<300 {
            let (rows, rule) = (rows(&random), rule(&random))
            let last = rows.map(\.days.upperBound).max() ?? 0
            let observed = Int32(-30)...max(-30, last + Int32.random(in: -20...60, using: &random))
            let found = try DoseFixture(rows, observed: observed).timeline.trials(rule)
            let expected = DoseOracle(rows: rows, observed: observed).trials(rule)
            #expect(found.count == expected.count)
            for (own, other) in zip(found, expected) {
                #expect(isClose(own, other), "\(own) instead of \(other); \(rows), \(observed), \(rule)")
                let kind =
                    switch own.course {
                    case .taper(let taper): taper.stop == nil ? "taper" : "taper and stop"
                    case .rise: "rise"
                    case .abruptStop: "stop"
                    case .stable: "stable"
                    case .underWay: "under way"
                    case .notJudged: "not judged"
                    }
                seen[kind, default: 0] += 1
            }
        }
        // A comparison of nothing would be easily passed.
        for kind in ["taper", "taper and stop", "rise", "stop", "stable", "under way", "not judged"] {
            #expect(seen[kind, default: 0] >= 10, "\(seen)")
        }
    }

    @Test func stepsLaddersAndWithdrawal() throws {
        var random = Seeded(state: 2)
        var seen: [DoseChange.Kind: Int] = [:]
        for _ in 0..<300 {
            let rows = rows(&random)
            let last = rows.map(\.days.upperBound).max() ?? 0
            let observed = Int32(-30)...max(-30, last + Int32.random(in: -60...60, using: &random))
            let timeline = try DoseFixture(rows, observed: observed).timeline
            let oracle = DoseOracle(rows: rows, observed: observed)
            for (step, next) in zip(timeline.steps, timeline.steps.dropFirst()) {
                #expect(next.start.days(since: step.end) == 1 && next.state != step.state)
            }
            let window = WithdrawalWindow(days: Int.random(in: 1...20, using: &random))
            for day in -60...(Int(last) + 70) {
                let (state, number) = (timeline.state(on: StudyDay(Int32(day))), StudyDay(Int32(day)))
                #expect(state.dose == oracle.dose(day) && state.isExposed == oracle.isExposed(day))
                #expect(
                    timeline.isWithdrawalProne(on: number, window) == oracle.isWithdrawalProne(day, window),
                    "day \(day); \(rows), \(observed), \(window)")
                let days = Int.random(in: 1...40, using: &random)
                #expect(
                    isClose(
                        timeline.meanDailyMME(from: number, days: days, mostUnknown: 0.2), oracle.mean(day, days, 0.2)))
            }
            let rule = LadderRule(
                gap: Int.random(in: 5...30, using: &random), leastDays: Int.random(in: 1...20, using: &random))
            let changes = timeline.ladder(rule).changes
            #expect(changes == oracle.ladder(rule), "\(rows), \(observed), \(rule)")
            for change in changes { seen[change.kind, default: 0] += 1 }
        }
        #expect(DoseChange.Kind.allCases.allSatisfy { seen[$0, default: 0] >= 50 }, "\(seen)")
    }

    @Test func rotations() throws {
        var random = Seeded(state: 3)
        var seen = 0
        for _ in 0..<300 {
            let rows = rows(&random)
            let last = rows.map(\.days.upperBound).max() ?? 0
            let rule = RotationRule(overlap: [7, 28][Int.random(in: 0...1, using: &random)])
            let fixture = try DoseFixture(rows, observed: -30...(last + 5))
            let changes = fixture.changes(rule)
            let expected = DoseOracle(rows: rows, observed: -30...(last + 5))
                .rotations(rule) { DoseFixture.drugs[Int($0)].code }
            let named = expected.filter { !$0.contains("other") }
            #expect(
                changes.rotations.map {
                    "\($0.old.drug) \($0.lastDayOfOld.rawValue), \($0.new.drug) \($0.firstDayOfNew.rawValue)"
                } == named, "\(rows), \(rule)")
            #expect(changes.unnamed == expected.count - named.count)
            seen += named.count
        }
        #expect(seen > 100)
    }

    /// Each definition as it is written, over every window.
    @Test func longTermTherapy() throws {
        var random = Seeded(state: 4)
        var seen: [[LongTermTherapy.Verdict]: Int] = [:]
        for _ in 0..<300 {
            let rows = rows(&random).map { row in
                DoseFixture.Row(
                    days: row.days, dose: row.dose.map { $0 / 2 }, drug: row.drug,
                    isSupply: Bool.random(using: &random))
            }
            let oracle = DoseOracle(rows: rows, observed: 0...0)
            let found = try DoseFixture(rows, observed: 0...0).exposures.longTermTherapy(of: 0, gap: 30)
            let (consort, ninety, svendsen) = (oracle.isConsort(gap: 30), oracle.isNinetyDays, oracle.svendsen)
            #expect(found.consort == (consort ? .met : .notMet), "\(rows)")
            #expect(found.ninetyDays == (ninety ? .met : .notMet), "\(rows)")
            #expect(found.svendsen == svendsen, "\(rows)")
            seen[[found.consort, found.ninetyDays, found.svendsen], default: 0] += 1
        }
        #expect(seen.count >= 5, "\(seen)")
    }
}

extension DoseOracle {
    fileprivate func isConsort(gap: Int) -> Bool {
        let sorted = rows.sorted { $0.days.lowerBound < $1.days.lowerBound }
        var episodes: [[DoseFixture.Row]] = []
        for row in sorted {
            let reached = episodes.last?.map { Int($0.days.upperBound) }.max()
            if let reached, Int(row.days.lowerBound) - reached - 1 <= gap {
                episodes[episodes.count - 1].append(row)
            } else {
                episodes.append([row])
            }
        }
        return episodes.contains { episode in
            let first = Int(episode.map(\.days.lowerBound).min() ?? 0)
            let last = Int(episode.map(\.days.upperBound).max() ?? 0)
            let supplied = episode.reduce(0) { $0 + $1.days.count }
            return last - first + 1 > 90 && (supplied >= 120 || episode.count >= 10)
        }
    }

    fileprivate var isNinetyDays: Bool {
        let covered = Set(rows.flatMap { $0.days })
        return covered.contains { last in covered.count { (last - 364...last).contains($0) } >= 90 }
    }

    fileprivate var svendsen: LongTermTherapy.Verdict {
        var isUnknown = false
        for start in rows.map(\.days.lowerBound) {
            let quarters = [0...90, 91...181, 182...272, 273...364] as [ClosedRange<Int32>]
            let used = quarters.count { quarter in
                let days = (start + quarter.lowerBound)...(start + quarter.upperBound)
                return rows.contains { row in
                    days.contains(row.days.lowerBound)
                        || (!row.isSupply && days.overlaps(row.days) && row.days.lowerBound < start + 365)
                }
            }
            guard used >= 3 else { continue }
            let within = rows.filter { (start...(start + 364)).contains($0.days.lowerBound) }
            let amount = within.reduce(0.0) { $0 + ($1.dose ?? 0) * Double(min($1.days.count, 365)) }
            if amount > 4500 { return .met }
            if within.contains(where: { $0.dose == nil }) { isUnknown = true }
        }
        return isUnknown ? .unknown : .notMet
    }
}
