/// The estimates of location that belong to Wilcoxon's tests (Hodges & Lehmann 1963, doi:10.1214/aoms/1177704172): the
/// center of one sample and the shift between two, with the interval of the values that the test does not reject.
///
/// Means or differences of pairs are counted, never stored: sorted values make a count O(n), and the k-th smallest
/// follows from at most 64 counts, exactly to the last bit (as Johnson & Mizoguchi 1978, doi:10.1137/0207013, and
/// Monahan 1984, doi:10.1145/1271.319414, with a search over values instead of a choice of pivots).
///
/// Ties and zeros leave the estimate as it is and make the interval wider than need be, never narrower.
public enum HodgesLehmann {
    /// An estimate with its interval.
    public struct Fit: Sendable, Hashable {
        /// The median of the pairs' means, or of their differences.
        public let estimate: Double
        /// The ends are pairs' means or differences; infinite where there are too few values for the level.
        public let interval: ConfidenceInterval
        /// Values, of both samples.
        public let observations: Int
    }

    /// Up to this many values `pseudoMedian` uses the exact distribution of the test, above it the normal one corrected for
    /// kurtosis and continuity, which gives the same rank.
    public static let exactValues = 50
    /// Up to this many pairs `shift` does so. Above it, with five values or more in the smaller sample, the rank is within
    /// a few of the exact; with fewer the interval may be wider than need be.
    public static let exactPairs = 2500

    /// The pseudo-median: the median of the means of all pairs of values, a value with itself included. For a symmetric
    /// distribution it is the median, estimated nearly as well as by the mean where the mean is best.
    ///
    /// The interval is that of the signed-rank test, as R's `wilcox.test(conf.int = TRUE)` gives it where it is exact;
    /// R's estimate for large samples is a root found to 10⁻⁴, this one is exact.
    ///
    /// - Complexity: O(n log n).
    public static func pseudoMedian(_ values: [Double], level: ConfidenceLevel = .ninetyFive) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let sample = try Sample(values)
            let n = sample.sorted.count
            let averages = WalshAverages(sample)
            let rank =
                n <= exactValues
                ? RankDistribution.signedRank(n).quantile(level.tail) : signedRankQuantile(level.tail, Double(n))
            return try fit(averages, rank, .signedRank, level, observations: n)
        }
    }

    /// How far `second` lies above `first`: the median of the differences of all pairs, with the interval of the rank-sum test.
    ///
    /// - Complexity: O(n log n) in the values of both.
    public static func shift(
        from first: [Double], to second: [Double], level: ConfidenceLevel = .ninetyFive
    ) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let samples = (try Sample(first), try Sample(second))
            let (m, n) = (samples.0.sorted.count, samples.1.sorted.count)
            let differences = PairDifferences(samples.0, samples.1)
            let rank =
                differences.count <= exactPairs
                ? RankDistribution.rankSum(m, n).quantile(level.tail)
                : rankSumQuantile(level.tail, Double(m), Double(n))
            return try fit(differences, rank, .rankSum, level, observations: m + n)
        }
    }

    /// The fourth cumulant of the signed-rank statistic is -Σ rank⁴ / 8.
    private static func signedRankQuantile(_ tail: Double, _ n: Double) -> Int? {
        let squares = n * (n + 1) * (2 * n + 1) / 6
        let fourthPowers = squares * (3 * n * n + 3 * n - 1) / 5
        return RankDistribution.approximateQuantile(
            tail, mean: n * (n + 1) / 4, standardDeviation: (squares / 4).squareRoot(),
            excessKurtosis: -2 * fourthPowers / (squares * squares))
    }

    /// The kurtosis of the rank-sum statistic is that of Fix & Hodges (1955), doi:10.1214/aoms/1177728547.
    private static func rankSumQuantile(_ tail: Double, _ m: Double, _ n: Double) -> Int? {
        let (product, sum) = (m * n, m + n)
        return RankDistribution.approximateQuantile(
            tail, mean: product / 2, standardDeviation: (product * (sum + 1) / 12).squareRoot(),
            excessKurtosis: -1.2 * (sum * sum - product + sum) / (product * (sum + 1)))
    }

    private static func fit(
        _ pairs: some PairedNumbers, _ rank: Int?, _ method: ConfidenceInterval.Method, _ level: ConfidenceLevel,
        observations: Int
    ) throws(NotEstimable) -> Fit {
        guard pairs.least.isFinite, pairs.greatest.isFinite, let rank else { throw .nonFinite }
        let estimate = OrderStatistic.mean(OrderStatistic.medianRanks(pairs.count).map(pairs.ofRank))
        // At rank 0 even the least pair is not rejected.
        let interval = ConfidenceInterval(
            lower: rank > 0 ? pairs.ofRank(rank) : -.infinity,
            upper: rank > 0 ? pairs.ofRank(pairs.count + 1 - rank) : .infinity, level: level, method: method)
        guard let interval else { throw .nonFinite }
        return Fit(estimate: estimate, interval: interval, observations: observations)
    }

    /// At least one value, all finite, ascending.
    private struct Sample {
        let sorted: [Double]

        init(_ values: [Double]) throws(NotEstimable) {
            guard !values.isEmpty else { throw .noObservations }
            guard values.allSatisfy(\.isFinite) else { throw .nonFinite }
            sorted = values.sorted()
        }
    }

    /// (xᵢ + xⱼ) / 2 for i <= j.
    private struct WalshAverages: PairedNumbers {
        /// Halved first, so that no sum overflows.
        private let halves: [Double]

        init(_ sample: Sample) {
            halves = sample.sorted.map { $0 / 2 }
        }

        var count: Int { halves.count * (halves.count + 1) / 2 }
        var least: Double { 2 * halves[0] }
        var greatest: Double { 2 * halves[halves.count - 1] }

        func countAtMost(_ limit: Double) -> Int {
            var count = 0
            var j = halves.count - 1
            for i in halves.indices {
                while j >= i, halves[i] + halves[j] > limit { j -= 1 }
                if j < i { break }
                count += j - i + 1
            }
            return count
        }
    }

    /// yⱼ - xᵢ.
    private struct PairDifferences: PairedNumbers {
        private let first: [Double]
        private let second: [Double]

        init(_ first: Sample, _ second: Sample) {
            self.first = first.sorted
            self.second = second.sorted
        }

        var count: Int { first.count * second.count }
        var least: Double { second[0] - first[first.count - 1] }
        var greatest: Double { second[second.count - 1] - first[0] }

        func countAtMost(_ limit: Double) -> Int {
            var count = 0
            var j = 0
            for x in first {
                while j < second.count, second[j] - x <= limit { j += 1 }
                count += j
            }
            return count
        }
    }
}

/// Numbers made of pairs of values, too many to store.
private protocol PairedNumbers {
    /// How many there are.
    var count: Int { get }
    var least: Double { get }
    var greatest: Double { get }
    /// How many are at or below `limit`.
    func countAtMost(_ limit: Double) -> Int
}

extension PairedNumbers {
    fileprivate func ofRank(_ rank: Int) -> Double {
        OrderStatistic.ofRank(rank, between: least, and: greatest, countAtMost: countAtMost)
    }
}
