extension DoseTimeline {
    /// The person's dose before a time zero: stable, or why not.
    ///
    /// The mean is of all days of the baseline with a known dose, those without the drug as 0. Stable means that each of the whole
    /// months counted back from the day before time zero (12 of 30 days in a year) has a mean within the tolerance.
    public func baseline(before timeZero: StudyDay, _ rule: TaperRule) -> DoseBaseline {
        let day = Int(timeZero.rawValue)
        guard
            let mean = mean(from: day - rule.baselineDays, days: rule.baselineDays, mostUnknown: rule.mostUnknown)
        else { return .unknown }
        guard mean * Self.slack >= rule.leastBaseline else { return .low(mean) }
        var (isKnown, through) = (true, total(before: day))
        for month in stride(from: rule.monthDays, through: rule.baselineDays, by: max(1, rule.monthDays)) {
            let before = total(before: day - month)
            let own = self.mean(from: before, to: through, days: rule.monthDays, mostUnknown: rule.mostUnknown)
            through = before
            guard let own else {
                isKnown = false
                continue
            }
            guard abs(own - mean) <= rule.stability * mean * Self.slack else { return .unstable(mean) }
        }
        return isKnown ? .stable(mean) : .unknown
    }

    /// What becomes of a baseline in the follow-up from a time zero on.
    ///
    /// A window's mean that lies at least 15% below the baseline makes a taper, one at least 15% above it a rise. A stop from at least
    /// half of the baseline within 7 days, of at least 30 days, is an abrupt stop, unless a taper began more than 7 days
    /// before it. Of several the one that begins first counts. A stop may reach beyond the follow-up.
    public func course(from timeZero: StudyDay, baseline: Double, _ rule: TaperRule) -> DoseCourse {
        let zero = Int(timeZero.rawValue)
        let windows = windows(from: zero, baseline: baseline, rule)
        let stop = abruptStop(from: zero, baseline: baseline, rule)
        var course = windows.isComplete ? DoseCourse.stable : .notJudged(windows: windows.unknown)
        var first = Int.max
        if let window = windows.lowered {
            let start = onset(
                inWindow: window, from: zero, rule, { $0 <= baseline * (1 - $1) * Self.slack })
            let isAbrupt = stop.map { Int($0.day.rawValue) - start <= rule.stopWithin } ?? false
            if !isAbrupt {
                first = start
                course = .taper(
                    .init(
                        start: StudyDay(Int32(clamping: start)), window: window,
                        depth: (baseline - windows.lowest) / baseline,
                        velocity: velocity(from: zero, baseline: baseline, rule), stop: stop?.day))
            }
        }
        if let window = windows.raised {
            let start = onset(
                inWindow: window, from: zero, rule, { $0 * Self.slack >= baseline * (1 + $1) })
            if start < first {
                first = start
                let height = (windows.highest - baseline) / baseline
                course = .rise(.init(start: StudyDay(Int32(clamping: start)), window: window, height: height))
            }
        }
        if first < zero { return .underWay(since: StudyDay(Int32(clamping: first))) }
        if let stop, Int(stop.day.rawValue) < first { return .abruptStop(stop) }
        return course
    }

    /// The windows of a follow-up: the first that is lowered and the first that is raised, from 1, the extremes of their means, and how
    /// many cannot be judged.
    private func windows(
        from zero: Int, baseline: Double, _ rule: TaperRule
    ) -> (lowered: Int?, raised: Int?, lowest: Double, highest: Double, unknown: Int, isComplete: Bool) {
        var (lowered, raised): (Int?, Int?)
        var (lowest, highest, unknown, number) = (baseline, baseline, 0, 0)
        for start in rule.windowStarts {
            number += 1
            guard let mean = mean(from: zero + start, days: rule.windowDays, mostUnknown: rule.mostUnknown) else {
                unknown += 1
                continue
            }
            (lowest, highest) = (min(lowest, mean), max(highest, mean))
            if lowered == nil, mean <= baseline * (1 - rule.leastChange) * Self.slack { lowered = number }
            if raised == nil, mean * Self.slack >= baseline * (1 + rule.leastChange) { raised = number }
        }
        return (lowered, raised, lowest, highest, unknown, number > 0 && unknown == 0)
    }

    /// Every time zero at which the person's dose was stable, and what became of it.
    ///
    /// Time zeros are a setting's days apart, from the first exposure's start plus the days of the baseline on: a sequence of trials
    /// (Hernán 2008, 10.1097/EDE.0b013e3181875e61), whose follow-ups overlap.
    ///
    /// - Complexity: for each time zero, log n in steps.
    public func trials(_ rule: TaperRule) -> [DoseTrial] {
        timeZeros(rule).compactMap { trial(at: $0, rule) }
    }

