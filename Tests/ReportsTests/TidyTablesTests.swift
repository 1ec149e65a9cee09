import Disclosure
import Findings
import Foundation
import Presentation
import Testing

@testable import Reports

@Suite("Tidy tables")
struct TidyTablesTests {
    private let run: ReportFixture
    private var tables: [TidyTable] { TidyTables.all(run.released) }

    init() throws {
        run = try #require(ReportFixture.planted)
    }

    @Test("A table for each finding and four beside them; every row has a cell for every column; no column twice")
    func shape() {
        #expect(
            tables.map(\.name) == run.released.findings.map(\.id) + ["tests", "findings", "rows", "inputs"])
        for table in tables {
            #expect(table.rows.allSatisfy { $0.count == table.columns.count })
            #expect(Set(table.columns).count == table.columns.count)
            #expect(table.fields.allSatisfy { !$0.description.isEmpty })
        }
    }

    @Test("Numbers keep full precision")
    func precision() throws {
        let finding = try #require(run.released.finding("day7_withdrawal"))
        let table = try #require(tables.first { $0.name == "day7_withdrawal" })
        let value = try #require(table.columns.firstIndex(of: "value"))
        for (row, estimate) in zip(table.rows, finding.estimates) {
            #expect(Double(row[value]) == estimate.value?.number)
        }
        #expect(
            TidyTable.cell(0.1 + 0.2) == "0.30000000000000004" && TidyTable.cell(5) == "5" && TidyTable.cell(-2) == "-2"
        )
    }

    @Test("Withheld cells hold the word, absent ones nothing; no word of the study is the name of a column")
    func withheld() throws {
        let table = try #require(tables.first { $0.name == "day7_withdrawal" })
        let column = try #require(table.columns.firstIndex(of: "column"))
        let level = try #require(table.columns.firstIndex(of: "column_level"))
        for small in ["one", "ten"] {
            let hidden = table.rows.filter { $0[column] == "arm" && $0[level] == small }
            #expect(!hidden.isEmpty)
            for row in hidden {
                for (column, cell) in zip(table.columns, row)
                where ["value", "lower", "upper", "n", "events"].contains(column) {
                    // Nobody of a group may be shown: zero is no small count.
                    #expect(["withheld", "", "0"].contains(cell), "\(column)")
                }
            }
        }
        #expect(TidyTable.cell(nil as Measure?) == "")
        #expect(table.columns.filter { $0 == "denominator" }.count == 1)
        #expect(table.rows.contains { $0[column] == "denominator" && $0[level] == "withheld" })
        #expect(table.rows.contains { $0[column] == "denominator" && $0[level] == "" })
    }

    @Test("The data package lists every table with every column in order, and what stands for a missing value")
    func dataPackage() throws {
        let export = try NotebookExport(run.released, run.shown)
        let package = try #require(
            try JSONSerialization.jsonObject(with: Data(export.dataPackage)) as? [String: Any])
        let resources = try #require(package["resources"] as? [[String: Any]])
        #expect(resources.compactMap { $0["path"] as? String } == tables.map { "tables/\($0.name).csv" })
        for (resource, table) in zip(resources, tables) {
            let schema = try #require(resource["schema"] as? [String: Any])
            let fields = try #require(schema["fields"] as? [[String: String]])
            #expect(fields.compactMap { $0["name"] } == table.columns)
            #expect(fields.compactMap { $0["type"] } == table.fields.map(\.kind.rawValue))
            #expect(schema["missingValues"] as? [String] == ["", "withheld"])
            let name = try #require(resource["name"] as? String)
            #expect(name.wholeMatch(of: /[a-z0-9._-]+/) != nil)
        }
    }
}
