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
