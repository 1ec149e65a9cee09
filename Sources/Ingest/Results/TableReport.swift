/// What became of a table's rows. `read` is `kept`, `rejected` and `duplicates` together, by construction.
public struct TableReport: Sendable, Hashable {
    /// Cells of rows that were kept which could not be read, in one column that rows can do without; they are missing.
    public struct Unreadable: Sendable, Hashable {
        /// The column's name in the file.
        public let column: String
        /// How many.
        public let cells: Int
    }

    /// Rows rejected for one reason in one column.
    public struct Reason: Sendable, Hashable {
        /// The column's name in the file; `nil` where the whole row is meant.
        public let column: String?
        /// Why.
        public let reason: RejectReason
        /// How many.
        public let rows: Int
        /// How many patients they are of, counted up to the least number that may be shown; `nil` where that is not known.
        public let patients: Int?
    }

    /// Which table.
    public let table: CanonicalTable
    /// Rows that became part of the cohort. A day without the drug counts: it says something.
    public private(set) var kept: Int
    /// Rows that are alike in every column with an earlier one of the same patient, of which that one is used; of patients, further
    /// rows of a patient that say nothing new.
    public private(set) var duplicates = 0
    /// Such rows that are used all the same; they are among those kept.
    public private(set) var doubled = 0
    /// Rows that a `where` left out; they are not among those read.
    public let filtered: Int
    /// Why rows were rejected, the most frequent reason first.
    public let reasons: [Reason]
    /// How many patients the rejected rows are of, counted up to the least number that may be shown; `nil` where that is not known.
    public let rejectedPatients: Int?
    /// Cells that could not be read, by column.
    public let unreadable: [Unreadable]

    /// Rows that were not used.
    public var rejected: Int { reasons.reduce(0) { $0 + $1.rows } }

    /// Rows read: those kept, those rejected and the duplicates.
    public var read: Int { kept + rejected + duplicates }

    init(
        table: CanonicalTable, kept: Int, duplicates: Int = 0, filtered: Int, reasons: [Reason],
        rejectedPatients: Int? = nil, unreadable: [Unreadable] = []
    ) {
        self.duplicates = duplicates
        self.rejectedPatients = rejectedPatients
        self.unreadable = unreadable
        self.table = table
        self.kept = kept
        self.filtered = filtered
        self.reasons = reasons
    }

    mutating func noteRepeats(_ rows: Int, dropped: Bool) {
        if dropped {
            kept -= rows
            duplicates += rows
        } else {
            doubled += rows
        }
    }
}
