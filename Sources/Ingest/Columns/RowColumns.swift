import DelimitedText
import StudyFile

/// The rows that a line of a file makes where `unpivot` makes them of several columns, or else the line itself; and which column of the
/// file is to blame for a canonical column that is read from several.
struct RowColumns: Sendable {
    /// A column whose cell makes a row, unless it is empty.
    struct Occupant: Sendable {
        let request: Int
        let kind: ColumnRequest.Kind
        /// Cells that the study file makes missing.
        let blanks: Set<String>
    }

    /// For each row of a line, the columns that make it; empty without `unpivot`.
    var occupants: [[Occupant]] = []
    /// For each row of a line, what tells it apart from the others.
    var marks: [UInt32] = []
    /// For a canonical column by its number, the number of its column of the file in each row of a line.
    var columns: [UInt16: [UInt16]] = [:]
    /// For a canonical column by its number, the items that it is made of.
    var items: [UInt16: [Field<DecimalColumn>]] = [:]
    /// The names of the columns, by number.
    private(set) var names: [String]

    init(names: [String] = []) {
        self.names = names
    }

    /// The number of one more column of the file.
    mutating func number(of header: String) -> UInt16 {
        names.append(printable(header))
        return UInt16(truncatingIfNeeded: names.count - 1)
    }

    /// Rows a line.
    var width: Int { max(1, occupants.count) }

    /// Which of a block's rows, line by line, have a cell with content.
    func occupied(in block: ColumnBlock) -> [Bool] {
        let width = width
        var occupied = [Bool](repeating: false, count: block.rowCount * width)
        for (place, columns) in occupants.enumerated() {
            for column in columns { column.mark(&occupied, from: place, by: width, in: block) }
        }
        return occupied
    }

    /// The number of the column to blame for a rejected row.
    func blamed(_ rejection: Rejection, row: Int, in block: ColumnBlock) -> UInt16 {
        if let columns = columns[rejection.column] { return columns[row % width] }
        guard let items = items[rejection.column], rejection.reason == .notANumber || rejection.reason == .notText
        else {
            return rejection.column
        }
        let blamed = items.first { item in
            if case .rejected = item.cells(in: block).outcome(row / width, of: 0) { true } else { false }
        }
        return blamed?.column ?? rejection.column
    }
}

extension RowColumns.Occupant {
    fileprivate func mark(_ occupied: inout [Bool], from place: Int, by width: Int, in block: ColumnBlock) {
        switch kind {
        case .decimal:
            let column = block.decimalColumn(request)
            for row in 0..<block.rowCount where column[row] != .missing { occupied[row * width + place] = true }
        case .integer:
            let column = block.integerColumn(request)
            for row in 0..<block.rowCount where column[row] != .missing { occupied[row * width + place] = true }
        case .text:
            let column = block.textColumn(request)
            let isBlank = column.labels.map { CellText.trimmed($0) }.map { $0.isEmpty || blanks.contains($0) }
            for row in 0..<block.rowCount {
                switch column[row] {
                case .value(let code): if !isBlank[Int(code)] { occupied[row * width + place] = true }
                case .missing: break
                case .malformed: occupied[row * width + place] = true
                }
            }
        case .digest: break
        }
    }
}