    /// The person's tapers, rises and abrupt stops of a stable dose, each once, as the last time zero at or before its start shows it.
    ///
    /// After a change the next one begins when a whole baseline lies behind the first: a taper that goes on is one.
    public func changes(_ rule: TaperRule) -> [DoseTrial] {
        var changes: [DoseTrial] = []
        for trial in trials(rule) where trial.course.start != nil {
            guard let last = changes.last, let start = last.course.start else {
                changes.append(trial)
                continue
            }
            if trial.timeZero.days(since: start) >= rule.baselineDays {
                changes.append(trial)
            } else if trial.timeZero <= start, trial.course.isAlike(last.course) {
                changes[changes.count - 1] = trial
            }
        }
        return changes
    }

    private func trial(at day: Int, _ rule: TaperRule) -> DoseTrial? {
        // Most time zeros have too low a last month for any stable baseline; that is seen at once.
        let lastMonth = mean(from: day - rule.monthDays, days: rule.monthDays, mostUnknown: rule.mostUnknown)
        guard let lastMonth, lastMonth * Self.slack >= rule.leastBaseline * (1 - rule.stability) / Self.slack else {
            return nil
        }
        let zero = StudyDay(Int32(clamping: day))
        guard case .stable(let mean) = baseline(before: zero, rule) else { return nil }
        return DoseTrial(timeZero: zero, baseline: mean, course: course(from: zero, baseline: mean, rule))
    }

    private func timeZeros(_ rule: TaperRule) -> StrideThrough<Int> {
        let first = firstExposure.map { Int($0.rawValue) + rule.baselineDays } ?? 0
        let last = firstExposure == nil ? first - 1 : steps.last.map { Int($0.end.rawValue) } ?? first - 1
        // A history of more than a century is a mistake of the data, and would be walked for ever.
        return stride(from: first, through: min(last, first + Self.longestHistory), by: max(1, rule.every))
    }

    private static let longestHistory = 36_525

    /// The first day of the change that a window shows: of the unbroken run of days with at least the rule's first difference to the
    /// baseline in which the first day of the window lies that is changed enough. A window's mean is not below its lowest day, so that
    /// there is such a day.
    ///
    /// A baseline that drifts within its tolerance may end below its own mean. So where the run began more than a month before time zero,
    /// its dose is the baseline's, and the run of days outside the tolerance counts instead.
    private func onset(
        inWindow window: Int, from zero: Int, _ rule: TaperRule, _ differs: (_ dose: Double, _ share: Double) -> Bool
    ) -> Int {
        let start = zero + (window - 1) * max(1, rule.monthDays)
        var reached = index(of: start)
        while reached < steps.count, !(steps[reached].state.dose.map { differs($0, rule.leastChange) } ?? false) {
            reached += 1
        }
        guard reached < steps.count else { return start }
        func runStart(_ share: Double) -> Int {
            let share = min(share, rule.leastChange)
            var step = reached
            while step > 0, steps[step - 1].state.dose.map({ differs($0, share) }) ?? false { step -= 1 }
            return Int(steps[step].start.rawValue)
        }
        let first = runStart(rule.onset)
        return first >= zero - rule.monthDays ? first : runStart(rule.stability)
    }

    /// The first stop of the follow-up that is abrupt.
    private func abruptStop(from zero: Int, baseline: Double, _ rule: TaperRule) -> DoseCourse.AbruptStop? {
        var number = index(of: zero)
        while number < steps.count, Int(steps[number].start.rawValue) < zero + rule.followUpDays {
            let step = steps[number]
            if step.state == .free, Int(step.start.rawValue) >= zero, step.days >= rule.stopDays {
                var (before, highest) = (number - 1, 0.0)
                while before >= 0, step.start.days(since: steps[before].end) <= rule.stopWithin {
                    highest = max(highest, steps[before].state.dose ?? 0)
                    before -= 1
                }
                if highest * Self.slack >= rule.stopFrom * baseline { return .init(day: step.start, dose: highest) }
            }
            number += 1
        }
        return nil
    }

    /// The largest fall in a month: over the days of the follow-up on which the dose falls. A supply that is fetched some days late is no
    /// fall of the dose, so the means are of days with the drug.
    private func velocity(from zero: Int, baseline: Double, _ rule: TaperRule) -> Double? {
        var largest: Double?
        var number = max(1, index(of: zero))
        while number < steps.count, Int(steps[number].start.rawValue) < zero + rule.followUpDays {
            let day = Int(steps[number].start.rawValue)
            if day >= zero, let dose = steps[number].state.dose, let before = steps[number - 1].state.dose,
                dose < before,
                let month = meanOnTherapy(
                    from: day - rule.monthDays, days: rule.monthDays, mostUnknown: rule.mostUnknown),
                let next = meanOnTherapy(from: day, days: rule.monthDays, mostUnknown: rule.mostUnknown)
            {
                largest = max(largest ?? -.infinity, (month - next) / baseline)
            }
            number += 1
        }
        return largest
    }
}

extension DoseCourse {
    /// Whether both are tapers, both rises, or both abrupt stops.
    fileprivate func isAlike(_ other: DoseCourse) -> Bool {
        switch (self, other) {
        case (.taper, .taper), (.rise, .rise), (.abruptStop, .abruptStop): true
        default: false
        }
    }
}
