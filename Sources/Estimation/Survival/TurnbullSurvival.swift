/// The nonparametric maximum likelihood estimate of a survival curve from interval-censored times: Turnbull (1976,
/// doi:10.1111/j.2517-6161.1976.tb01597.x).
///
/// Each event is known to lie after one day and no later than another, such as two inspections. The likelihood tells where the curve falls
/// by intervals alone, its support, and not how it falls within one. Where each event's day is known (`right` = `left` + 1) the curve
/// and its standard errors are those of `KaplanMeier`.
///
/// Standard errors are from the observed information of the masses above 0. They hold where events are bounded by a limited number of
/// days, such as planned occasions, and many people share these; with a different day for everybody the curve converges more slowly than
/// the root of n and they are too small (Groeneboom & Wellner 1992, doi:10.1007/978-3-0348-8621-5).
public struct TurnbullSurvival: Sendable {
    /// When one person's event was, in whole days from the origin.
    public struct Interval: Sendable, Hashable {
        /// The last day known to be free of the event.
        public let left: Int
        /// The first day by which the event had happened; nil where it was not seen.
        public let right: Int?

        /// An event after `left`, no later than `right`. Nil unless `left` < `right`.
        public init?(left: Int, right: Int?) {
            if let right, right <= left { return nil }
            self.left = left
            self.right = right
        }
    }

    /// The curve's height on a day.
    public struct Height: Sendable, Hashable {
        /// S: the probability of no event up to and with the day.
        public let survival: Double
        /// Its standard error; nil at S = 0.
        public let standardError: Double?
        /// Pointwise interval on the log(-log) scale; nil at S = 0 and at S = 1.
        public let interval: ConfidenceInterval?
    }

    /// An interval in which the curve falls.
    public struct Support: Sendable, Hashable {
        /// The last day before the fall.
        public let left: Int
        /// The day by which the curve has fallen; nil for what lies beyond all that was seen.
        public let right: Int?
        /// The probability of an event in it, above 0.
        public let mass: Double
        /// The curve on `right` and until the next support; 0 where `right` is nil.
        public let end: Height
    }

    /// A quantile of the survival time in days, each part nil where the curve does not come down to it.
    public struct QuantileEstimate: Sendable, Hashable {
        /// The first day on which it can be: the day after the support's `left`.
        public let earliest: Double?
        /// The day by which the curve has come down to it: the support's `right`.
        public let latest: Double?
        /// The first day on which the interval's lower curve can come down to it.
        public let lower: Double?
        /// The day by which the interval's upper curve has.
        public let upper: Double?
    }

    /// Where the curve falls, ascending. The masses sum to 1.
    public let supports: [Support]
    /// All people.
    public let observations: Int
    /// People whose event has both ends.
    public let events: Int
    /// The intervals' level.
    public let level: ConfidenceLevel
    /// The largest miss of a Kuhn-Tucker condition of the optimum, relative to the number of people; at most 1e-9.
    public let kuhnTuckerError: Double

    /// Estimates the curve, at a cost that grows with the different intervals.
    ///
    /// - Returns: The curve, or `.noObservations`, or `.didNotConverge` where the Kuhn-Tucker conditions do not hold to 1e-9 of n.
    public static func fit(
        _ intervals: some Sequence<Interval>, level: ConfidenceLevel = .ninetyFive
    ) -> FitOutcome<TurnbullSurvival> {
        FitOutcome { () throws(NotEstimable) in
            var counts: [Interval: Int] = [:]
            for interval in intervals { counts[interval, default: 0] += 1 }
            guard !counts.isEmpty else { throw .noObservations }
            return try TurnbullSurvival(counts, level)
        }
    }

    private init(_ counts: [Interval: Int], _ level: ConfidenceLevel) throws(NotEstimable) {
        let places = Self.innermost(counts.keys)
        let optimum = try TurnbullOptimum(Self.grouped(counts, over: places), massCount: places.count)
        var above = CompensatedSum()
        var supports: [Support] = []
        // From the end of the curve, where small heights are sums of few masses.
        for (number, place) in places.enumerated().reversed() where optimum.masses[number] > 0 {
            let survival = min(1, above.value)
            let end = Height(survival, variance: optimum.variances[number], level)
            supports.append(Support(left: place.left, right: place.right, mass: optimum.masses[number], end: end))
            above.add(optimum.masses[number])
        }
        self.supports = supports.reversed()
        observations = counts.values.reduce(0, +)
        events = counts.reduce(0) { $0 + ($1.key.right == nil ? 0 : $1.value) }
        self.level = level
        kuhnTuckerError = optimum.kuhnTuckerError
    }

