@testable import Cohort

/// What ``DoseTimeline`` and ``DrugTimeline`` tell, worked out day by day from the definitions: slow, and without steps.
struct DoseOracle {
    let rows: [DoseFixture.Row]
    let observed: ClosedRange<Int32>

    func isExposed(_ day: Int) -> Bool { rows.contains { $0.days.contains(Int32(day)) } }

    private func isObserved(_ day: Int) -> Bool { observed.contains(Int32(day)) }

    private func isFree(_ day: Int) -> Bool { !isExposed(day) && isObserved(day) }

    /// The sum of all rows of the day; `nil` where one is unknown, or nobody watched.
    func dose(_ day: Int) -> Double? {
        let covering = rows.filter { $0.days.contains(Int32(day)) }
        if covering.isEmpty { return isObserved(day) ? 0 : nil }
        return covering.reduce(0 as Double?) { sum, row in row.dose.flatMap { dose in sum.map { $0 + dose } } }
    }

    func mean(_ start: Int, _ days: Int, _ mostUnknown: Double) -> Double? {
        let known = (start..<(start + days)).compactMap { dose($0) }
        guard !known.isEmpty, Double(days - known.count) <= mostUnknown * Double(days) + 1e-9 else { return nil }
        return known.reduce(0, +) / Double(known.count)
    }

    private func meanOnTherapy(_ start: Int, _ days: Int, _ mostUnknown: Double) -> Double? {
        guard mean(start, days, mostUnknown) != nil else { return nil }
        let treated = (start..<(start + days)).filter(isExposed).compactMap { dose($0) }
        return treated.isEmpty ? 0 : treated.reduce(0, +) / Double(treated.count)
    }

    private var firstExposure: Int { Int(rows.map(\.days.lowerBound).min() ?? 0) }
    private var lastDay: Int { Int(max(observed.upperBound, rows.map(\.days.upperBound).max() ?? .min)) }
    private var firstDay: Int { Int(min(observed.lowerBound, rows.map(\.days.lowerBound).min() ?? .max)) }

    // MARK: - Taper

    func trials(_ rule: TaperRule) -> [DoseTrial] {
        stride(from: firstExposure + rule.baselineDays, through: lastDay, by: rule.every).compactMap { zero in
            guard
                let base = mean(zero - rule.baselineDays, rule.baselineDays, rule.mostUnknown),
                base >= rule.leastBaseline - 1e-9
            else { return nil }
            for month in 1...(rule.baselineDays / rule.monthDays) {
                let start = zero - month * rule.monthDays
                guard let own = mean(start, rule.monthDays, rule.mostUnknown),
                    abs(own / base - 1) <= rule.stability + 1e-9
                else { return nil }
            }
            return DoseTrial(timeZero: StudyDay(Int32(zero)), baseline: base, course: course(zero, base, rule))
        }
    }

    private func course(_ zero: Int, _ base: Double, _ rule: TaperRule) -> DoseCourse {
        let count = (rule.followUpDays - rule.windowDays) / rule.monthDays + 1
        let means = (0..<count).map { mean(zero + $0 * rule.monthDays, rule.windowDays, rule.mostUnknown) }
        let shares = means.map { $0.map { $0 / base } }
        let stop = (zero..<(zero + rule.followUpDays)).first { isAbruptStop($0, base, rule) }
        var lowered: (start: Int, window: Int)?
        var raised: (start: Int, window: Int)?
        for (index, share) in shares.enumerated() {
            guard let share else { continue }
            let start = zero + index * rule.monthDays
            if share <= 1 - rule.leastChange + 1e-9, lowered == nil {
                lowered = (onset(start, zero, rule) { $0 / base <= 1 - $1 + 1e-9 }, index + 1)
            }
            if share >= 1 + rule.leastChange - 1e-9, raised == nil {
                raised = (onset(start, zero, rule) { $0 / base >= 1 + $1 - 1e-9 }, index + 1)
            }
        }
        if let found = lowered, let stop, stop - found.start <= rule.stopWithin { lowered = nil }
        let starts = [lowered?.start, raised?.start, stop].compactMap(\.self)
        guard let first = starts.min() else {
            let unknown = means.count { $0 == nil }
            return unknown == 0 ? .stable : .notJudged(windows: unknown)
        }
        if first < zero { return .underWay(since: StudyDay(Int32(first))) }
        let known = shares.compactMap(\.self)
        if let lowered, lowered.start == first {
            return .taper(
                .init(
                    start: StudyDay(Int32(first)), window: lowered.window, depth: 1 - (known.min() ?? 0),
                    velocity: velocity(zero, base, rule), stop: stop.map { StudyDay(Int32($0)) }))
        }
        if let raised, raised.start == first {
            return .rise(
                .init(start: StudyDay(Int32(first)), window: raised.window, height: (known.max() ?? 0) - 1))
        }
        let before = (1...rule.stopWithin).compactMap { dose(first - $0) }
        return .abruptStop(.init(day: StudyDay(Int32(first)), dose: before.max() ?? 0))
    }

    private func onset(_ start: Int, _ zero: Int, _ rule: TaperRule, _ differs: (Double, Double) -> Bool) -> Int {
        func isOff(_ day: Int, by share: Double) -> Bool { dose(day).map { differs($0, share) } ?? false }
        var reached = start
        while !isOff(reached, by: rule.leastChange) { reached += 1 }
        for share in [rule.onset, rule.stability] {
            var day = reached
            while isOff(day - 1, by: share) { day -= 1 }
            if day >= zero - rule.monthDays || share == rule.stability { return day }
        }
        return reached
    }

