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

    var report: TableReport {
        let reasons = rows.map { TableReport.Reason(column: $0.key.column, reason: $0.key.reason, rows: $0.value) }
        return TableReport(
            table: table, kept: kept, duplicates: duplicates, filtered: filtered,
            reasons: reasons.sorted {
                ($1.rows, $0.column ?? "", $0.reason.rawValue) < ($0.rows, $1.column ?? "", $1.reason.rawValue)
            },
            unreadable: unreadable.map { TableReport.Unreadable(column: $0.key, cells: $0.value) }
                .sorted { ($1.cells, $0.column) < ($0.cells, $1.column) })
    }
}
