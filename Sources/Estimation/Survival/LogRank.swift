import Foundation

/// The log-rank test that groups share one survival curve (Mantel 1966; Peto & Peto 1972, doi:10.2307/2344317), with the
/// weights S(t-)^ρ of Harrington & Fleming (1982, doi:10.1093/biomet/69.3.553), over strata if there are any.
///
/// S(t-) is the Kaplan-Meier curve of all groups in the stratum just before t. ρ = 0 is the log-rank test, ρ = 1 the Peto &
/// Peto modification of Gehan's, which looks more at early differences. As R's `survdiff`.
public struct LogRank: Sendable {
    /// What a group has of the events.
    public struct Group: Sendable, Hashable {
        /// As the caller numbered it.
        public let label: Int
        /// Observations.
        public let observations: Int
        /// Weighted events; their number for ρ = 0.
        public let observed: Double
        /// Weighted events expected if the groups share one curve.
        public let expected: Double
    }

    /// Ascending by label.
    public let groups: [Group]
    /// The hypergeometric covariance of observed less expected, in the order of `groups`.
    public let covariance: SymmetricMatrix
    /// Chi-square on one less than the groups with anything expected.
    public let test: TestStatistic
    /// The exponent ρ.
    public let rho: Double

    /// Tests whether the groups differ.
    ///
    /// - Parameters:
    ///   - times: Finite, one for each observation; those that differ by rounding alone are tied.
    ///   - isEvent: For each, false where follow-up ended first.
    ///   - groups: For each, the number of its group; two to a thousand different ones.
    ///   - strata: For each, the number of its stratum; nil for one.
    ///   - rho: The weights' exponent, finite.
    public static func fit(
        times: [Double], isEvent: [Bool], groups: [Int], strata: [Int]? = nil, rho: Double = 0
    ) -> FitOutcome<LogRank> {
        FitOutcome { () throws(NotEstimable) in
            try requireOneEach(
                times.count, ["isEvent": isEvent.count, "groups": groups.count, "strata": strata?.count])
            guard rho.isFinite else { throw .invalidArgument(name: "rho", needed: "a finite number") }
            let tied = try TiedTimes(times)
            guard isEvent.contains(true) else { throw .noEvents }
            let labels = Set(groups).sorted()
            guard labels.count >= 2 else { throw .tooFewGroups(found: labels.count, needed: 2) }
            guard labels.count <= mostGroups else {
                throw .invalidArgument(name: "groups", needed: "at most \(mostGroups) different ones")
            }
            var tally = Tally(groups, labels)
            for stratum in tied.strata(strata) { tally.add(stratum, isEvent, rho) }
            return try LogRank(tally, rho)
        }
    }

    /// The test for a trend over ordered groups (Tarone 1975, doi:10.1093/biomet/62.3.679): (Σ c (O - E))² / c'Vc on one
    /// degree of freedom.
    ///
    /// - Parameter scores: One for each of `groups`, in their order; nil takes the labels themselves.
    /// - Returns: Nil unless there is a finite score for each group, and where the scores leave no variance.
    public func trendTest(scores: [Double]? = nil) -> TestStatistic? {
        let scores = scores ?? groups.map { Double($0.label) }
        guard scores.count == groups.count, scores.allSatisfy(\.isFinite) else { return nil }
        // The sums of O - E and of V's rows are zero, so centred scores change nothing but the rounding.
        let middle = scores.reduce(0) { $0 + $1 / Double(scores.count) }
        let spread = scores.reduce(0) { max($0, abs($1 - middle)) }
        guard spread > 0, spread.isFinite else { return nil }
        let centred = scores.map { ($0 - middle) / spread }
        let statistic = zip(centred, groups).reduce(0.0) { $0 + $1.0 * ($1.1.observed - $1.1.expected) }
        let variance = covariance.form(centred, centred)
        guard variance > Self.flatness * Double(groups.count) * largestVariance else { return nil }
        return .chiSquare(statistic * statistic / variance, degreesOfFreedom: 1)
    }

