extension DoseTimeline {
    /// The mean daily dose over some days, in morphine milligram equivalents: of the days whose dose is known, those without the drug
    /// counted as 0.
    ///
    /// - Parameters:
    ///   - start: the first day.
    ///   - days: how many days.
    ///   - mostUnknown: the largest share of days of unknown dose, unobserved ones among them, with which the mean is still taken.
    /// - Returns: `nil` where more days are unknown, or none is known.
    /// - Complexity: log n in steps.
    public func meanDailyMME(from start: StudyDay, days: Int, mostUnknown: Double) -> Double? {
        mean(from: Int(start.rawValue), days: days, mostUnknown: mostUnknown)
    }

    /// What is known of the dose on a day.
    ///
    /// - Complexity: log n in steps.
    public func state(on day: StudyDay) -> DoseStep.State {
        guard let first = steps.first, let last = steps.last, first.start <= day, day <= last.end else {
            return .unobserved
        }
        return steps[index(of: Int(day.rawValue))].state
    }

    func mean(from start: Int, days: Int, mostUnknown: Double) -> Double? {
        mean(from: total(before: start), to: total(before: start + days), days: days, mostUnknown: mostUnknown)
    }

    /// The mean between two totals that lie so many days apart.
    func mean(from before: DoseTotals, to through: DoseTotals, days: Int, mostUnknown: Double) -> Double? {
        let unknown = through.unknownDays - before.unknownDays
        guard unknown < days, Double(unknown) <= mostUnknown * Double(days) * Self.slack else { return nil }
        return (through.milligrams - before.milligrams) / Double(days - unknown)
    }

    /// The mean of the days with the drug among those of known dose, 0 where there is none.
    func meanOnTherapy(from start: Int, days: Int, mostUnknown: Double) -> Double? {
        let (before, through) = (total(before: start), total(before: start + days))
        guard let mean = mean(from: before, to: through, days: days, mostUnknown: mostUnknown) else { return nil }
        let treated = through.treatedDays - before.treatedDays
        return treated > 0 ? (through.milligrams - before.milligrams) / Double(treated) : mean
    }

    /// The number of the last step that begins on or before a day; that of the first step where none does.
    func index(of day: Int) -> Int {
        var (low, high) = (0, steps.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(steps[middle].start.rawValue) <= day { low = middle } else { high = middle }
        }
        return low
    }

    /// What has been taken from a fixed day on until the day before one. Only differences mean something: days before the first step and
    /// after the last are not observed.
    func total(before day: Int) -> DoseTotals {
        guard !steps.isEmpty else { return DoseTotals(unknownDays: day) }
        let number = index(of: day)
        let step = steps[number]
        var total = totals[number]
        let (passed, length) = (day - Int(step.start.rawValue), step.days)
        if passed < 0 {
            total.unknownDays += passed
        } else {
            total.add(step.state, days: min(passed, length))
            total.unknownDays += max(0, passed - length)
        }
        return total
    }
}
