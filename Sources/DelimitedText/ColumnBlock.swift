/// One block of records as typed columns, row by row in file order.
///
/// A row is a record with as many fields as the header. Within a row, a cell that could not be read is told apart from one
/// that is missing.
public struct ColumnBlock: Sendable {
    /// The block's number in file order, from 0.
    public let index: Int
    /// The number of rows.
    public let rowCount: Int
    /// The records that are not among the rows, in file order.
    public let malformed: [MalformedRecord]

    private let storage: ColumnStorage
    private let lines: RecordLines

    init(
        index: Int, rowCount: Int, malformed: [MalformedRecord], storage: ColumnStorage, lines: RecordLines
    ) {
        self.index = index
        self.rowCount = rowCount
        self.malformed = malformed
        self.storage = storage
        self.lines = lines
    }

    /// The number of requested columns.
    public var columnCount: Int { storage.kinds.count }

    /// The column of the request at position `request`; its kind must be `.integer`.
    public func integerColumn(_ request: Int) -> IntegerColumn {
        precondition(storage.kinds[request] == .integer, "the column was not requested as integers")
        return IntegerColumn(count: rowCount, values: storage.columns[request], storage: storage)
    }

    /// The column of the request at position `request`; its kind must be `.decimal`.
    public func decimalColumn(_ request: Int) -> DecimalColumn {
        precondition(storage.kinds[request] == .decimal, "the column was not requested as decimals")
        return DecimalColumn(count: rowCount, values: storage.columns[request], storage: storage)
    }

    /// The column of the request at position `request`; its kind must be `.text`.
    public func textColumn(_ request: Int) -> TextColumn {
        precondition(storage.kinds[request] == .text, "the column was not requested as text")
        return TextColumn(
            count: rowCount, labels: storage.labels[request], codes: storage.columns[request], storage: storage)
    }

    /// The 1-based physical line of the input on which a row starts.
    ///
    /// Costs next to nothing in a block without blank lines and line breaks in quotes; the first call for any other block
    /// reads the block's bytes again.
    public func line(ofRow row: Int) -> Int {
        precondition(row >= 0 && row < rowCount, "no such row")
        return lines.line(ofRow: row)
    }
}

/// A record that did not become a row.
public struct MalformedRecord: Sendable, Hashable {
    /// What is wrong with a record.
    public enum Reason: Sendable, Hashable {
        /// It has `found` fields where the header has `expected`.
        case fieldCount(found: Int, expected: Int)
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

/// What one cell of an integer column holds.
@frozen public enum IntegerCell: Sendable, Hashable {
    /// A whole number.
    case value(Int32)
    /// One of the dialect's missing tokens.
    case missing
    /// Anything else, also a whole number outside -2147483646...2147483647.
    case malformed
}

/// What one cell of a decimal column holds.
@frozen public enum DecimalCell: Sendable, Hashable {
    /// A finite number, the nearest `Double` to what was written.
    case value(Double)
    /// One of the dialect's missing tokens.
    case missing
    /// Anything else, also "inf", "nan" and numbers too large for a `Double`.
    case malformed
}

/// What one cell of a text column holds.
@frozen public enum TextCell: Sendable, Hashable {
    /// A code into the column's labels.
    case value(UInt32)
    /// One of the dialect's missing tokens.
    case missing
    /// Text with a NUL byte or with bytes that are not UTF-8.
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
