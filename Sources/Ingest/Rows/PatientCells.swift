import DelimitedText

/// Who the rows of a block are about: the cells of the column of identifiers or, where each row is a patient, the lines on which rows
/// begin. These are the same in every entry that reads the file, whatever its filters leave out.
struct PatientCells: Sendable {
    /// The block's distinct identifiers.
    let labels: [String]
    private let column: TextColumn?

    /// - Parameter request: the column of identifiers; `nil` where each row is a patient.
    init(_ block: ColumnBlock, request: Int?) {
        column = request.map(block.textColumn)
        labels = column?.labels ?? (0..<block.rowCount).map { "\(block.line(ofRow: $0))" }
    }

    /// The cell of a row; the code of a value is a position in `labels`.
    @inline(__always)
    subscript(row: Int) -> TextCell { column?[row] ?? .value(UInt32(truncatingIfNeeded: row)) }
}