    private func isAbruptStop(_ day: Int, _ base: Double, _ rule: TaperRule) -> Bool {
        guard !isFree(day - 1), (day..<(day + rule.stopDays)).allSatisfy(isFree) else { return false }
        return (1...rule.stopWithin).contains { (dose(day - $0) ?? 0) / base >= rule.stopFrom - 1e-9 }
    }

    private func velocity(_ zero: Int, _ base: Double, _ rule: TaperRule) -> Double? {
        (zero..<(zero + rule.followUpDays)).compactMap { day -> Double? in
            guard let dose = dose(day), let before = self.dose(day - 1), dose < before,
                let month = meanOnTherapy(day - rule.monthDays, rule.monthDays, rule.mostUnknown),
                let next = meanOnTherapy(day, rule.monthDays, rule.mostUnknown)
            else { return nil }
            return (month - next) / base
        }.max()
    }

    // MARK: - Ladder

    func ladder(_ rule: LadderRule) -> [DoseChange] {
        var changes: [DoseChange] = []
        var level: (dose: Double, end: Int)?
        var (unknown, wasExposed, isStopped) = (0, false, false)
        var restart: Int?
        func add(_ kind: DoseChange.Kind, _ from: Double?, _ to: Double?, _ before: Int, _ day: Int) {
            changes.append(
                DoseChange(
                    kind: kind, from: from, to: to, lastDayBefore: StudyDay(Int32(before)),
                    firstDayAfter: StudyDay(Int32(day)), unknownDays: unknown))
        }
        for day in firstDay...lastDay {
            let exposed = isExposed(day)
            if exposed, isStopped {
                restart = changes.count
                add(.restart, 0, nil, day - 1, day)
                (unknown, isStopped) = (0, false)
            }
            wasExposed = wasExposed || exposed
            // Free for longer than a gap, from this day on.
            if wasExposed, !isStopped, isFree(day), !isFree(day - 1), (day...(day + rule.gap)).allSatisfy(isFree) {
                add(.stop, level?.dose, 0, level?.end ?? day - 1, day)
                (level, restart, unknown, isStopped) = (nil, nil, 0, true)
            }
            guard let dose = dose(day) else {
                if wasExposed, !isStopped { unknown += 1 }
                continue
            }
            guard exposed, lasts(day, dose) >= rule.leastDays else { continue }
            if let number = restart {
                changes[number].to = dose
                restart = nil
            }
            if let present = level, abs(dose - present.dose) >= rule.leastChange * present.dose - 1e-9,
                dose != present.dose
            {
                add(dose > present.dose ? .rise : .fall, present.dose, dose, present.end, day)
                level = (dose, day)
            } else {
                level = (level?.dose ?? dose, day)
            }
            unknown = 0
        }
        return changes
    }

    /// How many exposed days of one dose the day is of.
    private func lasts(_ day: Int, _ dose: Double) -> Int {
        func isSame(_ other: Int) -> Bool { isExposed(other) && self.dose(other) == dose }
        var (first, last) = (day, day)
        while isSame(first - 1) { first -= 1 }
        while isSame(last + 1) { last += 1 }
        return last - first + 1
    }

    // MARK: - Withdrawal

    func isWithdrawalProne(_ day: Int, _ window: WithdrawalWindow) -> Bool? {
        guard let dose = dose(day) else { return nil }
        var isKnown = true
        for before in (day - window.days)..<day {
            guard let other = self.dose(before) else {
                if isExposed(before), isFree(day) { return true }
                isKnown = false
                continue
            }
            if other > 0, dose <= other * (1 - window.leastFall) + 1e-9 { return true }
        }
        return isKnown ? false : nil
    }

    // MARK: - Rotation

    /// The last day of the old drug and the first day of the new one, with the drugs, of all rotations.
    func rotations(_ rule: RotationRule, drugOf: (UInt16) -> Opioid) -> [String] {
        var stretches: [(drug: Opioid, start: Int, end: Int)] = []
        for drug in Set(rows.map { drugOf($0.drug) }).sorted(by: { $0.rawValue < $1.rawValue }) {
            var open: (start: Int, end: Int)?
            for day in firstDay...lastDay
            where rows.contains(where: { drugOf($0.drug) == drug && $0.days.contains(Int32(day)) }) {
                if let last = open, day - last.end - 1 > rule.drugGap {
                    stretches.append((drug, last.start, last.end))
                    open = nil
                }
                open = (open?.start ?? day, day)
            }
            if let open { stretches.append((drug, open.start, open.end)) }
        }
        // Starts of one day are taken in the order of the rows.
        func rank(_ stretch: (drug: Opioid, start: Int, end: Int)) -> Int {
            let own = rows.sorted {
                ($0.days.lowerBound, $0.days.upperBound) < ($1.days.lowerBound, $1.days.upperBound)
            }
            return own.firstIndex { drugOf($0.drug) == stretch.drug && Int($0.days.lowerBound) == stretch.start } ?? 0
        }
        stretches.sort { ($0.start, rank($0)) < ($1.start, rank($1)) }
        var taken: Set<Int> = []
        return stretches.compactMap { new in
            let old = stretches.indices.filter { number in
                let old = stretches[number]
                let free = new.start - old.end - 1
                return !taken.contains(number) && old.drug != new.drug && old.start < new.start && old.end < new.end
                    && free <= rule.gap && -free <= rule.overlap
            }.min { one, other in
                let (first, second) = (stretches[one], stretches[other])
                return (abs(new.start - first.end - 1), first.end, one)
                    < (abs(new.start - second.end - 1), second.end, other)
            }
            guard let old else { return nil }
            taken.insert(old)
            let before = stretches[old]
            return "\(before.drug) \(before.end), \(new.drug) \(new.start)"
        }
    }
}
