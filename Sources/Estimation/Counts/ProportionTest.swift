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
    /// The p-value with half the probability of the outcomes that are exactly as extreme as the one observed (Lancaster 1961,
    /// doi:10.1080/01621459.1961.10482105): less conservative, and not exact.
    public let midPValue: Double

    /// Tests `count` against `claim`. Nil unless `claim` is in 0...1.
    ///
    /// Two-sided, the p-value adds up the outcomes that are no likelier than the one observed (the method of small p-values,
    /// as R's `binom.test`).
    public init?(_ count: BinomialCount, claim: Double, alternative: Alternative = .twoSided) {
        guard let null = try? Binomial(trials: count.trials, probability: claim),
            let tails = try? ExactTails(count.successes, under: null, alternative)
        else { return nil }
        self.count = count
        self.claim = claim
        self.alternative = alternative
        pValue = tails.all
        midPValue = tails.mid
    }
}
