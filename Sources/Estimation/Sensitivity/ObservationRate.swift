import Foundation

/// Do scores come sooner after a high score? The rate at which a recurrent event, such as being scored, comes about, in proportion to
/// the last value that was seen (Lin, Wei, Yang & Ying 2000, doi:10.1111/1467-9868.00259):
///
///     rate on day t, with z seen last = λ₀(t) · exp(γ z)
///
/// γ solves Σ over events of z less its mean, weighted by exp(γ z), over those who are followed on that day = 0: Breslow's partial
/// likelihood of intervals between events. Its error is robust to whatever the events of a person share. The inverse of exp(γ z) weights
/// the values that were seen to what would have been seen with events that do not depend on it (Lin, Scharfstein & Rosenheck 2004,
/// doi:10.1111/j.1467-9868.2004.b5543.x; Bůžková & Lumley 2007, doi:10.1002/cjs.5550350410).
///
/// As R's `coxph(Surv(start, stop, event) ~ z + cluster(person), ties = "breslow")`.
public enum ObservationRate {
    /// Days through which one value was the last that was seen.
    public struct Interval: Sendable, Hashable {
        /// The day after which a person is followed with the value, 0 or later.
        public let start: Int
        /// The last day, on which the event happens where there is one.
        public let end: Int
        /// What was seen last.
        public let value: Double
        /// Whether it ends with an event.
        public let isEvent: Bool

        /// Days after `start` up to and with `end`.
        public init(start: Int, end: Int, value: Double, isEvent: Bool) {
            self.start = start
            self.end = end
            self.value = value
            self.isEvent = isEvent
        }
    }

    /// The fitted rate.
    public struct Fit: Sendable, Hashable {
        /// γ: the log rate ratio for one unit of the value more, with its robust error.
        public let logRateRatio: PointEstimate
        /// The error from the information, right if events of a person do not depend on each other.
        public let modelStandardError: Double
        /// Events.
        public let events: Int
        /// Persons who are followed.
        public let persons: Int
        /// The mean value over the events.
        public let meanAtEvents: Double

        /// exp(γ).
        public var rateRatio: Double { exp(logRateRatio.value) }

        /// Wald interval of γ, carried over to the rate ratio; nil where it has no finite ends.
        public func interval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
            .waldLog(ratio: rateRatio, logStandardError: logRateRatio.standardError, level: level)
        }

        /// The Wald test that events do not depend on the value: z², chi-square on 1 degree of freedom; nil for a standard error of 0.
        public var test: TestStatistic? { .squaredNormal(logRateRatio) }

