/// Counts a table's rows while its files are read.
struct TableTally: Sendable {
    private struct Key: Hashable {
        let column: String?
        let reason: RejectReason
    }

    let table: CanonicalTable
    private var kept = 0
    private var filtered = 0
    private var duplicates = 0
    private var rows: [Key: Int] = [:]
    /// Rows with fewer fields than the header.
    private(set) var shortRows = 0
    private var unreadable: [String: Int] = [:]
    /// Whose the rejected rows are, by reason and together.
    private var people: [Key: FewPeople] = [:]
    private var everybody = FewPeople()

    init(table: CanonicalTable) {
        self.table = table
    }

    mutating func add(
        kept: Int, duplicates: Int, filtered: Int, rejects: RejectedRows.FileRejects, unreadable: UnreadableCells
    ) {
        self.kept += kept
        self.duplicates += duplicates
        for (column, count) in unreadable.columns where Int(column) < rejects.columns.count {
            self.unreadable[rejects.columns[Int(column)], default: 0] += count.cells
        }
        self.filtered += filtered
        for place in rejects.places {
            if place.column == RejectedRows.shortRow { shortRows += 1 }
            let column = Int(place.column) < rejects.columns.count ? rejects.columns[Int(place.column)] : nil
            rows[Key(column: column, reason: place.reason), default: 0] += 1
        }
    }

    /// Notes whose the rejected rows of a block are.
    mutating func add(_ rejected: [RejectedRows.Cause: FewPeople], columns: [String], upTo limit: Int) {
        for (cause, some) in rejected {
            let column = Int(cause.column) < columns.count ? columns[Int(cause.column)] : nil
            people[Key(column: column, reason: cause.reason), default: FewPeople()].add(some, upTo: limit)
            everybody.add(some, upTo: limit)
        }
    }

    var report: TableReport {
        let reasons = rows.map { key, rows in
            // Of rows without an identifier, and of patients who say two things, it is not known whose they are.
            TableReport.Reason(column: key.column, reason: key.reason, rows: rows, patients: people[key]?.count)
        }
        return TableReport(
            table: table, kept: kept, duplicates: duplicates, filtered: filtered,
            reasons: reasons.sorted {
                ($1.rows, $0.column ?? "", $0.reason.rawValue) < ($0.rows, $1.column ?? "", $1.reason.rawValue)
            },
            rejectedPatients: everybody.count == 0 ? nil : everybody.count,
            unreadable: unreadable.map { TableReport.Unreadable(column: $0.key, cells: $0.value) }
                .sorted { ($1.cells, $0.column) < ($0.cells, $1.column) })
    }
}
