/// The exact null distribution of a rank statistic: of whole numbers from 0 on.
struct RankDistribution: Sendable {
    /// Of 0, 1, ..., the greatest value.
    private let probabilities: [Double]

    /// The distribution with these probabilities of 0, 1, ....
    init(probabilities: [Double]) {
        self.probabilities = probabilities
    }

    /// Wilcoxon's signed-rank statistic of `n` values: each rank 1...n counts with probability one half.
    static func signedRank(_ n: Int) -> RankDistribution {
        var probabilities = [Double](repeating: 0, count: n * (n + 1) / 2 + 1)
        probabilities[0] = 1
        for rank in stride(from: 1, through: n, by: 1) {
            for value in stride(from: rank * (rank + 1) / 2, through: 0, by: -1) {
                probabilities[value] = (probabilities[value] + (value >= rank ? probabilities[value - rank] : 0)) / 2
            }
        }
        return RankDistribution(probabilities: probabilities)
    }

    /// The Mann-Whitney count of a sample of `m` against one of `n`.
    ///
    /// The greatest of all values is one of the n with probability n / (m + n), and then exceeds all m (Mann & Whitney 1947,
    /// doi:10.1214/aoms/1177730491, in probabilities, where nothing overflows or cancels).
    static func rankSum(_ m: Int, _ n: Int) -> RankDistribution {
        // rows[j] is the distribution for i against j.
        var rows = [[Double]](repeating: [1], count: n + 1)
        for i in stride(from: 1, through: m, by: 1) {
            for j in stride(from: 1, through: n, by: 1) {
                let share = Double(j) / Double(i + j)
                let (without, with) = (rows[j], rows[j - 1])
                rows[j] = (0...i * j).map { value in
                    let fromFirst = value < without.count ? (1 - share) * without[value] : 0
                    let fromSecond = value >= i && value - i < with.count ? share * with[value - i] : 0
                    return fromFirst + fromSecond
                }
            }
        }
        return RankDistribution(probabilities: rows[n])
    }

    /// The Jonckheere-Terpstra count of groups of these sizes: independent Mann-Whitney counts of each group against
    /// all before it.
    static func jonckheereTerpstra(_ sizes: [Int]) -> RankDistribution {
        var sum: [Double] = [1]
        var before = 0
        for size in sizes {
            let step = rankSum(before, size).probabilities
            var next = [Double](repeating: 0, count: sum.count + step.count - 1)
            for (i, p) in sum.enumerated() {
                for (j, q) in step.enumerated() {
                    next[i + j] += p * q
                }
            }
            sum = next
            before += size
        }
        return RankDistribution(probabilities: sum)
    }

    /// P(X <= value), exact in the lower tail.
    func lowerTail(_ value: Int) -> Double {
        min(1, probabilities.prefix(max(0, value + 1)).reduce(0, +))
    }

    /// P(X >= value), exact in the upper tail.
    func upperTail(_ value: Int) -> Double {
        min(1, probabilities.dropFirst(max(0, value)).reversed().reduce(0, +))
    }

    /// The least value at or below which the statistic falls with probability `tail` or more.
    func quantile(_ tail: Double) -> Int {
        var sum = 0.0
        for (value, probability) in probabilities.enumerated() {
            sum += probability
            if sum >= tail { return value }
        }
        return probabilities.count - 1
    }

    /// The same for a symmetric distribution near the normal, of this mean, spread and excess kurtosis, by the
    /// expansion of Cornish & Fisher (1938, doi:10.2307/1400905) with half a count taken off for continuity; at least
    /// 0.
    static func approximateQuantile(
        _ tail: Double, mean: Double, standardDeviation: Double, excessKurtosis: Double
    ) -> Int? {
        guard let z = try? StandardNormal.quantile(tail) else { return nil }
        let steps = z + excessKurtosis * (z * z * z - 3 * z) / 24
        let value = (mean + steps * standardDeviation - 0.5).rounded(.up)
        return value.isFinite ? Int(max(0, value)) : nil
    }
}
