import Cohort
import DelimitedText
import Foundation
import StudyFile
import Synchronization

/// The state of a run: files are read one after the other, each in parallel.
struct StudyReading {
    let study: StudyDefinition
    let options: IngestOptions
    var people = People.open
    var numbering = PersonNumbering()
    var covariates = CovariateTexts(columns: [])
    /// The day from which each person's days are counted, where that is the person's own.
    var origins: [Int32?]?
    /// Rejected rows of tables in which it matters whose they are.
    var lostRows: [CanonicalTable: LostRows] = [:]
    private(set) var reports: [TableReport] = []
    private(set) var rejectedRows = RejectedRows()
    private(set) var inputs: [InputFile] = []
    /// The paths of the files that were there when the run began.
    var filesAtStart: Set<String> = []
    /// Bytes of all files, each as often as it is read; `nil` where that is not known beforehand.
    var totalBytes: Int?
    /// The SHA-256 of each file that was read, by its path.
    private var digests: [String: String] = [:]
    private(set) var warnings: [String] = []
    /// What the files of a table look like, and what to write in its entry: said where its rows are rejected.
    private(set) var remedies: [CanonicalTable: [String]] = [:]
    /// Those of the warnings that even a quiet run gives.
    private(set) var alerts: [String] = []
    /// Without a patients table: whether each person has kept rows in a table.
    var met: [CanonicalTable: [Bool]] = [:]
    /// With a patients table: identifiers of a table that it has in another spelling, by their loose form.
    private(set) var misspelt: [CanonicalTable: Set<String>] = [:]
    /// With a patients table: identifiers of a table that it does not have.
    private(set) var strangers: [CanonicalTable: Set<String>] = [:]
    /// The loose forms of the identifiers of the patients table, once they are needed.
    private var looseIdentifiers: Set<String>?
    /// Files of which no row was read, with the number of rows that a `where` left out.
    private(set) var filesWithoutRows: [(table: CanonicalTable, file: String, filtered: Int)] = []
    /// What concepts stand for.
    var concepts = ConceptMap()
    /// The concepts that were seen, by column.
    var conceptTallies: [(place: ConceptTally.Place, tally: ConceptTally)] = []
    /// Columns of concepts of single files that have been counted.
    var countedConcepts: Set<String> = []
    /// Files that need not be there, and are not.
    var absentFiles: [String] = []
    /// Columns of the preset that a file lacks, by file.
    var lackingColumns: [(file: String, columns: [String])] = []
    /// Cells that could not be read, in reading order.
    private(set) var unreadable: [UnreadableColumn] = []

    /// When reading must have ended.
    let deadline: InputLimits.Deadline

    init(study: StudyDefinition, options: IngestOptions) {
        self.study = study
        self.options = options
        deadline = InputLimits.Deadline(secondsFromNow: study.readingLimits.seconds)
    }

    /// How the rows of one file are read.
    private struct Plan<Rows: TableRows>: Sendable {
        let rows: Rows
        let patients: (request: Int?, column: UInt16)
        let filters: [(request: Int, filter: RowFilter)]
        let digests: [Int]
        let requests: [ColumnRequest]
        let columns: RowColumns
        let watches: [WordWatch]
        /// The column whose concepts are counted, and for what its rows are read.
        let counted: (request: Int, aspect: ConceptAspect)?
    }

    /// What a file became, block by block, and the names of its columns as rejected rows number them.
    struct FileOutcome<Batch: Sendable>: Sendable {
        let blocks: [BlockOutcome<Batch>]
        let columns: [String]
    }

    /// What a block of a file became.
    struct BlockOutcome<Batch: Sendable>: Sendable {
        let batch: Batch
        let places: [RejectedRows.Place]
        /// Whose the rejected rows are.
        let rejectedPeople: [RejectedRows.Cause: FewPeople]
        let kept: Int
        let filtered: Int
        let lost: [LostRow]
        let peopleMet: [(number: Int, identifier: String)]
        let finding: IdentifierGuard.Finding?
        /// Cells of kept rows that could not be read, by line.
        let unreadable: UnreadableCells
        /// With a patients table: identifiers that it does not have.
        let strangers: [String]
        let sightings: [WordSightings]
        let concepts: ConceptTally?
    }

