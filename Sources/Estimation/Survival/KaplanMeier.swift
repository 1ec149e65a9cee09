/// The product-limit estimate of a survival curve from right-censored times (Kaplan & Meier 1958, doi:10.2307/2281868) with
/// Greenwood's variance.
///
/// A censored observation counts as at risk at its own time.
public struct KaplanMeier: Sendable {
    /// One person's time in whole days and whether it ended in the event.
    public struct Observation: Sendable, Hashable {
        /// Days from the origin to the event or the last observation.
        public let day: Int
        /// False where follow-up ended first.
        public let isEvent: Bool

        /// An event or a censoring on `day`.
        public init(day: Int, isEvent: Bool) {
            self.day = day
            self.isEvent = isEvent
        }
    }

    /// How the lower limit allows for observations censored since the last event, by the names of R's `survfit`. The upper
    /// limit is the same for all.
    public enum LowerLimit: String, Sendable, Hashable, CaseIterable, Codable {
        /// Greenwood's variance as it is.
        case usual
        /// (1 - S) / n in place of the variance of log S, with n the number now at risk (Peto et al. 1977,
        /// doi:10.1038/bjc.1977.1, statistical note 6): known to be cautious.
        case peto
        /// The variance times m / n, where n is the number now at risk and m that at the last event (Dorey & Korn 1987,
        /// doi:10.1002/sim.4780060605): the usual limit at an event, wider with each censoring after it.
        case modified
    }

    /// The curve from a time at which something happened.
    public struct Step: Sendable, Hashable {
        /// The time.
        public let time: Double
        /// Observations with this time or a later one.
        public let atRisk: Int
        /// Events at this time.
        public let events: Int
        /// Observations censored at this time.
        public let censored: Int
        /// S(time): the probability of no event up to and with this time.
        public let survival: Double
        /// Greenwood's standard error of S; nil at S = 0.
        public let standardError: Double?
        /// Pointwise interval; nil at S = 0, and at S = 1 on the log-log scale.
        public let interval: ConfidenceInterval?

        /// The day of a curve over whole days: the time, rounded down.
        public var day: Int { Int(exactly: time.rounded(.down)) ?? (time < 0 ? .min : .max) }
    }

    /// A quantile of the survival time, each part nil where the curve does not come down to it.
    public struct QuantileEstimate: Sendable, Hashable {
        /// The day, or the time of a curve over other units.
        public let day: Double?
        /// Where the interval's lower curve comes down to it.
        public let lower: Double?
        /// Where the interval's upper curve comes down to it.
        public let upper: Double?
    }

    /// One for each time with an event or a censoring, ascending.
    public let steps: [Step]
    /// All observations.
    public let observations: Int
    /// All events.
    public let events: Int
    /// The intervals' level.
    public let level: ConfidenceLevel
    /// The intervals' lower limit; their scale is each interval's `method`.
    public let lowerLimit: LowerLimit

    /// Estimates the curve over whole days, whose ties are exact (up to 2⁵³ days).
    ///
    /// - Parameter interval: `.kaplanMeierLogLog`, `.kaplanMeierLog` or `.kaplanMeierPlain`; with another method there are
    ///   no intervals.
    public init(
        _ observations: some Sequence<Observation>, interval: ConfidenceInterval.Method = .kaplanMeierLogLog,
        lowerLimit: LowerLimit = .usual, level: ConfidenceLevel = .ninetyFive
    ) {
        let observations = Array(observations)
        let counts = (try? TiedTimes(exact: observations.map { Double($0.day) })).map { times in
            EventCounts.count(times, isEvent: observations.map(\.isEvent))
        }
        self.init(counts ?? [], interval, lowerLimit, level)
    }

    /// Estimates the curve over times in any unit; times that differ by rounding alone are tied (see `TiedTimes`).
    ///
    /// - Parameters:
    ///   - times: Finite, one for each observation.
    ///   - isEvent: For each, false where follow-up ended first.
    ///   - interval: As for whole days.
    public static func fit(
        times: [Double], isEvent: [Bool], interval: ConfidenceInterval.Method = .kaplanMeierLogLog,
        lowerLimit: LowerLimit = .usual, level: ConfidenceLevel = .ninetyFive
    ) -> FitOutcome<KaplanMeier> {
        FitOutcome { () throws(NotEstimable) in
            try requireOneEach(times.count, ["isEvent": isEvent.count])
            let counts = EventCounts.count(try TiedTimes(times), isEvent: isEvent)
            return KaplanMeier(counts, interval, lowerLimit, level)
        }
    }

