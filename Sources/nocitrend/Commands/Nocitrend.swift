import ArgumentParser
import Foundation

/// The command line: flags and glue.
@main
struct Nocitrend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nocitrend",
        abstract: "Pain sensitivity against opioid exposure, and withdrawal on day 7, from de-identified CSV files.",
        discussion: """
            A study file in YAML says which CSV files hold what; a report answers the questions with their intervals, \
            denominators and missing data. Small groups of patients are withheld unless --internal is given.

            Exit status: 0 done, 64 wrong usage, 65 bad data, 66 missing input, 70 a fault of nocitrend's own, 71 memory or another \
            resource ran out, 73 cannot create output, 74 input/output error, 75 another run holds the lock, 78 bad study file; weekly has more.
            """,
        version: Version.current,
        subcommands: [
            ReportCommand.self, WeeklyCommand.self, HistoryCommand.self, CheckCommand.self, PlanCommand.self,
            InitCommand.self,
            SimulateCommand.self,
            DocumentsCommand.self,
        ])

    /// Runs the command that the arguments ask for, and ends with its status.
    static func main() async {
        ProcessLimits.prepare(saysJSON: ErrorForm.isJSON)
        do {
            let command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
        } catch {
            Foundation.exit(status(after: error))
        }
    }

    /// Says what ended a command, unless that is said, and gives its status.
    private static func status(after error: any Error) -> Int32 {
        switch error {
        case let code as ExitCode: return code.rawValue
        case let failure as CommandFailure: return failure.exit.rawValue
        default: break
        }
        // What was asked for in place of a run: help, the version, completions.
        guard !exitCode(for: error).isSuccess else {
            do {
                try StandardOutput.print(fullMessage(for: error))
                return 0
            } catch {
                return error.exit.rawValue
            }
        }
        guard exitCode(for: error) == .validationFailure else {
            return CommandFailure(
                status: .software,
                message: "stopped by a fault of its own: \(error). Earlier reports are as they were; please report it"
            ).exit.rawValue
        }
        if ErrorForm.isJSON { return CommandFailure(status: .usage, message: message(for: error)).exit.rawValue }
        StandardError.write(fullMessage(for: error) + "\n")
        return SystemExit.usage.rawValue
    }
}

/// The version that results and `--version` name.
enum Version {
    static let current = "0.1.0"
}
