/// A mean over patterns of missingness: the quantity is estimated in each pattern by itself, and averaged with the shares that the
/// patterns have (Little 1993, doi:10.1080/01621459.1993.10594302; Hogan & Laird 1997,
/// doi:10.1002/(SICI)1097-0258(19970215)16:3<239::AID-SIM483>3.0.CO;2-X).
///
/// With shares π of N persons and independent estimates β with variances v,
///
///     β̄ = Σ π β        Var β̄ = Σ π² v + Σ π (β - β̄)² / N
///
/// the second part being that of the shares, which are multinomial (delta method). What a pattern does after it ends is not seen:
/// the mean goes by its estimate from before, which is an assumption and no finding.
public struct PatternMixture: Sendable, Hashable {
    /// One pattern.
    public struct Pattern: Sendable, Hashable {
        /// Persons who have it.
        public let persons: Int
        /// What is estimated among them.
        public let member: IndependentEstimates.Member

        /// A pattern.
        public init(persons: Int, _ member: IndependentEstimates.Member) {
            (self.persons, self.member) = (persons, member)
        }
    }

    /// β̄ with its standard error.
    public let estimate: PointEstimate
    /// Of the standard error, after Welch and Satterthwaite, that of the shares on N - 1.
    public let degreesOfFreedom: Double
    /// β̄ ± t · its standard error.
    public let interval: ConfidenceInterval

    /// Averages over patterns.
    ///
    /// - Returns: `.tooFewGroups` for fewer than two patterns, `.nonFinite`, or `.invalidArgument` for a pattern without persons, or with a
    ///   standard error or degrees of freedom that are not above 0.
    public static func average(
        _ patterns: [Pattern], level: ConfidenceLevel = .ninetyFive
    ) -> FitOutcome<PatternMixture> {
        FitOutcome { () throws(NotEstimable) in
            guard patterns.count >= 2 else { throw .tooFewGroups(found: patterns.count, needed: 2) }
            guard patterns.allSatisfy({ $0.persons > 0 }) else {
                throw .invalidArgument(name: "the number of persons of each pattern", needed: "above 0")
            }
            let members = patterns.map(\.member)
            guard members.allSatisfy({ $0.estimate.value.isFinite && $0.estimate.standardError.isFinite }) else {
                throw .nonFinite
            }
            guard members.allSatisfy({ $0.estimate.standardError > 0 && $0.degreesOfFreedom > 0 }) else {
                throw .invalidArgument(name: "each standard error and its degrees of freedom", needed: "above 0")
            }
            let total = patterns.reduce(0.0) { $0 + Double($1.persons) }
            let shares = patterns.map { Double($0.persons) / total }
            let mean = zip(shares, members).reduce(0.0) { $0 + $1.0 * $1.1.estimate.value }
            let ofShares =
                zip(shares, members).reduce(0.0) { sum, pattern in
                    let distance = pattern.1.estimate.value - mean
                    return sum + pattern.0 * distance * distance
                } / total
            let parts =
                zip(shares, members).map { share, member in
                    let error = share * member.estimate.standardError
                    return (variance: error * error, degreesOfFreedom: member.degreesOfFreedom)
                } + [(variance: ofShares, degreesOfFreedom: max(1, total - 1))]
            let estimate = PointEstimate(
                value: mean, standardError: parts.reduce(0) { $0 + $1.variance }.squareRoot())
            let degrees = IndependentEstimates.degreesOfFreedom(of: parts)
            guard let interval = IndependentEstimates.interval(estimate, degrees, level) else { throw .nonFinite }
            return PatternMixture(estimate: estimate, degreesOfFreedom: degrees, interval: interval)
        }
    }
}