    /// Reads a table's files in the order of the study file; the batches are in the order of the rows.
    mutating func read<Rows: TableRows>(_ table: CanonicalTable, as type: Rows.Type) throws -> [Rows.Batch] {
        guard let entries = study.tables[table] else { return [] }
        var tally = TableTally(table: table)
        var batches: [Rows.Batch] = []
        var isThere = false
        for entry in entries {
            var words = WordSightings.Sum()
            let files = try filesThere(of: entry)
            for input in files {
                let file = name(of: input)
                isThere = true
                let read = try unchanged(input) {
                    try $0.outcomes(of: input, file: file, entry: entry, table: table, as: type)
                }
                var places: [RejectedRows.Place] = []
                var kept = 0
                var filtered = 0
                var unreadable = UnreadableCells()
                for outcome in read.blocks {
                    places += outcome.places
                    tally.add(outcome.rejectedPeople, columns: read.columns, upTo: study.minimumCell)
                    kept += outcome.kept
                    filtered += outcome.filtered
                    if !outcome.lost.isEmpty { lostRows[table, default: LostRows()].add(outcome.lost, of: entry) }
                    unreadable.add(outcome.unreadable)
                    words.add(outcome.sightings)
                    note(outcome.strangers, of: table)
                    batches.append(numbered(outcome, of: table))
                }
                record(
                    entry, columns: read.columns, file: file, places: places, kept: kept, filtered: filtered,
                    unreadable: unreadable, in: &tally)
            }
            try checkList(of: entry, was: files)
            warn(of: words, in: entry)
        }
        if isThere { finish(tally) }
        return batches
    }

