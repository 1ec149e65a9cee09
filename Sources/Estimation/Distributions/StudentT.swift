import CGSL
import Foundation

/// Student's t distribution.
public struct StudentT: Sendable, Hashable {
    /// ν > 0, whole or not.
    public let degreesOfFreedom: Double

    /// Throws unless 0 < `degreesOfFreedom` < ∞.
    public init(degreesOfFreedom: Double) throws(DistributionError) {
        guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else { throw .invalidParameter("degrees of freedom") }
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(T > t), exact in the upper tail: half of I_{ν/(ν+t²)}(ν/2, 1/2) for t > 0. GSL's own goes over to a Cornish-Fisher
    /// series above 30 degrees of freedom and is not exact there.
    public func upperTail(_ t: Double) throws(DistributionError) -> Double {
        let half = try probability("t probability", t) {
            if t.isInfinite { return 0 }
            let square = t * t
            let tail = incompleteBeta(
                degreesOfFreedom / 2, 0.5, degreesOfFreedom / (degreesOfFreedom + square),
                square / (degreesOfFreedom + square))
            return tail.lower / 2
        }
        return t >= 0 ? half : 1 - half
    }

    /// P(T <= t), exact in the lower tail.
    public func lowerTail(_ t: Double) throws(DistributionError) -> Double {
        try upperTail(-t)
    }

    /// P(|T| >= |t|).
    public func twoSidedTail(_ t: Double) throws(DistributionError) -> Double {
        try min(1, 2 * upperTail(abs(t)))
    }

    /// The t with P(T <= t) = p; infinite for p of 0 and 1.
    public func quantile(_ p: Double) throws(DistributionError) -> Double {
        guard p >= 0, p <= 1 else { throw .invalidParameter("probability") }
        return p <= 0.5 ? try -upperQuantile(p) : try upperQuantile(1 - p)
    }

    /// The t with P(T > t) = q; keeps its digits for small q.
    public func upperQuantile(_ q: Double) throws(DistributionError) -> Double {
        guard q >= 0, q <= 1 else { throw .invalidParameter("probability") }
        if q == 0 { return .infinity }
        if q == 0.5 { return 0 }
        if q > 0.5 { return try -upperQuantile(1 - q) }
        var high = 2.0
        while try upperTail(high) > q {
            high *= 4
            guard high.isFinite else { throw .notComputable("t quantile") }
        }
        return try increasingRoot(
            between: 0, and: high,
            distance: { (t) throws(DistributionError) in try log(q) - log(upperTail(t)) },
            density: { t in
                // SAFETY: a pure function of numbers, ν > 0.
                gsl_ran_tdist_pdf(t, degreesOfFreedom) / ((try? upperTail(t)) ?? .infinity)
            })
    }
}
