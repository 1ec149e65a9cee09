/// A row of a table that is about one person.
public protocol PersonRow: Sendable {
    /// Dense person index.
    var person: Int32 { get set }

    /// Whether the row comes before another one of the same person.
    static func precedes(_ row: Self, _ other: Self) -> Bool
}

/// Rows of a table as they come from a part of a file, in reading order.
public struct PersonBlock<Row: PersonRow>: Sendable {
    /// The rows.
    public var rows: [Row] { read }
    @usableFromInline var read: [Row]
    /// The person of each stretch of rows that are one person's, and its first row.
    @usableFromInline var starts: [(person: Int32, row: Int32)] = []
    /// The people of stretches in which a row comes after one that it precedes.
    @usableFromInline var unsorted: Set<Int32> = []

    /// Rows in reading order.
    @inlinable
    public init(_ rows: [Row] = []) {
        read = rows
        var person: Int32 = -1
        for row in rows.indices {
            if rows[row].person != person {
                person = rows[row].person
                starts.append((person, Int32(truncatingIfNeeded: row)))
            } else if Row.precedes(rows[row], rows[row - 1]) {
                unsorted.insert(person)
            }
        }
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
        for row in read.indices { read[row].person = index(read[row].person) }
        for stretch in starts.indices { starts[stretch].person = index(starts[stretch].person) }
        unsorted = Set(unsorted.map(index))
    }

    /// Changes every row in what neither says whose it is nor where it stands.
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
    private let places: [PersonPlace]

    /// The rows of blocks, in reading order, of people numbered from 0 to less than `personCount`.
    ///
    /// - Complexity: linear in people where the rows are grouped by person and ordered; else in all rows, with a sort of the
    ///   rows of each person for whom they are not.
    public init(personCount: Int, blocks parts: [PersonBlock<Row>]) {
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
        // Somebody without rows is at the start of block 0, so there must be one.
        if blocks.isEmpty { blocks.append([]) }
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

    /// Number of people.
    public var personCount: Int { places.count }

    /// Number of rows.
    public var count: Int { places.reduce(0) { $0 + Int($1.count) } }

    /// Whether nobody has a row.
    public var isEmpty: Bool { places.allSatisfy { $0.count == 0 } }

    /// The rows of a person.
    public subscript(person: Int) -> ArraySlice<Row> {
        blocks[places[person].block][places[person].rows]
    }

    /// All rows, person by person; copied together.
    public var all: [Row] {
        (0..<personCount).flatMap { self[$0] }
    }
}

/// Where a person's rows are: a stretch of one block.
struct PersonPlace: Sendable {
    private(set) var start = 0
    private(set) var count: Int32 = 0
    private var blockNumber: Int32 = 0

    /// The block.
    var block: Int { Int(blockNumber) }

    /// The rows of the block.
    var rows: Range<Int> { start..<(start + Int(count)) }

    /// Notes a stretch; only for the first one do the rows say where it is.
    mutating func extend(by rows: Range<Int>, ofBlock block: Int) {
        start = rows.lowerBound
        count += Int32(truncatingIfNeeded: rows.count)
        blockNumber = Int32(truncatingIfNeeded: block)
    }

    /// Notes where the rows have been gathered.
    mutating func move(to start: Int, ofBlock block: Int) {
        self.start = start
        blockNumber = Int32(truncatingIfNeeded: block)
    }
}
