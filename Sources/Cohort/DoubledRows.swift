/// Rows of a table that are alike in every column with an earlier one of the same person.
public struct DoubledRows: Sendable, Hashable {
    /// How many each person has, of those who have some.
    public private(set) var rowsOfPerson: [Int: Int] = [:]
    /// Whether the table has them all the same.
    public internal(set) var areKept = true

    /// None.
    public init() {}

    /// How many there are.
    public var count: Int { rowsOfPerson.values.reduce(0, +) }

    /// Notes some of a person.
    mutating func note(_ rows: Int, of person: Int) {
        rowsOfPerson[person, default: 0] += rows
    }

    /// The positions of rows whose value an earlier one has.
    ///
    /// - Parameters:
    ///   - rows: one person's, in order: rows that are alike are not apart in it.
    ///   - isTied: whether the order leaves it open which of two rows, of which the second stands behind, comes first.
    static func positions<Value: Hashable>(
        in rows: Range<Int>, isTied: (Int, Int) -> Bool, value: (Int) -> Value
    ) -> [Int] {
        var repeated: [Int] = []
        var start = rows.lowerBound
        while start < rows.upperBound {
            var end = start + 1
            while end < rows.upperBound, isTied(start, end) { end += 1 }
            if end - start > 1 {
                var seen: Set<Value> = []
                repeated += (start..<end).filter { !seen.insert(value($0)).inserted }
            }
            start = end
        }
        return repeated
    }
}
