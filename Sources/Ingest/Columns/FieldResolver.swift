import Cohort
import DelimitedText
import StudyFile

/// Turns an entry's column names into positions in one file, once, when the file's header is known.
struct FieldResolver {
    var entry: TableEntry
    let file: String
    let header: Header
    let covariates: CovariateTexts
    /// The day from which each person's days are counted, where that is the person's own.
    private let origins: [Int32?]?
    private let study: StudyDefinition
    /// What concepts stand for.
    private let concepts: ConceptMap
    /// The columns to decode, in the order in which they were asked for.
    private(set) var requests: [ColumnRequest] = []
    /// The rows that each line makes; none where it is a row itself.
    var unpivoted: [UnpivotedRow] = []
    /// What becomes of the columns that several make a value of, and of a line that makes several rows.
    var rowColumns: RowColumns
    /// The lists of words in the study file with which cells are compared.
    private(set) var watches: [WordWatch] = []

    init(
        entry: TableEntry, file: String, header: Header, covariates: CovariateTexts, origins: [Int32?]? = nil,
        study: StudyDefinition, concepts: ConceptMap = ConceptMap(), names: [String]? = nil
    ) {
        self.entry = entry
        self.file = file
        self.header = header
        self.covariates = covariates
        self.origins = origins
        self.study = study
        self.concepts = concepts
        rowColumns = RowColumns(names: names ?? entry.mappings.map(\.reportedName))
    }

    /// The instruments that scores may refer to.
    var instruments: [Instrument] { study.instruments }

    /// The factors for doses.
    var morphineEquivalents: MorphineEquivalents { study.morphineEquivalents }

    /// The decimal mark of the file's numbers.
    var decimalMark: DecimalMark { entry.dialect.decimalMark }

    /// Study days: whole numbers, or what else the study's clock reads.
    mutating func days(_ name: String) throws(IngestError) -> Field<IntegerColumn> {
        let mark = entry.dialect.decimalMark
        let clock = entry.clock
        if let first = try firstDay(name) { return first }
        // Words for what is still taken are no days, and no day is taken for their mark.
        let words = name == "end_day" ? entry.ongoing?.words ?? [] : []
        guard !clock.isPlain || !words.isEmpty else { return try wholeNumbers(name) }
        let written: Field<IntegerColumn> = try field(name, decodes: false) { text in
            if words.contains(text) { return .value(StudyDay.ongoing.rawValue) }
            return clock.day(text, decimalMark: mark).flatMap { day in
                day == StudyDay.ongoing.rawValue ? .rejected(.outOfRange) : .value(day)
            }
        }
        guard let origins, study.countsFromOrigins(entry) else { return written }
        return written.counted(from: origins)
    }

    /// Whole numbers, such as of days that a supply lasts.
    mutating func wholeNumbers(_ name: String) throws(IngestError) -> Field<IntegerColumn> {
        let mark = entry.dialect.decimalMark
        return try field(name, decodes: true) { text in
            CellText.day(text, decimalMark: mark).map { .value($0) } ?? .rejected(.notAWholeDay)
        }
    }

    /// How the cells of a patients' column that holds a study day are read; `nil` where they are read as any number. What sets a clock
    /// stays as it is written where it is no day, as it is looked at when all of the column is read.
    func patientsDay(_ name: String) -> (@Sendable (String) -> CellOutcome<PatientWord>)? {
        let setsClock = study.setsClock(name)
        guard study.dayColumns.contains(name), setsClock || !entry.clock.isPlain else { return nil }
        let (clock, mark) = (entry.clock, entry.dialect.decimalMark)
        return { text in
            let outcome = clock.patientsDay(text, decimalMark: mark).map { PatientWord(day: $0) }
            guard case .rejected = outcome, setsClock else { return outcome }
            return .value(PatientWord(text: text, number: nil))
        }
    }

    /// Numbers, worked out where the study file says how.
    mutating func numbers(_ name: String) throws(IngestError) -> Field<DecimalColumn> {
        let mark = entry.dialect.decimalMark
        let value: @Sendable (String) -> CellOutcome<Double> = { CellText.decimal($0, decimalMark: mark) }
        if let score = try itemScore(name, value) { return score }
        // What concepts stand for is written with a point.
        if case .concept = entry.mapping(name)?.origin { return try conceptNumbers(name) }
        guard let arithmetic = entry.mapping(name)?.arithmetic else { return try field(name, decodes: true, value) }
        let takesFirst = arithmetic.takesFirstNumber
        let base: Field<DecimalColumn> = try field(name, decodes: !takesFirst) { text in
            guard takesFirst else { return CellText.decimal(text, decimalMark: mark) }
            return CellText.firstNumber(text, decimalMark: mark).map { .value($0) } ?? .rejected(.notANumber)
        }
        return try worked(out: base, name, by: arithmetic)
    }

