/// Two groups by a yes-or-no outcome, in counts. Each is at least 0; together they are 1...2⁵³.
public struct FourfoldTable: Sendable, Hashable {
    /// The first group with and without the outcome.
    public let firstWith: Int, firstWithout: Int
    /// The second group with and without the outcome.
    public let secondWith: Int, secondWithout: Int

    /// Nil for a negative count, for none at all, and for more than doubles hold exactly.
    public init?(firstWith: Int, firstWithout: Int, secondWith: Int, secondWithout: Int) {
        var total = 0
        for count in [firstWith, firstWithout, secondWith, secondWithout] {
            guard count >= 0, count <= 1 << 53 else { return nil }
            // Four such counts cannot overflow.
            total += count
        }
        guard total > 0, total <= 1 << 53 else { return nil }
        self.firstWith = firstWith
        self.firstWithout = firstWithout
        self.secondWith = secondWith
        self.secondWithout = secondWithout
    }

    /// Nil where the groups' counts together are more than doubles hold exactly.
    public init?(_ first: BinomialCount, _ second: BinomialCount) {
        self.init(
            firstWith: first.successes, firstWithout: first.trials - first.successes, secondWith: second.successes,
            secondWithout: second.trials - second.successes)
    }

    /// People in the first group.
    public var firstTotal: Int { firstWith + firstWithout }
    /// People in the second group.
    public var secondTotal: Int { secondWith + secondWithout }
    /// People with the outcome.
    public var withTotal: Int { firstWith + secondWith }
    /// People without the outcome.
    public var withoutTotal: Int { firstWithout + secondWithout }
    /// All people.
    public var total: Int { firstTotal + secondTotal }
}
