import Analysis
import Cohort
import DelimitedText
import Estimation
import Findings
import Foundation
import Ingest
import Logging

/// A study on its way from files to results: reading, answering, and the account of both.
struct StudyRun {
    let options: StudyOptions
    let log: Logger
    let progress: ProgressLine

    /// Reads the study file; status 78 or 66 with the line and the remedy where it is wrong.
    func loadStudyFile() throws(CommandFailure) -> StudyFile {
        do {
            return try StudyFile.load(path: options.study)
        } catch {
            throw CommandFailure(status: SystemExit(error.exitKind), message: error.description)
        }
    }

    /// Reads the study's files into a cohort.
    func ingest(_ file: StudyFile) throws -> IngestedStudy {
        let ingest = Ingest(
            study: file,
            options: IngestOptions(
                threads: options.threads, dataDirectory: options.data,
                progress: { [progress] step in progress.show("reading \(step.table.rawValue): \(step.file)") }))
        do {
            let result = try timed("ingest") { try ingest.run() }
            for table in result.tables {
                log.info(
                    "table read",
                    metadata: [
                        "table": "\(table.table.rawValue)", "read": "\(table.read)", "kept": "\(table.kept)",
                        "rejected": "\(table.rejected)",
                    ])
            }
            for warning in result.warnings { log.warning("\(warning)") }
            return IngestedStudy(file: file, result: result)
        } catch let error as IngestError {
            progress.clear()
            if case .tooManyRejected(let rejection) = error {
                throw RejectedStudy(message: error.description, rejects: rejection.rejectedRows.csv)
            }
            throw CommandFailure(status: SystemExit(error.exitKind), message: error.description)
        }
    }

    /// Answers the study's questions.
    func results(of study: IngestedStudy, run: String) throws -> Results {
        progress.show("estimating")
        let settings = AnalysisSettings(study.file)
        let questions = Questions(
            cohort: study.result.cohort, settings: settings, executor: .dispatch(threads: options.threads))
        let findings = timed("analysis") {
            questions.run { log.stage("analysis.\($0.id)", seconds: $0.seconds) }
        }
        let inputs = try timed("hash") { try study.inputs() }
        return Results(
            study: study.description,
            run: Results.Run(
                id: run, version: Version.current, isInternal: false, minimumCell: study.file.minimumCell),
            inputs: inputs, quality: study.quality, analyses: findings)
    }

    /// Runs a stage and logs its time.
    func timed<Value>(_ stage: String, _ work: () throws -> Value) rethrows -> Value {
        let start = ContinuousClock.now
        let value = try work()
        log.stage(stage, seconds: (ContinuousClock.now - start) / .seconds(1))
        return value
    }

    /// Runs an asynchronous stage and logs its time.
    func timed<Value>(_ stage: String, _ work: () async throws -> Value) async rethrows -> Value {
        let start = ContinuousClock.now
        let value = try await work()
        log.stage(stage, seconds: (ContinuousClock.now - start) / .seconds(1))
        return value
    }
}

/// A study that was stopped because too many rows of a table were rejected.
struct RejectedStudy: Error {
    let message: String
    let rejects: [UInt8]
}

extension SystemExit {
    /// The status for what went wrong while reading.
    init(_ kind: ExitKind) {
        self =
            switch kind {
            case .studyFile: .studyFile
            case .noInput: .noInput
            case .data: .data
            }
    }
}
