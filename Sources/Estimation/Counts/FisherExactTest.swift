/// Fisher's exact test that two groups have the same odds of an outcome, given the table's margins (Fisher 1935,
/// doi:10.2307/2342435).
public struct FisherExactTest: Sendable, Hashable {
    /// The table tested.
    public let table: FourfoldTable
    /// What equal odds are tested against; `.greater` is greater odds in the first group.
    public let alternative: ProportionTest.Alternative
    /// The exact p-value.
    public let pValue: Double
    /// The p-value with half the probability of the tables that are exactly as extreme as the one observed (Lancaster 1961,
    /// doi:10.1080/01621459.1961.10482105): less conservative, and not exact.
    public let midPValue: Double

    /// Tests `table`. Two-sided, the p-value adds up the tables that are no likelier than the one observed, as R's
    /// `fisher.test`. Nil where a probability cannot be computed.
    ///
    /// - Complexity: O(√n) for n people.
    public init?(_ table: FourfoldTable, alternative: ProportionTest.Alternative = .twoSided) {
        guard let tails = try? ExactTails(table.firstWith, under: Hypergeometric(table), alternative) else {
            return nil
        }
        self.table = table
        self.alternative = alternative
        pValue = tails.all
        midPValue = tails.mid
    }
}

/// How many of the people with the outcome are in the first group, where the groups have the same odds and margins are given.
private struct Hypergeometric: UnimodalCounts {
    let drawn: Int, with: Int, without: Int

    init(_ table: FourfoldTable) {
        (drawn, with, without) = (table.firstTotal, table.withTotal, table.withoutTotal)
    }

    var support: ClosedRange<Int> { max(0, drawn - without)...min(drawn, with) }

    var mode: Int {
        let peak = (Double(drawn) + 1) * ((Double(with) + 1) / (Double(with) + Double(without) + 2))
        return min(support.upperBound, max(support.lowerBound, Int(peak.rounded(.down))))
    }

    /// From three binomial probabilities (Loader 2000), which keep their digits for any size.
    func probability(of value: Int) -> Double {
        guard support.contains(value) else { return 0 }
        let share = Double(drawn) / (Double(with) + Double(without))
        guard let hits = try? Binomial(trials: with, probability: share),
            let misses = try? Binomial(trials: without, probability: share),
            let all = try? Binomial(trials: with + without, probability: share)
        else { return .nan }
        return hits.probability(of: value) * misses.probability(of: drawn - value) / all.probability(of: drawn)
    }

    func atMost(_ value: Int) throws(DistributionError) -> Double {
        if value < mode { return try tail(from: value, by: -1) }
        return value >= support.upperBound ? 1 : try 1 - tail(from: value + 1, by: 1)
    }

    func atLeast(_ value: Int) throws(DistributionError) -> Double {
        if value > mode { return try tail(from: value, by: 1) }
        return value <= support.lowerBound ? 1 : try 1 - tail(from: value - 1, by: -1)
    }

    /// The sum of the probabilities from `start` outwards, each from the last by their ratio, until they add nothing.
    private func tail(from start: Int, by step: Int) throws(DistributionError) -> Double {
        guard support.contains(start) else { return 0 }
        var term = probability(of: start)
        guard term.isFinite else { throw .notComputable("hypergeometric probability") }
        var sum = CompensatedSum()
        var value = start
        while term > 1e-18 * sum.value {
            sum.add(term)
            let lower = Double(step < 0 ? value : value + 1)
            // P(lower) / P(lower - 1).
            let ratio =
                (Double(with) - lower + 1) * (Double(drawn) - lower + 1)
                / (lower * (Double(without) - Double(drawn) + lower))
            term *= step < 0 ? 1 / ratio : ratio
            value += step
            guard support.contains(value) else { break }
        }
        return sum.value
    }
}
