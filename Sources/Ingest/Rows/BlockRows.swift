import DelimitedText

/// The rows of one block on their way into a table: whose they are, which are left out, and which are rejected.
struct BlockRows {
    /// Rows that the block's lines make.
    let count: Int
    private let columns: RowColumns
    /// Which of them have a cell with content, where a line makes several; `nil` where a line is a row.
    private let occupied: [Bool]?
    private let identifiers: PatientCells
    private let patientColumn: UInt16
    /// The person of each label, or one of the two marks below. Without a patients table, the number of the label.
    private let people: [Int32]
    private static let unknown: Int32 = -1
    private static let blank: Int32 = -2
    /// Why the rows of somebody unknown are not used.
    private let stranger: RejectReason
    /// What the columns that nobody reads as values hold, by row; empty where there is no such column.
    private let marks: [UInt32]
    /// Whether each row passes the filters; `nil` where there are none.
    private let accepted: [Bool]?
    /// The labels of people with kept rows, where there is no patients table: a file's last line "Total" is nobody.
    private var met: [Bool]
    /// Those labels in the order of their first kept rows, which does not depend on where blocks are cut.
    private var metInOrder: [Int] = []

    /// Rows that became part of the table.
    private(set) var kept = 0
    /// Rows that a filter left out.
    private(set) var filtered = 0
    /// Rows that are not used, by their number in the block.
    private(set) var rejected: [(row: Int, rejection: Rejection)] = []
    /// Cells of kept rows that could not be read.
    var unreadable = UnreadableCells()
    /// With a patients table: identifiers that it does not have.
    private(set) var strangers: [String] = []
    private let identifierRule: IdentifierRule

    init(
        _ block: ColumnBlock, patients: (request: Int?, column: UInt16), people: People,
        filters: [(request: Int, filter: RowFilter)], identifierRule: IdentifierRule, digests: [Int] = [],
        columns: RowColumns = RowColumns()
    ) {
        self.identifierRule = identifierRule
        count = block.rowCount * columns.width
        self.columns = columns
        occupied = columns.occupants.isEmpty ? nil : columns.occupied(in: block)
        marks = Self.marks(of: block, digests)
        identifiers = PatientCells(block, request: patients.request)
        patientColumn = patients.column
        let labels = identifiers.labels.lazy.map(identifierRule.identifier)
        switch people {
        case .closed(let known):
            var latest: Int32 = -1
            stranger = known.stranger
            var strangers: [String] = []
            self.people = labels.map { label in
                if label.isEmpty { return Self.blank }
                guard let person = known.index(of: label, guess: latest + 1) else {
                    strangers.append(label)
                    return Self.unknown
                }
                latest = person
                return person
            }
            self.strangers = strangers
            met = []
        case .open:
            stranger = .unknownPatient
            self.people = labels.enumerated().map { number, label in
                label.isEmpty ? Self.blank : Int32(truncatingIfNeeded: number)
            }
            met = Array(repeating: false, count: self.people.count)
        }
        accepted = Self.accepted(block, filters)
    }

    private static func marks(of block: ColumnBlock, _ digests: [Int]) -> [UInt32] {
        guard let first = digests.first else { return [] }
        var marks = [UInt32](repeating: 0, count: block.rowCount)
        forEachDigest(first, of: block) { marks[$0] = $1 }
        for digest in digests.dropFirst() {
            forEachDigest(digest, of: block) { row, digest in
                // Boost's hash_combine, of 32 bits.
                let mark = marks[row]
                marks[row] = mark ^ (digest &+ 0x9e37_79b9 &+ mark &<< 6 &+ mark &>> 2)
            }
        }
        return marks
    }

