import DelimitedText

/// A column that the reader has already decoded into numbers, if the kind of value has one.
protocol DecodedColumn: Sendable {
    associatedtype Value: Sendable
    static var kind: ColumnRequest.Kind { get }
    static func column(_ block: ColumnBlock, _ request: Int) -> Self?
    func outcome(_ row: Int) -> CellOutcome<Value>
}

extension IntegerColumn: DecodedColumn {
    static var kind: ColumnRequest.Kind { .integer }

    static func column(_ block: ColumnBlock, _ request: Int) -> IntegerColumn? {
        block.integerColumn(request)
    }

    @inline(__always)
    func outcome(_ row: Int) -> CellOutcome<Int32> {
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
    func outcome(_ row: Int) -> CellOutcome<Double> {
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
    func outcome(_ row: Int) -> CellOutcome<Value> { switch self {} }
}
