import Cohort
import DelimitedText

/// Reads the files of a study into a cohort: identifiers become dense indices, cells become typed values, and whatever
/// cannot be used is counted and located.
///
/// Files are read one after the other, each in parallel; the result does not depend on the number of threads.
public struct Ingest: Sendable {
    private let study: StudyFile
    private let options: IngestOptions

    /// An ingest of a study.
    public init(study: StudyFile, options: IngestOptions = IngestOptions()) {
        self.study = study
        self.options = options
    }

    /// Reads every table. Throws an ``IngestError``.
    public func run() throws(IngestError) -> IngestResult {
        do {
            return try read()
        } catch let error as IngestError {
            throw error
        } catch {
            throw .input(.unreadable(path: study.path, reason: "\(error)"))
        }
    }

    private func read() throws -> IngestResult {
        var reading = StudyReading(study: study, options: options)
        try reading.readPatients()
        var pain = PainColumns(blocks: try reading.read(.pain, as: PainRows.self))
        // The blocks make room for the next tables; without a patients table the people are not all known yet.
        if case .closed = reading.people { pain.assemble(personCount: reading.numbering.count) }
        let exposures = try reading.read(.exposures, as: ExposureRows.self)
        let withdrawal = try reading.read(.withdrawal, as: WithdrawalRows.self)
        let moud = try reading.read(.moud, as: MOUDRows.self)
        let interventions = try reading.read(.interventions, as: InterventionRows.self)
        let symptoms = try reading.read(.symptoms, as: SymptomRows.self)
        let events = try reading.read(.events, as: EventRows.self)
        try reading.checkRejections()

        let count = reading.numbering.count
        let cohort = Cohort(
            patients: Patients(reading.covariates, personCount: count, study: study), instruments: study.instruments,
            pain: pain.assemble(personCount: count),
            exposures: try reading.opioidExposures(consume exposures, personCount: count),
            morphineEquivalents: study.morphineEquivalents, eraGap: study.eraGap,
            withdrawal: WithdrawalAssessments(personCount: count, rows: withdrawal.flatMap(\.rows)),
            moud: try reading.moudDoses(consume moud, personCount: count), interventions: interventions.flatMap(\.rows),
            symptoms: symptoms.flatMap(\.rows), events: events.flatMap(\.rows), indexRule: study.indexRule)
        return IngestResult(
            cohort: cohort, tables: reading.reports, rejectedRows: reading.rejectedRows, inputs: reading.inputs,
            warnings: reading.warnings)
    }
}

/// The pain scores on their way from blocks to the cohort's columns.
private struct PainColumns {
    private var blocks: [PainAssessments.Block]
    private var assembled: PainAssessments?

    init(blocks: [PainAssessments.Block]) {
        self.blocks = blocks
    }

    /// The cohort's columns; the blocks are let go one by one.
    @discardableResult
    mutating func assemble(personCount: Int) -> PainAssessments {
        if let assembled { return assembled }
        let taken = blocks
        blocks = []
        let columns = PainAssessments(personCount: personCount, blocks: consume taken)
        assembled = columns
        return columns
    }
}

extension StudyReading {
    /// Stops at the first table of which too many rows were rejected, or all.
    fileprivate mutating func checkRejections() throws(IngestError) {
        for report in reports where report.read > 0 {
            let share = Double(report.rejected) / Double(report.read)
            if share > study.maxRejected {
                throw .tooManyRejected(
                    IngestError.TooManyRejected(
                        table: report, limit: study.maxRejected, tables: reports, rejectedRows: rejectedRows,
                        inputs: inputs))
            }
        }
        for report in reports where report.kept == 0 {
            let words =
                switch (report.rejected > 0, report.filtered > 0) {
                case (true, _): "every row was rejected"
                case (false, true): "\"where\" left no row"
                case (false, false): "its files hold no rows"
                }
            warn("table \"\(report.table.rawValue)\": \(words)")
        }
    }

    fileprivate func opioidExposures(
        _ batches: consuming [ExposureRows.Batch], personCount: Int
    ) throws(IngestError) -> OpioidExposures {
        var drugs = Vocabulary()
        var rows: [OpioidExposure] = []
        rows.reserveCapacity(batches.reduce(0) { $0 + $1.rows.count })
        for index in batches.indices {
            // Let go block by block: the rows are not held twice.
            let batch = batches[index]
            batches[index] = ExposureRows.Batch()
            var used = [Bool](repeating: false, count: batch.drugs.words.count)
            for row in batch.rows { used[Int(row.drug)] = true }
            let numbers = try drugNumbers(batch.drugs, used: used, in: &drugs, of: .exposures)
            for row in batch.rows {
                guard
                    let exposure = OpioidExposure(
                        person: row.person, start: row.start, end: row.end, drug: numbers[Int(row.drug)],
                        dailyMME: row.dailyMME)
                else { continue }
                rows.append(exposure)
            }
        }
        return OpioidExposures(personCount: personCount, rows: rows, drugs: drugs.words)
    }

    fileprivate func moudDoses(
        _ batches: consuming [MOUDRows.Batch], personCount: Int
    ) throws(IngestError) -> MOUDDoses {
        var drugs = Vocabulary()
        var rows: [MOUDDose] = []
        rows.reserveCapacity(batches.reduce(0) { $0 + $1.rows.count })
        for index in batches.indices {
            let batch = batches[index]
            batches[index] = MOUDRows.Batch()
            var used = [Bool](repeating: false, count: batch.drugs.words.count)
            for case let drug? in batch.rows.lazy.map(\.drug) { used[Int(drug)] = true }
            let numbers = try drugNumbers(batch.drugs, used: used, in: &drugs, of: .moud)
            for row in batch.rows {
                guard
                    let dose = MOUDDose(
                        person: row.person, start: row.start, end: row.end, drug: row.drug.map { numbers[Int($0)] },
                        amount: row.amount)
                else { continue }
                rows.append(dose)
            }
        }
        return MOUDDoses(personCount: personCount, rows: rows, drugs: drugs.words)
    }

    /// The cohort's number of each of a block's drugs; those of rows that were left out get none of their own.
    private func drugNumbers(
        _ words: Vocabulary, used: [Bool], in drugs: inout Vocabulary, of table: CanonicalTable
    ) throws(IngestError) -> [UInt16] {
        var numbers = [UInt16](repeating: 0, count: words.words.count)
        for (position, word) in words.words.enumerated() where used[position] {
            guard let number = UInt16(exactly: drugs.number(of: word)) else {
                throw .tooManyWords(table: table, column: "drug", limit: Int(UInt16.max) + 1)
            }
            numbers[position] = number
        }
        return numbers
    }
}