        /// The inverse of the rate with `value` seen last, against that at the mean over the events.
        public func weight(_ value: Double) -> Double { exp(-logRateRatio.value * (value - meanAtEvents)) }
    }

    /// Days are followed one by one up to here.
    static let mostDays = 1_000_000
    /// γ times the spread of the values, beyond which the likelihood rises for ever.
    private static let mostPredictor = 50.0
    private static let mostSteps = 60
    /// Persons summed in one block. Part of the results' definition.
    private static let blockSize = 512

    /// Fits the rate.
    ///
    /// - Parameter persons: The intervals of each person, which do not overlap.
    /// - Returns: The fit, or `.noEvents`, or `.constantColumn` where on no day with an event two values differ, or `.separated` where
    ///   events always come to the highest value followed, or to the lowest, or `.noResidualVariation` where everybody who is followed
    ///   has an event on the same days.
    /// - Complexity: Intervals and days a step.
    public static func fit(_ persons: [[Interval]], executor: BlockExecutor = .serial) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let followed = persons.filter { !$0.isEmpty }
            try check(followed)
            let problem = try Problem(followed, executor)
            let optimum = try problem.optimum()
            let gamma = optimum.position / problem.spread
            let scores = problem.sumOfSquaredScores(optimum)
            let fit = Fit(
                logRateRatio: PointEstimate(
                    value: gamma, standardError: scores.squareRoot() / optimum.information / problem.spread),
                modelStandardError: 1 / optimum.information.squareRoot() / problem.spread,
                events: Int(problem.events.reduce(0, +)), persons: followed.count,
                meanAtEvents: problem.meanAtEvents)
            // Where everybody has an event on the same days, nobody's can come sooner.
            guard fit.logRateRatio.standardError > 1e-9 * fit.modelStandardError else { throw .noResidualVariation }
            guard gamma.isFinite, fit.logRateRatio.standardError.isFinite else { throw .nonFinite }
            return fit
        }
    }

    private static func check(_ persons: [[Interval]]) throws(NotEstimable) {
        guard !persons.isEmpty else { throw .noObservations }
        guard persons.count >= 2 else { throw .tooFewGroups(found: persons.count, needed: 2) }
        for intervals in persons {
            for interval in intervals {
                guard interval.value.isFinite else { throw .nonFinite }
                guard interval.start >= 0, interval.start < interval.end, interval.end <= mostDays else {
                    throw .invalidArgument(
                        name: "interval", needed: "of days from 0 to \(mostDays), the last after the first")
                }
            }
        }
    }

    /// Where the partial likelihood is highest, on the scale of standardised values.
    private struct Optimum {
        let position: Double
        let sums: Sums
        var information: Double { sums.information }
    }

    /// What those who are followed add up to on each day, and the likelihood of it.
    private struct Sums {
        /// Σ exp(γ z) on each day.
        var risk: [Double]
        /// The mean of z in these.
        var mean: [Double]
        var logLikelihood = 0.0
        var score = 0.0
        var information = 0.0
    }

    private struct Problem {
        let persons: [[Interval]]
        let executor: BlockExecutor
        let center: Double
        let spread: Double
        let days: Int
        /// On each day.
        let events: [Double]
        /// Σ of the standardised values over all events.
        let valueOfEvents: Double
        let meanAtEvents: Double

        init(_ persons: [[Interval]], _ executor: BlockExecutor) throws(NotEstimable) {
            let values = persons.joined().map(\.value)
            let count = Double(values.count)
            let mean = values.reduce(0) { $0 + $1 / count }
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / count }
            guard variance.isFinite else { throw .nonFinite }
            guard variance > 0 else { throw .constantColumn(name: "the last value") }
            (self.persons, self.executor, center, spread) = (persons, executor, mean, variance.squareRoot())
            days = persons.joined().reduce(0) { max($0, $1.end) }
            var events = [Double](repeating: 0, count: days + 1)
            var (sum, number) = (0.0, 0.0)
            for interval in persons.joined() where interval.isEvent {
                events[interval.end] += 1
                sum += (interval.value - mean) / variance.squareRoot()
                number += 1
            }
            guard number > 0 else { throw .noEvents }
            self.events = events
            valueOfEvents = sum
            meanAtEvents = mean + sum / number * variance.squareRoot()
        }

        private func standardized(_ interval: Interval) -> Double { (interval.value - center) / spread }

        /// The sums at γ: what an interval adds is put at its first day and taken off after its last one, then summed along the days.
        func sums(at gamma: Double) -> Sums {
            let width = days + 2
            let parts = executor.mapBlocks(of: persons.count, size: blockSize) { range in
                var changes = [Double](repeating: 0, count: 3 * width)
                for interval in persons[range].joined() {
                    let z = standardized(interval)
                    let risk = exp(gamma * z)
                    for (power, added) in [risk, risk * z, risk * z * z].enumerated() {
                        changes[power * width + interval.start + 1] += added
                        changes[power * width + interval.end + 1] -= added
                    }
                }
                return changes
            }
            var changes = [Double](repeating: 0, count: 3 * width)
            for part in parts { for index in changes.indices { changes[index] += part[index] } }
            var sums = Sums(
                risk: .init(repeating: 0, count: days + 1), mean: .init(repeating: 0, count: days + 1),
                logLikelihood: gamma * valueOfEvents, score: valueOfEvents)
            var (risk, first, second) = (0.0, 0.0, 0.0)
            for day in 0...days {
                risk += changes[day]
                first += changes[width + day]
                second += changes[2 * width + day]
                guard events[day] > 0 else { continue }
                let mean = first / risk
                (sums.risk[day], sums.mean[day]) = (risk, mean)
                sums.logLikelihood -= events[day] * log(risk)
                sums.score -= events[day] * mean
                sums.information += events[day] * max(0, second / risk - mean * mean)
            }
            return sums
        }

        /// Newton's steps, halved until the likelihood does not fall.
        func optimum() throws(NotEstimable) -> Optimum {
            var (position, sums) = (0.0, sums(at: 0))
            let events = events.reduce(0, +)
            guard sums.information > 1e-12 * events else { throw .constantColumn(name: "the last value") }
            for _ in 0..<mostSteps {
                let step = sums.score / sums.information
                var (length, next) = (1.0, self.sums(at: position + step))
                while !(next.logLikelihood >= sums.logLikelihood - 1e-13 * abs(sums.logLikelihood)), length > 1e-6 {
                    length /= 2
                    next = self.sums(at: position + length * step)
                }
                position += length * step
                sums = next
                guard abs(position) < mostPredictor, sums.information > 1e-12 * events else {
                    throw .separated(name: "the last value")
                }
                if abs(step) <= 1e-11 * max(1, abs(position)) { return Optimum(position: position, sums: sums) }
            }
            throw .didNotConverge(iterations: mostSteps)
        }

        /// Σ over persons of the squared score residual: of their events less what was expected of them on the days followed.
        func sumOfSquaredScores(_ optimum: Optimum) -> Double {
            let sums = optimum.sums
            // The baseline up to each day, alone and times the mean.
            var (baseline, weighted) = (
                [Double](repeating: 0, count: days + 1), [Double](repeating: 0, count: days + 1)
            )
            for day in 1..<days + 1 {
                let increment = events[day] > 0 ? events[day] / sums.risk[day] : 0
                baseline[day] = baseline[day - 1] + increment
                weighted[day] = weighted[day - 1] + increment * sums.mean[day]
            }
            let parts = executor.mapBlocks(of: persons.count, size: blockSize) { [baseline, weighted] range in
                persons[range].reduce(0.0) { sum, intervals in
                    var own = 0.0
                    for interval in intervals {
                        let z = standardized(interval)
                        let (from, to) = (interval.start, interval.end)
                        if interval.isEvent { own += z - sums.mean[to] }
                        own -=
                            exp(optimum.position * z)
                            * (z * (baseline[to] - baseline[from]) - (weighted[to] - weighted[from]))
                    }
                    return sum + own * own
                }
            }
            return parts.reduce(0, +)
        }
    }
}
