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
    func outcome(_ row: Int) -> Outcome<Value> {}
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

    /// The cells of a block.
    func cells(in block: ColumnBlock) -> Cells<Column> {
        switch origin {
        case .absent: return .absent
        case .constant(let outcome): return .constant(outcome)
        case .decoded(let request):
            guard let column = Column.column(block, request) else { return .absent }
            return .decoded(column)
        case .labels(let request, let value):
            let column = block.textColumn(request)
            return .labels(column, column.labels.map(value))
        case .people(let levels, let outcomes): return .people(levels, outcomes)
        }
    }
}

/// The cells of a canonical column in one block: every distinct label has been looked at once.
enum Cells<Column: DecodedColumn> {
    case absent
    case constant(Outcome<Column.Value>)
    case decoded(Column)
    case labels(TextColumn, [Outcome<Column.Value>])
    case people([Int32], [Outcome<Column.Value>])

    /// The cell of a row, which is a person's.
    @inline(__always)
    func outcome(_ row: Int, person: Int32) -> Outcome<Column.Value> {
        switch self {
        case .absent: return .missing
        case .constant(let outcome): return outcome
        case .decoded(let column): return column.outcome(row)
        case .labels(let column, let outcomes):
            switch column[row] {
            case .value(let code): return outcomes[Int(code)]
            case .missing: return .missing
            case .malformed: return .rejected(.notText)
            }
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
        switch self {
        case .absent, .decoded: return .absent
        case .constant(let outcome): return .constant(number(outcome))
        case .labels(let column, let outcomes): return .labels(column, outcomes.map(number))
        case .people(let levels, let outcomes): return .people(levels, outcomes.map(number))
        }
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
