/// Observations by the time each ends, where times that differ by rounding alone are one time.
///
/// Times that come of arithmetic, such as (37 - 7) / 7 and 30 / 7, can differ in the last bit where the days behind them
/// are tied, and a tie broken by rounding changes risk sets at random. Therneau's rule in `survival::aeqSurv`: among the
/// distinct times, ascending, a step of at most √ε, or of at most √ε times their mean size, is no step; a run of such
/// times counts as its first. The rule looks at all times at once, so strata and groups share it.
public struct TiedTimes: Sendable {
    /// The distinct times, ascending.
    public let times: [Double]
    /// For each observation, the position of its time in `times`.
    public let ranks: [Int]

    /// √ε: half the digits of a double.
    public static let tolerance = Double.ulpOfOne.squareRoot()

    /// Ties `observed`, in O(n log n). Throws `noObservations` for no times and `nonFinite` for a time that is not a
    /// number.
    public init(_ observed: [Double]) throws(NotEstimable) {
        try self.init(observed, tolerance: Self.tolerance)
    }

    /// Ties times that are exact, such as whole days: only equal ones.
    init(exact observed: [Double]) throws(NotEstimable) {
        try self.init(observed, tolerance: nil)
    }

    private init(_ observed: [Double], tolerance: Double?) throws(NotEstimable) {
        guard !observed.isEmpty else { throw .noObservations }
        guard observed.allSatisfy(\.isFinite) else { throw .nonFinite }
        let order = observed.indices.sorted { observed[$0] < observed[$1] }
        let largestStep = tolerance.map { tolerance in
            var (size, count) = (0.0, 0.0)
            for (position, index) in order.enumerated()
            where position == 0 || observed[order[position - 1]] < observed[index] {
                count += 1
                size += (abs(observed[index]) - size) / count
            }
            return tolerance * max(1, size)
        }
        var distinct: [Double] = []
        var ranks = [Int](repeating: 0, count: observed.count)
        var last = 0.0
        for index in order {
            let time = observed[index]
            if distinct.isEmpty || time - last > largestStep ?? 0 { distinct.append(time) }
            ranks[index] = distinct.count - 1
            last = time
        }
        times = distinct
        self.ranks = ranks
    }

    /// Observations.
    var count: Int { ranks.count }

    /// The observations of one stratum.
    struct Stratum: Sendable {
        /// As the caller numbered it.
        let label: Int
        /// Positions of its observations, by ascending time and as given within a time.
        let order: [Int]
        /// The runs of equal time within `order`, ascending.
        let runs: [Range<Int>]
    }

    /// The strata, ascending by label; all observations in one labelled 0 without labels.
    func strata(_ labels: [Int]?) -> [Stratum] {
        let byTime = positionsByTime()
        let byStratum = labels.map { labels in Dictionary(grouping: byTime) { labels[$0] } } ?? [0: byTime]
        return byStratum.sorted { $0.key < $1.key }.map { label, order in
            Stratum(label: label, order: order, runs: runs(order))
        }
    }

    /// All positions by ascending time, by counting: the positions of a time stay in the order given.
    private func positionsByTime() -> [Int] {
        var next = [Int](repeating: 0, count: times.count + 1)
        for rank in ranks { next[rank + 1] += 1 }
        for rank in times.indices { next[rank + 1] += next[rank] }
        var positions = [Int](repeating: 0, count: count)
        for (index, rank) in ranks.enumerated() {
            positions[next[rank]] = index
            next[rank] += 1
        }
        return positions
    }

    private func runs(_ order: [Int]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        for end in stride(from: 1, through: order.count, by: 1)
        where end == order.count || ranks[order[end]] != ranks[order[start]] {
            runs.append(start..<end)
            start = end
        }
        return runs
    }
}

/// Throws unless each list named has one entry for each observation.
func requireOneEach(
    _ observations: Int, _ lists: KeyValuePairs<String, Int?>
) throws(NotEstimable) {
    for (name, count) in lists where count != nil && count != observations {
        throw .invalidArgument(name: name, needed: "one value for each of the \(observations) times")
    }
}
