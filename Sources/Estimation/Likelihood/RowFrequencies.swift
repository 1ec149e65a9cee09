/// How often each row of a likelihood was observed.
struct RowFrequencies: Sendable {
    /// Where rows stand for several observations, these.
    let repeated: RepeatedRows.Observations?
    /// Observations of each row; nil for one each.
    private let counts: [Double]?
    /// Observations.
    let observations: Int

    /// Throws unless every observation is one of `rows` rows and each of these occurs.
    init(_ repeated: RepeatedRows?, rows: Int) throws(NotEstimable) {
        guard let repeated else {
            (self.repeated, counts, observations) = (nil, nil, rows)
            return
        }
        var counts = [Double](repeating: 0, count: rows)
        switch repeated.observations {
        case .listed(let ofObservation):
            for row in ofObservation {
                guard counts.indices.contains(Int(row)) else { throw Self.needed(rows) }
                counts[Int(row)] += 1
            }
        case .levels(let levels, let rowOfCell):
            guard rowOfCell.count == levels.counts.count else {
                throw .invalidArgument(name: "the rows of days and categories", needed: "one for each")
            }
            for (row, count) in zip(rowOfCell, levels.counts) where row >= 0 && count > 0 {
                guard counts.indices.contains(Int(row)) else { throw Self.needed(rows) }
                counts[Int(row)] += Double(count)
            }
        }
        guard counts.allSatisfy({ $0 > 0 }) else { throw Self.needed(rows) }
        (self.repeated, self.counts) = (repeated.observations, counts)
        observations = Int(counts.reduce(0, +))
    }

    /// Of rows that stand for `counts` observations each, of which it is not known which is which.
    init(counts: [Double]) {
        (repeated, self.counts, observations) = (nil, counts, Int(counts.reduce(0, +)))
    }

    private static func needed(_ rows: Int) -> NotEstimable {
        .invalidArgument(name: "the row of an observation", needed: "one of the \(rows) rows, each at least once")
    }

    /// How many observations are like this row.
    @inline(__always)
    func count(_ row: Int) -> Double { counts.map { $0[row] } ?? 1 }
}
