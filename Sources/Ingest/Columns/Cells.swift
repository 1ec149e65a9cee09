import DelimitedText

/// Cells of one column in one block, by row.
protocol CellSource<Value> {
    associatedtype Value: Sendable
    /// Number of the column among the file's, for rejected rows.
    var column: UInt16 { get }
    /// The cell of a row, which is a person's.
    func outcome(_ row: Int, of person: Int32) -> CellOutcome<Value>
}

/// The cells of a column that the reader has decoded: for loops that are to ask once a block, not once a row, what a column
/// is.
struct DecodedCells<Column: DecodedColumn>: CellSource {
    let cells: Column
    let column: UInt16

    @inline(__always)
    func outcome(_ row: Int, of person: Int32) -> CellOutcome<Column.Value> { cells.outcome(row) }
}

/// The cells of a column of words, for the same loops.
struct LabelledCells<Column: DecodedColumn>: CellSource {
    let labels: Cells<Column>.Labels
    let column: UInt16

    @inline(__always)
    func outcome(_ row: Int, of person: Int32) -> CellOutcome<Column.Value> { labels.outcome(row) }
}

/// The cells of a canonical column in one block, wherever they come from.
struct Cells<Column: DecodedColumn>: CellSource {
    enum Content {
        case absent
        case constant(CellOutcome<Column.Value>)
        case decoded(Column)
        case labels(Labels)
        case people([Int32], [CellOutcome<Column.Value>])
        /// One by one, each for `width` rows.
        case listed([CellOutcome<Column.Value>], width: Int)
        /// As codes, each for `width` rows, and what each code means.
        case coded([UInt32], [CellOutcome<Column.Value>], width: Int)
        /// The same over and over: one for each row that a line makes.
        case cycled([CellOutcome<Column.Value>])
        case derived((Int, Int32) -> CellOutcome<Column.Value>)
    }

    /// Codes into the block's distinct labels, and what each label means.
    struct Labels {
        let column: TextColumn
        let outcomes: [CellOutcome<Column.Value>]

        init(_ column: TextColumn, _ value: (String) -> CellOutcome<Column.Value>) {
            self.column = column
            outcomes = column.labels.map(value)
        }

        init(_ column: TextColumn, outcomes: [CellOutcome<Column.Value>]) {
            self.column = column
            self.outcomes = outcomes
        }

        @inline(__always)
        func outcome(_ row: Int) -> CellOutcome<Column.Value> {
            switch column[row] {
            case .value(let code): outcomes[Int(code)]
            case .missing: .missing
            case .malformed: .rejected(.notText)
            }
        }
    }

    let content: Content
    let column: UInt16

    /// The cells alone, if the reader has decoded them.
    var decoded: DecodedCells<Column>? {
        guard case .decoded(let cells) = content else { return nil }
        return DecodedCells(cells: cells, column: column)
    }

    /// The cells alone, if they are words of the file.
    var labelled: LabelledCells<Column>? {
        guard case .labels(let labels) = content else { return nil }
        return LabelledCells(labels: labels, column: column)
    }

    @inline(__always)
    func outcome(_ row: Int, of person: Int32) -> CellOutcome<Column.Value> {
        switch content {
        case .absent: return .missing
        case .constant(let outcome): return outcome
        case .decoded(let column): return column.outcome(row)
        case .labels(let labels): return labels.outcome(row)
        case .people(let levels, let outcomes):
            let level = levels[Int(person)]
            return level < 0 ? .missing : outcomes[Int(level)]
        case .listed(let outcomes, let width): return outcomes[row / width]
        case .coded(let codes, let outcomes, let width): return outcomes[Int(codes[row / width])]
        case .cycled(let outcomes): return outcomes[row % outcomes.count]
        case .derived(let outcome): return outcome(row, person)
        }
    }
}

extension Cells {
    /// Whether no cell holds anything: the column is absent, or nothing that its words say is a value or a fault.
    var isMissingThroughout: Bool {
        func isMissing(_ outcome: CellOutcome<Column.Value>) -> Bool {
            if case .missing = outcome { true } else { false }
        }
        return switch content {
        case .absent: true
        case .decoded, .derived: false
        case .constant(let outcome): isMissing(outcome)
        case .labels(let labels): labels.outcomes.allSatisfy(isMissing)
        case .people(_, let outcomes), .listed(let outcomes, _), .cycled(let outcomes): outcomes.allSatisfy(isMissing)
        case .coded(_, let outcomes, _): outcomes.allSatisfy(isMissing)
        }
    }

    /// The same cells with each distinct word numbered in `vocabulary`.
    func numbered<Word>(in vocabulary: inout Vocabulary<Word>) -> Cells<Words<UInt32>> where Column == Words<Word> {
        func number(_ outcome: CellOutcome<Word>) -> CellOutcome<UInt32> { outcome.map { vocabulary.number(of: $0) } }
        let numbered: Cells<Words<UInt32>>.Content =
            switch content {
            case .absent, .decoded, .derived: .absent
            case .constant(let outcome): .constant(number(outcome))
            case .labels(let labels): .labels(.init(labels.column, outcomes: labels.outcomes.map(number)))
            case .people(let levels, let outcomes): .people(levels, outcomes.map(number))
            case .listed(let outcomes, let width): .listed(outcomes.map(number), width: width)
            case .coded(let codes, let outcomes, let width): .coded(codes, outcomes.map(number), width: width)
            case .cycled(let outcomes): .cycled(outcomes.map(number))
            }
        return Cells<Words<UInt32>>(content: numbered, column: column)
    }
}
