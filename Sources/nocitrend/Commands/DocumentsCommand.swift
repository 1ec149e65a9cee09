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
            Replaces what stands between `<!-- made by nocitrend documents: NAME -->` and `<!-- end -->`.

            Example: nocitrend documents .
            """, shouldDisplay: false)

    @Argument(help: "Folder of the project.", completion: .directory)
    var project: String

    @Flag(help: "Change nothing; end with status 65 where a document is stale.")
    var check = false

    /// Each document with the parts that it holds.
    private static let documents: [(file: String, parts: [(name: String, text: String)])] = [
        ("docs/study-file.md", [("settings", AllQuestions.settingsTable)]),
        ("docs/results-format.md", [("quantities", AllQuestions.quantitiesTable)]),
        ("docs/identifiers.md", [("identifiers", IdentifierCatalogue.table)]),
    ]

    func run() throws {
        do {
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
