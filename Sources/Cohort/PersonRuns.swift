/// The person of each row of a block, as runs: real files are grouped by person, so a run stands for many rows.
public struct PersonRuns: Sendable {
    /// Dense person index of each run.
    public internal(set) var people: [Int32] = []
    /// Rows of each run.
    public internal(set) var lengths: [Int32] = []

    /// No rows.
    public init() {}

    /// Adds one row of a person.
    public mutating func append(_ person: Int32) {
        append(person, count: 1)
    }

    /// Adds some rows of a person.
    public mutating func append(_ person: Int32, count: Int32) {
        guard count > 0 else { return }
        if let last = people.last, last == person {
            lengths[lengths.count - 1] += count
        } else {
            people.append(person)
            lengths.append(count)
        }
    }

    /// Number of rows.
    public var rowCount: Int {
        lengths.reduce(0) { $0 + Int($1) }
    }
}
