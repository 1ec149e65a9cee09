import ArgumentParser
import Foundation
import History
import Ingest
import Questions
import Reports

/// `nocitrend history`: the runs of a study, and the course of its answers.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the reports of a study so far, and show the course of an answer over them.",
        discussion: """
            Reads OUTPUT/.private/history.sqlite, where every report for release is recorded with the numbers that it shows, and no other. \
            Without --finding it lists the runs and the main answers; with it, it shows the course of that question's main answers, or of \
            the numbers that --quantity and --group name, as a table and a plot.

            Ends with status 66 where there is no report yet, 64 where the history has no such finding.

            Example: nocitrend report data/sample/study.yaml
            Example: nocitrend history data/sample/study.yaml --finding pain_trend
            """)

    @Argument(help: "The study file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var study: String

    @Option(help: "Folder of the data, where reports were made with --data.", completion: .directory)
    var data: String?

    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "reports"

    @Option(
        help: "Question whose numbers are shown, as results.json names it: pain_trend.",
        completion: .list(AllQuestions.list.map { $0.id }))
    var finding: String?

    @Option(help: "Which of its numbers, as results.json names them: slope. By default the main answers.")
    var quantity: String?

    @Option(help: "What the number is about: instrument=nrs, column=arm, column_level=A. May be given several times.")
    var group: [String] = []

    @Flag(help: "Draw with ASCII alone, as where the locale is not UTF-8.")
    var ascii = false

    @Flag(help: "Write the main answers, or the numbers asked for, as CSV: one row a number and run.")
    var csv = false

    @Flag(help: "Write the runs, and the main answers or the numbers asked for, as JSON.")
    var json = false

    func validate() throws {
        if csv && json { throw ValidationError("--csv and --json exclude each other.") }
        if finding == nil, quantity != nil || !group.isEmpty {
            throw ValidationError("--quantity and --group go with --finding.")
        }
    }

    func run() throws {
        do {
            try show()
        } catch let failure as CommandFailure {
            throw failure.exit
        } catch let error as HistoryError {
            throw CommandFailure(status: error.status, message: error.description).exit
        }
    }

    private func show() throws {
        let title: String
        do {
            title = try StudyDefinition.load(path: study).title
        } catch {
            throw CommandFailure(status: SystemExit(error.exitKind), message: error.description)
        }
        let owner = RunOwner(title: title, studyFile: study, dataFolder: data)
        let store = try HistoryStore(path: HistoryFile(output: output).path)
        defer { store.close() }
        let runs = try store.runs(of: owner.identity, isSame: owner.isSame)
        guard !runs.isEmpty else {
            throw CommandFailure(
                status: .noInput,
                message:
                    "there is no report of \(title) in the history of \(output) yet: nocitrend report \(study) makes one"
            )
        }
        let course = try finding.map { try numbers(of: $0, runs, store) } ?? store.mainCourse(of: runs)
        try write(title, runs, course)
    }

    private func write(_ title: String, _ runs: [RecordedRun], _ course: RunCourse) throws {
        if csv {
            try StandardOutput.write(CourseTable.table(course).csv)
        } else if json {
            try StandardOutput.print(HistoryDocument(study: title, runs: runs, course).text)
        } else {
            let text = HistoryText(StandardOutput.terminal.drawing(ascii: ascii))
            guard finding != nil else { return try StandardOutput.print(text.list(runs, course)) }
            let series = course.series
            for (number, one) in series.prefix(Self.mostShown).enumerated() {
                if number > 0 { try StandardOutput.print("") }
                try StandardOutput.print(text.course(one, of: course.runs))
            }
            if series.count > Self.mostShown {
                try StandardOutput.print(
                    "\n\(series.count - Self.mostShown) more: say which with --quantity and --group, or --csv for all.")
            }
        }
    }

    private static let mostShown = 6

    /// The numbers that were asked for.
    private func numbers(of finding: String, _ runs: [RecordedRun], _ store: HistoryStore) throws -> RunCourse {
        let all = try store.course(of: runs, finding: finding)
        let known = Set(all.runs.flatMap(\.findings).map(\.id))
        guard known.contains(finding) else {
            throw CommandFailure(
                status: .usage,
                message: "no report of this study has a finding \"\(finding)\"; there are: "
                    + known.sorted().joined(separator: ", "))
        }
        let quantities = Set(all.series.map(\.name.quantity))
        if let quantity, !quantities.contains(quantity) {
            throw CommandFailure(
                status: .usage,
                message: "\"\(finding)\" has no number \"\(quantity)\"; there are: "
                    + quantities.sorted().joined(separator: ", "))
        }
        let chosen = all.numbers { number in
            (quantity.map { $0 == number.name.quantity } ?? (!group.isEmpty || number.isMain))
                && number.name.isAbout(group)
        }
        guard chosen.series.isEmpty else { return chosen }
        throw CommandFailure(status: .usage, message: nothing(quantity, all))
    }

    private func nothing(_ quantity: String?, _ all: RunCourse) -> String {
        guard !group.isEmpty else {
            return "the finding has no main answer; name a number with --quantity: "
                + Set(all.series.map(\.name.quantity)).sorted().joined(separator: ", ")
        }
        let keys = Set(all.series.filter { quantity == nil || $0.name.quantity == quantity }.map(\.name.key)).sorted()
        return "no number is about \(group.joined(separator: " and ")); there are: "
            + keys.prefix(12).map { $0.isEmpty ? "(everybody)" : $0 }.joined(separator: " | ")
            + (keys.count > 12 ? " and \(keys.count - 12) more" : "")
    }
}

extension HistoryError {
    fileprivate var status: SystemExit {
        switch self {
        case .missing: .noInput
        case .unreadable, .newer: .data
        case .failed: .inputOutput
        }
    }
}