    /// The intervals from somebody's left end to somebody's right end with no end between them, ascending: no others have mass.
    private static func innermost(_ intervals: some Collection<Interval>) -> [Interval] {
        let rights = Set(intervals.compactMap(\.right)).sorted()
        let lefts = Set(intervals.map(\.left)).sorted()
        var places: [Interval] = []
        var next = 0
        for right in rights {
            let before = next
            while next < lefts.count, lefts[next] < right { next += 1 }
            if next > before, let place = Interval(left: lefts[next - 1], right: right) { places.append(place) }
        }
        // A left end after all right ends belongs to people whose event was not seen.
        if next < lefts.count, let last = lefts.last, let place = Interval(left: last, right: nil) {
            places.append(place)
        }
        return places
    }

    /// The people by the places that their intervals hold, in the places' order.
    private static func grouped(_ counts: [Interval: Int], over places: [Interval]) -> [TurnbullOptimum.Interval] {
        /// The places for which `isBefore` is true, which are the first ones.
        func count(_ isBefore: (Interval) -> Bool) -> Int {
            places.partitioningIndex { !isBefore($0) }
        }
        var people: [Range<Int>: Int] = [:]
        for (interval, number) in counts {
            let first = count { $0.left < interval.left }
            let end = count { place in
                guard let right = interval.right else { return true }
                return place.right.map { $0 <= right } ?? false
            }
            people[first..<max(first, end), default: 0] += number
        }
        let order = people.sorted { ($0.key.lowerBound, $0.key.upperBound) < ($1.key.lowerBound, $1.key.upperBound) }
        return order.map { TurnbullOptimum.Interval(masses: $0.key, count: Double($0.value)) }
    }

    /// The curve's height on `day`; nil where the day is within a support, before its right end, where nothing tells how the curve
    /// falls.
    public func height(on day: Int) -> Height? {
        guard let next = supports.firstIndex(where: { support in support.right.map { day < $0 } ?? true }) else {
            return supports.last?.end
        }
        guard day <= supports[next].left else { return nil }
        return next > 0 ? supports[next - 1].end : Height(1, variance: 0, level)
    }

    /// The median survival time with its interval.
    public var median: QuantileEstimate { quantile(0.5) }

    /// The days on which the event probability reaches `probability`, with an interval from where the pointwise intervals do, by the
    /// rules of `KaplanMeier.quantile`, which gives the same where each event's day is known.
    public func quantile(_ probability: Double) -> QuantileEstimate {
        let height = 1 - probability
        let fallen = supports.filter { $0.right != nil }
        // The curve runs level from the last fall up to the last day known to be free of the event.
        let ending = supports.last.flatMap { $0.right == nil ? $0.left : nil }
        func days(_ end: (Support) -> Double?) -> [Double] {
            fallen.compactMap(end) + (ending.map { [Double($0)] } ?? [])
        }
        let (first, last) = (days { Double($0.left) + 1 }, days { $0.right.map(Double.init) })
        let level = fallen.last?.end ?? Height(1, variance: 0, self.level)
        let heights = fallen.map(\.end) + (ending == nil ? [] : [level])
        func crossing(_ days: [Double], _ curve: (Height) -> Double?) -> Double? {
            KaplanMeier.crossing(height, days, heights.map(curve))
        }
        return QuantileEstimate(
            earliest: crossing(first) { $0.survival }, latest: crossing(last) { $0.survival },
            lower: crossing(first) { $0.interval?.lower }, upper: crossing(last) { $0.interval?.upper })
    }
}

extension TurnbullSurvival.Height {
    fileprivate init(_ survival: Double, variance: Double, _ level: ConfidenceLevel) {
        self.survival = survival
        standardError = survival > 0 ? variance.squareRoot() : nil
        interval = .kaplanMeier(
            survival: survival, logVariance: variance / (survival * survival), method: .turnbullLogLog, level: level)
    }
}
