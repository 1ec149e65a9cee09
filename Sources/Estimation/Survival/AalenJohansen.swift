/// The cumulative incidence of each of several causes that compete, from right-censored times (Aalen & Johansen 1978,
/// Scandinavian Journal of Statistics 5:141-150).
///
/// A cause's curve rises by S(t-) d/n, S(t-) the probability of none of the causes before t. One less the Kaplan-Meier
/// curve of a single cause, the others taken as censored, overstates it.
///
/// The variance is of the Greenwood type (Andersen, Borgan, Gill & Keiding 1993, doi:10.1007/978-1-4612-4348-9, section
/// IV.4.1): events at a time are multinomial among those at risk. With a single cause it is Greenwood's own, and it equals
/// the infinitesimal jackknife of R's multi-state `survfit`. `cmprsk::cuminc` has Aalen's (1978) instead, whose standard
/// errors differ by less than one part in the number at risk.
public struct AalenJohansen: Sendable {
    /// A cause's curve from a time at which something happened.
    public struct Point: Sendable, Hashable {
        /// Events of this cause at this time.
        public let events: Int
        /// The probability of this cause up to and with this time.
        public let incidence: Double
        /// Its standard error.
        public let standardError: Double

        /// The interval on the log(-log(1 - incidence)) scale: the complement of Kaplan-Meier's log-log interval, and equal
        /// to it with a single cause. Nil at an incidence of 0 or 1.
        public func interval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
            let free = 1 - incidence
            let logError = standardError / free
            guard
                let complement = ConfidenceInterval.kaplanMeier(
                    survival: free, logVariance: logError * logError, method: .kaplanMeierLogLog, level: level)
            else { return nil }
            return ConfidenceInterval(
                lower: 1 - complement.upper, upper: 1 - complement.lower, level: level, method: complement.method)
        }
    }

    /// One cause's curve.
    public struct Curve: Sendable, Hashable {
        /// As the caller numbered it, above 0.
        public let cause: Int
        /// All events of this cause.
        public let events: Int
        /// One for each of the `times`.
        public let points: [Point]
    }

    /// The times with an event or a censoring, ascending.
    public let times: [Double]
    /// Observations with each of the times or a later one.
    public let atRisk: [Int]
    /// The probability of none of the causes up to and with each of the times: the Kaplan-Meier curve of any cause.
    public let eventFree: [Double]
    /// Ascending by cause.
    public let curves: [Curve]

    /// Estimates the curves.
    ///
    /// - Parameters:
    ///   - times: Finite, one for each observation; those that differ by rounding alone are tied.
    ///   - causes: For each, 0 where follow-up ended first, and otherwise the number of the event's cause, above 0; at most
    ///     a hundred different ones.
    public static func fit(times: [Double], causes: [Int]) -> FitOutcome<AalenJohansen> {
        FitOutcome { () throws(NotEstimable) in
            try requireOneEach(times.count, ["causes": causes.count])
            guard causes.allSatisfy({ $0 >= 0 }) else {
                throw .invalidArgument(name: "causes", needed: "0 for censored and a number above 0 for each cause")
            }
            let tied = try TiedTimes(times)
            let labels = Set(causes).subtracting([0]).sorted()
            guard !labels.isEmpty else { throw .noEvents }
            guard labels.count <= mostCauses else {
                throw .invalidArgument(name: "causes", needed: "at most \(mostCauses) different ones")
            }
            return AalenJohansen(tied, causes, labels)
        }
    }

    /// Each has a point at each time; more are an identifier taken for a cause.
    private static let mostCauses = 100

    private init(_ tied: TiedTimes, _ causes: [Int], _ labels: [Int]) {
        let counts = EventCounts.count(tied, isEvent: causes.map { $0 > 0 })
        times = tied.times
        atRisk = counts.map(\.atRisk)
        var survival = 1.0
        eventFree = counts.map { count in
            survival *= Double(count.atRisk - count.events) / Double(count.atRisk)
            return survival
        }
        curves = labels.map { label in
            var ofCause = [Int](repeating: 0, count: counts.count)
            for (index, cause) in causes.enumerated() where cause == label { ofCause[tied.ranks[index]] += 1 }
            var state = State()
            let points = zip(counts, ofCause).map { count, events in
                state.advance(count, ofCause: events)
                return Point(
                    events: events, incidence: state.incidence,
                    standardError: max(0, state.incidenceVariance).squareRoot())
            }
            return Curve(cause: label, events: ofCause.reduce(0, +), points: points)
        }
    }

    /// One cause's incidence and the event-free probability with their covariance, which follow each other from time to
    /// time.
    private struct State {
        var incidence = 0.0
        var eventFree = 1.0
        var incidenceVariance = 0.0
        var covariance = 0.0
        var eventFreeVariance = 0.0

        mutating func advance(_ count: EventCounts, ofCause events: Int) {
            guard count.events > 0 else { return }
            let n = Double(count.atRisk)
            let ofCause = Double(events) / n
            let ofAny = Double(count.events) / n
            let ofNone = Double(count.atRisk - count.events) / n
            // F' = F + S·p and S' = S·q, where (p, q) are multinomial shares among the n at risk.
            let spread = eventFree * eventFree / n
            incidenceVariance +=
                2 * ofCause * covariance + ofCause * ofCause * eventFreeVariance + spread * ofCause * (1 - ofCause)
            covariance = ofNone * (covariance + ofCause * eventFreeVariance - spread * ofCause)
            eventFreeVariance = ofNone * ofNone * eventFreeVariance + spread * ofAny * ofNone
            incidence += eventFree * ofCause
            eventFree *= ofNone
        }
    }

    /// The position of the last time at or before `time`; nil before the first.
    public func position(at time: Double) -> Int? {
        times.lastIndex { $0 <= time }
    }
}