    mutating func outcomes<Rows: TableRows>(
        of input: DelimitedInput, file: String, entry named: TableEntry, table: CanonicalTable, as type: Rows.Type
    ) throws -> FileOutcome<Rows.Batch> {
        let spelt = try self.spelt(named, in: input, table: table)
        let entry = spelt.entry
        // Reports call columns as the study file does.
        let names = named.mappings.map(\.reportedName)
        note(lacking: spelt.lacking, in: file)
        let counts = countedPlace(named, file)
        let identifiers = IdentifierGuard(entry: entry, table: table, study: study)
        // Of what is no file, or lies outside, not even a column is named.
        try reading(input, entry: entry) { try $0.check() }
        let answered = Mutex<Set<String>>([])
        if case .file = input {
            let seen = FileInspection(input, identifiers)
            answered.withLock { $0 = seen.answered }
            try note(seen, of: file, table: table)
        }

        // Set once, when the header is known and before any block is read.
        let plan = Mutex<Plan<Rows>?>(nil)
        let (people, covariates, origins, study, concepts) = (people, covariates, origins, study, concepts)
        let (progress, totalBytes) = (options.progress, totalBytes)
        var inspection: FileInspection?
        let read = try reading(input, entry: entry) { reader in
            try reader.read { preview in
                guard input == .standardInput else { return }
                let seen = FileInspection(preview, identifiers)
                if let finding = seen.finding { throw Self.error(finding, file: file) }
                inspection = seen
                answered.withLock { $0 = seen.answered }
            } columns: { header in
                if let finding = identifiers.finding(
                    inNamesOf: header, answered: answered.withLock { $0 })
                {
                    throw Self.error(finding.shown(in: header), file: file)
                }
                if header.widthBelow == header.names.count + 1 {
                    throw IngestError.input(
                        .headerTooShort(path: input.name, line: header.line, fields: header.names.count + 1))
                }
                var fields = FieldResolver(
                    entry: entry, file: file, header: header, covariates: covariates, origins: origins, study: study,
                    concepts: concepts, names: names)
                try fields.unpivot()
                let patients = try fields.patients()
                let filters = try fields.filters()
                let rows = try Rows(&fields)
                try fields.checkUnread(of: table)
                let columns = try fields.columnsOfRows()
                // A person has one row in a file of patients.
                let digests = table == .patients ? [] : fields.digests(of: table)
                let requests = fields.requests
                let watches = fields.watches
                plan.withLock {
                    $0 = Plan(
                        rows: rows, patients: patients, filters: filters, digests: digests, requests: requests,
                        columns: columns, watches: watches,
                        counted: counts.flatMap { place in
                            filters.first { $0.filter.concept != nil }.map { ($0.request, place.aspect) }
                        })
                }
                return requests
            } body: { block -> BlockOutcome<Rows.Batch>? in
                guard let plan = plan.withLock({ $0 }) else { return nil }
                var rows = BlockRows(
                    block, patients: plan.patients, people: people, filters: plan.filters,
                    identifierRule: study.identifierRule, digests: plan.digests, columns: plan.columns)
                let batch = plan.rows.batch(of: block, rows: &rows)
                progress?(
                    IngestProgress(
                        table: table, file: file, rows: block.rowCount, bytes: block.byteCount, totalBytes: totalBytes))
                return BlockOutcome(
                    batch: batch, places: rows.places(in: block),
                    rejectedPeople: rows.rejectedPeople(in: block, upTo: study.minimumCell), kept: rows.kept,
                    filtered: rows.filtered,
                    lost: plan.rows.lost(in: block, rows),
                    peopleMet: rows.peopleMet, finding: identifiers.finding(in: block, requests: plan.requests),
                    unreadable: rows.unreadableCells(in: block), strangers: rows.strangers,
                    sightings: plan.watches.map { $0.sightings(in: block) },
                    concepts: plan.counted.map { counted in
                        let read = concepts.listed[counted.aspect] ?? WordList()
                        return ConceptTally(
                            block.textColumn(counted.request), of: rows,
                            isRead: { read.value(of: $0, decimalMark: .point) == true },
                            mayBeNamed: { concepts.suspects[$0] != nil })
                    })
            }
        }
        if let inspection { try note(inspection, of: file, table: table) }
        for column in identifiers.clearedColumns(of: read.header) {
            warn(
                "\(shown(file)), column \"\(column)\": looks like a direct identifier; the study file says that it is none "
                    + "(\"not_identifiers\"), so its cells are not looked at")
        }
        let outcomes = read.results.compactMap { $0 }
        if let finding = outcomes.lazy.compactMap(\.finding).first { throw Self.error(finding, file: file) }
        try recordInput(input, table: table, file: file, entry: named.file, stored: read.summary.stored)
        if let counts { add(outcomes.compactMap(\.concepts), to: counts, file: file) }
        return FileOutcome(blocks: outcomes, columns: plan.withLock { $0?.columns.names ?? [] })
    }

    /// Without a patients table, gives the people of a block their indices.
    mutating func numbered<Batch: PersonBatch>(_ outcome: BlockOutcome<Batch>, of table: CanonicalTable) -> Batch {
        guard case .open = people else { return outcome.batch }
        var indices = [Int32](repeating: -1, count: (outcome.peopleMet.map(\.number).max() ?? -1) + 1)
        numbering.reserve(outcome.peopleMet.count)
        for (number, identifier) in outcome.peopleMet { indices[number] = numbering.index(of: identifier) }
        noteMet(indices, in: table)
        var batch = outcome.batch
        batch.renumber { indices[Int($0)] }
        return batch
    }

    private mutating func noteMet(_ indices: [Int32], in table: CanonicalTable) {
        guard table != .patients else { return }
        let missing = numbering.count - (met[table]?.count ?? 0)
        met[table, default: []] += [Bool](repeating: false, count: max(missing, 0))
        for index in indices where index >= 0 { met[table]?[Int(index)] = true }
    }

