/// The slopes of given ranks among those of all pairs of points, without forming the others.
///
/// Thresholds on either side of the ranks are read from a sample of the slopes between the last ones, until few are left that can be
/// formed and selected from (Matoušek 1991, doi:10.1016/0020-0190(91)90177-J). The sample decides on the speed alone: how many
/// slopes lie beyond a threshold is counted exactly, and the slopes that are left are the ones that forming all of them would give.
///
/// - Complexity: O(n log n) time for the rounds that samples usually take, and O(n) memory. Where more slopes than that are the
///   same but for their rounding, each of them is formed, in constant memory; where they are too many for that, the slopes are those
///   without rounding of differences, a few units in the last place away.
struct SlopeSelection {
    private let order: SlopeOrder

    /// Slopes between two thresholds that are formed and stored.
    private let storedSlopes: Int
    /// Slopes between two thresholds that are formed and not stored: a second's work.
    private let formedSlopes: Int
    private let sampleSize: Int
    /// More than any series took. Then every slope is formed.
    private static let mostRounds = 100

    init(_ order: SlopeOrder, storedSlopes: Int = 1 << 17, formedSlopes: Int = 1 << 28, sampleSize: Int = 1 << 12) {
        self.order = order
        self.storedSlopes = storedSlopes
        self.formedSlopes = formedSlopes
        self.sampleSize = sampleSize
    }

    /// The slopes of ranks `ranks` (from 1), in their order.
    func ofRanks(_ ranks: [Int]) -> [Double] {
        var found = [Int: Double]()
        var run = [Int]()
        // Neighbouring ranks are looked for together.
        for rank in Set(ranks).sorted() {
            if let last = run.last, rank > last + 1 {
                found.merge(zip(run, select(run))) { $1 }
                run = []
            }
            run.append(rank)
        }
        found.merge(zip(run, select(run))) { $1 }
        return ranks.compactMap { found[$0] }
    }

    /// Pairs whose slope is from `low` through `high`.
    func count(from low: Double, through high: Double) -> Int {
        Inversions.count(order.positions(at: .init(value: high), tiesChange: true))
            - Inversions.count(order.positions(at: .init(value: low), tiesChange: false))
    }

    /// The pairs whose true slopes are no lower than one threshold and no higher than another.
    private struct Window {
        let low: Double, high: Double
        /// Pairs below `low`, and up to `high`.
        let below: Int, through: Int
        /// The points' numbers in the order at `low`, in the order at `high`: each inversion is one of the pairs.
        let sequence: [Int32]
        let atLow: [Int32]

        var count: Int { through - below }
    }

    /// Slopes of ascending, neighbouring ranks.
    private func select(_ ranks: [Int]) -> [Double] {
        guard let least = ranks.first, let greatest = ranks.last else { return [] }
        var window = window(from: -.infinity, to: .infinity)
        for _ in 0..<Self.mostRounds where window.count > storedSlopes {
            let sample = sample(window)
            let last = window
            window = narrowed(last, sample, least, greatest)
            guard window.count > last.count / 2 else { continue }
            // Many slopes are the same.
            let pivot = sample[min((least - last.below) * sample.count / last.count, sample.count - 1)]
            let around = self.window(from: lowered(pivot), to: raised(pivot))
            if around.below < least, around.through >= greatest {
                if pivot == 0 { return ranks.map { _ in 0 } }
                window = around
                break
            }
            // The ranks may lie where one value gives way to the next.
            guard ranks.count == 1 else { return ranks.flatMap { select([$0]) } }
            window =
                around.through < least
                ? self.window(from: max(window.low, around.high), to: window.high)
                : self.window(from: window.low, to: min(window.high, around.low))
        }
        return finish(window, ranks)
    }

    /// Raises the lower threshold and lowers the upper one as far as the sample says that the ranks stay between them.
    private func narrowed(_ window: Window, _ sample: [Double], _ least: Int, _ greatest: Int) -> Window {
        // Three standard deviations of a sample rank at either side.
        let margin = 1.5 * Double(sample.count).squareRoot()
        func sampled(_ rank: Int, _ shift: Double) -> Int {
            Int((Double(rank - window.below) / Double(window.count) * Double(sample.count) + shift).rounded())
        }
        let (first, last) = (sampled(least, -margin), sampled(greatest, margin))
        let low = first > 0 ? max(window.low, lowered(sample[first - 1])) : window.low
        let high = last < sample.count ? min(window.high, raised(sample[last])) : window.high
        let next = self.window(from: low, to: high)
        let (isBelow, isThrough) = (next.below < least, next.through >= greatest)
        if isBelow, isThrough { return next }
        return self.window(from: isBelow ? low : window.low, to: isThrough ? high : window.high)
    }

