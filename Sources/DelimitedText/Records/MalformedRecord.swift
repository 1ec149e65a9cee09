/// A record that did not become a row.
public struct MalformedRecord: Sendable, Hashable {
    /// What is wrong with a record.
    public enum Reason: Sendable, Hashable {
        /// It has `found` fields where the header has `expected`.
        case fieldCount(found: Int, expected: Int)
        /// A quote that is not doubled keeps a field open over this many lines that read like records.
        case swallowedLines(Int)
    }

    /// The 1-based physical line of the input on which the record starts.
    public let line: Int
    /// What is wrong with it.
    public let reason: Reason

    /// A record on `line` that did not become a row.
    public init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }
}
