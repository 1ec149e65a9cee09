/// The values of ordered groups in one ascending series.
struct OrderedGroups {
    /// A run of equal values.
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
        groups = pooled.map(\.group)
        ties = pooled.lazy.map(\.value).runLengths()
        guard ties.count > 1 else { throw .constantResponse(name: "the response") }
    }

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
