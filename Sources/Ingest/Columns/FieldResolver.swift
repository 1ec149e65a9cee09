import Cohort
import DelimitedText
import StudyFile

/// Turns an entry's column names into positions in one file, once, when the file's header is known.
struct FieldResolver {
    private let entry: TableEntry
    private let file: String
    private let header: Header
    private let covariates: CovariateTexts
    private let study: StudyDefinition
    /// The columns to decode, in the order in which they were asked for.
    private(set) var requests: [ColumnRequest] = []
    /// The lists of words in the study file with which cells are compared.
    private(set) var watches: [WordWatch] = []

    init(entry: TableEntry, file: String, header: Header, covariates: CovariateTexts, study: StudyDefinition) {
        self.entry = entry
        self.file = file
        self.header = header
        self.covariates = covariates
        self.study = study
    }

    /// The instruments that scores may refer to.
    var instruments: [Instrument] { study.instruments }

    /// The factors for doses.
    var morphineEquivalents: MorphineEquivalents { study.morphineEquivalents }

    /// The decimal mark of the file's numbers.
    var decimalMark: DecimalMark { entry.dialect.decimalMark }

    /// Study days: whole numbers, or shifted dates.
    mutating func days(_ name: String) throws(IngestError) -> Field<IntegerColumn> {
        let mark = entry.dialect.decimalMark
        let origin = study.shiftedDates?.origin
        return try field(name, decodes: origin == nil) { text in
            if let day = CellText.day(text, decimalMark: mark) { return .value(day) }
            if let origin, let date = CalendarDate(CellText.trimmed(text)),
                let day = Int32(exactly: date.days(since: origin))
            {
                return .value(day)
            }
            return .rejected(.notAWholeDay)
        }
    }

    /// Numbers.
    mutating func numbers(_ name: String) throws(IngestError) -> Field<DecimalColumn> {
        let mark = entry.dialect.decimalMark
        return try field(name, decodes: true) { text in
            CellText.number(text, decimalMark: mark).map { .value($0) } ?? .rejected(.notANumber)
        }
    }

    /// Words, each turned into a value once a block.
    mutating func words<Value: Sendable>(
        _ name: String, _ value: @escaping @Sendable (String) -> CellOutcome<Value>
    ) throws(IngestError) -> Field<Words<Value>> {
        try field(name, decodes: false, value)
    }

    /// The patients' columns that the file has, with their types where they are known.
    var covariateColumns: [(name: String, type: CovariateType?)] {
        entry.mappings.filter { $0.name != "patient" }.map { ($0.name, study.type(of: $0.name)) }
    }

    /// The patients' identifiers: the request with their labels, and the number of the column.
    mutating func patients() throws(IngestError) -> (request: Int, column: UInt16) {
        guard let number = entry.mappings.firstIndex(where: { $0.name == "patient" }),
            case .column(let column) = entry.mappings[number].origin
        else {
            throw .study(entry.fileSource.error("\"patient\" must be a column of the file, under \"columns\""))
        }
        return (try request(column, kind: .text), UInt16(truncatingIfNeeded: number))
    }

    /// The columns that decide which rows are read.
    mutating func filters() throws(IngestError) -> [(request: Int, filter: RowFilter)] {
        var filters: [(request: Int, filter: RowFilter)] = []
        for filter in entry.filters {
            let number = try request(filter.column, kind: .text)
            filters.append((number, filter))
            for list in filter.lists { watch(list, key: "where", of: filter.column.name, request: number) }
        }
        return filters
    }

    /// Requests for the columns of the file of which the table's rows keep no value, or not the one that stands there: what they hold
    /// tells rows apart that are alike in all else.
    mutating func digests() -> [Int] {
        let asTheyStand = Set(
            requests.filter { request in
                entry.mappings.contains { mapping in
                    guard case .column(let column) = mapping.origin else { return false }
                    return column.name == request.header && mapping.recode.isEmpty
                }
            }.map(\.header))
        // A name that stands twice is nobody's.
        let counts = Dictionary(header.names.map { ($0, 1) }, uniquingKeysWith: +)
        return header.names.filter { counts[$0] == 1 && !asTheyStand.contains($0) }.map { name in
            requests.append(ColumnRequest(header: name, kind: .digest))
            return requests.count - 1
        }
    }

