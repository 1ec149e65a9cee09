import Cohort
import DelimitedText

/// Where the values of a canonical column come from in one file, decided once the file's header is known.
struct Field<Column: DecodedColumn>: Sendable {
    typealias Value = Column.Value

    enum Origin: Sendable {
        /// The file has no such column.
        case absent
        /// The same in every row.
        case constant(CellOutcome<Value>)
        /// Decoded by the reader: the request with this number.
        case decoded(Int)
        /// Labels of the request with this number, each turned into a value.
        case labels(Int, @Sendable (String) -> CellOutcome<Value>)
        /// Made of several columns of the file.
        case computed(@Sendable (ColumnBlock) -> Cells<Column>.Content)
        /// A value for each level of a patients' column, and each person's level (-1 is missing).
        case people([Int32], [CellOutcome<Value>])
        /// Made of other fields, by row and person.
        case derived(@Sendable (ColumnBlock) -> (Int, Int32) -> CellOutcome<Value>)
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
            case .computed(let content): content(block)
            case .people(let levels, let outcomes): .people(levels, outcomes)
            case .derived(let make): .derived(make(block))
            }
        return Cells(content: content, column: column)
    }
}

extension Field<IntegerColumn> {
    /// The same days, counted from each person's own.
    func counted(from origins: [Int32?]) -> Field {
        guard isPresent else { return self }
        let derived: @Sendable (ColumnBlock) -> (Int, Int32) -> CellOutcome<Int32> = { block in
            let written = cells(in: block)
            return { row, person in
                written.outcome(row, of: person).flatMap { day in
                    if day == StudyDay.ongoing.rawValue { return .value(day) }
                    guard origins.indices.contains(Int(person)), let origin = origins[Int(person)] else {
                        return .rejected(.noOrigin)
                    }
                    let (own, overflow) = day.subtractingReportingOverflow(origin)
                    return overflow ? .rejected(.outOfRange) : .value(own)
                }
            }
        }
        return Field(origin: .derived(derived), column: column)
    }
}

extension Field<DecimalColumn> {
    /// The same numbers, multiplied and divided by others of their rows. A number is missing where one of these is; nothing can be divided
    /// by 0.
    func multiplied(by factors: [(field: Field, divides: Bool)]) -> Field {
        let derived: @Sendable (ColumnBlock) -> (Int, Int32) -> CellOutcome<Double> = { block in
            let base = cells(in: block)
            let others = factors.map { ($0.field.cells(in: block), $0.divides) }
            return { row, person in
                var product = base.outcome(row, of: person)
                for (cells, divides) in others {
                    product = product.flatMap { number in
                        cells.outcome(row, of: person).flatMap { factor in
                            let result = divides ? number / factor : number * factor
                            return result.isFinite ? .value(result) : .rejected(.outOfRange)
                        }
                    }
                }
                return product
            }
        }
        return Field(origin: .derived(derived), column: column)
    }
}
