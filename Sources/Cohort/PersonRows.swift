/// A row of a table that is about one person; whose it is, is told by where it stands.
public protocol PersonRow: Sendable {
    /// Whether the row comes before another one of the same person.
    static func precedes(_ row: Self, _ other: Self) -> Bool
}

/// Rows of a table as they come from a part of a file, in reading order.
public struct PersonBlock<Row: PersonRow>: Sendable {
    /// The rows.
    public var rows: [Row] { read }
    @usableFromInline var read: [Row] = []
    /// The person of each stretch of rows that are one person's, and its first row.
    @usableFromInline var starts: [(person: Int32, row: Int32)] = []
    /// The people of stretches in which a row comes after one that it precedes.
    @usableFromInline var unsorted: Set<Int32> = []
    @usableFromInline var lastPerson: Int32 = -1

    /// No rows, with room for some.
    public init(capacity: Int = 0) {
        read.reserveCapacity(capacity)
    }

    /// Adds a row.
    @inlinable @inline(__always)
    public mutating func append(_ row: Row, of person: Int32) {
        if person != lastPerson {
            lastPerson = person
            starts.append((person, Int32(truncatingIfNeeded: read.count)))
        } else if let last = read.last, Row.precedes(row, last) {
            unsorted.insert(person)
        }
        read.append(row)
    }

    /// The person and the rows of each stretch.
    fileprivate var stretches: some Sequence<(person: Int, rows: Range<Int>)> {
        starts.indices.lazy.map { stretch in
            let end = stretch + 1 < starts.count ? Int(starts[stretch + 1].row) : rows.count
            return (Int(starts[stretch].person), Int(starts[stretch].row)..<end)
        }
    }

    /// Gives each person another number.
    public mutating func renumber(_ index: (Int32) -> Int32) {
        for stretch in starts.indices { starts[stretch].person = index(starts[stretch].person) }
        unsorted = Set(unsorted.map(index))
        lastPerson = -1
    }

    /// Changes every row in what does not say where it stands.
    @inlinable
    public mutating func update(_ change: (inout Row) -> Void) {
        for row in read.indices { change(&read[row]) }
    }
}

/// The rows of a table, person by person, and within a person in the order that the rows have; those that are equal in it
/// stay in reading order.
///
/// Rows stay in the blocks in which they were read: real files are grouped by person and ordered, so that a person is a
/// stretch of one block. Those whose rows lie apart or out of order are gathered in a block of their own.
public struct PersonRows<Row: PersonRow>: Sendable {
    private let blocks: [[Row]]
    /// One entry a person; none where nobody has a row.
    private let places: [PersonPlace]
    /// Number of people.
    public let personCount: Int

    /// The rows of blocks, in reading order, of people numbered from 0 to less than `personCount`.
    ///
    /// - Complexity: linear in people where the rows are grouped by person and ordered; else in all rows, with a sort of the
    ///   rows of each person for whom they are not.
    public init(personCount: Int, blocks parts: [PersonBlock<Row>]) {
        self.personCount = personCount
        guard parts.contains(where: { !$0.rows.isEmpty }) else {
            blocks = []
            places = []
            return
        }
        var blocks = parts.map(\.rows)
        var places = [PersonPlace](repeating: PersonPlace(), count: personCount)
        var isApart = [Bool](repeating: false, count: personCount)
        for (number, block) in parts.enumerated() {
            for (person, rows) in block.stretches {
                if places[person].count > 0 { isApart[person] = true }
                places[person].extend(by: rows, ofBlock: number)
            }
            for person in block.unsorted { isApart[Int(person)] = true }
        }
        let apart = (0..<personCount).filter { isApart[$0] }
        if !apart.isEmpty {
            var rowsOf = [[Row]](repeating: [], count: personCount)
            for (number, block) in parts.enumerated() {
                var isNeeded = false
                for (person, rows) in block.stretches {
                    if isApart[person] { rowsOf[person] += block.rows[rows] } else { isNeeded = true }
                }
                if !isNeeded { blocks[number] = [] }
            }
            var gathered: [Row] = []
            gathered.reserveCapacity(apart.reduce(0) { $0 + Int(places[$1].count) })
            for person in apart {
                places[person].move(to: gathered.count, ofBlock: blocks.count)
                gathered += rowsOf[person].sorted(by: Row.precedes)  // stable
                rowsOf[person] = []
            }
            blocks.append(gathered)
        }
        self.blocks = blocks
        self.places = places
    }

    /// Number of rows.
    public var count: Int { places.reduce(0) { $0 + Int($1.count) } }

    /// Whether nobody has a row.
    public var isEmpty: Bool { places.allSatisfy { $0.count == 0 } }

    /// The rows of a person.
    public subscript(person: Int) -> ArraySlice<Row> {
        // Somebody without rows is at the start of block 0.
        places.isEmpty ? [] : blocks[places[person].block][places[person].rows]
    }

    /// All rows, person by person; copied together.
    public var all: [Row] {
        (0..<personCount).flatMap { self[$0] }
    }
}

/// Where a person's rows are: a stretch of one block.
struct PersonPlace: Sendable {
    // A block, a part of a file or what is gathered of some people, has fewer than 2³¹ rows.
    private var first: Int32 = 0
    private(set) var count: Int32 = 0
    private var blockNumber: Int32 = 0

    /// The block.
    var block: Int { Int(blockNumber) }

    /// The rows of the block.
    var rows: Range<Int> { start..<(start + Int(count)) }

    var start: Int { Int(first) }

    /// Notes a stretch; only for the first one do the rows say where it is.
    mutating func extend(by rows: Range<Int>, ofBlock block: Int) {
        first = Int32(truncatingIfNeeded: rows.lowerBound)
        count += Int32(truncatingIfNeeded: rows.count)
        blockNumber = Int32(truncatingIfNeeded: block)
    }

    /// Notes where the rows have been gathered.
    mutating func move(to start: Int, ofBlock block: Int) {
        first = Int32(truncatingIfNeeded: start)
        blockNumber = Int32(truncatingIfNeeded: block)
    }
}
