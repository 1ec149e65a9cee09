import Cohort
import DelimitedText
import Foundation
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
    /// The SHA-256 of each file that was read, by its path.
    private var digests: [String: String] = [:]
    private(set) var warnings: [String] = []

    init(study: StudyDefinition, options: IngestOptions) {
        self.study = study
        self.options = options
    }

    /// How the rows of one file are read.
    private struct Plan<Rows: TableRows>: Sendable {
        let rows: Rows
        let patients: (request: Int, column: UInt16)
        let filters: [(request: Int, filter: RowFilter)]
        let digests: [Int]
        let requests: [ColumnRequest]
    }

    /// What a block of a file became.
    struct BlockOutcome<Batch: Sendable>: Sendable {
        let batch: Batch
        let places: [RejectedRows.Place]
        let kept: Int
        let filtered: Int
        let lost: [LostRow]
        let peopleMet: [(number: Int, identifier: String)]
        let finding: IdentifierGuard.Finding?
    }

    /// Reads a table's files in the order of the study file; the batches are in the order of the rows.
    mutating func read<Rows: TableRows>(_ table: CanonicalTable, as type: Rows.Type) throws -> [Rows.Batch] {
        guard let entries = study.tables[table] else { return [] }
        var tally = TableTally(table: table)
        var batches: [Rows.Batch] = []
        for entry in entries {
            for input in try inputs(of: entry) {
                let file = name(of: input)
                let outcomes = try outcomes(of: input, file: file, entry: entry, table: table, as: type)
                var places: [RejectedRows.Place] = []
                var kept = 0
                var filtered = 0
                for outcome in outcomes {
                    places += outcome.places
                    kept += outcome.kept
                    filtered += outcome.filtered
                    if !outcome.lost.isEmpty { lostRows[table, default: LostRows()].add(outcome.lost, of: entry) }
                    batches.append(numbered(outcome))
                }
                record(entry, file: file, places: places, kept: kept, filtered: filtered, in: &tally)
            }
        }
        finish(tally)
        return batches
    }

    mutating func outcomes<Rows: TableRows>(
        of input: DelimitedInput, file: String, entry: TableEntry, table: CanonicalTable, as type: Rows.Type
    ) throws -> [BlockOutcome<Rows.Batch>] {
        let identifiers = IdentifierGuard(entry: entry, table: table, study: study)
        try inspect(input, file: file, with: identifiers)

        // Set once, when the header is known and before any block is read.
        let plan = Mutex<Plan<Rows>?>(nil)
        let (people, covariates, origins, study) = (people, covariates, origins, study)
        let progress = options.progress
        let read = try reading(input, entry: entry) { reader in
            try reader.read { header in
                if let finding = identifiers.finding(inNamesOf: header) {
                    throw Self.error(finding, file: file)
                }
                var fields = FieldResolver(
                    entry: entry, file: file, header: header, covariates: covariates, origins: origins, study: study)
                let patients = try fields.patients()
                let filters = try fields.filters()
                let rows = try Rows(&fields)
                try fields.checkUnread(of: table)
                // A person has one row in a file of patients.
                let digests = table == .patients ? [] : fields.digests(of: table)
                let requests = fields.requests
                plan.withLock {
                    $0 = Plan(rows: rows, patients: patients, filters: filters, digests: digests, requests: requests)
                }
                return requests
            } body: { block -> BlockOutcome<Rows.Batch>? in
                guard let plan = plan.withLock({ $0 }) else { return nil }
                var rows = BlockRows(
                    block, patients: plan.patients, people: people, filters: plan.filters, digests: plan.digests)
                let batch = plan.rows.batch(of: block, rows: &rows)
                progress?(IngestProgress(table: table, file: file, rows: block.rowCount))
                return BlockOutcome(
                    batch: batch, places: rows.places(in: block), kept: rows.kept, filtered: rows.filtered,
                    lost: plan.rows.lost(in: block, rows),
                    peopleMet: rows.peopleMet, finding: identifiers.finding(in: block, requests: plan.requests))
            }
        }
        let outcomes = read.results.compactMap { $0 }
        if let finding = outcomes.lazy.compactMap(\.finding).first { throw Self.error(finding, file: file) }
        try recordInput(input, table: table, file: file, stored: read.summary.stored)
        return outcomes
    }

    /// Without a patients table, gives the people of a block their indices.
    mutating func numbered<Batch: PersonBatch>(_ outcome: BlockOutcome<Batch>) -> Batch {
        guard case .open = people else { return outcome.batch }
        var indices = [Int32](repeating: -1, count: (outcome.peopleMet.map(\.number).max() ?? -1) + 1)
        numbering.reserve(outcome.peopleMet.count)
        for (number, identifier) in outcome.peopleMet { indices[number] = numbering.index(of: identifier) }
        var batch = outcome.batch
        batch.renumber { indices[Int($0)] }
        return batch
    }
}

