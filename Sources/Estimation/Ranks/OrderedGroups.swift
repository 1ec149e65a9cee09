/// The values of ordered groups in one ascending series.
struct OrderedGroups {
    /// A run of equal values.
    ///
    /// Values that differ by rounding count as equal: in doubles (0.1 + 0.2) / 2 is not 0.15, and a mean of changes that cancel is not 0,
    /// so that ties of such values would be lost by chance.
    struct Tie {
        /// Values before the run.
        let below: Int
        /// The groups of the run's values, ascending.
        let groups: ArraySlice<Int>
    }

    /// Values in each group.
    let sizes: [Int]
    /// The group of each value, in ascending order of values and then of groups.
    private let groups: [Int]
    /// The lengths of the runs of equal values.
    let ties: [Int]

    /// Throws unless there are two groups or more, each with a value, all finite and not all the same.
    init(_ samples: [[Double]]) throws(NotEstimable) {
        sizes = samples.map(\.count)
        guard samples.count >= 2 else { throw .tooFewGroups(found: samples.count, needed: 2) }
        if let empty = samples.firstIndex(where: \.isEmpty) { throw .emptyCategory(name: "group \(empty + 1)") }
        guard samples.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw .nonFinite }
        var pooled = [(value: Double, group: Int)]()
        pooled.reserveCapacity(sizes.reduce(0, +))
        for (group, values) in samples.enumerated() {
            pooled += values.map { ($0, group) }
        }
        pooled.sort { ($0.value, $0.group) < ($1.value, $1.group) }
        ties = Self.ties(pooled.map(\.value))
        var start = 0
        for length in ties {
            // Values of a run are in no order among each other.
            pooled[start..<start + length].sort { $0.group < $1.group }
            start += length
        }
        groups = pooled.map(\.group)
        guard ties.count > 1 else { throw .constantResponse(name: "the response") }
    }

    /// The lengths of the runs of ascending values no farther from the run's first than rounding.
    private static func ties(_ values: [Double]) -> [Int] {
        let largest = values.reduce(0.0) { max($0, abs($1)) }
        let tolerance = rounding * largest
        var lengths = [Int]()
        var first = -Double.infinity
        for value in values {
            if value - first <= tolerance {
                lengths[lengths.count - 1] += 1
            } else {
                lengths.append(1)
                first = value
            }
        }
        return lengths
    }

    /// What counts as rounding, as a part of the largest absolute value: a thousand units in its last place, which sums of a few thousand
    /// values of its size stay within. It is 10⁻¹² for scores up to 10, of which means of n and m values with one decimal are
    /// 1 / (10 n m) apart or more.
    private static let rounding = 0x1p-42

    /// Values, over all groups.
    var count: Int { groups.count }

    /// The runs of equal values, ascending.
    func forEachTie(_ body: (Tie) -> Void) {
        var below = 0
        for length in ties {
            body(Tie(below: below, groups: groups[below..<below + length]))
            below += length
        }
    }
}
