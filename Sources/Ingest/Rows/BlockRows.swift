import DelimitedText

/// The rows of one block on their way into a table: whose they are, which are left out, and which are rejected.
struct BlockRows {
    let count: Int
    private let identifiers: TextColumn
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

    init(
        _ block: ColumnBlock, patients: (request: Int, column: UInt16), people: People,
        filters: [(request: Int, filter: RowFilter)], digests: [Int] = []
    ) {
        count = block.rowCount
        marks = Self.marks(of: block, digests)
        identifiers = block.textColumn(patients.request)
        patientColumn = patients.column
        let labels = identifiers.labels.lazy.map(CellText.trimmed)
        switch people {
        case .closed(let known):
            var latest: Int32 = -1
            stranger = known.stranger
            self.people = labels.map { label in
                if label.isEmpty { return Self.blank }
                guard let person = known.index(of: label, guess: latest + 1) else { return Self.unknown }
                latest = person
                return person
            }
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
        var marks = (0..<block.rowCount).map { block.digest(first, ofRow: $0) }
        for digest in digests.dropFirst() {
            for row in marks.indices {
                // Boost's hash_combine, of 32 bits.
                let mark = marks[row]
                marks[row] = mark ^ (block.digest(digest, ofRow: row) &+ 0x9e37_79b9 &+ mark &<< 6 &+ mark &>> 2)
            }
        }
        return marks
    }

    private static func accepted(
        _ block: ColumnBlock, _ filters: [(request: Int, filter: RowFilter)]
    ) -> [Bool]? {
        guard !filters.isEmpty else { return nil }
        var accepted = [Bool](repeating: true, count: block.rowCount)
        for (request, filter) in filters {
            let column = block.textColumn(request)
            let passes = column.labels.map { filter.accepted.contains(CellText.trimmed($0)) }
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
            if let rejection = row.rejection {
                rejected.append((number, rejection))
                continue
            }
            kept += 1
            if !met.isEmpty, !met[label] {
                met[label] = true
                metInOrder.append(label)
            }
        }
    }

    /// Rejects a row on account of its patient.
    private mutating func reject(_ number: Int, _ reason: RejectReason) {
        rejected.append((number, Rejection(column: patientColumn, reason: reason)))
    }

    /// The rejected rows of people who are known, with the first days that are read from some cells.
    func lost(_ starts: Cells<IntegerColumn>) -> [LostRow] {
        rejected.compactMap { number, rejection in
            guard case .value(let label) = identifiers[number], people[Int(label)] >= 0 else { return nil }
            var row = TableRow(number: number, person: people[Int(label)])
            return LostRow(
                identifier: CellText.trimmed(identifiers.labels[Int(label)]), start: row.studyDay(starts),
                column: rejection.column, reason: rejection.reason)
        }
    }

    /// Without a patients table: the people that have kept rows here, by the number that their rows carry.
    var peopleMet: [(number: Int, identifier: String)] {
        metInOrder.map { ($0, CellText.trimmed(identifiers.labels[$0])) }
    }

    /// Where the rejected rows are, together with the records that never became rows; in the order of lines.
    func places(in block: ColumnBlock) -> [RejectedRows.Place] {
        var places = rejected.map { row, rejection in
            RejectedRows.Place(line: block.line(ofRow: row), column: rejection.column, reason: rejection.reason)
        }
        guard !block.malformed.isEmpty else { return places }
        places += block.malformed.map {
            RejectedRows.Place(line: $0.line, column: RejectedRows.wholeRow, reason: .fieldCount)
        }
        return places.sorted { $0.line < $1.line }
    }
}
