import Estimation
import Findings

extension Estimate {
    /// An estimate with an interval as `Estimation` gives it.
    init(
        _ name: String, group: [String: String], value: Measure?, se: Measure? = nil, interval: ConfidenceInterval?,
        n: Int? = nil, events: Int? = nil, unit: String, cells: [Int] = []
    ) {
        self.init(
            name, group: group, value: value, se: se, lower: interval.flatMap { Measure($0.lower) },
            upper: interval.flatMap { Measure($0.upper) }, level: interval?.level.value,
            interval: interval?.method.rawValue, n: n, events: events, unit: unit, cells: cells)
    }

    /// A share with each interval asked for: one estimate an interval, alike but for the interval.
    ///
    /// A group without people has no share; it gives one estimate without a value.
    static func shares(
        _ name: String, group: [String: String], events: Int, of n: Int, intervals: [ConfidenceInterval.Method],
        level: ConfidenceLevel, cells: [Int]
    ) -> [Estimate] {
        guard let count = BinomialCount(successes: events, trials: n) else {
            return [Estimate(name, group: group, value: nil, n: n, events: events, unit: "share", cells: cells)]
        }
        return intervals.map { method in
            let interval: ConfidenceInterval? =
                switch method {
                case .clopperPearson: .clopperPearson(count, level: level)
                default: .wilson(count, level: level)
                }
            return Estimate(
                name, group: group, value: Measure(count.proportion), interval: interval, n: n, events: events,
                unit: "share", cells: cells)
        }
    }

    /// A count of patients.
    static func patients(_ name: String, group: [String: String], count: Int, cells: [Int] = []) -> Estimate {
        Estimate(name, group: group, value: Measure(count), n: count, unit: "patients", cells: [count] + cells)
    }
}
