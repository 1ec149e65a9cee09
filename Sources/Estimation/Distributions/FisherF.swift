import CGSL

/// Fisher's F distribution.
public struct FisherF: Sendable, Hashable {
    /// Numerator and denominator degrees of freedom, both > 0.
    public let numerator: Double, denominator: Double

    /// Throws unless both are above 0 and finite.
    public init(numerator: Double, denominator: Double) throws(DistributionError) {
        guard numerator > 0, denominator > 0, numerator.isFinite, denominator.isFinite else {
            throw .invalidParameter("degrees of freedom")
        }
        self.numerator = numerator
        self.denominator = denominator
    }

    /// P(F <= f).
    public func lowerTail(_ f: Double) throws(DistributionError) -> Double {
        try probability("F probability", f) { tails(f).lower }
    }

    /// P(F > f), exact in the upper tail.
    public func upperTail(_ f: Double) throws(DistributionError) -> Double {
        try probability("F probability", f) { tails(f).upper }
    }

    private func tails(_ f: Double) -> (lower: Double, upper: Double) {
        if f <= 0 { return (0, 1) }
        if f.isInfinite { return (1, 0) }
        let total = numerator * f + denominator
        return incompleteBeta(numerator / 2, denominator / 2, numerator * f / total, denominator / total)
    }

    /// The f with P(F <= f) = p, from the beta quantile; 0 for p of 0, infinite for p of 1.
    public func quantile(_ p: Double) throws(DistributionError) -> Double {
        if p == 1 { return .infinity }
        // The odds x / (1 - x) of the smaller tail's beta quantile keep their digits near both ends.
        if p <= 0.5 {
            let x = try Beta(numerator / 2, denominator / 2).quantile(p)
            if x <= 0.5 { return denominator * x / (numerator * (1 - x)) }
        }
        let complement = try Beta(denominator / 2, numerator / 2).upperQuantile(p)
        return denominator * (1 - complement) / (numerator * complement)
    }
}