    private init(
        _ counts: [EventCounts], _ method: ConfidenceInterval.Method, _ lowerLimit: LowerLimit, _ level: ConfidenceLevel
    ) {
        var survival = 1.0
        // Greenwood's variance of log S.
        var logVariance = 0.0
        var atRiskAtLastEvent = counts.first?.atRisk ?? 0
        steps = counts.map { count in
            let left = count.atRisk - count.events
            survival *= Double(left) / Double(count.atRisk)
            if count.events > 0 {
                atRiskAtLastEvent = count.atRisk
                if left > 0 { logVariance += Double(count.events) / (Double(count.atRisk) * Double(left)) }
            }
            let lowerVariance =
                switch lowerLimit {
                case .usual: logVariance
                case .peto: (1 - survival) / Double(count.atRisk)
                case .modified: logVariance * Double(atRiskAtLastEvent) / Double(count.atRisk)
                }
            return Step(
                time: count.time, atRisk: count.atRisk, events: count.events, censored: count.censored,
                survival: survival, standardError: survival > 0 ? survival * logVariance.squareRoot() : nil,
                interval: Self.interval(survival, logVariance, lowerVariance, method, level))
        }
        observations = counts.first?.atRisk ?? 0
        events = counts.reduce(0) { $0 + $1.events }
        self.level = level
        self.lowerLimit = lowerLimit
    }

    private static func interval(
        _ survival: Double, _ logVariance: Double, _ lowerVariance: Double, _ method: ConfidenceInterval.Method,
        _ level: ConfidenceLevel
    ) -> ConfidenceInterval? {
        func interval(_ variance: Double) -> ConfidenceInterval? {
            .kaplanMeier(survival: survival, logVariance: variance, method: method, level: level)
        }
        guard let usual = interval(logVariance), lowerVariance != logVariance, let wider = interval(lowerVariance)
        else { return interval(logVariance) }
        return ConfidenceInterval(lower: wider.lower, upper: usual.upper, level: level, method: method)
    }

    /// The step in force at `time`; nil before the first.
    public func step(at time: Double) -> Step? {
        // Not at or before: true of every step where `time` is NaN.
        let after = steps.partitioningIndex { !($0.time <= time) }
        return after > 0 ? steps[after - 1] : nil
    }

    /// The step in force on `day`; nil before the first.
    public func step(on day: Int) -> Step? { step(at: Double(day)) }

    /// Observations with this time or a later one.
    public func numberAtRisk(at time: Double) -> Int {
        let next = steps.partitioningIndex { $0.time >= time }
        return next < steps.count ? steps[next].atRisk : 0
    }

    /// Observations with a time of `day` or later.
    public func numberAtRisk(on day: Int) -> Int { numberAtRisk(at: Double(day)) }

    /// The median survival time with its interval.
    public var median: QuantileEstimate { quantile(0.5) }

    /// The day on which the event probability reaches `probability`, with an interval from where the pointwise intervals do
    /// (Brookmeyer & Crowley 1982, doi:10.2307/2530286). A curve that runs level at exactly that height gives the middle of
    /// the level stretch, up to the last day if it never falls again, as R's `survival`.
    public func quantile(_ probability: Double) -> QuantileEstimate {
        let height = 1 - probability
        let times = steps.map(\.time)
        func crossing(_ curve: (Step) -> Double?) -> Double? { Self.crossing(height, times, steps.map(curve)) }
        return QuantileEstimate(
            day: crossing { $0.survival }, lower: crossing { $0.interval?.lower },
            upper: crossing { $0.interval?.upper })
    }

    /// Where a curve of these heights from these times on, one each, first comes down to `height`. Products of fractions meet a height
    /// only up to rounding.
    static func crossing(_ height: Double, _ times: [Double], _ curve: [Double?]) -> Double? {
        let rounding = 1e-12
        let steps = Array(zip(times, curve))
        guard let first = steps.firstIndex(where: { $0.1.map { $0 <= height + rounding } ?? false }) else { return nil }
        guard let reached = steps[first].1, abs(reached - height) <= rounding else { return steps[first].0 }
        let next = steps[first...].first { $0.1.map { $0 < height - rounding } ?? false }
        let end = next ?? steps[steps.count - 1]
        return (steps[first].0 + end.0) / 2
    }
}
