import Disclosure
import Findings
import Foundation
import Testing

@testable import Reports

@Suite("Tidy tables")
struct TidyTablesTests {
    private let findings = ReleasableFindings.release(ReportFixtures.trial, under: .init())
    private var tables: [TidyTable] { TidyTables.all(findings.results) }

    @Test("A table for each finding and four beside them; every row has a cell for every column; no column twice")
    func shape() {
        #expect(
            tables.map(\.name) == findings.results.analyses.map(\.id) + ["tests", "findings", "data_quality", "inputs"])
        for table in tables {
            #expect(table.rows.allSatisfy { $0.count == table.columns.count })
            #expect(Set(table.columns).count == table.columns.count)
            #expect(table.fields.allSatisfy { !$0.description.isEmpty })
        }
    }

    @Test("Numbers keep full precision")
    func precision() throws {
        let share = 1_006.0 / 1_618.0
        let table = try #require(tables.first { $0.name == "day7_withdrawal" })
        let value = try #require(table.columns.firstIndex(of: "value"))
        #expect(Double(table.rows[0][value]) == share)
        #expect(
            TidyTable.cell(0.1 + 0.2) == "0.30000000000000004" && TidyTable.cell(5) == "5" && TidyTable.cell(-2) == "-2"
        )
    }

    @Test("Withheld cells hold the word, absent ones nothing")
    func withheld() throws {
        let table = try #require(tables.first { $0.name == "day7_withdrawal" })
        let arm = try #require(table.columns.firstIndex(of: "arm"))
        let hidden = table.rows.filter { $0[arm] == "Inpatient BUP" }
        #expect(!hidden.isEmpty)
        for row in hidden {
            for (column, cell) in zip(table.columns, row)
            where ["value", "lower", "upper", "n", "events"].contains(column) {
                #expect(cell == "withheld", "\(column)")
            }
        }
        #expect(TidyTable.cell(nil as Measure?) == "")
    }

    @Test("A study variable that bears a column's name is set apart from it")
    func collidingNames() {
        let finding = Finding(
            id: "x", title: "", population: .init(patients: 1, observations: 1, description: ""), estimand: "",
            method: "",
            estimates: [Estimate("mean", group: ["value": "a", "n": "b"], value: Measure(1))], cautions: [])
        let columns = TidyTables.estimates(finding).columns
        #expect(columns.contains("group_value") && columns.contains("group_n"))
        #expect(Set(columns).count == columns.count)
    }

    @Test("The data package lists every table with every column in order, and what stands for a missing value")
    func dataPackage() throws {
        let export = try NotebookExport(findings)
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
