/// A line through one person's series by the median of the slopes of all pairs of points (Theil 1950; Sen 1968,
/// doi:10.1080/01621459.1968.10480934): up to 29% of the points may be anything without carrying it off.
public enum TheilSen {
    /// The line.
    public struct Fit: Sendable, Hashable {
        /// The median of (yⱼ - yᵢ) / (xⱼ - xᵢ) over pairs with different x.
        public let slope: Double
        /// The median of y - slope · x, so that half the points lie above the line.
        public let intercept: Double
        /// Sen's interval: the slopes that Kendall's test with its normal approximation does not reject, y taken as
        /// free of ties; infinite where there are too few pairs for the level.
        public let interval: ConfidenceInterval
        /// Pairs with different x.
        public let pairs: Int
        /// Points.
        public let observations: Int
    }

    /// Up to this many pairs the slopes are stored; above it they are formed anew in each of four passes, in constant memory.
    static let storedPairs = 1 << 17

    /// Fits the line through the points (`x`, `y`), in any order.
    ///
    /// - Complexity: O(n²) time; about 2 MB at most.
    public static func fit(x: [Double], y: [Double], level: ConfidenceLevel = .ninetyFive) -> Outcome<Fit> {
        Outcome { () throws(NotEstimable) in
            let slopes = try pairwiseSlopes(x, y)
            let middle = OrderStatistic.medianRanks(slopes.count)
            let rank = senRank(slopes, level)
            let chosen = slopes.ofRanks(middle + (rank > 0 ? [rank, slopes.count + 1 - rank] : []))
            let slope = OrderStatistic.mean(Array(chosen.prefix(middle.count)))
            let intercept = OrderStatistic.median(zip(x, y).map { $1 - slope * $0 })
            let ends = rank > 0 ? (chosen[middle.count], chosen[middle.count + 1]) : (-.infinity, .infinity)
            guard slope.isFinite, intercept.isFinite,
                let interval = ConfidenceInterval(lower: ends.0, upper: ends.1, level: level, method: .sen)
            else { throw .nonFinite }
            return Fit(
                slope: slope, intercept: intercept, interval: interval, pairs: slopes.count, observations: x.count)
        }
    }

    /// The slope alone, which costs half as much: for one line a person, of many.
    public static func slope(x: [Double], y: [Double]) -> Outcome<Double> {
        Outcome { () throws(NotEstimable) in
            let slopes = try pairwiseSlopes(x, y)
            let slope = OrderStatistic.mean(slopes.ofRanks(OrderStatistic.medianRanks(slopes.count)))
            guard slope.isFinite else { throw .nonFinite }
            return slope
        }
    }

    private static func pairwiseSlopes(_ x: [Double], _ y: [Double]) throws(NotEstimable) -> PairwiseSlopes {
        guard x.count == y.count else { throw .invalidArgument(name: "y", needed: "as long as x") }
        guard x.count >= 2 else { throw .tooFewObservations(found: x.count, needed: 2) }
        let range = (x.max() ?? 0) - (x.min() ?? 0)
        guard x.allSatisfy(\.isFinite), y.allSatisfy(\.isFinite), range.isFinite,
            ((y.max() ?? 0) - (y.min() ?? 0)).isFinite
        else { throw .nonFinite }
        guard range > 0 else { throw .constantColumn(name: "x") }
        return PairwiseSlopes(x, y)
    }

    /// Sen's M₁ = (N - zσ) / 2, rounded down: the rank of the interval's lower end; 0 where that is below the least slope.
    private static func senRank(_ slopes: PairwiseSlopes, _ level: ConfidenceLevel) -> Int {
        guard let z = try? -StandardNormal.quantile(level.tail) else { return 0 }
        let spread = KendallScore.variance(slopes.tiesInX, []).squareRoot()
        return Int(max(0, ((Double(slopes.count) - z * spread) / 2).rounded(.down)))
    }

    /// The slopes of all pairs of points with different x.
    private struct PairwiseSlopes {
        private let x: [Double]
        private let y: [Double]
        /// How many points share each x.
        let tiesInX: [Int]
        /// Pairs with different x.
        let count: Int

        init(_ x: [Double], _ y: [Double]) {
            let order = x.indices.sorted { x[$0] < x[$1] }
            self.x = order.map { x[$0] }
            self.y = order.map { y[$0] }
            tiesInX = self.x.runLengths()
            count = tiesInX.reduce(x.count * (x.count - 1) / 2) { $0 - $1 * ($1 - 1) / 2 }
        }

        func ofRanks(_ ranks: [Int]) -> [Double] {
            guard count <= storedPairs else { return OrderStatistic.ofRanks(ranks, walk: walk) }
            var slopes = [Double]()
            slopes.reserveCapacity(count)
            walk { slopes.append($0) }
            return OrderStatistic.ofRanks(ranks, among: &slopes)
        }

        private func walk(_ body: (Double) -> Void) {
            // Points of one x stand together: from the end of its run on, x is greater.
            var next = 0
            for run in tiesInX {
                let first = next
                next += run
                for i in first..<next {
                    for j in next..<x.count {
                        body((y[j] - y[i]) / (x[j] - x[i]))
                    }
                }
            }
        }
    }
}
