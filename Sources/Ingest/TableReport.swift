/// What became of a table's rows. `read` is `kept` and `rejected` together, by construction.
public struct TableReport: Sendable, Hashable {
    /// Rows rejected for one reason in one column.
    public struct Reason: Sendable, Hashable {
        /// The column's name in the file; `nil` where the whole row is meant.
        public let column: String?
        /// Why.
        public let reason: RejectReason
        /// How many.
        public let rows: Int
    }

    /// Which table.
    public let table: CanonicalTable
    /// Rows that became part of the cohort. A day without the drug counts: it says something.
    public let kept: Int
    /// Rows that a `where` left out; they are not among those read.
    public let filtered: Int
    /// Why rows were rejected, the most frequent reason first.
    public let reasons: [Reason]

    /// Rows that were not used.
    public var rejected: Int { reasons.reduce(0) { $0 + $1.rows } }

    /// Rows read: those kept and those rejected.
    public var read: Int { kept + rejected }
}

/// Counts a table's rows while its files are read.
struct TableTally: Sendable {
    private struct Key: Hashable {
        let column: String?
        let reason: RejectReason
    }

    let table: CanonicalTable
    private var kept = 0
    private var filtered = 0
    private var rows: [Key: Int] = [:]

    init(table: CanonicalTable) {
        self.table = table
    }

    mutating func add(kept: Int, filtered: Int, rejects: RejectedRows.FileRejects) {
        self.kept += kept
        self.filtered += filtered
        for place in rejects.places {
            let column = Int(place.column) < rejects.columns.count ? rejects.columns[Int(place.column)] : nil
            rows[Key(column: column, reason: place.reason), default: 0] += 1
        }
    }

    var report: TableReport {
        let reasons = rows.map { TableReport.Reason(column: $0.key.column, reason: $0.key.reason, rows: $0.value) }
        return TableReport(
            table: table, kept: kept, filtered: filtered,
            reasons: reasons.sorted {
                ($1.rows, $0.column ?? "", $0.reason.rawValue) < ($0.rows, $1.column ?? "", $1.reason.rawValue)
            })
    }
}
