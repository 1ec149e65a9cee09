/// A row of a table that is about one person; whose it is, is told by where it stands.
public protocol PersonRow: Sendable, Hashable {
    /// Whether the row comes before another one of the same person.
    static func precedes(_ row: Self, _ other: Self) -> Bool
}

/// Rows of a table as they come from a part of a file, in reading order.
public struct PersonBlock<Row: PersonRow>: Sendable {
    /// The rows.
    public var rows: [Row] { read }
    @usableFromInline var read: [Row] = []
    /// What tells rows with the same values apart, one a row; empty where nothing does.
    @usableFromInline var marks: [UInt32] = []
    /// The person of each stretch of rows that are one person's, and its first row.
    @usableFromInline var starts: [(person: Int32, row: Int32)] = []
    /// The people of stretches in which a row comes after one that it precedes.
    @usableFromInline var unsorted: Set<Int32> = []
    /// The people of stretches in which neither of two rows side by side precedes the other: they may be alike.
    @usableFromInline var repeating: Set<Int32> = []
    @usableFromInline var lastRepeating: Int32 = -1
    @usableFromInline var lastPerson: Int32 = -1

    /// No rows, with room for some.
    public init(capacity: Int = 0) {
        read.reserveCapacity(capacity)
    }

    /// Adds a row.
    ///
    /// - Parameter mark: what tells it apart from rows with the same values, of all rows or of none.
    @inlinable @inline(__always)
    public mutating func append(_ row: Row, of person: Int32, mark: UInt32? = nil) {
        if person != lastPerson {
            lastPerson = person
            starts.append((person, Int32(truncatingIfNeeded: read.count)))
        } else if let last = read.last, !Row.precedes(last, row) {
            noteOrder(row, after: last, of: person)
        }
        read.append(row)
        if let mark { marks.append(mark) }
    }