extension StudyReading {
    /// The files that an entry stands for.
    func inputs(of entry: TableEntry) throws(IngestError) -> [DelimitedInput] {
        do {
            return try DelimitedInput.expanding(entry.file, in: dataDirectory)
        } catch {
            throw .study(entry.fileSource.error(error.wording, exitKind: .noInput))
        }
    }

    var dataDirectory: String { options.dataDirectory ?? study.dataDirectory }

    /// What reports call an input: its path below the data directory.
    func name(of input: DelimitedInput) -> String {
        let folder = dataDirectory.hasSuffix("/") ? dataDirectory : dataDirectory + "/"
        return input.name.hasPrefix(folder) ? String(input.name.dropFirst(folder.count)) : input.name
    }

    /// Runs a read, and says which kind of failure a reader's error is.
    func reading<Result>(
        _ input: DelimitedInput, entry: TableEntry, _ read: (DelimitedReader) throws -> Result
    ) throws(IngestError) -> Result {
        do {
            return try read(
                DelimitedReader(
                    input: input, dialect: entry.dialect, blockSize: options.blockSize, threads: options.threads))
        } catch let error as IngestError {
            throw error
        } catch let error as DelimitedTextError {
            switch error {
            case .notFound, .unreadable:
                throw .study(entry.fileSource.error(error.wording, exitKind: .noInput))
            default: throw .input(error)
            }
        } catch {
            throw .input(.unreadable(path: input.name, reason: "\(error)"))
        }
    }

    /// Looks for identifiers in a file's first cells before anything is read.
    mutating func inspect(
        _ input: DelimitedInput, file: String, with identifiers: IdentifierGuard
    ) throws(IngestError) {
        guard case .file = input else { return }
        let inspection = FileInspection(input, identifiers)
        if let finding = inspection.finding { throw Self.error(finding, file: file) }
        for column in inspection.unusedDates {
            warn(
                "\(file), column \"\(column)\": seems to hold dates; it is not used, and the file is safer without it")
        }
    }

    /// Notes what became of a file's rows.
    mutating func record(
        _ entry: TableEntry, file: String, places: [RejectedRows.Place], kept: Int, filtered: Int,
        in tally: inout TableTally
    ) {
        let rejects = RejectedRows.FileRejects(
            table: tally.table, file: file, columns: entry.mappings.map(\.reportedName), places: places)
        tally.add(kept: kept, filtered: filtered, rejects: rejects)
        rejectedRows.append(rejects)
    }

    mutating func finish(_ tally: TableTally) {
        // In one order, whichever table is read first.
        let place = reports.firstIndex { Self.order(of: $0.table) > Self.order(of: tally.table) } ?? reports.endIndex
        reports.insert(tally.report, at: place)
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
            "table \"\(table.rawValue)\": rows alike in every column with an earlier one of the same patient: \(rows.count); "
                + (drops
                    ? "one of them is used (\"duplicates: {\(table.rawValue): keep}\" uses all)"
                    : "all are used, and if they are copies intervals are too narrow (\"duplicates: {\(table.rawValue): drop}\" uses "
                        + "one)"))
    }

    mutating func warn(_ warning: String) {
        warnings.append(warning)
    }

    /// Notes a file that was read. Throws where an earlier table read other bytes from it.
    mutating func recordInput(
        _ input: DelimitedInput, table: CanonicalTable, file: String, stored: StoredBytes
    ) throws(IngestError) {
        var path: String?
        if case .file(let name) = input {
            path = name
            guard digests.updateValue(stored.sha256, forKey: name) ?? stored.sha256 == stored.sha256 else {
                throw .input(.changedWhileRead(path: name))
            }
        }
        inputs.append(InputFile(table: table, file: file, path: path, bytes: stored.count, sha256: stored.sha256))
    }

    static func error(_ finding: IdentifierGuard.Finding, file: String) -> IngestError {
        .directIdentifier(file: file, line: finding.line, column: finding.column, class: finding.identifier)
    }
}