    /// Calls with what the cell of each row in a column holds, as a number that equal cells share.
    @inline(__always)
    private static func forEachDigest(
        _ request: Int, of block: ColumnBlock, _ take: (_ row: Int, _ digest: UInt32) -> Void
    ) {
        guard block.kind(of: request) == .text else {
            for row in 0..<block.rowCount { take(row, block.digest(request, ofRow: row)) }
            return
        }
        let column = block.textColumn(request)
        // FNV-1a of 32 bits, the same in every block.
        let digests = column.labels.map { label in
            label.utf8.reduce(0x811c_9dc5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        }
        for row in 0..<block.rowCount {
            switch column[row] {
            case .value(let code): take(row, digests[Int(code)])
            case .missing: take(row, 0)
            case .malformed: take(row, 1)
            }
        }
    }

    private static func accepted(
        _ block: ColumnBlock, _ filters: [(request: Int, filter: RowFilter)]
    ) -> [Bool]? {
        guard !filters.isEmpty else { return nil }
        var accepted = [Bool](repeating: true, count: block.rowCount)
        for (request, filter) in filters {
            let column = block.textColumn(request)
            let passes = column.labels.map { filter.accepts(CellText.trimmed($0)) }
            for row in 0..<block.rowCount {
                switch column[row] {
                case .value(let code): if !passes[Int(code)] { accepted[row] = false }
                case .missing: if !filter.acceptsMissing { accepted[row] = false }
                case .malformed: accepted[row] = false
                }
            }
        }
        return accepted
    }

    /// Takes each row that the filters accept and whose person is known; it is kept unless `take` rejects it.
    @inline(__always)
    mutating func forEach(_ take: (_ row: inout TableRow) -> Void) {
        if let occupied { return forEach(occupied: occupied, take) }
        for number in 0..<count {
            if let accepted, !accepted[number] {
                filtered += 1
                continue
            }
            let label: Int
            switch identifiers[number] {
            case .value(let code):
                label = Int(code)
            case .missing:
                reject(number, .missing)
                continue
            case .malformed:
                reject(number, .notText)
                continue
            }
            let person = people[label]
            if person < 0 {
                reject(number, person == Self.blank ? .missing : stranger)
                continue
            }
            var row = TableRow(number: number, person: person, mark: marks.isEmpty ? nil : marks[number])
            take(&row)
            finish(row, of: label)
        }
    }

    /// The same where each line makes several rows: those with an empty cell are none.
    @inline(__always)
    private mutating func forEach(occupied: [Bool], _ take: (_ row: inout TableRow) -> Void) {
        let width = columns.width
        for line in 0..<count / width {
            let rows = line * width..<(line + 1) * width
            if let accepted, !accepted[line] {
                filtered += rows.count { occupied[$0] }
                continue
            }
            var label: Int?
            var complaint = RejectReason.missing
            switch identifiers[line] {
            case .value(let code): label = Int(code)
            case .missing: break
            case .malformed: complaint = .notText
            }
            let person = label.map { people[$0] } ?? Self.blank
            if person == Self.unknown { complaint = stranger }
            let mark = marks.isEmpty ? 0 : marks[line]
            for number in rows where occupied[number] {
                guard person >= 0, let label else {
                    reject(number, complaint)
                    continue
                }
                // As equal scores of two columns are two answers, and those of two equal lines may be one.
                var row = TableRow(
                    number: number, person: person, mark: mark ^ columns.marks[number - rows.lowerBound])
                take(&row)
                finish(row, of: label)
            }
        }
    }

    /// Notes what became of a row, and that its person has one that is kept.
    @inline(__always)
    private mutating func finish(_ row: TableRow, of label: Int) {
        if let rejection = row.rejection {
            rejected.append((row.number, rejection))
            return
        }
        kept += 1
        if !met.isEmpty, !met[label] {
            met[label] = true
            metInOrder.append(label)
        }
    }

    /// Whose a line of the file is; `nil` where that is not known, or the people have no numbers yet.
    func person(ofLine line: Int) -> Int32? {
        guard met.isEmpty, case .value(let label) = identifiers[line], people[Int(label)] >= 0 else { return nil }
        return people[Int(label)]
    }

    /// Whether the filters let a line through.
    func isAccepted(line: Int) -> Bool { accepted?[line] ?? true }

    /// Rejects a row on account of its patient.
    private mutating func reject(_ number: Int, _ reason: RejectReason) {
        rejected.append((number, Rejection(column: patientColumn, reason: reason)))
    }

    /// The rejected rows of people who are known, with the first days that are read from some cells.
    func lost(_ starts: Cells<IntegerColumn>) -> [LostRow] {
        rejected.compactMap { number, rejection in
            guard case .value(let label) = identifiers[number / columns.width], people[Int(label)] >= 0 else {
                return nil
            }
            var row = TableRow(number: number, person: people[Int(label)])
            return LostRow(
                identifier: CellText.trimmed(identifiers.labels[Int(label)]), start: row.studyDay(starts),
                column: rejection.column, reason: rejection.reason)
        }
    }

    /// Without a patients table: the people that have kept rows here, by the number that their rows carry.
    var peopleMet: [(number: Int, identifier: String)] {
        metInOrder.map { ($0, identifierRule.identifier(identifiers.labels[$0])) }
    }

    /// The cells of kept rows that could not be read, by the lines that they stand in.
    func unreadableCells(in block: ColumnBlock) -> UnreadableCells {
        unreadable.located { block.line(ofRow: $0 / columns.width) }
    }

    /// Whose the rejected rows are, by the column to blame and the reason, counted up to a limit; rows without an identifier, and
    /// records that never became rows, are nobody's.
    func rejectedPeople(in block: ColumnBlock, upTo limit: Int) -> [RejectedRows.Cause: FewPeople] {
        var people: [RejectedRows.Cause: FewPeople] = [:]
        for (row, rejection) in rejected {
            guard case .value(let label) = identifiers[row / columns.width] else { continue }
            let column = columns.blamed(rejection, row: row, in: block)
            people[RejectedRows.Cause(column: column, reason: rejection.reason), default: FewPeople()]
                .add(identifierRule.identifier(identifiers.labels[Int(label)]), upTo: limit)
        }
        return people
    }

    /// Where the rejected rows are, together with the records that never became rows; in the order of lines.
    func places(in block: ColumnBlock) -> [RejectedRows.Place] {
        var places = rejected.map { row, rejection in
            RejectedRows.Place(
                line: block.line(ofRow: row / columns.width), column: columns.blamed(rejection, row: row, in: block),
                reason: rejection.reason)
        }
        guard !block.malformed.isEmpty else { return places }
        places += block.malformed.flatMap(Self.places)
        return places.sorted { $0.line < $1.line }
    }

    /// Where a record that is no row counts: once, or once for each line that reads like a record.
    private static func places(of record: MalformedRecord) -> [RejectedRows.Place] {
        switch record.reason {
        case .fieldCount(let found, let expected):
            let column = found < expected ? RejectedRows.shortRow : RejectedRows.wholeRow
            return [RejectedRows.Place(line: record.line, column: column, reason: .fieldCount)]
        case .swallowedLines(let count):
            let place = RejectedRows.Place(line: record.line, column: RejectedRows.wholeRow, reason: .swallowedLine)
            return Array(repeating: place, count: count + 1)
        }
    }
}
