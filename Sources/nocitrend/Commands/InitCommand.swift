import ArgumentParser
import Foundation
import Ingest

/// `nocitrend init`: a first study file for a folder of CSV files.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Propose a study file for a folder of CSV files.",
        discussion: """
            Looks at the names of columns and the first rows of every CSV file in the folder and writes a commented study file: which \
            file is which table, which column is the patient, the day, the score, the drug and the dose, and what it was unsure of, as \
            questions in comments. No cell stands in it. Nothing is read in full: nocitrend check then says what becomes of every row.

            Example: nocitrend init data/sample --output first.yaml
            """)

    @Argument(help: "The folder with the CSV files.", completion: .directory)
    var folder: String

    @Option(
        help:
            "Where to write the study file; by default study.yaml in the folder. A file that is there is never replaced."
    )
    var output: String?

    @Flag(help: "Print the study file and write nothing.")
    var print = false

    func run() throws {
        do {
            try propose()
        } catch {
            throw error.exit
        }
    }

    private func propose() throws(CommandFailure) {
        let place = URL(fileURLWithPath: output ?? folder + "/study.yaml")
        let data = URL(fileURLWithPath: folder)
        let isInside = place.deletingLastPathComponent().standardizedFileURL == data.standardizedFileURL
        let proposal: StudyProposal
        do {
            proposal = try StudyProposal(
                folder: folder, data: isInside ? "." : data.standardizedFileURL.path,
                title: data.standardizedFileURL.lastPathComponent)
        } catch {
            throw CommandFailure(status: SystemExit(error.exitKind), message: error.description)
        }
        guard !print else { return try StandardOutput.print(proposal.yaml, terminator: "") }
        guard !FileManager.default.fileExists(atPath: place.path) else {
            throw CommandFailure(
                status: .cannotCreate,
                message: "\(place.path) is there already: move it away, or name another file with --output")
        }
        try OutputFolder.write(Array(proposal.yaml.utf8), to: place.path)
        try StandardOutput.print(
            """
            \(place.path): files with a place: \(proposal.placed); questions to decide: \(proposal.questions).
            Then: nocitrend check \(place.path)
            """)
    }
}
