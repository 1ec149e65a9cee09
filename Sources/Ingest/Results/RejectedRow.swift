/// A row that was read and not used: where it stands and why. Never what it holds.
public struct RejectedRow: Sendable, Hashable {
    /// The table that the file belongs to.
    public let table: CanonicalTable
    /// The file, relative to the data directory.
    public let file: String
    /// The physical line on which the row begins, from 1.
    public let line: Int
    /// The column's name in the file; `nil` where the whole row is meant.
    public let column: String?
    /// Why.
    public let reason: RejectReason
}
