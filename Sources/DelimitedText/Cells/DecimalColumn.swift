/// What one cell of a decimal column holds.
@frozen public enum DecimalCell: Sendable, Hashable {
    /// A finite number, the nearest `Double` to what was written.
    case value(Double)
    /// One of the dialect's missing tokens.
    case missing
    /// Anything else, also "inf", "nan" and numbers too large for a `Double`.
    case malformed
}

/// The decimal numbers of one column of a block.
@frozen public struct DecimalColumn: Sendable {
    /// The number of rows.
    public let count: Int
    @usableFromInline let values: ColumnMemory
    @usableFromInline let storage: ColumnStorage

    /// The cell of a row.
    @inlinable public subscript(row: Int) -> DecimalCell {
        precondition(row >= 0 && row < count, "no such row")
        let value = values.load(row, as: Double.self, from: storage)
        if value == value { return .value(value) }
        return value.bitPattern == CellCode.decimalMissing ? .missing : .malformed
    }
}
