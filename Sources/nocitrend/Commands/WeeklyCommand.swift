import ArgumentParser
import Foundation
import Ingest

/// `nocitrend weekly`: the run that nobody watches.
struct WeeklyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weekly",
        abstract: "Make this week's report if anything is new, and a mail that says what became of it.",
        discussion: """
            Reads whatever the study file's patterns match. Where no input file, neither the study file nor nocitrend changed since the \
            last good run, it says so in a line and writes no report. Else it writes OUTPUT/TITLE-YYYY-Www, points OUTPUT/latest at it and \
            removes the study's weekly reports beyond the newest 53. OUTPUT/.private/weekly, which nobody else may read, has the mail of the \
            last run of each study (summary.txt, summary.md) and a log of all runs.

            Exit status: 0 done, or nothing new; 10 done with warnings; 11 stale input; 64 wrong usage; 65 data refused; 66 missing input; \
            70 ended by a signal or a fault of its own; 71 memory or another resource ran out; 73 cannot create output; \
            74 input/output error; 75 another run is going on; 78 bad study file; 124 time limit. docs/weekly.md says what to do about each.

            Hooks are commands for /bin/sh. They get the mail on standard input and NOCITREND_OUTCOME, NOCITREND_CODE, NOCITREND_STUDY, \
            NOCITREND_WEEK, NOCITREND_RUN, NOCITREND_REPORT and NOCITREND_SUBJECT in their environment.

            Example: nocitrend weekly data/sample/study.yaml --quiet
            """)

    @OptionGroup var study: StudyOptions

    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "reports"

    @Option(
        name: .customLong("as-of"),
        help: "Day of the run, as 2026-11-27, to run an earlier week again; by default today.")
    var asOf: String?

    @Option(
        help: """
            The newest input file may be written so many days before the day of the run; else the input is stale. By default the study \
            file's weekly: {max_age}, or any age.
            """)
    var maxAge: Int?

    @Option(help: "How many of the study's weekly reports are kept; by default the study file's weekly: {keep}, or 53.")
    var keep: Int?

    @Option(
        help: "How long a run may take, as 90s, 30m or 4h; by default the study file's weekly: {time_limit}, or 4h.",
        transform: Self.seconds)
    var timeLimit: Int?

    @Flag(help: "Make a report although nothing changed.")
    var again = false

    @Option(help: "Command that sends the mail; run after every run.", completion: .shellCommand("compgen -c"))
    var mailHook: String?

    @Option(
        help: "Command that raises an alarm; run with every status but 0 and 10.",
        completion: .shellCommand("compgen -c"))
    var failureHook: String?

    @Option(help: "How long each hook may take.", transform: Self.seconds)
    var hookTimeLimit = 60

    @OptionGroup var logging: LogOptions

    private static func seconds(_ text: String) throws -> Int {
        guard let seconds = WeeklySettings.seconds(text) else {
            throw ValidationError("takes \(WeeklySettings.wordsForTime).")
        }
        return seconds
    }

    func validate() throws {
        if let asOf {
            guard let day = RunClock(asOf) else { throw ValidationError("--as-of takes a day, as 2026-11-27.") }
            // East of Greenwich it is tomorrow already.
            guard day.date < Date() + 86_400 else {
                throw ValidationError("--as-of \(asOf) has not come yet by this machine's clock.")
            }
        }
        func check(_ number: Int?, _ name: String, _ range: ClosedRange<Int>) throws {
            guard let number, !range.contains(number) else { return }
            throw ValidationError("\(name) is from \(range.lowerBound) to \(range.upperBound).")
        }
        try check(maxAge, "--max-age", WeeklySettings.maxAges)
        try check(keep, "--keep", WeeklySettings.keeps)
    }

    func run() async throws {
        let account = await WeeklyRun(
            study: study, output: output, asOf: asOf.flatMap { RunClock($0) }, maxAge: maxAge, keep: keep,
            timeLimit: timeLimit, again: again,
            hooks: WeeklyHooks(mail: mailHook, failure: failureHook, seconds: hookTimeLimit)
        ).run()
        try tell(account)
        guard account.outcome.code == 0 else { throw ExitCode(account.outcome.code) }
    }

    /// Says on the terminal, or to cron, what became of it: nothing where all is well and silence was asked for.
    private func tell(_ account: WeeklyAccount) throws {
        let log = logging.makeLogger()
        switch account.outcome {
        case .done, .nothingNew: break
        case .warnings:
            // A quiet run says errors alone, and these are what it is quiet for.
            for problem in account.problems { log.log(level: logging.quiet ? .error : .warning, "\(problem)") }
        default:
            log.error("\(account.sentence)")
            for problem in account.problems { log.error("\(problem)") }
        }
        if !logging.quiet, !account.outcome.isFailure || account.run != nil {
            try StandardOutput.print(account.line)
        }
    }
}