    /// The number that a concept stands for, worked out further where the study file says how.
    private mutating func conceptNumbers(_ name: String) throws(IngestError) -> Field<DecimalColumn> {
        let base: Field<DecimalColumn> = try field(name, decodes: false) { CellText.decimal($0, decimalMark: .point) }
        guard let arithmetic = entry.mapping(name)?.arithmetic else { return base }
        return try worked(out: base, name, by: arithmetic)
    }

    private mutating func worked(
        out base: Field<DecimalColumn>, _ name: String, by arithmetic: ColumnArithmetic
    ) throws(IngestError) -> Field<DecimalColumn> {
        let mark = entry.dialect.decimalMark
        var factors: [(field: Field<DecimalColumn>, divides: Bool)] = []
        for factor in arithmetic.factors {
            let mapping = ColumnMapping(name: name, origin: factor.origin, recode: WordList(), source: factor.source)
            // Numbers of the study file itself have a point, whatever the file's mark.
            let isOfFile = if case .column = factor.origin { true } else { false }
            let origin: Field<DecimalColumn>.Origin = try origin(mapping, decodes: true) {
                CellText.decimal($0, decimalMark: isOfFile ? mark : .point)
            }
            factors.append((sharedByRows(Field(origin: origin, column: base.column)), factor.divides))
        }
        return factors.isEmpty ? base : base.multiplied(by: factors)
    }

    /// Words, each turned into a value once a block. What a terminal would obey is no part of a word.
    mutating func words<Value: Sendable>(
        _ name: String, _ value: @escaping @Sendable (String) -> CellOutcome<Value>
    ) throws(IngestError) -> Field<Words<Value>> {
        try field(name, decodes: false) { value(printable($0)) }
    }

    /// The times of day of rows.
    mutating func times() throws(IngestError) -> Field<Words<TimeOfDay>> {
        let column = entry.mapping(Self.timeOfDay)?.headers ?? []
        let days = ["day", "start_day"].flatMap { entry.mapping($0)?.headers ?? [] }
        let reading = ClockTime(
            clock: entry.clock, decimalMark: decimalMark, isOfDay: column.contains(where: days.contains))
        return try words(Self.timeOfDay) { reading.time($0) }
    }

    private static let timeOfDay = "time_of_day"

    /// Words of a column that is no canonical one.
    mutating func words<Value: Sendable>(
        of column: NamedColumn, _ value: @escaping @Sendable (String) -> CellOutcome<Value>
    ) throws(IngestError) -> Field<Words<Value>> {
        sharedByRows(Field(origin: .labels(try request(column, kind: .text), value), column: RejectedRows.wholeRow))
    }

    /// The patients' columns that the file has, with their types where they are known.
    var covariateColumns: [(name: String, type: CovariateType?)] {
        entry.mappings.filter { $0.name != "patient" }.map { ($0.name, study.type(of: $0.name)) }
    }

    /// The patients' identifiers: the request with their labels, `nil` where each row is a patient, and the number of the column.
    mutating func patients() throws(IngestError) -> (request: Int?, column: UInt16) {
        guard let number = entry.mappings.firstIndex(where: { $0.name == "patient" }) else {
            throw .study(entry.fileSource.error("\"patient\" must be a column of the file, under \"columns\""))
        }
        let column = UInt16(truncatingIfNeeded: number)
        switch entry.mappings[number].origin {
        case .row: return (nil, column)
        case .column(let named): return (try request(named, kind: .text), column)
        case .constant, .lookup, .concept, .first, .items, .unpivoted:
            throw .study(entry.fileSource.error("\"patient\" must be a column of the file, under \"columns\""))
        }
    }

    /// The columns that decide which rows are read.
    mutating func filters() throws(IngestError) -> [(request: Int, filter: RowFilter)] {
        var filters: [(request: Int, filter: RowFilter)] = []
        for var filter in entry.filters {
            if let concept = filter.concept { filter.accepted = concepts.listed[concept] ?? WordList() }
            let number = try request(filter.column, kind: .text)
            filters.append((number, filter))
            if filter.concept != nil { continue }
            for list in filter.lists { watch(list, key: "where", of: filter.column.name, request: number) }
        }
        return filters
    }

