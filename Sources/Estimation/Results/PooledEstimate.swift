/// One estimate from several imputed data sets by Rubin's rules (Rubin 1987, "Multiple Imputation for Nonresponse in Surveys",
/// doi:10.1002/9780470316696): with estimates Q_k and squared standard errors U_k of m data sets,
///
///     Q = mean Q_k,  U = mean U_k,  B = Σ (Q_k - Q)² / (m - 1),  T = U + (1 + 1/m) B
///
/// and t on Barnard & Rubin's (1999, doi:10.1093/biomet/86.4.948) degrees of freedom: with λ = (1 + 1/m) B / T and ν those of the
/// complete data,
///
///     1 / df = λ² / (m - 1) + (ν + 3) / ((ν + 1) ν (1 - λ))
public struct PooledEstimate: Sendable, Hashable {
    /// Q and √T.
    public let estimate: PointEstimate
    /// U, the mean squared standard error of the imputed data sets.
    public let withinVariance: Double
    /// B, the variance of their estimates.
    public let betweenVariance: Double
    /// Data sets.
    public let imputations: Int
    /// Of the t distribution; infinite where it is the normal one.
    public let degreesOfFreedom: Double

    /// Pools the estimates of at least two imputed data sets.
    ///
    /// - Parameter completeDegreesOfFreedom: ν > 0, those that the estimate would have without missing data; may be infinite.
    public static func of(
        _ estimates: [PointEstimate], completeDegreesOfFreedom: Double = .infinity
    ) -> FitOutcome<PooledEstimate> {
        FitOutcome { () throws(NotEstimable) in
            guard estimates.count > 1 else { throw .tooFewObservations(found: estimates.count, needed: 2) }
            guard completeDegreesOfFreedom > 0 else {
                throw .invalidArgument(name: "the complete data's degrees of freedom", needed: "above 0")
            }
            let m = Double(estimates.count)
            let pooled = estimates.reduce(0.0) { $0 + $1.value } / m
            let within = estimates.reduce(0.0) { $0 + $1.standardError * $1.standardError } / m
            let between = estimates.reduce(0.0) { $0 + ($1.value - pooled) * ($1.value - pooled) } / (m - 1)
            let total = within + (1 + 1 / m) * between
            guard pooled.isFinite, total.isFinite else { throw .nonFinite }
            guard total > 0 else { throw .noResidualVariation }
            let missing = (1 + 1 / m) * between / total
            let ofComplete =
                completeDegreesOfFreedom.isInfinite
                ? 0 : (1 + 2 / (completeDegreesOfFreedom + 1)) / (completeDegreesOfFreedom * (1 - missing))
            return PooledEstimate(
                estimate: PointEstimate(value: pooled, standardError: total.squareRoot()), withinVariance: within,
                betweenVariance: between, imputations: estimates.count,
                degreesOfFreedom: 1 / (missing * missing / (m - 1) + ofComplete))
        }
    }

    /// λ, the part of the variance that is due to what is missing.
    public var varianceShareOfMissing: Double {
        (1 + 1 / Double(imputations)) * betweenVariance / (estimate.standardError * estimate.standardError)
    }

    /// γ = (r + 2 / (df + 3)) / (r + 1), r = (1 + 1/m) B / U: the part of the information on the estimate that is missing (Rubin 1987,
    /// equation 3.1.10, with the degrees of freedom above). A little above the share of the variance, as B is an estimate.
    public var fractionOfMissingInformation: Double {
        // Over r + 1, so that a within-variance of 0 is no exception.
        let share = varianceShareOfMissing
        return share + 2 / (degreesOfFreedom + 3) * (1 - share)
    }

    /// √(B / m): how far the pooled estimate is from that of infinitely many imputations, as a standard error.
    public var monteCarloError: Double { (betweenVariance / Double(imputations)).squareRoot() }

    /// Q ± t √T; nil where it has no finite ends.
    public func interval(level: ConfidenceLevel = .ninetyFive) -> ConfidenceInterval? {
        let (value, error) = (estimate.value, estimate.standardError)
        guard degreesOfFreedom.isFinite else {
            return .wald(estimate: value, standardError: error, level: level)
        }
        return .studentT(estimate: value, standardError: error, degreesOfFreedom: degreesOfFreedom, level: level)
    }
}
