import CGSL
import Foundation

/// The beta distribution.
public struct Beta: Sendable, Hashable {
    /// Both shapes, > 0.
    public let a: Double, b: Double

    /// Throws unless both are above 0 and finite.
    public init(_ a: Double, _ b: Double) throws(DistributionError) {
        guard a > 0, b > 0, a.isFinite, b.isFinite else { throw .invalidParameter("shape") }
        self.a = a
        self.b = b
    }

    /// P(X <= x).
    public func lowerTail(_ x: Double) throws(DistributionError) -> Double {
        try probability("beta probability", x) { incompleteBeta(a, b, x, 1 - x).lower }
    }

    /// P(X > x), exact in the upper tail.
    public func upperTail(_ x: Double) throws(DistributionError) -> Double {
        try probability("beta probability", x) { incompleteBeta(a, b, x, 1 - x).upper }
    }

    /// The x with P(X <= x) = p.
    public func quantile(_ p: Double) throws(DistributionError) -> Double {
        guard p >= 0, p <= 1 else { throw .invalidParameter("probability") }
        if p == 0 || p == 1 { return p }
        return try root { (x) throws(DistributionError) in
            try p <= 0.5 ? log(lowerTail(x)) - log(p) : log1p(-p) - log(upperTail(x))
        } tail: { x in
            (p <= 0.5 ? try? lowerTail(x) : try? upperTail(x)) ?? .infinity
        }
    }

    /// The x with P(X > x) = q; keeps its digits for small q.
    public func upperQuantile(_ q: Double) throws(DistributionError) -> Double {
        guard q >= 0, q <= 1 else { throw .invalidParameter("probability") }
        if q == 0 || q == 1 { return 1 - q }
        return try root { (x) throws(DistributionError) in
            try q < 0.5 ? log(q) - log(upperTail(x)) : log(lowerTail(x)) - log1p(-q)
        } tail: { x in
            (q < 0.5 ? try? upperTail(x) : try? lowerTail(x)) ?? .infinity
        }
    }

    private func root(
        distance: (Double) throws(DistributionError) -> Double, tail: (Double) -> Double
    ) throws(DistributionError) -> Double {
        try increasingRoot(
            between: 0, and: 1, distance: distance,
            // SAFETY: a pure function of numbers, both shapes above 0.
            density: { gsl_ran_beta_pdf($0, a, b) / tail($0) })
    }
}
