import ArgumentParser
import Disclosure
import Findings
import Ingest
import Questions
import Reports

/// `nocitrend check`: data quality only.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read a study and say what became of its rows, without a report.",
        discussion: """
            Prints whether anything is to be looked at, then rows by outcome and reason, patients by table, missing cells, ranges, digits, \
            visits, supplies and levels. Ends with status 65 where a table has too many rejected rows, or the data lie above a level \
            at which the study file stops a run. Counts of few patients are withheld as in a report.

            Example: nocitrend check data/sample/study.yaml --page check.html
            """)

    @OptionGroup var study: StudyOptions

    @Option(
        help: """
            Write the rejected rows to this file: file, line, column and reason, never a value. Replaces an earlier list; \
            may be a pipe or /dev/stdout.
            """, completion: .file())
    var rejects: String?

    @Option(
        help: "Write the same as one self-contained page to this file. Replaces a page that this command wrote.",
        completion: .file(extensions: ["html"]))
    var page: String?

    @Flag(name: .customLong("internal"), help: "Show small counts too, and say so on every page.")
    var isInternal = false

    @OptionGroup var logging: LogOptions

    func run() throws {
        do {
            try check()
        } catch let failure as CommandFailure {
            throw failure.exit
        } catch let failure as ReportError {
            throw CommandFailure(status: .inputOutput, message: failure.description).exit
        }
    }

    private func check() throws {
        let progress = ProgressLine(isShown: logging.showsProgress)
        defer { progress.clear() }
        let work = StudyRun(options: study, log: logging.makeLogger(), progress: progress)
        var file = try work.loadStudyFile()
        let asked = try work.questions(of: file)
        file.groupColumns = asked.groupColumns
        let pageFile = pageFile(of: file)
        if let notice = DisclosurePolicy.notice(of: file, isInternal: isInternal) { work.log.warning("\(notice)") }
        try rejectsFile?.checkPlace()
        try pageFile?.checkPlace()
        let ingested: IngestedStudy
        do {
            ingested = try work.ingest(file)
        } catch let stop as RejectedStudy {
            try rejectsFile?.write(stop.rejects, havingRead: stop.rejection.inputs)
            throw CommandFailure(status: .data, message: stop.message)
        }
        try rejectsFile?.write(ingested.rejects, havingRead: ingested.result.inputs)
        let only = asked.onlyDataQuality
        // Its own text says what is to be looked at, and why the run of a report would stop.
        var notices = StudyNotices()
        let policy = DisclosurePolicy(of: file, isInternal: isInternal)
        let results = try work.results(of: ingested, asked: only, run: "check", isInternal: policy.isInternal) {
            notices = $0
        }
        progress.begin(StageProgress("auditing"))
        let released = Released.release(results, under: policy, watch: progress.counting("small groups"))
        let report = QualityReport(released, only.pages(of: released))
        progress.clear()
        if let pageFile {
            try pageFile.write(try Array(report.html().utf8), havingRead: ingested.result.inputs)
        }
        try StandardOutput.print(report.text)
        try work.heedStops(notices)
    }

    private func pageFile(of file: StudyDefinition) -> ChosenFile? {
        let isInternal = DisclosurePolicy(of: file, isInternal: isInternal).isInternal
        return page.map {
            ChosenFile(
                content: .checkPage(isInternal: isInternal), path: $0, remedy: "name another file with --page")
        }
    }

    private var rejectsFile: ChosenFile? {
        rejects.map { ChosenFile(content: .rejectedRows, path: $0, remedy: "name another file with --rejects") }
    }
}
