import ArgumentParser
import Findings
import Foundation
import Questions
import Reports

/// `nocitrend report`: the main job.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Read a study, answer its questions and write the report.",
        discussion: """
            Writes OUTPUT/RUN with report.html, summary.md, results.json, tables and figures, and points OUTPUT/latest at it. \
            Prints the path of report.html, and nothing with --quiet. An earlier report of the same study and the same name is replaced, and nothing else. \
            OUTPUT/.private/RUN, which nobody else may read, has the rejected rows, exact counts, the names and hashes of the \
            files read, and the log.

            With --internal nothing is withheld: the run is OUTPUT/RUN-internal, which nobody else may read, its link is \
            OUTPUT/latest-internal, and every page, table, figure and notebook is marked. A minimum_cell below 5 counts as that.

            Example: nocitrend report data/sample/study.yaml

            \(AllQuestions.helpText)
            """)

    @OptionGroup var study: StudyOptions

    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "reports"

    @Option(help: "Name of the run; by default from the study's title and the week.")
    var run: String?

    @Flag(name: .customLong("internal"), help: "Show small counts too, in a run apart that is marked on every page.")
    var isInternal = false

    @Flag(
        help: """
            Forget what earlier reports showed: every number is shown as it is now, also where few patients changed since. Whoever \
            holds an earlier report may then work out what changed, and of whom.
            """)
    var forget = false

    @Option(name: .customLong("as-of"), help: "Day of the run, as 2026-11-27; by default today.")
    var asOf: String?

    @Option(
        help: "Write the notebook and its tables to this folder as well; a notebook that was changed is not replaced.",
        completion: .directory)
    var notebook: String?

    @Flag(
        help: """
            Write a bundle for the output checker as well: every table and figure with rule, verdict and counts of what is withheld, in \
            OUTPUT/.private/RUN/checker.
            """)
    var checker = false

    @Flag(help: "Leave the link to the latest report as it is.")
    var keepLatest = false

    /// The process of `nocitrend weekly` that started this one, with which it ends.
    @Option(help: .hidden)
    var watchedBy: Int32?

    @OptionGroup var logging: LogOptions

    func validate() throws {
        if let run, RunName.validated(run) == nil {
            throw ValidationError("--run takes letters, digits, '-', '_' and '.', and does not begin with '.'.")
        }
        if let asOf, RunClock(asOf) == nil { throw ValidationError("--as-of takes a day, as 2026-11-27.") }
        if forget && isInternal {
            throw ValidationError("--forget and --internal exclude each other: an internal report is not remembered.")
        }
    }

    func run() async throws {
        do {
            try await report()
        } catch let failure as CommandFailure {
            throw failure.exit
        } catch let failure as ReportError {
            throw CommandFailure(status: .inputOutput, message: failure.description).exit
        }
    }

    private func report() async throws {
        if let watchedBy { ParentWatch(parent: watchedBy).start() }
        let start = ContinuousClock.now
        let record = LogRecord()
        let log = logging.makeLogger(keeping: record)
        let progress = ProgressLine(isShown: logging.showsProgress)
        defer { progress.clear() }
        let order = ReportRun(
            study: study, output: output, run: run, isInternal: isInternal, forgets: forget,
            clock: asOf.flatMap { RunClock($0) } ?? RunClock(), notebook: notebook, hasCheckerBundle: checker,
            movesLatest: !keepLatest, isSupervised: watchedBy != nil)
        let published = try await order.publish(log, keeping: record, progress)
        progress.clear()
        guard !logging.quiet else { return }
        if logging.isForPerson { Self.show(published, seconds: (ContinuousClock.now - start) / .seconds(1), record) }
        try StandardOutput.print(published.folder.place + "/report.html")
        if let checker = published.checker { try StandardOutput.print(checker) }
    }

    /// Says on a terminal what the report says; its path alone goes to standard output.
    private static func show(_ published: ReportRun.Published, seconds: Double, _ record: LogRecord) {
        let drawing = StandardError.terminal.drawing()
        let warnings = NumberText.count(Double(record.warnings), "warning", "warnings")
        let lines =
            ["", drawing.bold(drawing.plain(published.title)), ""] + published.screen.map(drawing.plain)
            + [
                "",
                "Done in \(NumberText.fixed(seconds, decimals: 1)) s, with "
                    + (record.warnings > 0 ? drawing.caution(warnings) : warnings) + ".",
            ]
        StandardError.write(lines.joined(separator: "\n") + "\n")
    }
}
