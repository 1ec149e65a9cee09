/// Estimates of one quantity from independent groups, each with its own standard error on its own degrees of freedom: whether they are
/// equal, and what two of them differ by. Nothing is taken to be alike in the groups, so that a group with wilder responses does not
/// lend its noise to the others.
public enum IndependentEstimates {
    /// An estimate of one group.
    public struct Member: Sendable, Hashable {
        /// With its standard error.
        public let estimate: PointEstimate
        /// Of the standard error; infinite where it is known.
        public let degreesOfFreedom: Double

        /// An estimate.
        public init(_ estimate: PointEstimate, degreesOfFreedom: Double) {
            (self.estimate, self.degreesOfFreedom) = (estimate, degreesOfFreedom)
        }
    }

    /// What two estimates differ by.
    public struct Difference: Sendable, Hashable {
        /// The first less the second.
        public let estimate: PointEstimate
        /// Welch and Satterthwaite's.
        public let degreesOfFreedom: Double
        /// The difference ± t · its standard error.
        public let interval: ConfidenceInterval
    }

    /// Welch's test that all estimates are equal (1951, "On the comparison of several mean values", doi:10.1093/biomet/38.3-4.330). With
    /// weights w = 1/s², W their sum and m the weighted mean of k estimates,
    ///
    ///     F = Σw(x - m)² / (k - 1) / (1 + 2(k - 2)/(k² - 1) · Σ(1 - w/W)²/ν)    on k - 1 and (k² - 1) / (3 Σ(1 - w/W)²/ν)
    ///
    /// degrees of freedom; with known standard errors chi-square, which is Cochran's Q. As R's `oneway.test` of means with s² / n.
    ///
    /// - Returns: `.tooFewGroups` for fewer than two, `.nonFinite`, or `.invalidArgument` for a standard error or degrees of freedom that
    ///   are not above 0.
    public static func equality(_ members: [Member]) -> FitOutcome<TestStatistic> {
        FitOutcome { () throws(NotEstimable) in
            try check(members)
            let count = Double(members.count)
            let weights = members.map { 1 / ($0.estimate.standardError * $0.estimate.standardError) }
            let total = CompensatedSum(weights).value
            let mean = CompensatedSum(zip(weights, members).map { $0 * $1.estimate.value }).value / total
            let spread = CompensatedSum(
                zip(weights, members).map { $0 * ($1.estimate.value - mean) * ($1.estimate.value - mean) }
            ).value
            guard spread.isFinite else { throw .nonFinite }
            let uncertainty = CompensatedSum(
                zip(weights, members).map { (1 - $0 / total) * (1 - $0 / total) / $1.degreesOfFreedom }
            ).value
            let denominator = (count * count - 1) / (3 * uncertainty)
            let test: TestStatistic? =
                denominator < certain
                ? .fisherF(
                    spread / (count - 1) / (1 + 2 * (count - 2) / (count * count - 1) * uncertainty), count - 1,
                    denominator)
                : .chiSquare(spread, degreesOfFreedom: count - 1)
            guard let test else { throw .nonFinite }
            return test
        }
    }

    /// What two estimates differ by, with t on the degrees of freedom of Welch (1947, doi:10.1093/biomet/34.1-2.28) and Satterthwaite
    /// (1946, doi:10.2307/3002019): (s₁² + s₂²)² / (s₁⁴/ν₁ + s₂⁴/ν₂).
    public static func difference(
        _ first: Member, _ second: Member, level: ConfidenceLevel = .ninetyFive
    ) -> FitOutcome<Difference> {
        FitOutcome { () throws(NotEstimable) in
            try check([first, second])
            let parts = [first, second].map { member in
                (variance: member.estimate.standardError * member.estimate.standardError, member.degreesOfFreedom)
            }
            let estimate = PointEstimate(
                value: first.estimate.value - second.estimate.value,
                standardError: parts.reduce(0) { $0 + $1.variance }.squareRoot())
            let degrees = degreesOfFreedom(of: parts)
            guard let interval = interval(estimate, degrees, level) else { throw .nonFinite }
            return Difference(estimate: estimate, degreesOfFreedom: degrees, interval: interval)
        }
    }

    /// Degrees of freedom from which a distribution is that of known standard errors.
    private static let certain = 1e8

    /// Welch and Satterthwaite's, of a sum of independent variances.
    static func degreesOfFreedom(of parts: [(variance: Double, degreesOfFreedom: Double)]) -> Double {
        let total = parts.reduce(0) { $0 + $1.variance }
        return total * total / parts.reduce(0) { $0 + $1.variance * $1.variance / $1.degreesOfFreedom }
    }

    /// Student's t, or the normal distribution where the standard error is as good as known.
    static func interval(
        _ estimate: PointEstimate, _ degreesOfFreedom: Double, _ level: ConfidenceLevel
    ) -> ConfidenceInterval? {
        degreesOfFreedom < certain
            ? .studentT(
                estimate: estimate.value, standardError: estimate.standardError, degreesOfFreedom: degreesOfFreedom,
                level: level)
            : .wald(estimate: estimate.value, standardError: estimate.standardError, level: level)
    }

    private static func check(_ members: [Member]) throws(NotEstimable) {
        guard members.count >= 2 else { throw .tooFewGroups(found: members.count, needed: 2) }
        guard members.allSatisfy({ $0.estimate.value.isFinite && $0.estimate.standardError.isFinite }) else {
            throw .nonFinite
        }
        guard members.allSatisfy({ $0.estimate.standardError > 0 && $0.degreesOfFreedom > 0 }) else {
            throw .invalidArgument(name: "each standard error and its degrees of freedom", needed: "above 0")
        }
    }
}