    /// Requests for the columns of the file of which the table's rows keep no value, or not the one that stands there: what they hold
    /// tells rows apart that are alike in all else.
    mutating func digests(of table: CanonicalTable) -> [Int] {
        // Rows of different patients are never alike.
        if entry.takesRowsForPatients { return [] }
        // The time of day tells rows apart and is no part of the day; so do its words, which are no times.
        let dropsTimes = !entry.clock.isPlain
        let days = Set(table.columns.filter { $0.use == .day }.map(\.name))
        let asTheyStand = Set(
            requests.filter { request in
                entry.mappings.contains { mapping in
                    guard case .column(let column) = mapping.origin else { return false }
                    return column.name == request.header && mapping.recode.isEmpty && mapping.arithmetic == nil
                        && !(entry.ongoing != nil && mapping.name == "end_day")
                        && !(dropsTimes && days.contains(mapping.name)) && mapping.name != Self.timeOfDay
                }
            }.map(\.header))
        // A name that stands twice is nobody's.
        let counts = Dictionary(header.names.map { ($0, 1) }, uniquingKeysWith: +)
        let spread = Set(unpivoted.flatMap(\.headers.values))
        return header.names.filter { counts[$0] == 1 && !asTheyStand.contains($0) && !spread.contains($0) }.map {
            name in
            // What is read as words is not read once more.
            if let words = requests.firstIndex(of: ColumnRequest(header: name, kind: .text)) { return words }
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
        let column = UInt16(truncatingIfNeeded: number)
        let recoded = recoded(mapping, value)
        let decodes = decodes && mapping.recode.isEmpty
        if case .unpivoted = mapping.origin {
            return Field(origin: try spread(mapping, to: column, decodes: decodes, recoded), column: column)
        }
        return sharedByRows(Field(origin: try origin(mapping, decodes: decodes, recoded), column: column))
    }

    /// What a cell is once it is recoded.
    func recoded<Value>(
        _ mapping: ColumnMapping, _ value: @escaping @Sendable (String) -> CellOutcome<Value>
    ) -> @Sendable (String) -> CellOutcome<Value> {
        let recode = mapping.recode
        let mark = decimalMark
        return { label in
            let text = CellText.trimmed(label)
            if text.isEmpty { return .missing }
            guard let replacement = recode.value(of: text, decimalMark: mark) else { return value(text) }
            return replacement.map(value) ?? .missing
        }
    }

    mutating func origin<Column: DecodedColumn>(
        _ mapping: ColumnMapping, decodes: Bool, _ value: @escaping @Sendable (String) -> CellOutcome<Column.Value>
    ) throws(IngestError) -> Field<Column>.Origin {
        switch mapping.origin {
        // These are made of columns that come here one by one, or of the line.
        case .first, .items, .unpivoted, .row: return .absent
        case .concept(let column, let aspect):
            let list = concepts.words[aspect] ?? WordList()
            let mark = decimalMark
            return .labels(try request(column, kind: .text)) { label in
                list.value(of: CellText.trimmed(label), decimalMark: mark).map(value) ?? .missing
            }
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
                guard let listed = values.value(of: CellText.trimmed(label), decimalMark: mark) else {
                    return .rejected(.notListed)
                }
                return listed.map(value) ?? .missing
            }
            if header.position(of: column.name) != nil {
                let number = try request(column, kind: .text)
                watch(values, key: "values", of: mapping.name, request: number)
                return .labels(number, found)
            }
            if let covariate = covariates.column(named: column.name) {
                return .people(covariate.codes, covariate.words.map { found($0.text) })
            }
            let known = (header.looksLikeData ? [] : header.names) + covariates.names
            throw .study(
                column.source.error(
                    "neither \(shown(file)) nor the patients table has a column \"\(shown(column.name))\""
                        + suggestion(for: column.name, among: known)))
        }
    }

    private mutating func watch<Value>(_ list: WordList<Value>, key: String, of name: String, request: Int) {
        guard !list.isEmpty, let source = list.source, source.path == study.path else { return }
        watches.append(
            WordWatch(
                key: key, name: name, source: source, words: list.words, request: request, decimalMark: decimalMark))
    }

    mutating func request(_ column: NamedColumn, kind: ColumnRequest.Kind) throws(IngestError) -> Int {
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
                    "\(shown(file)) has no column \"\(shown(column.name))\""
                        + (header.looksLikeData ? "" : suggestion(for: column.name, among: header.names))
                        + header.remedyOfMissingColumn + " (\(header.shownColumns))"))
        }
        return position
    }
}
