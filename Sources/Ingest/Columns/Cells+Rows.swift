import DelimitedText

extension Cells {
    /// The cells of a line's columns, one after the other, and so line by line.
    static func interleaved(_ columns: [Cells], rowCount: Int) -> Content {
        let width = columns.count
        let constants = columns.compactMap(\.constant)
        if constants.count == width { return .cycled(constants) }
        if columns.allSatisfy({ $0.decoded != nil }) {
            var cells = [CellOutcome<Column.Value>](repeating: .missing, count: rowCount * width)
            for (place, column) in columns.enumerated() {
                guard let decoded = column.decoded else { continue }
                for row in 0..<rowCount { cells[row * width + place] = decoded.cells.outcome(row) }
            }
            return .listed(cells, width: 1)
        }
        var outcomes: [CellOutcome<Column.Value>] = [.missing, .rejected(.notText)]
        var codes = [UInt32](repeating: 0, count: rowCount * width)
        for (place, column) in columns.enumerated() {
            let start = UInt32(truncatingIfNeeded: outcomes.count)
            switch column.content {
            case .labels(let labels):
                outcomes += labels.outcomes
                for row in 0..<rowCount {
                    codes[row * width + place] =
                        switch labels.column[row] {
                        case .value(let code): start + code
                        case .missing: 0
                        case .malformed: 1
                        }
                }
            case .constant(let outcome):
                outcomes.append(outcome)
                for row in 0..<rowCount { codes[row * width + place] = start }
            default:
                for row in 0..<rowCount {
                    codes[row * width + place] = UInt32(truncatingIfNeeded: outcomes.count)
                    outcomes.append(column.outcome(row, of: 0))
                }
            }
        }
        return .coded(codes, outcomes, width: 1)
    }

    /// The cells of a column that `width` rows of each line share.
    func shared(by width: Int, rowCount: Int) -> Content {
        switch content {
        case .absent, .constant, .people, .cycled: content
        case .listed(let cells, let own): .listed(cells, width: own * width)
        case .coded(let codes, let outcomes, let own): .coded(codes, outcomes, width: own * width)
        case .derived(let outcome): .derived { outcome($0 / width, $1) }
        case .decoded, .labels:
            switch Self.interleaved([self], rowCount: rowCount) {
            case .listed(let cells, _): .listed(cells, width: width)
            case .coded(let codes, let outcomes, _): .coded(codes, outcomes, width: width)
            default: content
            }
        }
    }

    private var constant: CellOutcome<Column.Value>? {
        switch content {
        case .constant(let outcome): outcome
        case .absent: .missing
        default: nil
        }
    }
}
