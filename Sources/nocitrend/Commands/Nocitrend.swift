import ArgumentParser

/// The command line: flags and glue.
@main
struct Nocitrend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nocitrend",
        abstract: "Pain sensitivity against opioid exposure, and withdrawal on day 7, from de-identified CSV files.",
        discussion: """
            A study file in YAML says which CSV files hold what; a report answers the questions with their intervals, \
            denominators and missing data. Small groups of patients are withheld unless --internal is given.

            Exit status: 0 done, 64 wrong usage, 65 bad data, 66 missing input, 73 cannot create output, 74 input/output \
            error, 75 another run holds the lock, 78 bad study file.
            """,
        version: Version.current,
        subcommands: [
            ReportCommand.self, HistoryCommand.self, CheckCommand.self, PlanCommand.self, InitCommand.self,
            SimulateCommand.self,
            DocumentsCommand.self,
        ])
}

/// The version that results and `--version` name.
enum Version {
    static let current = "0.1.0"
}
