import DelimitedText

/// Rows of a file of the patients table: a person and what the file says of them, as words.
struct PatientRows: TableRows {
    struct Batch: PersonBatch {
        /// The number of each row's person in the block's list of people.
        var people: [Int32] = []
        /// The line of each row.
        var lines: [Int] = []
        /// For each mapped column, each row's word; ``PatientRows/missing`` where there is none.
        var cells: [[UInt32]] = []
        /// For each mapped column, the block's words.
        var words: [[PatientWord]] = []

        mutating func renumber(_ index: (Int32) -> Int32) {
            for row in people.indices { people[row] = index(people[row]) }
        }
    }

    static let missing = UInt32.max

    private let columns: [Field<Words<PatientWord>>]

    init(_ fields: inout FieldResolver) throws(IngestError) {
        var columns: [Field<Words<PatientWord>>] = []
        for (name, type) in fields.covariateColumns {
            let decimalMark = fields.decimalMark
            let isAge = IdentifierNames.isAge(name)
            if let day = fields.patientsDay(name) {
                columns.append(try fields.words(name, day))
                continue
            }
            columns.append(
                try fields.words(name) { text in
                    guard let number = CellText.number(text, decimalMark: decimalMark) else {
                        return type == .numeric ? .rejected(.notANumber) : .value(PatientWord(text: text, number: nil))
                    }
                    if isAge, type == .numeric, !PatientTable.possibleAges.contains(number) {
                        return .rejected(.outOfRange)
                    }
                    return .value(PatientWord(text: decimalMark == .comma ? "\(number)" : text, number: number))
                })
        }
        self.columns = columns
    }

    func batch(of block: ColumnBlock, rows: inout BlockRows) -> Batch {
        var batch = Batch()
        var columns: [Cells<Words<UInt32>>] = []
        for field in self.columns {
            var vocabulary = Vocabulary<PatientWord>()
            columns.append(field.cells(in: block).numbered(in: &vocabulary))
            batch.words.append(vocabulary.words)
            batch.cells.append([])
        }
        var cells = [UInt32](repeating: Self.missing, count: columns.count)
        var unreadable = UnreadableCells()
        rows.forEach { row in
            var found = UnreadableCells()
            for (number, column) in columns.enumerated() {
                cells[number] = row.dispensable(column, &found) ?? Self.missing
            }
            guard row.isUsable else { return }
            if !found.isEmpty { unreadable.add(found) }
            for (number, cell) in cells.enumerated() { batch.cells[number].append(cell) }
            batch.people.append(row.person)
            batch.lines.append(block.line(ofRow: row.number))
        }
        rows.unreadable = unreadable
        return batch
    }
}