    /// Mapped columns that are not read must be there all the same.
    func checkUnread(of table: CanonicalTable) throws(IngestError) {
        let unread = table.columns.filter { $0.use == .unread }.map(\.name)
        for mapping in entry.mappings where unread.contains(mapping.name) {
            guard case .column(let column) = mapping.origin else { continue }
            _ = try position(of: column)
        }
    }

    private mutating func field<Column: DecodedColumn>(
        _ name: String, decodes: Bool, _ value: @escaping @Sendable (String) -> CellOutcome<Column.Value>
    ) throws(IngestError) -> Field<Column> {
        guard let number = entry.mappings.firstIndex(where: { $0.name == name }) else {
            return Field(origin: .absent, column: RejectedRows.wholeRow)
        }
        let mapping = entry.mappings[number]
        let recode = mapping.recode
        let mark = decimalMark
        let recoded: @Sendable (String) -> CellOutcome<Column.Value> = { label in
            let text = CellText.trimmed(label)
            if text.isEmpty { return .missing }
            guard let replacement = recode.value(of: text, decimalMark: mark) else { return value(text) }
            return replacement.map(value) ?? .missing
        }
        return Field(
            origin: try origin(mapping, decodes: decodes && recode.isEmpty, recoded),
            column: UInt16(truncatingIfNeeded: number))
    }

    private mutating func origin<Column: DecodedColumn>(
        _ mapping: ColumnMapping, decodes: Bool, _ value: @escaping @Sendable (String) -> CellOutcome<Column.Value>
    ) throws(IngestError) -> Field<Column>.Origin {
        switch mapping.origin {
        case .constant(let text):
            let outcome = value(text)
            if case .rejected(let reason) = outcome {
                throw .study(mapping.source.error("\"\(mapping.name)\": \"\(text)\": \(reason.wording)"))
            }
            return .constant(outcome)
        case .column(let column):
            if decodes, Column.kind != .text { return .decoded(try request(column, kind: Column.kind)) }
            let number = try request(column, kind: .text)
            watch(mapping.recode, key: "recode", of: mapping.name, request: number)
            return .labels(number, value)
        case .lookup(let column, let values):
            let mark = decimalMark
            let found: @Sendable (String) -> CellOutcome<Column.Value> = { label in
                values.value(of: CellText.trimmed(label), decimalMark: mark).map(value) ?? .rejected(.notListed)
            }
            if header.position(of: column.name) != nil {
                let number = try request(column, kind: .text)
                watch(values, key: "values", of: mapping.name, request: number)
                return .labels(number, found)
            }
            if let covariate = covariates.column(named: column.name) {
                return .people(covariate.codes, covariate.words.map { found($0.text) })
            }
            let known = header.names + covariates.names
            throw .study(
                column.source.error(
                    "neither \(file) nor the patients table has a column \"\(column.name)\""
                        + suggestion(for: column.name, among: known)))
        }
    }

    private mutating func watch<Value>(_ list: WordList<Value>, key: String, of name: String, request: Int) {
        guard !list.isEmpty, let source = list.source, source.path == study.path else { return }
        watches.append(
            WordWatch(
                key: key, name: name, source: source, words: list.words, request: request, decimalMark: decimalMark))
    }

    private mutating func request(_ column: NamedColumn, kind: ColumnRequest.Kind) throws(IngestError) -> Int {
        _ = try position(of: column)
        let request = ColumnRequest(header: column.name, kind: kind)
        // A column may serve a field and a filter; it is decoded once.
        if let known = requests.firstIndex(of: request) { return known }
        requests.append(request)
        return requests.count - 1
    }

    private func position(of column: NamedColumn) throws(IngestError) -> Int {
        guard let position = header.position(of: column.name) else {
            throw .study(
                column.source.error(
                    "\(file) has no column \"\(column.name)\"" + suggestion(for: column.name, among: header.names)
                        + " (its columns are on line \(header.line): \(listed(header.names, conjunction: "and")))"))
        }
        return position
    }
}
