import ArgumentParser
import Foundation
import Ingest
import Questions
import StudyFile

/// `nocitrend plan`: records which questions are planned, before outcomes are looked at.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Record which questions are planned, with the day and a hash of the study file.",
        discussion: """
            Reads the study file and no data, and prints the line that records the plan: its questions, today (UTC), the version, and \
            the SHA-256 of the study file without that line, followed by the line's own words. Put the line into the study file \
            (--write does), and the hash where a date is kept that nobody can change: a registry, a protocol, a letter. A report then calls \
            the findings of these questions planned, says so where the study file has changed since, and calls all others exploratory.

            Example: nocitrend plan data/sample/study.yaml --questions pain_trend,taper
            """)

    @Argument(help: "The study file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var study: String

    @Option(
        help: """
            The questions that are planned, with commas between; by default those that the study file names under `planned` without a \
            date, or else under `analyses`.
            """)
    var questions: String?

    @Flag(help: "Write the line into the study file, before `analyses`.")
    var write = false

    func run() throws {
        do {
            try plan()
        } catch {
            throw error.exit
        }
    }

    private func plan() throws(CommandFailure) {
        let file = try reading { () throws(StudyFileError) in try StudyDefinition.load(path: study) }
        let asked = try reading { () throws(StudyFileError) in
            try AskedQuestions(file.analysesValue, names: file.settingNames)
        }
        let names = try named(file, asked)
        let planned = try reading { () throws(StudyFileError) in
            try file.plan(of: names, date: Self.today, version: Version.current)
        }
        if write { try replace(with: planned.file) }
        try StandardOutput.print(planned.block)
    }

    /// What is wrong with a study file ends the command with its status.
    private func reading<Value>(_ read: () throws(StudyFileError) -> Value) throws(CommandFailure) -> Value {
        do {
            return try read()
        } catch {
            throw CommandFailure(status: SystemExit(error.exitKind), message: error.description)
        }
    }

    /// The questions to plan.
    private func named(_ file: StudyDefinition, _ asked: AskedQuestions) throws(CommandFailure) -> [String] {
        let names: [String]
        if let questions {
            names = questions.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        } else if let planned = file.planned {
            names = planned.questions.map(\.name)
        } else {
            names = asked.all.filter(\.isNamed).map(\.id)
        }
        guard !names.isEmpty else {
            throw CommandFailure(
                status: .usage,
                message:
                    "the study file names no question under \"analyses\", and so asks all of them; say with --questions which are "
                    + "planned")
        }
        for (place, name) in names.enumerated() {
            if let objection = AllQuestions.objection(to: name) {
                throw CommandFailure(status: .usage, message: objection)
            }
            guard !names[..<place].contains(name) else {
                throw CommandFailure(status: .usage, message: "\"\(name)\" stands twice under --questions")
            }
        }
        return names
    }

    /// Writes the study file anew, whole or not at all, and lets whoever could read it read it.
    private func replace(with text: String) throws(CommandFailure) {
        let path = URL(fileURLWithPath: study).resolvingSymlinksInPath().path
        let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions]
        try OutputFolder.write(Array(text.utf8), to: path)
        if let mode { try? FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path) }
    }

    /// The day, by Greenwich.
    private static var today: String {
        Date().formatted(.iso8601.year().month().day())
    }
}