    /// The slopes as computed from the window's pairs, widened by more than their rounding, so that no pair outside has one beyond
    /// those sought.
    private func finish(_ narrow: Window, _ ranks: [Int]) -> [Double] {
        let window = window(from: lowered(narrow.low), to: raised(narrow.high))
        let own = ranks.map { $0 - window.below }
        if window.count <= 4 * storedSlopes {
            var slopes = [Double]()
            slopes.reserveCapacity(window.count)
            walk(window) { slopes.append($0) }
            return OrderStatistic.ofRanks(own, among: &slopes)
        }
        let (least, greatest) = (lowered(window.low), raised(window.high))
        if order.hasExactDifferences || window.count > formedSlopes {
            return ranks.map {
                // Adding 0 makes -0 the 0 that it counts as.
                OrderStatistic.ofRank($0, between: least, and: greatest, countAtMost: countAtMost) + 0
            }
        }
        return OrderStatistic.ofRanks(own, between: least, and: greatest) { walk(window, $0) }
    }

    /// True slopes that are `limit` or less when rounded to a double, the computed ones where differences are exact: those up to half the way to the next double,
    /// and the ones there if that rounds to `limit`, whose last bit is then 0.
    private func countAtMost(_ limit: Double) -> Int {
        Inversions.count(
            order.positions(
                at: .init(value: limit, rest: (limit.nextUp - limit) / 2),
                tiesChange: limit.significandBitPattern & 1 == 0))
    }

    private func window(from low: Double, to high: Double) -> Window {
        let atLow = order.positions(at: .init(value: low), tiesChange: false)
        let atHigh = order.positions(at: .init(value: high), tiesChange: true)
        var places = [Int32](repeating: 0, count: atLow.count)
        for (place, position) in atLow.enumerated() {
            places[Int(position)] = Int32(place)
        }
        return Window(
            low: low, high: high, below: Inversions.count(atLow), through: Inversions.count(atHigh),
            sequence: atHigh.map { places[Int($0)] }, atLow: atLow)
    }

    /// The slopes of pairs of the window that a fixed sequence of numbers picks, ascending.
    private func sample(_ window: Window) -> [Double] {
        // A linear congruential generator (Knuth's MMIX); only the speed depends on it.
        var state: UInt64 = 1
        let picked = (0..<sampleSize).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state.multipliedFullWidth(by: UInt64(window.count)).high)
        }.sorted()
        var slopes = [Double]()
        slopes.reserveCapacity(picked.count)
        var passed = 0
        Inversions.walk(window.sequence) { numbers, greater, smaller in
            while slopes.count < picked.count, picked[slopes.count] < passed + greater.count {
                let other = numbers[greater.lowerBound + picked[slopes.count] - passed]
                slopes.append(slope(window, other, smaller))
            }
            passed += greater.count
        }
        return slopes.sorted()
    }

    /// Forms the slopes of all the window's pairs.
    private func walk(_ window: Window, _ body: (Double) -> Void) {
        Inversions.walk(window.sequence) { numbers, greater, smaller in
            for place in greater {
                body(slope(window, numbers[place], smaller))
            }
        }
    }

    /// Of the points that have these numbers in the order at the window's low end.
    @inline(__always)
    private func slope(_ window: Window, _ one: Int32, _ other: Int32) -> Double {
        let (one, other) = (Int(window.atLow[Int(one)]), Int(window.atLow[Int(other)]))
        let (i, j) = (min(one, other), max(one, other))
        return (order.y[j] - order.y[i]) / (order.x[j] - order.x[i])
    }

    /// Below `slope` by more than the rounding of two differences and a quotient.
    private func lowered(_ slope: Double) -> Double { -raised(-slope) }

    private func raised(_ slope: Double) -> Double {
        guard slope.isFinite else { return slope }
        return slope == 0 ? SlopeOrder.leastSlope : slope + 0x1p-49 * abs(slope)
    }
}
