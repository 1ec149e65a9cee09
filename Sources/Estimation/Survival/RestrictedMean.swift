/// The mean survival time up to a horizon: the area under the Kaplan-Meier curve from 0 to it, with Greenwood's variance Σ
/// A(t)² d / (n (n - d)), A(t) the area from t to the horizon (Irwin 1949, doi:10.1017/S0022172400014443; Royston & Parmar
/// 2013, doi:10.1186/1471-2288-13-152).
///
/// As `survival`'s `print(rmean =)` and `survRM2`.
public struct RestrictedMean: Sendable, Hashable {
    /// The mean time, in the times' unit.
    public let value: Double
    /// Its standard error.
    public let standardError: Double
    /// The end of the window over which the mean is taken.
    public let horizon: Double
    /// Events up to and with the horizon.
    public let events: Int

    /// Estimates the mean time up to `horizon`.
    ///
    /// - Parameters:
    ///   - times: Finite and not negative, one for each observation; those that differ by rounding alone are tied.
    ///   - isEvent: For each, false where follow-up ended first.
    ///   - horizon: Above 0. Beyond the last time only where the curve has come down to 0; otherwise nothing tells where it
    ///     goes.
    public static func fit(times: [Double], isEvent: [Bool], horizon: Double) -> FitOutcome<RestrictedMean> {
        FitOutcome { () throws(NotEstimable) in
            try requireOneEach(times.count, ["isEvent": isEvent.count])
            let tied = try TiedTimes(times)
            return try RestrictedMean(EventCounts.count(tied, isEvent: isEvent), horizon)
        }
    }

    private init(_ counts: [EventCounts], _ horizon: Double) throws(NotEstimable) {
        guard horizon.isFinite, horizon > 0 else { throw .invalidArgument(name: "horizon", needed: "a time above 0") }
        guard let first = counts.first, let last = counts.last else { throw .noObservations }
        guard first.time >= 0 else { throw .invalidArgument(name: "times", needed: "0 or later") }
        let reachesZero = last.events == last.atRisk
        guard horizon <= last.time || reachesZero else {
            throw .invalidArgument(name: "horizon", needed: "at most the last time, \(last.time)")
        }
        let steps = counts.filter { $0.time <= horizon }
        var survival = 1.0
        let levels = steps.map { step in
            survival *= Double(step.atRisk - step.events) / Double(step.atRisk)
            return survival
        }
        var area = 0.0
        var variance = 0.0
        var end = horizon
        // From the horizon backwards, so that `area` is A(t) at each step.
        for (step, level) in zip(steps, levels).reversed() {
            area += level * (end - step.time)
            end = step.time
            let left = step.atRisk - step.events
            if left > 0 { variance += area * area * Double(step.events) / (Double(step.atRisk) * Double(left)) }
        }
        value = area + end
        standardError = variance.squareRoot()
        events = steps.reduce(0) { $0 + $1.events }
        self.horizon = horizon
    }

    /// The normal interval. Nil only for numbers beyond the largest double.
    public func interval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
        .wald(estimate: value, standardError: standardError, level: level)
    }

    /// The mean time of this group less that of `other`, an independent one with the same horizon.
    public func difference(from other: RestrictedMean) -> FitOutcome<Difference> {
        FitOutcome { () throws(NotEstimable) in
            guard horizon == other.horizon else {
                throw .invalidArgument(name: "horizon", needed: "the same for both groups")
            }
            let error = (standardError * standardError + other.standardError * other.standardError).squareRoot()
            guard error > 0 else { throw events + other.events == 0 ? .noEvents : .noResidualVariation }
            let z = (value - other.value) / error
            guard let p = try? StandardNormal.lowerTail(-abs(z)) else { throw .nonFinite }
            return Difference(value: value - other.value, standardError: error, horizon: horizon, pValue: min(1, 2 * p))
        }
    }

    /// A difference of two groups' restricted means.
    public struct Difference: Sendable, Hashable {
        /// In the times' unit.
        public let value: Double
        /// Its standard error, the groups being independent.
        public let standardError: Double
        /// The end of the window.
        public let horizon: Double
        /// Of the two-sided normal test that the means are equal.
        public let pValue: Double

        /// The normal interval. Nil only for numbers beyond the largest double.
        public func interval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
            .wald(estimate: value, standardError: standardError, level: level)
        }
    }
}
