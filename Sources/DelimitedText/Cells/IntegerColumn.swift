/// What one cell of an integer column holds.
@frozen public enum IntegerCell: Sendable, Hashable {
    /// A whole number.
    case value(Int32)
    /// One of the dialect's missing tokens.
    case missing
    /// Anything else, also a whole number outside -2147483646...2147483647.
    case malformed
}

/// The integers of one column of a block.
@frozen public struct IntegerColumn: Sendable {
    /// The number of rows.
    public let count: Int
    @usableFromInline let values: ColumnMemory
    @usableFromInline let storage: ColumnStorage

    /// The cell of a row.
    @inlinable public subscript(row: Int) -> IntegerCell {
        precondition(row >= 0 && row < count, "no such row")
        let value = values.load(row, as: Int32.self, from: storage)
        if value > CellCode.integerMalformed { return .value(value) }
        return value == CellCode.integerMissing ? .missing : .malformed
    }
}
