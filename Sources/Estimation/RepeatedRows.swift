/// Observations of which many are alike, such as a few levels on some days: each different row stands once, and for every observation
/// which row it is.
///
/// A likelihood then costs by its different rows, and only robust errors look at the observations.
public struct RepeatedRows: Sendable {
    /// The row of each observation.
    public let ofObservation: [Int32]

    /// Rows from 0, one an observation; each row that a regression is given must occur.
    public init(ofObservation: [Int32]) {
        self.ofObservation = ofObservation
    }
}

/// How often each row of a likelihood was observed.
struct RowFrequencies: Sendable {
    /// The row of each observation; nil where every row is one.
    let ofObservation: [Int32]?
    /// Observations of each row; nil for one each.
    private let counts: [Double]?
    /// Observations.
    let observations: Int

    /// Throws unless every observation is one of `rows` rows and each of these occurs.
    init(_ repeated: RepeatedRows?, rows: Int) throws(NotEstimable) {
        guard let repeated else {
            (ofObservation, counts, observations) = (nil, nil, rows)
            return
        }
        var counts = [Double](repeating: 0, count: rows)
        for row in repeated.ofObservation {
            guard counts.indices.contains(Int(row)) else { throw Self.needed(rows) }
            counts[Int(row)] += 1
        }
        guard counts.allSatisfy({ $0 > 0 }) else { throw Self.needed(rows) }
        (ofObservation, self.counts, observations) = (repeated.ofObservation, counts, repeated.ofObservation.count)
    }

    private static func needed(_ rows: Int) -> NotEstimable {
        .invalidArgument(name: "the row of an observation", needed: "one of the \(rows) rows, each at least once")
    }

    /// How many observations are like this row.
    @inline(__always)
    func count(_ row: Int) -> Double { counts.map { $0[row] } ?? 1 }

    /// The row of an observation.
    @inline(__always)
    func row(_ observation: Int) -> Int { ofObservation.map { Int($0[observation]) } ?? observation }
}
