import Cohort
import DelimitedText
import Estimation
import Findings
import Foundation
import Ingest
import Logging
import Questions
import StudyFile

/// A study on its way from files to results: reading, answering, and the account of both.
struct StudyRun {
    let options: StudyOptions
    let log: Logger
    let progress: ProgressLine
    /// Seconds that stages took in the last run of the same name.
    var secondsBefore: [String: Double] = [:]

    /// Reads the study file; status 78 or 66 with the line and the remedy where it is wrong.
    func loadStudyFile() throws(CommandFailure) -> StudyDefinition { try Self.studyFile(at: options.study) }

    /// Reads the study file that a command was given.
    static func studyFile(at path: String) throws(CommandFailure) -> StudyDefinition {
        do {
            return try StudyDefinition.load(path: path)
        } catch {
            throw CommandFailure(status: SystemExit(error.exitKind), message: error.description)
        }
    }

    /// Reads the study's files into a cohort.
    ///
    /// - Parameter personSecret: makes the keys by which people are known again; `nil` makes none.
    func ingest(_ file: StudyDefinition, personSecret: [UInt8]? = nil) throws -> IngestedStudy {
        let watch: @Sendable (IngestProgress) -> Void = { [progress] step in progress.update { $0.note(step) } }
        let ingest = Ingest(
            study: file,
            options: IngestOptions(
                threads: options.threads, dataDirectory: options.data, personSecret: personSecret,
                progress: progress.isShown ? watch : nil))
        progress.begin(StageProgress("reading"))
        do {
            let result = try timed("ingest") { try ingest.run() }
            for table in result.tables {
                log.info(
                    "table read",
                    metadata: [
                        "table": "\(table.table.rawValue)", "read": "\(file.shown(table.read))",
                        "rejected": "\(file.shown(table.rejected))",
                    ])
            }
            for warning in result.warnings {
                // A quiet run says errors alone, and a file without rows is one in all but the exit status.
                log.log(level: result.alerts.contains(warning) ? .error : .warning, "\(warning)")
            }
            return IngestedStudy(file: file, result: result)
        } catch let error as IngestError {
            progress.clear()
            if case .tooManyRejected(let rejection) = error {
                throw RejectedStudy(message: error.description, rejection: rejection)
            }
            throw CommandFailure(status: SystemExit(error.exitKind), message: error.description)
        }
    }

    /// The questions that the study file asks; status 78 with the line and the remedy where it asks wrongly.
    func questions(of file: StudyDefinition) throws(CommandFailure) -> AskedQuestions {
        do {
            var asked = try AskedQuestions(file.analysesValue, names: file.settingNames)
            asked.plan = try file.planned.map { planned throws(StudyFileError) in
                try StudyPlan(
                    names: planned.questions.map { ($0.name, $0.source) }, date: planned.date, hash: planned.hash,
                    version: planned.version, hasChanged: planned.hasChanged)
            }
            return asked
        } catch {
            throw CommandFailure(status: SystemExit(error.exitKind), message: error.description)
        }
    }

    /// Answers the study's questions. Status 65 where the data lie above a level at which the study file stops a run.
    func results(
        of ingested: IngestedStudy, asked: AskedQuestions, run: String, isInternal: Bool
    ) throws(CommandFailure) -> Results {
        try results(of: ingested, asked: asked, run: run, isInternal: isInternal) { notices throws(CommandFailure) in
            for warning in notices.warnings { log.warning("\(warning)") }
            try heedStops(notices)
        }
    }

    /// Status 65 where the data lie above a level at which the study file stops a run.
    func heedStops(_ notices: StudyNotices) throws(CommandFailure) {
        guard !notices.stops.isEmpty else { return }
        throw CommandFailure(status: .data, message: notices.stops.joined(separator: "\nnocitrend: "))
    }

    /// Answers the study's questions, once what is to be said of the data has been heard.
    func results(
        of ingested: IngestedStudy, asked: AskedQuestions, run: String, isInternal: Bool,
        hearing hear: (StudyNotices) throws(CommandFailure) -> Void
    ) throws(CommandFailure) -> Results {
        progress.begin(StageProgress("looking at the data"))
        let file = ingested.file
        let study = Study(
            cohort: ingested.result.cohort, asked: asked, bands: file.bands, minimumStep: file.minimumCell,
            poolsRareLevels: !isInternal, executor: watched(.dispatch(threads: options.threads))
        ) { [log, progress] stage in
            log.stage("analysis.\(stage.id)", seconds: stage.seconds)
            progress.update { $0.noteEnd(of: stage.id) }
        } began: { [progress] stage in
            progress.update { $0.noteBegin(of: stage) }
        }
        try hear(timed("notices") { asked.notices(of: study) })
        progress.begin(StageProgress(answering: asked.answered(in: study), before: secondsBefore["analysis"]))
        let findings = timed("analysis") { asked.answers(of: study) }
        return Results(
            study: ingested.description(asked.definitions(of: study), plan: asked.plan),
            run: Results.Run(id: run, version: Version.current, isInternal: false, minimumCell: file.minimumCell),
            inputs: ingested.inputs, quality: ingested.quality, findings: findings)
    }

    /// An executor that tells of long work of many pieces.
    private func watched(_ executor: BlockExecutor) -> BlockExecutor {
        guard progress.isShown else { return executor }
        return executor.watched { [progress] pieces, done, total in
            progress.update { $0.notePart(pieces, done: done, of: total) }
        }
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
    let rejection: IngestError.TooManyRejected

    /// rejects.csv.
    var rejects: [UInt8] { rejection.rejectedRows.csv }
}

extension SystemExit {
    /// The status for what went wrong while reading.
    init(_ kind: ExitKind) {
        self =
            switch kind {
            case .studyFile: .studyFile
            case .noInput: .noInput
            case .data: .data
            case .inputOutput: .inputOutput
            }
    }
}
