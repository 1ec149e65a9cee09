/// What a person took of opioids, in morphine milligram equivalents a day, by the four denominators in use.
///
/// The definitions of the NIH HEAL calculator (Adams 2025, 10.1097/j.pain.0000000000003529), which are those of Dasgupta 2021
/// (10.1097/AJP.0000000000000948): the same prescriptions give numbers that lie far apart, so a number without its denominator says
/// little.
public struct DailyDoses: Sendable, Hashable {
    /// Milligram equivalents of everything supplied.
    public let total: Double
    /// Days' supply of all prescriptions together: a day that two of them cover counts twice.
    public let daysSupplied: Double
    /// Days on which at least one was at hand.
    public let daysOnTherapy: Double
    /// Milligram equivalents within the window.
    public let totalInWindow: Double
    /// Days of the window, a fixed number.
    public let windowDays: Double
    /// The highest dose of a day, of all that cover it together.
    public let highestDay: Double

    /// Definition 1: over total days' supply.
    public var perDaySupplied: Double { total / daysSupplied }
    /// Definition 2: over the days on therapy.
    public var perDayOnTherapy: Double { total / daysOnTherapy }
    /// Definition 3: over a fixed window.
    public var perDayOfWindow: Double { totalInWindow / windowDays }

    /// Doses that have been added up; `nil` where no day is supplied.
    public init?(
        total: Double, daysSupplied: Double, daysOnTherapy: Double, totalInWindow: Double, windowDays: Double,
        highestDay: Double
    ) {
        guard daysSupplied > 0, daysOnTherapy > 0, windowDays > 0 else { return nil }
        self.total = total
        self.daysSupplied = daysSupplied
        self.daysOnTherapy = daysOnTherapy
        self.totalInWindow = totalInWindow
        self.windowDays = windowDays
        self.highestDay = highestDay
    }
}

extension DrugHistory where Regimen == OpioidRegimen {
    /// What a person took, or why that is not known.
    public enum PersonDoses: Sendable, Hashable {
        /// No exposure of those asked for.
        case none
        /// Some exposure has no dose, or no factor: part of a dose is not the dose.
        case incomplete
        /// By the four denominators.
        case known(DailyDoses)
    }

    /// What a person took.
    ///
    /// - Parameters:
    ///   - window: days from the first exposure on, for the third definition.
    ///   - isCounted: whether a regimen, by its number, counts: buprenorphine may be left out.
    /// - Complexity: n log n in the person's exposures.
    public func doses(of person: Int, window: Int, where isCounted: (Int32) -> Bool) -> PersonDoses {
        let counted = self[person].filter { isCounted($0.regimen) }
        guard let first = counted.first?.start.rawValue else { return .none }
        var total = 0.0, inWindow = 0.0, supplied = 0.0, onTherapy = 0.0
        var reached = Int32.min
        // What begins and ends, by day, to find the highest.
        var changes: [(day: Int32, dose: Double)] = []
        changes.reserveCapacity(2 * counted.count)
        for span in counted {
            guard case .milligrams(let daily) = regimen(of: span).dailyMME else { return .incomplete }
            let (start, end) = (span.start.rawValue, span.end.rawValue)
            let days = Double(end - start) + 1
            total += daily * days
            supplied += days
            if end > reached { onTherapy += Double(end) - Double(Swift.max(start - 1, reached)) }
            reached = Swift.max(reached, end)
            let last = Swift.min(Int(end), Int(first) + window - 1)
            inWindow += daily * Double(Swift.max(0, last - Int(start) + 1))
            changes.append((start, daily))
            changes.append((end + 1, -daily))
        }
        changes.sort { ($0.day, -$0.dose) < ($1.day, -$1.dose) }
        let highest = Self.highest(changes)
        guard
            let doses = DailyDoses(
                total: total, daysSupplied: supplied, daysOnTherapy: onTherapy, totalInWindow: inWindow,
                windowDays: Double(window), highestDay: highest)
        else { return .none }
        return .known(doses)
    }

    /// The highest sum of what has begun and not ended, on a day.
    private static func highest(_ changes: [(day: Int32, dose: Double)]) -> Double {
        var (sum, highest) = (0.0, 0.0)
        for (index, change) in changes.enumerated() {
            sum += change.dose
            if index + 1 == changes.count || changes[index + 1].day != change.day { highest = Swift.max(highest, sum) }
        }
        return highest
    }
}
