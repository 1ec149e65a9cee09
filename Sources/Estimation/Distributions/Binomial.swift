import Foundation

/// The binomial distribution.
public struct Binomial: Sendable, Hashable {
    /// Trials, 0...2⁵³.
    public let trials: Int
    /// Probability of success, 0...1.
    public let probabilityOfSuccess: Double

    /// Throws unless `trials` is in 0...2⁵³ and `probability` is in 0...1.
    public init(trials: Int, probability: Double) throws(DistributionError) {
        guard trials >= 0, trials <= 1 << 53 else { throw .invalidParameter("trials") }
        guard probability >= 0, probability <= 1 else { throw .invalidParameter("probability") }
        self.trials = trials
        probabilityOfSuccess = probability
    }

    /// P(X <= successes).
    public func lowerTail(_ successes: Int) throws(DistributionError) -> Double {
        if successes < 0 { return 0 }
        if successes >= trials { return 1 }
        return try tails(above: successes).upper
    }

    /// P(X > successes), exact in the upper tail.
    public func upperTail(_ successes: Int) throws(DistributionError) -> Double {
        if successes < 0 { return 1 }
        if successes >= trials { return 0 }
        return try tails(above: successes).lower
    }

    /// Beta tails at the probability of success with shapes k + 1 and n - k: the lower one is P(X > k).
    private func tails(above k: Int) throws(DistributionError) -> (lower: Double, upper: Double) {
        let beta = try Beta(Double(k) + 1, Double(trials - k))
        return (try beta.lowerTail(probabilityOfSuccess), try beta.upperTail(probabilityOfSuccess))
    }

    /// P(X = successes).
    public func probability(of successes: Int) -> Double {
        let (n, p) = (trials, probabilityOfSuccess)
        guard successes >= 0, successes <= n else { return 0 }
        if p == 0 { return successes == 0 ? 1 : 0 }
        if p == 1 { return successes == n ? 1 : 0 }
        if successes == 0 { return exp(Double(n) * log1p(-p)) }
        if successes == n { return exp(Double(n) * log(p)) }
        return binomialMass(Double(successes), Double(n - successes), p, 1 - p)
    }
}
