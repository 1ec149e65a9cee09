/// What one cell of a text column holds.
@frozen public enum TextCell: Sendable, Hashable {
    /// A code into the column's labels.
    case value(UInt32)
    /// One of the dialect's missing tokens.
    case missing
    /// Text with a NUL byte or with bytes that are not UTF-8.
    case malformed
}

/// The texts of one column of a block, as codes into its distinct values.
@frozen public struct TextColumn: Sendable {
    /// The number of rows.
    public let count: Int
    /// The block's distinct values in order of first appearance, without missing and malformed ones.
    public let labels: [String]
    @usableFromInline let codes: ColumnMemory
    @usableFromInline let storage: ColumnStorage

    init(count: Int, labels: [String], codes: ColumnMemory, storage: ColumnStorage) {
        self.count = count
        self.labels = labels
        self.codes = codes
        self.storage = storage
    }

    /// The cell of a row; the code of a value is a position in `labels`.
    @inlinable public subscript(row: Int) -> TextCell {
        precondition(row >= 0 && row < count, "no such row")
        let code = codes.load(row, as: UInt32.self, from: storage)
        if code < CellCode.textMalformed { return .value(code) }
        return code == CellCode.textMissing ? .missing : .malformed
    }
}
