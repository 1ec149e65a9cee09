import CGSL
import Foundation

/// The chi-square distribution.
public struct ChiSquare: Sendable, Hashable {
    /// ν > 0.
    public let degreesOfFreedom: Double

    /// Throws unless 0 < `degreesOfFreedom` < ∞.
    public init(degreesOfFreedom: Double) throws(DistributionError) {
        guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else { throw .invalidParameter("degrees of freedom") }
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(X <= x).
    public func lowerTail(_ x: Double) throws(DistributionError) -> Double {
        // SAFETY: a pure function of numbers, ν > 0.
        try probability("chi-square probability", x) {
            x.isInfinite ? (x > 0 ? 1 : 0) : gsl_cdf_chisq_P(max(0, x), degreesOfFreedom)
        }
    }

    /// P(X > x), exact in the upper tail.
    public func upperTail(_ x: Double) throws(DistributionError) -> Double {
        // SAFETY: a pure function of numbers, ν > 0.
        try probability("chi-square probability", x) {
            x.isInfinite ? (x > 0 ? 0 : 1) : gsl_cdf_chisq_Q(max(0, x), degreesOfFreedom)
        }
    }

    /// The x with P(X <= x) = p; 0 for p of 0, infinite for p of 1.
    public func quantile(_ p: Double) throws(DistributionError) -> Double {
        guard p >= 0, p <= 1 else { throw .invalidParameter("probability") }
        if p == 0 { return 0 }
        if p == 1 { return .infinity }
        var high = degreesOfFreedom + 10
        while try lowerTail(high) < p {
            high *= 4
            guard high.isFinite else { throw .notComputable("chi-square quantile") }
        }
        let isLower = p <= 0.5
        return try increasingRoot(
            between: 0, and: high,
            distance: { (x) throws(DistributionError) in
                isLower ? try log(lowerTail(x)) - log(p) : try log1p(-p) - log(upperTail(x))
            },
            density: { x in
                let tail = (isLower ? try? lowerTail(x) : try? upperTail(x)) ?? .infinity
                // SAFETY: a pure function of numbers, ν > 0.
                return gsl_ran_chisq_pdf(x, degreesOfFreedom) / tail
            })
    }
}
