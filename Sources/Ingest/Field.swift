import DelimitedText

/// A column that the reader has already decoded into numbers, if the kind of value has one.
protocol DecodedColumn: Sendable {
    associatedtype Value: Sendable
    static var kind: ColumnRequest.Kind { get }
    static func column(_ block: ColumnBlock, _ request: Int) -> Self?
    func outcome(_ row: Int) -> Outcome<Value>
}

extension IntegerColumn: DecodedColumn {
    static var kind: ColumnRequest.Kind { .integer }

    static func column(_ block: ColumnBlock, _ request: Int) -> IntegerColumn? {
        block.integerColumn(request)
    }

    @inline(__always)
    func outcome(_ row: Int) -> Outcome<Int32> {
        switch self[row] {
        case .value(let value): .value(value)
        case .missing: .missing
        case .malformed: .rejected(.notAWholeDay)
        }
    }
}

extension DecimalColumn: DecodedColumn {
    static var kind: ColumnRequest.Kind { .decimal }

    static func column(_ block: ColumnBlock, _ request: Int) -> DecimalColumn? {
        block.decimalColumn(request)
    }

    @inline(__always)
    func outcome(_ row: Int) -> Outcome<Double> {
        switch self[row] {
        case .value(let value): .value(value)
        case .missing: .missing
        case .malformed: .rejected(.notANumber)
        }
    }
}

/// Words are always read as labels, so no decoded column of them exists.
enum Words<Value: Sendable>: DecodedColumn {
    static var kind: ColumnRequest.Kind { .text }
    static func column(_ block: ColumnBlock, _ request: Int) -> Words? { nil }
    func outcome(_ row: Int) -> Outcome<Value> { switch self {} }
}

/// Where the values of a canonical column come from in one file, decided once the file's header is known.
struct Field<Column: DecodedColumn>: Sendable {
    typealias Value = Column.Value

    enum Origin: Sendable {
        /// The file has no such column.
        case absent
        /// The same in every row.
        case constant(Outcome<Value>)
        /// Decoded by the reader: the request with this number.
        case decoded(Int)
        /// Labels of the request with this number, each turned into a value.
        case labels(Int, @Sendable (String) -> Outcome<Value>)
        /// A value for each level of a patients' column, and each person's level (-1 is missing).
        case people([Int32], [Outcome<Value>])
    }

    let origin: Origin
    /// Number of the column among the file's, for rejected rows.
    let column: UInt16

    var isPresent: Bool {
        if case .absent = origin { return false }
        return true
    }

    /// The cells of a block: every distinct label is looked at once.
    func cells(in block: ColumnBlock) -> Cells<Column> {
        let content: Cells<Column>.Content =
            switch origin {
            case .absent: .absent
            case .constant(let outcome): .constant(outcome)
            case .decoded(let request): Column.column(block, request).map { .decoded($0) } ?? .absent
            case .labels(let request, let value): .labels(.init(block.textColumn(request), value))
            case .people(let levels, let outcomes): .people(levels, outcomes)
            }
        return Cells(content: content, column: column)
    }
}

/// Cells of one column in one block, by row.
protocol CellSource<Value> {
    associatedtype Value: Sendable
    /// Number of the column among the file's, for rejected rows.
    var column: UInt16 { get }
    /// The cell of a row, which is a person's.
    func outcome(_ row: Int, of person: Int32) -> Outcome<Value>
}

/// The cells of a column that the reader has decoded: for loops that are to ask once a block, not once a row, what a column
/// is.
struct DecodedCells<Column: DecodedColumn>: CellSource {
    let cells: Column
    let column: UInt16

    @inline(__always)
    func outcome(_ row: Int, of person: Int32) -> Outcome<Column.Value> { cells.outcome(row) }
}

/// The cells of a canonical column in one block, wherever they come from.
struct Cells<Column: DecodedColumn>: CellSource {
    enum Content {
        case absent
        case constant(Outcome<Column.Value>)
        case decoded(Column)
        case labels(Labels)
        case people([Int32], [Outcome<Column.Value>])
    }

    /// Codes into the block's distinct labels, and what each label means.
    struct Labels {
        let column: TextColumn
        let outcomes: [Outcome<Column.Value>]

        init(_ column: TextColumn, _ value: (String) -> Outcome<Column.Value>) {
            self.column = column
            outcomes = column.labels.map(value)
        }

        init(_ column: TextColumn, outcomes: [Outcome<Column.Value>]) {
            self.column = column
            self.outcomes = outcomes
        }

        @inline(__always)
        func outcome(_ row: Int) -> Outcome<Column.Value> {
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

    @inline(__always)
    func outcome(_ row: Int, of person: Int32) -> Outcome<Column.Value> {
        switch content {
        case .absent: return .missing
        case .constant(let outcome): return outcome
        case .decoded(let column): return column.outcome(row)
        case .labels(let labels): return labels.outcome(row)
        case .people(let levels, let outcomes):
            let level = levels[Int(person)]
            return level < 0 ? .missing : outcomes[Int(level)]
        }
    }
}

extension Cells {
    /// The same cells with each distinct word numbered in `vocabulary`.
    func numbered(in vocabulary: inout Vocabulary) -> Cells<Words<UInt32>> where Column.Value == String {
        func number(_ outcome: Outcome<String>) -> Outcome<UInt32> { outcome.map { vocabulary.number(of: $0) } }
        let numbered: Cells<Words<UInt32>>.Content =
            switch content {
            case .absent, .decoded: .absent
            case .constant(let outcome): .constant(number(outcome))
            case .labels(let labels): .labels(.init(labels.column, outcomes: labels.outcomes.map(number)))
            case .people(let levels, let outcomes): .people(levels, outcomes.map(number))
            }
        return Cells<Words<UInt32>>(content: numbered, column: column)
    }
}

/// Different words, numbered in the order in which they came.
struct Vocabulary: Sendable {
    private(set) var words: [String] = []
    private var numbers: [String: UInt32] = [:]

    mutating func number(of word: String) -> UInt32 {
        if let number = numbers[word] { return number }
        let number = UInt32(truncatingIfNeeded: words.count)
        numbers[word] = number
        words.append(word)
        return number
    }
}
