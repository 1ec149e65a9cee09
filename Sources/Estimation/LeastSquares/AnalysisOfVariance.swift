/// One-way analysis of variance: do the means of groups differ beyond the spread within them (Fisher 1925)?
///
/// Sums are carried at twice a double's precision about the exact means, so that values that share their first twelve
/// digits, as in NIST's SmLs07-09, lose nothing beyond what rounding them to doubles has already taken.
public enum AnalysisOfVariance {
    /// Compares the means of `groups`, each with at least one value.
    ///
    /// - Complexity: O(n), in two passes.
    public static func fit(_ groups: [[Double]]) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let observations = try checked(groups)
            let totals = groups.map { $0.reduce(DoubleDouble.zero) { $0 + DoubleDouble($1) } }
            let grandMean = totals.reduce(.zero, +) / DoubleDouble(Double(observations))
            var between = DoubleDouble.zero
            var within = DoubleDouble.zero
            var means = [Double]()
            for (values, total) in zip(groups, totals) {
                let mean = total / DoubleDouble(Double(values.count))
                let step = mean - grandMean
                between += step * step * DoubleDouble(Double(values.count))
                for value in values {
                    let deviation = DoubleDouble(value) - mean
                    within += deviation * deviation
                }
                means.append(mean.high)
            }
            guard (between + within).high.isFinite else { throw .nonFinite }
            guard within.high > 0 else { throw .noResidualVariation }
            return try Fit(between, within, means, groups.map(\.count), observations)
        }
    }

    private static func checked(_ groups: [[Double]]) throws(NotEstimable) -> Int {
        let observations = groups.reduce(0) { $0 + $1.count }
        guard observations > 0 else { throw .noObservations }
        guard groups.count >= 2 else { throw .tooFewGroups(found: groups.count, needed: 2) }
        if let empty = groups.firstIndex(where: \.isEmpty) { throw .emptyCategory(name: "group \(empty + 1)") }
        guard groups.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw .nonFinite }
        guard observations > groups.count else {
            throw .tooFewObservations(found: observations, needed: groups.count + 1)
        }
        let first = groups[0][0]
        guard groups.contains(where: { $0.contains { $0 != first } }) else {
            throw .constantResponse(name: "the response")
        }
        return observations
    }

    /// The analysis of variance table.
    public struct Fit: Sendable, Hashable {
        /// Σ nᵢ (ȳᵢ - ȳ)².
        public let betweenSumOfSquares: Double
        /// Σ (y - ȳᵢ)².
        public let withinSumOfSquares: Double
        /// Of each group, in the order given.
        public let means: [Double]
        /// Values in each group.
        public let counts: [Int]
        /// Residual standard deviation, pooled over groups.
        public let sdResidual: Double
        /// The share of the sum of squares that lies between groups.
        public let rSquared: Double
        /// F on groups - 1 and n - groups degrees of freedom.
        public let fTest: TestStatistic

        fileprivate init(
            _ between: DoubleDouble, _ within: DoubleDouble, _ means: [Double], _ counts: [Int], _ observations: Int
        ) throws(NotEstimable) {
            let degrees = [Double(counts.count - 1), Double(observations - counts.count)]
            let variance = within / DoubleDouble(degrees[1])
            let f = (between / DoubleDouble(degrees[0]) / variance).high
            guard let p = try? FisherF(numerator: degrees[0], denominator: degrees[1]).upperTail(f) else {
                throw .nonFinite
            }
            betweenSumOfSquares = between.high
            withinSumOfSquares = within.high
            self.means = means
            self.counts = counts
            sdResidual = variance.squareRoot().high
            rSquared = (between / (between + within)).high
            fTest = TestStatistic(statistic: f, degreesOfFreedom: degrees, pValue: p)
        }
    }
}
