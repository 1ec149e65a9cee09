import ArgumentParser
import Foundation
import Ingest
import Questions

/// `nocitrend documents`: writes what the documents say of the questions and of the guard anew, from their lists.
struct DocumentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "documents",
        abstract: "Write the tables of docs that are made from the lists of questions and of identifiers anew.",
        discussion: """
            Replaces what stands between `<!-- made by nocitrend documents: NAME -->` and `<!-- end -->`. With --manual it writes the manual \
            pages, from what --help says, to a folder instead.

            Example: nocitrend documents .
            """, shouldDisplay: false)

    @Argument(help: "Folder of the project.", completion: .directory)
    var project: String?

    @Option(help: "Write the manual pages to this folder, which is made if it does not exist.", completion: .directory)
    var manual: String?

    @Flag(help: "Change nothing; end with status 65 where a document is stale.")
    var check = false

    /// Each document with the parts that it holds.
    private static let documents: [(file: String, parts: [(name: String, text: String)])] = [
        ("docs/study-file.md", [("settings", AllQuestions.settingsTable)]),
        ("docs/results-format.md", [("quantities", AllQuestions.quantitiesTable)]),
        ("docs/identifiers.md", [("identifiers", IdentifierCatalogue.table)]),
    ]

    func validate() throws {
        guard (project == nil) != (manual == nil) else {
            throw ValidationError("takes the folder of the project, or --manual with another.")
        }
    }

    func run() throws {
        do {
            if let manual { return try writeManual(to: manual) }
            guard let project else { return }
            var stale: [String] = []
            for document in Self.documents {
                let path = project + "/" + document.file
                let old = try text(of: path)
                var new = old
                for part in document.parts { new = try replacing(part.name, in: new, by: part.text, path) }
                guard new != old else { continue }
                stale.append(document.file)
                if !check { try OutputFolder.write(Array(new.utf8), to: path) }
            }
            if check, !stale.isEmpty {
                throw CommandFailure(
                    status: .data,
                    message: "stale: \(stale.joined(separator: ", ")); run \"make documents\"")
            }
        } catch let failure as CommandFailure {
            throw failure.exit
        }
    }

    private func writeManual(to folder: String) throws {
        try OutputFolder.create(folder)
        for page in try ManualPages(of: Nocitrend.self).files {
            try OutputFolder.write(Array(page.text.utf8), to: folder + "/" + page.name, mode: .released)
        }
    }

    private func text(of path: String) throws(CommandFailure) -> String {
        guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
        else { throw CommandFailure(status: .noInput, message: "cannot read \(path)") }
        return text
    }

    private func replacing(
        _ name: String, in text: String, by table: String, _ path: String
    ) throws(CommandFailure) -> String {
        let mark = "<!-- made by nocitrend documents: \(name) -->\n"
        guard let start = text.range(of: mark),
            let end = text.range(of: "\n<!-- end -->", range: start.upperBound..<text.endIndex)
        else { throw CommandFailure(status: .data, message: "\(path) has no part \"\(name)\"") }
        return text.replacingCharacters(in: start.upperBound..<end.lowerBound, with: table)
    }
}
