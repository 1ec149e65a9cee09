/// A count of successes among trials that can be: 0 <= successes <= trials, 0 < trials <= 2⁵³.
public struct BinomialCount: Sendable, Hashable {
    /// 0...trials.
    public let successes: Int
    /// At least 1, at most the greatest count that doubles hold exactly.
    public let trials: Int

    /// Nil unless 0 <= `successes` <= `trials` and 0 < `trials` <= 2⁵³.
    public init?(successes: Int, trials: Int) {
        guard trials > 0, trials <= 1 << 53, successes >= 0, successes <= trials else { return nil }
        self.successes = successes
        self.trials = trials
    }

    /// successes / trials.
    public var proportion: Double { Double(successes) / Double(trials) }
}