    /// Notes which identifiers the patients table has in another spelling.
    mutating func note(_ strangers: [String], of table: CanonicalTable) {
        guard !strangers.isEmpty else { return }
        self.strangers[table, default: []].formUnion(strangers)
        guard !study.identifierRule.isLoose else { return }
        let known = looseIdentifiers ?? Set(numbering.identifiers.map(IdentifierRule.loose))
        looseIdentifiers = known
        for stranger in strangers {
            let loose = IdentifierRule.loose(stranger)
            if known.contains(loose) { misspelt[table, default: []].insert(loose) }
        }
    }
}

extension StudyReading {
    var dataDirectory: String { options.dataDirectory ?? study.dataDirectory }

    /// What reports call an input: its path below the data directory.
    func name(of input: DelimitedInput) -> String {
        let folder = dataDirectory.hasSuffix("/") ? dataDirectory : dataDirectory + "/"
        return printable(input.name.hasPrefix(folder) ? String(input.name.dropFirst(folder.count)) : input.name)
    }

    /// Runs a read, and says which kind of failure a reader's error is.
    func reading<Result>(
        _ input: DelimitedInput, entry: TableEntry, _ read: (DelimitedReader) throws -> Result
    ) throws(IngestError) -> Result {
        do {
            return try read(
                DelimitedReader(
                    input: input, dialect: entry.dialect, blockSize: options.blockSize, threads: options.threads,
                    limits: limits))
        } catch let error as IngestError {
            throw error
        } catch let error as DelimitedTextError {
            switch error {
            case .notFound, .unreadable, .notAFile:
                throw .study(entry.fileSource.error(error.wording, exitKind: .noInput))
            case .outside: throw .study(entry.fileSource.error(error.wording))
            default: throw .input(error)
            }
        } catch {
            throw .input(.unreadable(path: input.name, reason: "\(error)"))
        }
    }

    /// Stops at an identifier in a file's first cells, and says what else these look like.
    private mutating func note(
        _ inspection: FileInspection, of file: String, table: CanonicalTable
    ) throws(IngestError) {
        if let finding = inspection.finding { throw Self.error(finding, file: file) }
        for column in inspection.unusedDates {
            warn(
                "\(shown(file)), column \"\(column)\": seems to hold dates; it is not used, and the file is safer without it"
            )
        }
        for column in inspection.decimalCommas {
            advise(
                table,
                "\(shown(file)), column \"\(column)\": numbers have a decimal comma; add 'decimal: \",\"' to the entry")
        }
        if inspection.isNoUTF8 {
            advise(
                table,
                "\(shown(file)): is not UTF-8; if Windows or Excel wrote it, add \"encoding: windows-1252\" to the entry"
            )
        }
    }

    /// Notes what became of a file's rows.
    mutating func record(
        _ entry: TableEntry, columns: [String], file: String, places: [RejectedRows.Place], kept: Int,
        duplicates: Int = 0, filtered: Int, unreadable: UnreadableCells, in tally: inout TableTally
    ) {
        let rejects = RejectedRows.FileRejects(
            table: tally.table, file: file, columns: columns, places: places)
        tally.add(kept: kept, duplicates: duplicates, filtered: filtered, rejects: rejects, unreadable: unreadable)
        rejectedRows.append(rejects)
        let swallowed = places.filter { $0.reason == .swallowedLine }
        if let first = swallowed.first {
            advise(
                tally.table,
                "\(shown(file)) line \(first.line): a quote that is not doubled makes one record of several lines (lines rejected in this file: "
                    + "\(study.shown(swallowed.count))); write it twice, or save the file with quotes doubled")
        }
        for (column, count) in unreadable.columns.sorted(by: { $0.key < $1.key })
        where Int(column) < entry.mappings.count {
            self.unreadable.append(
                UnreadableColumn(
                    table: tally.table, file: file, mapping: entry.mappings[Int(column)], dialect: entry.dialect,
                    cells: count.cells, line: count.first))
        }
        // Of which concepts a file has rows is said by itself.
        if kept + duplicates + places.count == 0, !entry.choosesConcepts {
            filesWithoutRows.append((tally.table, file, filtered))
        }
    }

