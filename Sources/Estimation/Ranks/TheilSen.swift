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
        /// Pairs with different x and the same y, whose slope is exactly 0.
        public let levelPairs: Int
        /// Pairs whose slope is `slope` but for rounding.
        public let pairsAtSlope: Int
        /// Points.
        public let observations: Int

        /// The share of pair slopes that are exactly 0. Above one half the median is 0 whatever the others are.
        public var levelShare: Double { Double(levelPairs) / Double(pairs) }
        /// The share of pair slopes that tie with their median. Where it is large, as for scores that seldom change, the median says
        /// little and Sen's interval, which takes y as free of ties, too.
        public var shareAtSlope: Double { Double(pairsAtSlope) / Double(pairs) }
    }

    /// Up to this many pairs all slopes are formed; above it only those near the ranks sought.
    static let storedPairs = 1 << 17
    /// Slopes no farther apart than this part of them tie: the rounding of x and y counts for more in the slopes of near points than
    /// that of the quotient. 4 · 10⁻¹²; slopes of scores with one decimal over some thousand days are a thousand times as far apart.
    private static let tieWidth = 0x1p-38

    /// Fits the line through the points (`x`, `y`), in any order.
    ///
    /// - Complexity: as `SlopeSelection`, O(n log n) time and O(n) memory for all but contrived series.
    public static func fit(x: [Double], y: [Double], level: ConfidenceLevel = .ninetyFive) -> FitOutcome<Fit> {
        FitOutcome { () throws(NotEstimable) in
            let slopes = try pairwiseSlopes(x, y)
            let middle = OrderStatistic.medianRanks(slopes.count)
            let rank = senRank(slopes, level)
            let chosen = slopes.ofRanks(middle + (rank > 0 ? [rank, slopes.count + 1 - rank] : []))
            let slope = OrderStatistic.mean(Array(chosen.prefix(middle.count)))
            guard slope.isFinite else { throw .nonFinite }
            let intercept = OrderStatistic.median(zip(x, y).map { $1 - slope * $0 })
            let ends = rank > 0 ? (chosen[middle.count], chosen[middle.count + 1]) : (-.infinity, .infinity)
            guard intercept.isFinite,
                let interval = ConfidenceInterval(lower: ends.0, upper: ends.1, level: level, method: .sen)
            else { throw .nonFinite }
            return Fit(
                slope: slope, intercept: intercept, interval: interval, pairs: slopes.count,
                levelPairs: slopes.levelCount, pairsAtSlope: slopes.count(at: slope), observations: x.count)
        }
    }

    /// The slope alone, which costs half as much: for one line a person, of many.
    public static func slope(x: [Double], y: [Double]) -> FitOutcome<Double> {
        FitOutcome { () throws(NotEstimable) in
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
            if x.indices.dropFirst().allSatisfy({ (x[$0 - 1], y[$0 - 1]) <= (x[$0], y[$0]) }) {
                (self.x, self.y) = (x, y)
            } else {
                let order = x.indices.sorted { (x[$0], y[$0]) < (x[$1], y[$1]) }
                self.x = order.map { x[$0] }
                self.y = order.map { y[$0] }
            }
            tiesInX = self.x.runLengths()
            count = tiesInX.reduce(x.count * (x.count - 1) / 2) { $0 - $1 * ($1 - 1) / 2 }
        }

        func ofRanks(_ ranks: [Int]) -> [Double] {
            guard count <= storedPairs else {
                guard let order = SlopeOrder(ascending: x, y) else { return OrderStatistic.ofRanks(ranks, walk: walk) }
                return SlopeSelection(order).ofRanks(ranks)
            }
            if count > 4 * Self.sampleSize, let found = ofRanksWithinBracket(ranks) { return found }
            var slopes = [Double]()
            slopes.reserveCapacity(count)
            walk { slopes.append($0) }
            return OrderStatistic.ofRanks(ranks, among: &slopes)
        }

        /// Pairs with a slope of 0: all pairs of the same y but for those that share x too.
        var levelCount: Int {
            func pairs(_ runs: [Int]) -> Int { runs.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
            var sameBoth = [Int]()
            var first = 0
            for run in tiesInX {
                sameBoth += y[first..<first + run].runLengths()
                first += run
            }
            return pairs(y.sorted().runLengths()) - pairs(sameBoth)
        }

        /// Pairs whose slope is `slope` but for rounding.
        func count(at slope: Double) -> Int {
            if slope == 0 { return levelCount }
            let (low, high) = (slope - tieWidth * abs(slope), slope + tieWidth * abs(slope))
            if count > storedPairs, let order = SlopeOrder(ascending: x, y) {
                return SlopeSelection(order).count(from: low, through: high)
            }
            var count = 0
            walk { count += $0 >= low && $0 <= high ? 1 : 0 }
            return count
        }

        /// Pairs from which a bracket is read.
        private static let sampleSize = 256

        /// Selection after Floyd & Rivest (1975, doi:10.1145/360680.360691): a sample of the pairs brackets the ranks, and only the
        /// slopes within the bracket, about a fifth, are stored and selected from. Nil where the sample misled; the result is
        /// exact wherever there is one.
        private func ofRanksWithinBracket(_ ranks: [Int]) -> [Double]? {
            guard let least = ranks.min(), let greatest = ranks.max() else { return [] }
            var sample = sample()
            guard !sample.isEmpty else { return nil }
            // Three standard deviations of a sample rank at either side.
            let margin = 1.5 * Double(sample.count).squareRoot()
            func sampled(_ rank: Int, _ shift: Double) -> Int {
                Int((Double(rank) / Double(count) * Double(sample.count) + shift).rounded())
            }
            let first = sampled(least, -margin)
            let last = sampled(greatest, margin)
            let ends = OrderStatistic.ofRanks([max(1, first), min(last + 1, sample.count)], among: &sample)
            let low = first > 0 ? ends[0] : -.infinity
            let high = last < sample.count ? ends[1] : .infinity

            var below = 0
            var inside = [Double](repeating: 0, count: count + 1)
            var kept = 0
            walk { slope in
                // Written always and kept by count: a branch would be guessed wrong a fifth of the time.
                inside[kept] = slope
                kept += slope >= low && slope <= high ? 1 : 0
                below += slope < low ? 1 : 0
            }
            guard least > below, greatest <= below + kept else { return nil }
            inside.removeLast(inside.count - kept)
            return OrderStatistic.ofRanks(ranks.map { $0 - below }, among: &inside)
        }

        /// Slopes of pairs that a fixed sequence of numbers picks, of different x.
        private func sample() -> [Double] {
            var slopes = [Double]()
            slopes.reserveCapacity(Self.sampleSize)
            // A linear congruential generator (Knuth's MMIX); only the speed depends on it.
            var state: UInt64 = 1
            func next() -> Int {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state.multipliedFullWidth(by: UInt64(x.count)).high)
            }
            for _ in 0..<Self.sampleSize {
                let (i, j) = (next(), next())
                if x[i] != x[j] { slopes.append((y[j] - y[i]) / (x[j] - x[i])) }
            }
            return slopes
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
