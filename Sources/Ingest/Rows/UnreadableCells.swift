import DelimitedText

/// Cells that cannot be read in columns that a row can do without: by column, how many, and where the first is.
struct UnreadableCells: Sendable {
    struct Count: Sendable {
        var cells: Int
        /// The first one's row in its block, later its line.
        var first: Int
    }

    private(set) var columns: [UInt16: Count] = [:]

    var isEmpty: Bool { columns.isEmpty }

    mutating func note(_ column: UInt16, row: Int) {
        columns[column, default: Count(cells: 0, first: row)].cells += 1
    }

    /// The cells of a block that follows, in the same file.
    mutating func add(_ other: UnreadableCells) {
        for (column, count) in other.columns {
            columns[column, default: Count(cells: 0, first: count.first)].cells += count.cells
        }
    }

    /// With lines for rows.
    func located(_ line: (_ row: Int) -> Int) -> UnreadableCells {
        var located = self
        for (column, count) in columns { located.columns[column]?.first = line(count.first) }
        return located
    }
}
