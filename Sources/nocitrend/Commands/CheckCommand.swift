import ArgumentParser
import Findings
import Ingest

/// `nocitrend check`: data quality only.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read a study and say what became of its rows, without a report.",
        discussion: """
            Prints rows read, kept and rejected for each table, and the reasons. Ends with status 65 where a table has too \
            many rejected rows.

            Example: nocitrend check study.yaml --rejects rejects.csv
            """)

    @OptionGroup var study: StudyOptions

    @Option(
        help: """
            Write the rejected rows to this file: file, line, column and reason, never a value. Replaces an earlier list; \
            may be a pipe or /dev/stdout.
            """, completion: .file())
    var rejects: String?

    @OptionGroup var logging: LogOptions

    func run() throws {
        do {
            try check()
        } catch let failure as CommandFailure {
            throw failure.exit
        }
    }

    private func check() throws {
        let progress = ProgressLine(isShown: logging.showsProgress)
        defer { progress.clear() }
        let work = StudyRun(options: study, log: logging.makeLogger(), progress: progress)
        var file = try work.loadStudyFile()
        file.groupColumns = try work.questions(of: file).groupColumns
        try rejectsFile?.checkPlace()
        let ingested: IngestedStudy
        do {
            ingested = try work.ingest(file)
        } catch let stop as RejectedStudy {
            try rejectsFile?.write(stop.rejects, havingRead: stop.inputs)
            throw CommandFailure(status: .data, message: stop.message)
        }
        progress.clear()
        try rejectsFile?.write(ingested.rejects, havingRead: ingested.result.inputs)
        print(
            QualityText(title: file.title, patients: ingested.result.cohort.patients.count, tables: ingested.quality)
                .text)
    }

    private var rejectsFile: RejectsFile? {
        rejects.map { RejectsFile(path: $0, remedy: "name another file with --rejects") }
    }
}