    mutating func finish(_ tally: TableTally) {
        let report = tally.report
        // In one order, whichever table is read first.
        let place = reports.firstIndex { Self.order(of: $0.table) > Self.order(of: tally.table) } ?? reports.endIndex
        reports.insert(report, at: place)
        if tally.shortRows > 0, tally.shortRows == report.reasons.first(where: { $0.reason == .fieldCount })?.rows {
            remedies[tally.table, default: []].append(
                "these rows end before the last column: \"fill: true\" in the entry reads the cells that they lack as empty"
            )
        }
        if tally.shortRows == 0, report.reasons.contains(where: { $0.reason == .fieldCount }) {
            remedies[tally.table, default: []].append(
                "these rows have more fields than the header: a text with the delimiter in it stands in quotes, and a quote in it "
                    + "twice (\"\"), not behind a backslash")
        }
        if report.reasons.contains(where: { $0.reason == .notText }), remedies[tally.table]?.isEmpty ?? true {
            remedies[tally.table, default: []].append(
                "if Windows or Excel wrote the file, add \"encoding: windows-1252\" to the entry")
        }
    }

    /// Warns of what a file looks like, and says it again where the table's rows stop the run.
    private mutating func advise(_ table: CanonicalTable, _ remedy: String) {
        guard !(remedies[table]?.contains(remedy) ?? false) else { return }
        remedies[table, default: []].append(remedy)
        warn(remedy)
    }

    private static func order(of table: CanonicalTable) -> Int {
        CanonicalTable.allCases.firstIndex(of: table) ?? CanonicalTable.allCases.endIndex
    }

    /// Notes how many of a table's kept rows were alike in every column with an earlier one, and whether these were dropped.
    mutating func noteRepeats(_ rows: DoubledRows, of table: CanonicalTable) {
        guard let number = reports.firstIndex(where: { $0.table == table }) else { return }
        let drops = study.duplicates.drops(table)
        reports[number].noteRepeats(rows.count, dropped: drops)
        guard rows.count > 0 else { return }
        warn(
            "table \"\(table.rawValue)\": rows alike in every column with an earlier one of the same patient: \(study.shown(rows.count)); "
                + (drops
                    ? "one of them is used (\"duplicates: {\(table.rawValue): keep}\" uses all)"
                    : "all are used, and if they are copies intervals are too narrow (\"duplicates: {\(table.rawValue): drop}\" uses "
                        + "one)"))
    }

    mutating func warn(_ warning: String) {
        warnings.append(shownMessage(warning))
    }

    /// Warns so that it is seen in a quiet run as well.
    mutating func alert(_ warning: String) {
        warn(warning)
        alerts.append(warning)
    }

    /// Notes a file that was read. Throws where an earlier table read other bytes from it.
    mutating func recordInput(
        _ input: DelimitedInput, table: CanonicalTable, file: String, entry: String, stored: StoredBytes
    ) throws(IngestError) {
        var path: String?
        if case .file(let name) = input {
            path = name
            guard digests.updateValue(stored.sha256, forKey: name) ?? stored.sha256 == stored.sha256 else {
                throw .input(.changedWhileRead(path: name))
            }
        }
        inputs.append(
            InputFile(
                table: table, file: file, entry: entry, path: path, bytes: stored.count, sha256: stored.sha256))
    }

    static func error(_ finding: IdentifierGuard.Finding, file: String) -> IngestError {
        .directIdentifier(
            file: file, line: finding.line, column: finding.column, class: finding.identifier,
            isOfPatients: finding.isOfPatients)
    }
}
