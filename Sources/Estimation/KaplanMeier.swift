/// The product-limit estimate of a survival curve from right-censored times (Kaplan & Meier 1958, doi:10.2307/2281868) with
/// Greenwood's variance.
///
/// Times are whole days, so ties are exact. A censored observation counts as at risk on its own day.
public struct KaplanMeier: Sendable {
    /// One person's time and whether it ended in the event.
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

    /// The curve from a day on which something happened.
    public struct Step: Sendable, Hashable {
        /// The day.
        public let day: Int
        /// Observations with a time of this day or later.
        public let atRisk: Int
        /// Events on this day.
        public let events: Int
        /// Observations censored on this day.
        public let censored: Int
        /// S(day): the probability of no event up to and with this day.
        public let survival: Double
        /// Greenwood's standard error of S; nil at S = 0.
        public let standardError: Double?
        /// Pointwise interval; nil at S = 0, and at S = 1 on the log-log scale.
        public let interval: ConfidenceInterval?
    }

    /// A quantile of the survival time, each part nil where the curve does not come down to it.
    public struct QuantileEstimate: Sendable, Hashable {
        /// The day.
        public let day: Double?
        /// Where the interval's lower curve comes down to it.
        public let lower: Double?
        /// Where the interval's upper curve comes down to it.
        public let upper: Double?
    }

    /// One for each day with an event or a censoring, ascending.
    public let steps: [Step]
    /// All observations.
    public let observations: Int
    /// All events.
    public let events: Int
    /// The intervals' level.
    public let level: ConfidenceLevel

    /// Estimates the curve.
    ///
    /// - Parameter interval: `.kaplanMeierLogLog`, `.kaplanMeierLog` or `.kaplanMeierPlain`; with another method there are
    ///   no intervals.
    public init(
        _ observations: some Sequence<Observation>, interval: ConfidenceInterval.Method = .kaplanMeierLogLog,
        level: ConfidenceLevel = .ninetyFive
    ) {
        let sorted = observations.sorted { $0.day < $1.day }
        var steps = [Step]()
        var survival = 1.0
        // Greenwood's variance of log S.
        var logVariance = 0.0
        var first = 0
        while first < sorted.count {
            let day = sorted[first].day
            var end = first
            var events = 0
            while end < sorted.count, sorted[end].day == day {
                events += sorted[end].isEvent ? 1 : 0
                end += 1
            }
            let atRisk = sorted.count - first
            let left = atRisk - events
            survival *= Double(left) / Double(atRisk)
            if events > 0, left > 0 {
                logVariance += Double(events) / (Double(atRisk) * Double(left))
            }
            steps.append(
                Step(
                    day: day, atRisk: atRisk, events: events, censored: end - first - events, survival: survival,
                    standardError: survival > 0 ? survival * logVariance.squareRoot() : nil,
                    interval: .kaplanMeier(
                        survival: survival, logVariance: logVariance, method: interval, level: level)))
            first = end
        }
        self.steps = steps
        self.observations = sorted.count
        events = steps.reduce(0) { $0 + $1.events }
        self.level = level
    }

    /// The step in force on `day`; nil before the first.
    public func step(on day: Int) -> Step? {
        steps.last { $0.day <= day }
    }

    /// Observations with a time of `day` or later.
    public func numberAtRisk(on day: Int) -> Int {
        steps.first { $0.day >= day }?.atRisk ?? 0
    }

    /// The median survival time with its interval.
    public var median: QuantileEstimate { quantile(0.5) }

    /// The day on which the event probability reaches `probability`, with an interval from where the pointwise intervals do
    /// (Brookmeyer & Crowley 1982, doi:10.2307/2530286). A curve that runs level at exactly that height gives the middle of
    /// the level stretch, up to the last day if it never falls again, as R's `survival`.
    public func quantile(_ probability: Double) -> QuantileEstimate {
        let height = 1 - probability
        return QuantileEstimate(
            day: crossing(height) { $0.survival }, lower: crossing(height) { $0.interval?.lower },
            upper: crossing(height) { $0.interval?.upper })
    }

    /// Where a curve first comes down to `height`. Products of fractions meet a height only up to rounding.
    private func crossing(_ height: Double, _ curve: (Step) -> Double?) -> Double? {
        let rounding = 1e-12
        guard let first = steps.firstIndex(where: { step in curve(step).map { $0 <= height + rounding } ?? false })
        else { return nil }
        guard let reached = curve(steps[first]), abs(reached - height) <= rounding else {
            return Double(steps[first].day)
        }
        let next = steps[first...].first { step in curve(step).map { $0 < height - rounding } ?? false }
        let end = next ?? steps[steps.count - 1]
        return (Double(steps[first].day) + Double(end.day)) / 2
    }
}
