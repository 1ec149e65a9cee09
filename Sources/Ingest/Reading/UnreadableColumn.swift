import DelimitedText

/// Cells of kept rows that could not be read, in one column of one file.
struct UnreadableColumn: Sendable {
    let table: CanonicalTable
    let file: String
    let mapping: ColumnMapping
    let dialect: Dialect
    let cells: Int
    /// The line of the first.
    let line: Int
}
