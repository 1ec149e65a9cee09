import Disclosure
import Foundation
import Testing

@testable import Reports

@Suite("The notebook")
struct NotebookExportTests {
    /// A Python with pandas, matplotlib, nbclient and ipykernel; the notebook is run only where it is named.
    static let python = ProcessInfo.processInfo.environment["NOTEBOOK_PYTHON"]

    private func export(_ fixture: ReportFixture?) throws -> NotebookExport {
        let fixture = try #require(fixture)
        return try NotebookExport(fixture.released, fixture.shown)
    }

    @Test("nbformat 4.5, no outputs, fixed and unique cell identifiers, same bytes each time")
    func format() throws {
        let export = try export(.planted)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(export.notebook)) as? [String: Any])
        #expect(object["nbformat"] as? Int == 4 && object["nbformat_minor"] as? Int == 5)
        let cells = try #require(object["cells"] as? [[String: Any]])
        let ids = cells.compactMap { $0["id"] as? String }
        #expect(ids.count == cells.count && Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil })
        for cell in cells where cell["cell_type"] as? String == "code" {
            #expect((cell["outputs"] as? [Any])?.isEmpty == true && cell["execution_count"] is NSNull)
        }
        #expect(try self.export(.planted).notebook == export.notebook)
    }

    @Test("No word of the study gets into the code")
    func studyWordsStayText() throws {
        let fixture = try ReportFixture(words: "WORDS_OF_STUDY")
        let cells = Notebook(fixture.released, fixture.shown).cells
        for cell in cells where cell.kind == .code {
            #expect(!cell.source.joined().contains("OF_STUDY"))
        }
    }

    @Test("Marks synthetic data")
    func synthetic() throws {
        let export = try export(.planted)
        #expect(String(decoding: export.notebook, as: UTF8.self).contains("SYNTHETIC DATA"))
        #expect(export.readme.contains("SYNTHETIC DATA"))
        #expect(String(decoding: export.dataPackage, as: UTF8.self).contains("SYNTHETIC DATA"))
    }

    @Test(
        "Runs from the first cell to the last, also where findings are withheld or not estimable",
        .enabled(if: python != nil, "NOTEBOOK_PYTHON names no Python"))
    func runs() throws {
        let nothing = try ReportFixture(
            "{day7_withdrawal: {day: 300}, withdrawal_course: , pain_trend: {instrument: cold_pressor_s}}")
        for fixture in [ReportFixture.planted, .internal, nothing] {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent("notebook-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            try write(try export(fixture), to: folder)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: try #require(Self.python))
            process.currentDirectoryURL = folder
            process.arguments = [
                "-c",
                """
                import nbformat, nbclient
                notebook = nbformat.read("nocitrend.ipynb", as_version=4)
                nbformat.validate(notebook)
                nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
                """,
            ]
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
    }

    private func write(_ export: NotebookExport, to folder: URL) throws {
        let tables = folder.appendingPathComponent("tables")
        try FileManager.default.createDirectory(at: tables, withIntermediateDirectories: true)
        try Data(export.notebook).write(to: folder.appendingPathComponent("nocitrend.ipynb"))
        try Data(export.dataPackage).write(to: folder.appendingPathComponent("datapackage.json"))
        for table in export.tables {
            let lines = ([table.columns] + table.rows).map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
            }
            let csv = lines.joined(separator: "\n") + "\n"
            try Data(csv.utf8).write(to: tables.appendingPathComponent("\(table.name).csv"))
        }
    }
}
