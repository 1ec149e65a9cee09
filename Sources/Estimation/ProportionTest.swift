/// The exact binomial test of a proportion against a stated value.
public struct ProportionTest: Sendable, Hashable {
    /// What the stated value is tested against.
    public enum Alternative: String, Sendable, Hashable, CaseIterable, Codable {
        /// The proportion differs.
        case twoSided = "two_sided"
        /// The proportion is less.
        case less
        /// The proportion is greater.
        case greater
    }

    /// The counts tested.
    public let count: BinomialCount
    /// The stated proportion, 0...1.
    public let claim: Double
    /// The direction.
    public let alternative: Alternative
    /// The exact p-value.
    public let pValue: Double

    /// Tests `count` against `claim`. Nil unless `claim` is in 0...1.
    ///
    /// Two-sided, the p-value adds up the outcomes that are no likelier than the one observed (the method of small p-values,
    /// as R's `binom.test`, with its relative tolerance of 1e-7 for ties that rounding would break).
    public init?(_ count: BinomialCount, claim: Double, alternative: Alternative = .twoSided) {
        guard let null = try? Binomial(trials: count.trials, probability: claim) else { return nil }
        let value: Double?
        switch alternative {
        case .less: value = try? null.lowerTail(count.successes)
        case .greater: value = try? null.upperTail(count.successes - 1)
        case .twoSided: value = try? Self.smallProbabilities(count.successes, null)
        }
        guard let value else { return nil }
        self.count = count
        self.claim = claim
        self.alternative = alternative
        pValue = min(1, value)
    }

    private static func smallProbabilities(_ successes: Int, _ null: Binomial) throws(DistributionError) -> Double {
        let expected = Double(null.trials) * null.probabilityOfSuccess
        if Double(successes) == expected { return 1 }
        let limit = null.probability(of: successes) * (1 + 1e-7)
        // Away from the mode the probabilities fall, so each far tail begins where they first come down to the limit.
        if Double(successes) < expected {
            let first = firstIndex(from: Int(expected.rounded(.up)), to: null.trials + 1) {
                null.probability(of: $0) <= limit
            }
            return try null.lowerTail(successes) + null.upperTail(first - 1)
        }
        let mode = Int(expected.rounded(.down))
        let steps = firstIndex(from: 0, to: mode + 1) { null.probability(of: mode - $0) <= limit }
        return try null.lowerTail(mode - steps) + null.upperTail(successes - 1)
    }

    /// The first index for which a condition that never turns false again is true; `end` when it is never true.
    private static func firstIndex(from start: Int, to end: Int, where holds: (Int) -> Bool) -> Int {
        var (low, high) = (start, end)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
