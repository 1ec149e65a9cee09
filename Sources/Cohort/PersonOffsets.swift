/// Where each person's rows lie in columns that are sorted by person: rows `offsets[p] ..< offsets[p + 1]` are
/// person `p`'s.
public struct PersonOffsets: Sendable, Hashable {
    /// One more entry than people; the last is the number of rows.
    @usableFromInline let starts: [Int]

    /// Offsets from the number of rows of each person.
    public init(counts: [Int]) {
        var starts = [0]
        starts.reserveCapacity(counts.count + 1)
        var total = 0
        for count in counts {
            total += count
            starts.append(total)
        }
        self.starts = starts
    }

    /// Number of people.
    @inlinable
    public var personCount: Int { starts.count - 1 }

    /// Number of rows.
    @inlinable
    public var rowCount: Int { starts[starts.count - 1] }

    /// The rows of a person.
    @inlinable
    public subscript(person: Int) -> Range<Int> {
        starts[person]..<starts[person + 1]
    }
}
