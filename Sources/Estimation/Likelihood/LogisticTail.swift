import Foundation

/// The logistic distribution function F(z) = 1 / (1 + e^-z), its complement and its logarithm, each to all its digits.
struct LogisticTail: Sendable {
    let probability: Double
    let complement: Double
    let logProbability: Double

    /// That alone.
    @inline(__always)
    static func probability(_ z: Double) -> Double {
        let small = exp(-abs(z))
        return z >= 0 ? 1 / (1 + small) : small / (1 + small)
    }

    init(_ z: Double) {
        let small = exp(-abs(z))
        let (larger, smaller) = (1 / (1 + small), small / (1 + small))
        (probability, complement) = z >= 0 ? (larger, smaller) : (smaller, larger)
        logProbability = min(z, 0) - log1p(small)
    }
}
