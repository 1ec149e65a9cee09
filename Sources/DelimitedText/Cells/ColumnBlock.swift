/// One block of records as typed columns, row by row in file order.
///
/// A row is a record with as many fields as the header. Within a row, a cell that could not be read is told apart from one
/// that is missing.
public struct ColumnBlock: Sendable {
    /// The block's number in file order, from 0.
    public let index: Int
    /// The number of rows.
    public let rowCount: Int
    /// The number of bytes of text that it was read from.
    public let byteCount: Int
    /// The records that are not among the rows, in file order.
    public let malformed: [MalformedRecord]

    private let storage: ColumnStorage
    private let lines: RecordLines

    init(
        index: Int, rowCount: Int, byteCount: Int, malformed: [MalformedRecord], storage: ColumnStorage,
        lines: RecordLines
    ) {
        self.index = index
        self.rowCount = rowCount
        self.byteCount = byteCount
        self.malformed = malformed
        self.storage = storage
        self.lines = lines
    }

    /// The number of requested columns.
    public var columnCount: Int { storage.kinds.count }

    /// What the column of the request at position `request` was requested as.
    public func kind(of request: Int) -> ColumnRequest.Kind { storage.kinds[request] }

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

    /// The cell of a row of the request at position `request`, as a number that equal cells share; its kind must be `.digest`.
    public func digest(_ request: Int, ofRow row: Int) -> UInt32 {
        precondition(storage.kinds[request] == .digest, "the column was not requested as digests")
        precondition(row >= 0 && row < rowCount, "no such row")
        return storage.columns[request].load(row, as: UInt32.self, from: storage)
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
