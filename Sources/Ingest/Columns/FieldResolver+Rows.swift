import DelimitedText
import StudyFile

extension FieldResolver {
    /// Finds the columns that become rows of their own, where the study file names some.
    mutating func unpivot() throws(IngestError) {
        guard let unpivot = entry.unpivot else { return }
        do {
            unpivoted = try unpivot.rows(of: file, header: header, mapped: Set(entry.mappings.flatMap(\.headers)))
        } catch {
            throw .study(error)
        }
    }

    /// A canonical column whose cells stand in another column of the file, or are another constant, in each row of a line.
    mutating func spread<Column: DecodedColumn>(
        _ mapping: ColumnMapping, to column: UInt16, decodes: Bool,
        _ value: @escaping @Sendable (String) -> CellOutcome<Column.Value>
    ) throws(IngestError) -> Field<Column>.Origin {
        var fields: [Field<Column>] = []
        for row in unpivoted {
            let source: ColumnMapping.Origin
            var number = column
            if let header = row.headers[mapping.name] {
                source = .column(NamedColumn(name: header, source: row.source))
                number = rowColumns.number(of: header)
            } else if let text = row.values[mapping.name] {
                source = .constant(text)
            } else {
                fields.append(Field(origin: .absent, column: column))
                continue
            }
            let one = ColumnMapping(name: mapping.name, origin: source, recode: mapping.recode, source: row.source)
            fields.append(Field(origin: try origin(one, decodes: decodes, value), column: number))
        }
        rowColumns.columns[column] = fields.map(\.column)
        return .computed { [fields] block in
            Cells.interleaved(fields.map { $0.cells(in: block) }, rowCount: block.rowCount)
        }
    }

    /// A field as the rows of one line share it.
    func sharedByRows<Column: DecodedColumn>(_ field: Field<Column>) -> Field<Column> {
        let width = unpivoted.count
        guard width > 0 else { return field }
        switch field.origin {
        case .absent, .constant, .people: return field
        case .decoded, .labels, .computed, .derived:
            return Field(
                origin: .computed { block in field.cells(in: block).shared(by: width, rowCount: block.rowCount) },
                column: field.column)
        }
    }

    /// A score that is made of items; `nil` where it is not.
    mutating func itemScore(
        _ name: String, _ value: @escaping @Sendable (String) -> CellOutcome<Double>
    ) throws(IngestError) -> Field<DecimalColumn>? {
        guard let number = entry.mappings.firstIndex(where: { $0.name == name }),
            case .items(let score) = entry.mappings[number].origin
        else { return nil }
        let mapping = entry.mappings[number]
        let recoded = recoded(mapping, value)
        var items: [Field<DecimalColumn>] = []
        for item in score.items {
            let one = ColumnMapping(name: name, origin: .column(item), recode: mapping.recode, source: mapping.source)
            items.append(
                Field(
                    origin: try origin(one, decodes: mapping.recode.isEmpty, recoded),
                    column: rowColumns.number(of: item.name)))
        }
        let column = UInt16(truncatingIfNeeded: number)
        rowColumns.items[column] = items
        return sharedByRows(
            Field(
                origin: .computed { [items] block in
                    .listed(score.scores(of: items.map { $0.cells(in: block) }, rowCount: block.rowCount), width: 1)
                }, column: column))
    }

    /// Which cells make rows, once every column has been asked for.
    mutating func columnsOfRows() throws(IngestError) -> RowColumns {
        guard let unpivot = entry.unpivot else { return rowColumns }
        let named = unpivot.columns.filter { !unpivot.days.contains($0) }
        for row in unpivoted {
            var occupants: [RowColumns.Occupant] = []
            for name in named.isEmpty ? unpivot.columns : named {
                guard let header = row.headers[name] else { continue }
                let column = NamedColumn(name: header, source: row.source)
                let known = requests.firstIndex { $0.header == header && $0.kind != .digest }
                let request = if let known { known } else { try self.request(column, kind: .text) }
                let recode = entry.mapping(name)?.recode ?? WordList()
                occupants.append(
                    RowColumns.Occupant(
                        request: request, kind: requests[request].kind,
                        blanks: Set(recode.words(where: { $0 == nil }))))
            }
            rowColumns.occupants.append(occupants)
            rowColumns.marks.append(row.mark)
        }
        return rowColumns
    }
}

extension ItemScore {
    /// The score of each row; one with an item that is no number has none.
    func scores(of items: [Cells<DecimalColumn>], rowCount: Int) -> [CellOutcome<Double>] {
        var sums = [Double](repeating: 0, count: rowCount)
        var counts = [Int](repeating: 0, count: rowCount)
        var faults: [Int: RejectReason] = [:]
        for item in items {
            for row in 0..<rowCount {
                switch item.outcome(row, of: 0) {
                case .value(let value):
                    sums[row] += value
                    counts[row] += 1
                case .missing: break
                case .rejected(let reason): if faults[row] == nil { faults[row] = reason }
                }
            }
        }
        return (0..<rowCount).map { row in
            if let fault = faults[row] { return .rejected(fault) }
            return score(sum: sums[row], count: counts[row]).map { .value($0) } ?? .missing
        }
    }
}

extension FieldResolver {
    /// The first day that a row has in several columns; `nil` where a canonical column is not made of several.
    mutating func firstDay(_ name: String) throws(IngestError) -> Field<IntegerColumn>? {
        guard let number = entry.mappings.firstIndex(where: { $0.name == name }),
            case .first(let columns) = entry.mappings[number].origin
        else { return nil }
        var fields: [Field<IntegerColumn>] = []
        let all = entry.mappings
        for column in columns {
            entry.mappings[number].origin = .column(column)
            fields.append(try days(name))
        }
        entry.mappings = all
        guard fields.count > 1 else { return fields.first }
        return Field(
            origin: .derived { [fields] block in
                let columns = fields.map { $0.cells(in: block) }
                return { row, person in
                    for cells in columns {
                        let outcome = cells.outcome(row, of: person)
                        if case .missing = outcome { continue }
                        return outcome
                    }
                    return .missing
                }
            }, column: UInt16(truncatingIfNeeded: number))
    }
}
