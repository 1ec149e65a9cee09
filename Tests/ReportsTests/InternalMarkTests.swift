import Foundation
#if canImport(FoundationXML)
    import FoundationXML
#endif
import Presentation
import Testing

@testable import Reports

@Suite("The mark of an internal report")
struct InternalMarkTests {
    private func internalReport() async throws -> RenderedReport {
        let fixture = try #require(ReportFixture.internal)
        return try await ReportRenderer.render(fixture.released, fixture.shown)
    }

    @Test("Every table says in a column of its own that it is internal, also a figure's; others have no such column")
    func tables() async throws {
        let report = try await internalReport()
        let tables = report.tables + report.figures.map(\.data)
        #expect(tables.count > 10)
        for table in tables {
            #expect(table.columns.last == "internal" && table.rows.allSatisfy { $0.last == "do not pass on" })
            #expect(table.rows.allSatisfy { $0.count == table.columns.count })
        }
        let released = try #require(ReportFixture.planted).released
        #expect(TidyTables.all(released).allSatisfy { !$0.columns.contains("internal") })
    }

    @Test("Every figure bears the word across it and stays well-formed; its script says so")
    func figures() async throws {
        let fixture = try #require(ReportFixture.planted)
        let plain = try await ReportRenderer.render(fixture.released, fixture.shown)
        #expect(
            plain.figures.allSatisfy { $0.svg?.contains("INTERNAL") != true && $0.script?.contains("INTERNAL") != true }
        )
        for figure in try await internalReport().figures {
            if let svg = figure.svg {
                #expect(svg.contains(">INTERNAL</text>\n</svg>") && XMLParser(data: Data(svg.utf8)).parse())
                #expect(!FigureSVG.inline(svg).contains("#b8480b"), "the page's own colour")
            }
            if let script = figure.script { #expect(script.hasPrefix("# INTERNAL: ")) }
        }
        let drawn = InternalMark.across("<svg viewBox=\"0 0 700 300\"><g/></svg>\n")
        #expect(drawn.contains("x=\"350\" y=\"150\" font-size=\"100\"") && drawn.hasSuffix("</text>\n</svg>\n"))
    }

    @Test("The notebook, its description and its tables are marked; a notebook's code is the same for both kinds")
    func notebook() throws {
        let marked = try #require(ReportFixture.internal)
        let plain = try #require(ReportFixture.planted)
        let (one, other) = (
            try NotebookExport(marked.released, marked.shown), try NotebookExport(plain.released, plain.shown)
        )
        #expect(String(decoding: one.dataPackage, as: UTF8.self).contains("INTERNAL: small numbers"))
        #expect(!String(decoding: other.dataPackage, as: UTF8.self).contains("INTERNAL"))
        #expect(one.readme.contains("**INTERNAL: ") && !other.readme.contains("INTERNAL"))
        #expect(one.tables.allSatisfy { $0.columns.last == "internal" })
        func code(_ fixture: ReportFixture) -> [String] {
            Notebook(fixture.released, fixture.shown).cells.filter { $0.kind == .code }.map { $0.source.joined() }
        }
        #expect(code(marked).first == code(plain).first && code(plain).first?.contains("print(\"INTERNAL") == true)
    }

    @Test("An internal page of check is known from one for release")
    func page() throws {
        for (fixture, isInternal) in [(ReportFixture.internal, true), (.planted, false)] {
            let fixture = try #require(fixture)
            let html = try QualityReport(fixture.released, []).html()
            #expect(html.contains(QualityReport.sign(isInternal: isInternal)))
            #expect(!html.contains(QualityReport.sign(isInternal: !isInternal)))
        }
    }
}
