/// The test for a trend over ordered groups that counts, in all pairs of values from different groups, how often the
/// later group has the greater (Terpstra 1952; Jonckheere 1954, doi:10.1093/biomet/41.1-2.133). An equal pair counts
/// one half.
public enum JonckheereTerpstra {
    /// Up to this many values the exact distribution is used; with ties, where it takes no more than a million states:
    /// three groups of ten.
    public static let exactLimit = 50

    /// Tests `groups`, in their order. One value a person: repeated values of a person are not independent and inflate n.
    ///
    /// The variance carries the correction for ties (Lehmann 1975, Nonparametrics, appendix; it is a quarter of that of
    /// Kendall's S between value and group). No correction for continuity.
    ///
    /// - Complexity: O(n log n).
    public static func test(_ groups: [[Double]]) -> FitOutcome<TrendTest> {
        FitOutcome { () throws(NotEstimable) in
            let series = try OrderedGroups(groups)
            let doubled = doubledCount(series)
            // Of all pairs from different groups.
            let n = Double(series.count)
            let pairs = series.sizes.reduce(n * n) { $0 - Double($1) * Double($1) } / 2
            let test = try TrendTest(
                excess: (Double(doubled) - pairs) / 2, expectation: pairs / 2,
                variance: KendallScore.variance(series.sizes, series.ties) / 4, observations: series.count)
            guard series.count <= exactLimit else { return test }
            if series.ties.count == series.count {
                let null = RankDistribution.jonckheereTerpstra(series.sizes)
                return test.exact(pRising: null.upperTail(doubled / 2), pFalling: null.lowerTail(doubled / 2))
            }
            let null = RankDistribution.doubledJonckheereTerpstra(series.sizes, ties: series.ties)
            guard let null else { return test }
            return test.exact(pRising: null.upperTail(doubled), pFalling: null.lowerTail(doubled))
        }
    }

    /// Twice the statistic: 2 for each pair that rises, 1 for each that is equal.
    private static func doubledCount(_ series: OrderedGroups) -> Int {
        var below = PrefixCounts(slots: series.sizes.count)
        var count = 0
        series.forEachTie { tie in
            var firstOfGroup = tie.groups.startIndex
            for index in tie.groups.indices {
                let group = tie.groups[index]
                if tie.groups[firstOfGroup] != group { firstOfGroup = index }
                count += 2 * below.before(group) + firstOfGroup - tie.groups.startIndex
            }
            for group in tie.groups {
                below.add(to: group)
            }
        }
        return count
    }

    /// Counts by slot with their running sums in O(log slots) (Fenwick 1994, doi:10.1002/spe.4380240306).
    private struct PrefixCounts {
        private var tree: [Int]

        init(slots: Int) {
            tree = Array(repeating: 0, count: slots + 1)
        }

        mutating func add(to slot: Int) {
            var node = slot + 1
            while node < tree.count {
                tree[node] += 1
                node += node & -node
            }
        }

        /// The count in all slots before `slot`.
        func before(_ slot: Int) -> Int {
            var sum = 0
            var node = slot
            while node > 0 {
                sum += tree[node]
                node &= node - 1
            }
            return sum
        }
    }
}