    /// Each time with events costs the square of this; more are an identifier taken for a group.
    private static let mostGroups = 1000

    /// A variance below this part of the largest is rounding.
    private static let flatness = 1e-12

    private var largestVariance: Double { groups.indices.reduce(0) { max($0, covariance[$1, $1]) } }

    private init(_ tally: Tally, _ rho: Double) throws(NotEstimable) {
        groups = tally.labels.indices.map {
            Group(
                label: tally.labels[$0], observations: tally.sizes[$0], observed: tally.observed[$0],
                expected: tally.expected[$0])
        }
        covariance = tally.covariance
        self.rho = rho
        // A group that left before the first event has nothing to compare. The rows sum to zero, so one group goes.
        let compared = groups.indices.filter { tally.expected[$0] > 0 }
        guard compared.count >= 2 else { throw .tooFewGroups(found: compared.count, needed: 2) }
        let free = compared.dropFirst()
        let differences = free.map { tally.observed[$0] - tally.expected[$0] }
        let matrix = SymmetricMatrix(dimension: free.count) {
            tally.covariance[free[free.startIndex + $0], free[free.startIndex + $1]]
        }
        guard matrix.packed.allSatisfy(\.isFinite) else { throw .nonFinite }
        guard let factor = try? CholeskyFactor(matrix, tolerance: Self.flatness) else { throw .varianceNotIdentified }
        let statistic = zip(differences, factor.solve(differences)).reduce(0.0) { $0 + $1.0 * $1.1 }
        guard let test = TestStatistic.chiSquare(statistic, degreesOfFreedom: Double(free.count)) else {
            throw .nonFinite
        }
        self.test = test
    }

    /// Observed, expected and their covariance, summed over strata.
    private struct Tally {
        /// Of each observation, the position of its group in `labels`.
        let groups: [Int]
        let labels: [Int]
        var sizes: [Int]
        var observed: [Double]
        var expected: [Double]
        var covariance: SymmetricMatrix

        init(_ groups: [Int], _ labels: [Int]) {
            self.labels = labels
            let positions = Dictionary(uniqueKeysWithValues: zip(labels, labels.indices))
            self.groups = groups.map { positions[$0] ?? 0 }
            sizes = Array(repeating: 0, count: labels.count)
            for group in self.groups { sizes[group] += 1 }
            observed = Array(repeating: 0, count: labels.count)
            expected = observed
            covariance = SymmetricMatrix(dimension: labels.count)
        }

        mutating func add(_ stratum: TiedTimes.Stratum, _ isEvent: [Bool], _ rho: Double) {
            var atRisk = [Int](repeating: 0, count: labels.count)
            for index in stratum.order { atRisk[groups[index]] += 1 }
            var left = stratum.order.count
            var survival = 1.0
            for run in stratum.runs {
                let weight = rho == 0 ? 1 : pow(survival, rho)
                var events = 0
                for index in stratum.order[run] where isEvent[index] {
                    events += 1
                    observed[groups[index]] += weight
                }
                if events > 0 {
                    addExpected(events, atRisk, of: left, weight)
                    survival *= Double(left - events) / Double(left)
                }
                for index in stratum.order[run] { atRisk[groups[index]] -= 1 }
                left -= run.count
            }
        }

        /// The hypergeometric mean and covariance of `events` among `total` at risk.
        private mutating func addExpected(_ events: Int, _ atRisk: [Int], of total: Int, _ weight: Double) {
            let (d, n) = (Double(events), Double(total))
            for group in atRisk.indices where atRisk[group] > 0 {
                expected[group] += weight * d * Double(atRisk[group]) / n
            }
            guard total > 1 else { return }
            let factor = weight * weight * d * (n - d) / (n * (n - 1))
            for i in atRisk.indices where atRisk[i] > 0 {
                let share = factor * Double(atRisk[i])
                covariance[i, i] += share * (n - Double(atRisk[i])) / n
                for j in (i + 1)..<atRisk.count where atRisk[j] > 0 {
                    covariance[i, j] -= share * Double(atRisk[j]) / n
                }
            }
        }
    }
}
