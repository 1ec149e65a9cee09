/// The test for a trend over ordered groups that weights each group's sum of ranks with a score (Cuzick 1985,
/// doi:10.1002/sim.4780040112); with two groups it is Wilcoxon's rank-sum test.
public enum CuzickTrend {
    /// Tests `groups`, in their order. One value a person: repeated values of a person are not independent and inflate n.
    ///
    /// - Parameter scores: One finite number a group, not all the same; 1, 2, 3, ... unless given.
    /// - Returns: T = Σ score · rank sum, equal values sharing the mean of their ranks, its variance corrected for ties;
    ///   no correction for continuity.
    /// - Complexity: O(n log n).
    public static func test(_ groups: [[Double]], scores: [Double]? = nil) -> FitOutcome<TrendTest> {
        FitOutcome { () throws(NotEstimable) in
            let series = try OrderedGroups(groups)
            let scores = try TrendScores(scores, sizes: series.sizes.map(Double.init))
            let n = Double(series.count)
            // T - E(T) = Σ score · (rank sum - what chance gives), in which the scores' own level has no part.
            let rankSums = doubledRankSums(series)
            let excess = zip(scores.centered, zip(rankSums, series.sizes)).reduce(0.0) { sum, group in
                sum + group.0 * Double(group.1.0 - group.1.1 * (series.count + 1)) / 2
            }
            let ties = series.ties.reduce(0.0) { $0 + Double($1) * (Double($1) * Double($1) - 1) }
            let variance = scores.sumOfSquares * n * (n + 1) / 12 * (1 - ties / (n * (n * n - 1)))
            return try TrendTest(
                excess: excess, expectation: scores.mean * n * (n + 1) / 2, variance: variance,
                observations: series.count)
        }
    }

    /// Twice each group's sum of ranks.
    private static func doubledRankSums(_ series: OrderedGroups) -> [Int] {
        var sums = [Int](repeating: 0, count: series.sizes.count)
        series.forEachTie { tie in
            let doubledRank = 2 * tie.below + tie.groups.count + 1
            for group in tie.groups {
                sums[group] += doubledRank
            }
        }
        return sums
    }
}