    @inlinable @inline(never)
    mutating func noteOrder(_ row: Row, after last: Row, of person: Int32) {
        if Row.precedes(row, last) {
            unsorted.insert(person)
        } else if person != lastRepeating {
            repeating.insert(person)
            lastRepeating = person
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
        for stretch in starts.indices { starts[stretch].person = index(starts[stretch].person) }
        unsorted = Set(unsorted.map(index))
        repeating = Set(repeating.map(index))
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
    private var blocks: [[Row]]
    /// One entry a person; none where nobody has a row.
    private var places: [PersonPlace]
    /// Number of people.
    public let personCount: Int
    /// Rows that were read and are alike in all with an earlier one of the person.
    public private(set) var repeats = DoubledRows()

    /// The rows of blocks, in reading order, of people numbered from 0 to less than `personCount`.
    ///
    /// - Parameter dropsRepeats: whether of rows that are alike in value and mark the first alone is kept.
    /// - Complexity: linear in people where the rows are grouped by person and ordered; else in all rows, with a sort of the
    ///   rows of each person for whom they are not.
    public init(personCount: Int, blocks parts: [PersonBlock<Row>], dropsRepeats: Bool = false) {
        self.personCount = personCount
        blocks = []
        places = []
        guard parts.contains(where: { !$0.rows.isEmpty }) else { return }
        blocks = parts.map(\.rows)
        var marks = parts.map(\.marks)
        places = [PersonPlace](repeating: PersonPlace(), count: personCount)
        var isApart = [Bool](repeating: false, count: personCount)
        var suspects: Set<Int> = []
        for (number, block) in parts.enumerated() {
            for (person, rows) in block.stretches {
                if places[person].count > 0 { isApart[person] = true }
                places[person].extend(by: rows, ofBlock: number)
            }
            for person in block.unsorted { isApart[Int(person)] = true }
            for person in block.repeating { suspects.insert(Int(person)) }
        }
        let apart = (0..<personCount).filter { isApart[$0] }
        if !apart.isEmpty {
            let gathered = gather(apart, isApart, from: parts)
            blocks.append(gathered.rows)
            marks.append(gathered.marks)
            suspects.formUnion(apart)
        }
        noteRepeats(of: suspects.sorted(), marks, dropping: dropsRepeats)
    }

    /// The rows of people whose rows lie apart, in order, with their marks if any row has one.
    private mutating func gather(
        _ apart: [Int], _ isApart: [Bool], from parts: [PersonBlock<Row>]
    ) -> (rows: [Row], marks: [UInt32]) {
        let areMarked = parts.contains { !$0.marks.isEmpty }
        var rowsOf = [[Row]](repeating: [], count: personCount)
        var marksOf = [[UInt32]](repeating: [], count: areMarked ? personCount : 0)
        for (number, block) in parts.enumerated() {
            var isNeeded = false
            for (person, rows) in block.stretches {
                guard isApart[person] else {
                    isNeeded = true
                    continue
                }
                rowsOf[person] += block.rows[rows]
                guard areMarked else { continue }
                marksOf[person] +=
                    block.marks.isEmpty ? Array(repeating: 0, count: rows.count) : Array(block.marks[rows])
            }
            if !isNeeded { blocks[number] = [] }
        }
        var gathered: (rows: [Row], marks: [UInt32]) = ([], [])
        gathered.rows.reserveCapacity(apart.reduce(0) { $0 + Int(places[$1].count) })
        for person in apart {
            places[person].move(to: gathered.rows.count, ofBlock: blocks.count)
            let rows = rowsOf[person]
            if areMarked {
                let order = rows.indices.sorted { Row.precedes(rows[$0], rows[$1]) }  // stable
                gathered.rows += order.map { rows[$0] }
                gathered.marks += order.map { marksOf[person][$0] }
            } else {
                gathered.rows += rows.sorted(by: Row.precedes)  // stable
            }
            rowsOf[person] = []
        }
        return gathered
    }

    /// Counts, and perhaps drops, rows alike in value and mark, of people who may have some.
    private mutating func noteRepeats(of suspects: [Int], _ marks: [[UInt32]], dropping drops: Bool) {
        repeats.areKept = !drops
        var replacements: [(person: Int, rows: [Row])] = []
        for person in suspects {
            let place = places[person]
            let block = blocks[place.block]
            let markOf = marks[place.block]
            let repeated = DoubledRows.positions(
                in: place.rows,
                isTied: { !Row.precedes(block[$0], block[$1]) },
                value: { RowAndMark(row: block[$0], mark: markOf.isEmpty ? 0 : markOf[$0]) })
            guard !repeated.isEmpty else { continue }
            repeats.note(repeated.count, of: person)
            guard drops else { continue }
            let dropped = Set(repeated)
            replacements.append((person, place.rows.filter { !dropped.contains($0) }.map { block[$0] }))
        }
        replace(replacements)
    }

    private struct RowAndMark: Hashable {
        let row: Row
        let mark: UInt32
    }

    /// Gives people other rows, which are in order.
    mutating func replace(_ replacements: [(person: Int, rows: [Row])]) {
        guard !replacements.isEmpty else { return }
        var fresh: [Row] = []
        fresh.reserveCapacity(replacements.reduce(0) { $0 + $1.rows.count })
        for (person, rows) in replacements {
            places[person] = PersonPlace()
            places[person].extend(by: fresh.count..<(fresh.count + rows.count), ofBlock: blocks.count)
            fresh += rows
        }
        blocks.append(fresh)
        var isUsed = [Bool](repeating: false, count: blocks.count)
        for place in places where place.count > 0 { isUsed[place.block] = true }
        for number in blocks.indices where !isUsed[number] { blocks[number] = [] }
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

    /// Leaves the first rows alone.
    mutating func shorten(to count: Int) {
        self.count = Int32(truncatingIfNeeded: count)
    }

    /// Notes where the rows have been gathered.
    mutating func move(to start: Int, ofBlock block: Int) {
        first = Int32(truncatingIfNeeded: start)
        blockNumber = Int32(truncatingIfNeeded: block)
    }
}
