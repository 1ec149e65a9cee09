import Cohort
import DelimitedText

/// Reads the files of a study into a cohort: identifiers become dense indices, cells become typed values, and whatever
/// cannot be used is counted and located.
///
/// Files are read one after the other, each in parallel; the result does not depend on the number of threads.
public struct Ingest: Sendable {
    private let study: StudyDefinition
    private let options: IngestOptions

    /// An ingest of a study.
    public init(study: StudyDefinition, options: IngestOptions = IngestOptions()) {
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
        let pain = try reading.read(.pain, as: PainRows.self)
        let exposures = try reading.read(.exposures, as: ExposureRows.self)
        let withdrawal = try reading.read(.withdrawal, as: WithdrawalRows.self)
        let moud = try reading.read(.moud, as: MOUDRows.self)
        let interventions = try reading.read(.interventions, as: InterventionRows.self)
        let symptoms = try reading.read(.symptoms, as: SymptomRows.self)
        let events = try reading.read(.events, as: EventRows.self)
        try reading.checkRejections()

        let count = reading.numbering.count
        let opioids = try DrugBatch.history(of: consume exposures, in: .exposures, personCount: count)
        let medication = try DrugBatch.history(of: consume moud, in: .moud, personCount: count)
        let care = try TermBatch.rows(
            of: interventions, in: .interventions, column: "kind", as: InterventionKind.self)
        let reports = try TermBatch.rows(of: symptoms, in: .symptoms, column: "symptom", as: Symptom.self)
        reading.warnOfNumbersNotFinite()
        let cohort = Cohort(
            patients: Patients(reading.covariates, personCount: count, study: study), instruments: study.instruments,
            pain: PainAssessments(personCount: count, blocks: consume pain),
            exposures: opioids,
            morphineEquivalents: study.morphineEquivalents, exposureRule: study.exposureRule,
            withdrawal: WithdrawalAssessments(personCount: count, blocks: withdrawal),
            moud: medication,
            interventions: Interventions(personCount: count, blocks: care.blocks, kinds: care.terms),
            symptoms: SymptomReports(personCount: count, blocks: reports.blocks, symptoms: reports.terms),
            events: CourseEvents(personCount: count, blocks: events), indexRule: study.indexRule)
        return IngestResult(
            cohort: cohort, tables: reading.reports, rejectedRows: reading.rejectedRows, inputs: reading.inputs,
            warnings: reading.warnings)
    }
}

extension StudyReading {
    /// Says which columns of numbers have cells such as `NaN`, which are missing values that the study file does not list.
    fileprivate mutating func warnOfNumbersNotFinite() {
        for column in covariates.columns {
            let people = column.peopleNotFinite(column.type(study.type(of: column.name)))
            guard people > 0 else { continue }
            warn(
                "table \"patients\", column \"\(column.name)\": cells such as NaN or Inf are no numbers and count as missing "
                    + "(patients: \(people)); list them under \"missing\"")
        }
    }

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
}
