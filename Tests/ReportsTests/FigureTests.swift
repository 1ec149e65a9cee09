import Disclosure
import Foundation
#if canImport(FoundationXML)
    import FoundationXML
#endif
import Testing

@testable import Reports

/// Whether the figures can be drawn here.
private let hasGnuplot = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot")
}

@Suite("Figures", .enabled(if: hasGnuplot, "gnuplot is not installed"))
struct FigureTests {
    private func report() async throws -> RenderedReport {
        let fixture = try #require(ReportFixture.planted)
        return try await ReportRenderer.render(fixture.released, fixture.shown)
    }

    @Test("Every figure is drawn without a remark of gnuplot's")
    func all() async throws {
        let report = try await report()
        #expect(report.figures.count >= 4)
        #expect(report.figures.allSatisfy { $0.svg != nil && !$0.data.rows.isEmpty && !$0.altText.isEmpty })
        #expect(Set(report.figures.map(\.name)).count == report.figures.count)
        #expect(report.warnings.isEmpty && report.alerts.isEmpty)
    }

    @Test("A figure stands alone: well-formed, no script, no trace of the program, its own identifiers")
    func standalone() async throws {
        for figure in try await report().figures {
            let svg = try #require(figure.svg)
            #expect(!svg.contains("<script"))
            #expect(!svg.localizedCaseInsensitiveContains("gnuplot 5") && !svg.contains("Produced by"))
            for match in svg.matches(of: /\bid="([^"]*)"/) { #expect(match.1.hasPrefix(figure.name), "\(match.1)") }
            for match in svg.matches(of: /\bhref="#([^"]*)"/) { #expect(svg.contains("id=\"\(match.1)\"")) }
            #expect(XMLParser(data: Data(svg.utf8)).parse())
        }
    }

    @Test("Within the page every colour is a variable, so that dark mode reaches it")
    func inlineColors() async throws {
        for figure in try await report().figures {
            let svg = FigureSVG.inline(try #require(figure.svg))
            #expect(!svg.contains("rgb(") && !svg.contains("xmlns"))
            #expect(svg.matches(of: /(?:fill|stroke|color)\s*=\s*['"]#[0-9a-f]{6}/).isEmpty)
            #expect(svg.contains("var(--ink)"))
        }
    }

    @Test("Of a script that gnuplot rejects there is no figure, but gnuplot's words")
    func rejected() async throws {
        guard case .failed(let reason) = await Gnuplot(path: nil).draw("plot nonsense from nowhere\n") else {
            Issue.record("drawn, or not found")
            return
        }
        #expect(reason.hasPrefix("ended with status 1: ") && reason.contains("nonsense"))
    }

    @Test("A program that does not end is stopped")
    func hanging() async throws {
        guard case .tookTooLong = await Gnuplot(path: nil, timeLimit: .seconds(1)).draw("pause 600\n") else {
            Issue.record("it ended by itself")
            return
        }
    }

    @Test(
        "What is one whole SVG document, and what is not",
        arguments: [
            (#"<svg viewBox="0 0 1 2"><g><path d='a>b'/></g><!-- > --></svg>"#, true),
            (#"<?xml version="1.0"?><!DOCTYPE svg><svg viewBox="0 0 1 2"/>"# + "\n", true),
            (#"<svg viewBox="0 0 1 2"><g></svg>"#, false), (#"<svg viewBox="0 0 1 2"><g></g>"#, false),
            (#"<svg viewBox="0 0 1 2"></svg><script>x</script>"#, false), (#"<svg></svg>"#, false),
            (#"rubbish <svg viewBox="0 0 1 2"></svg>"#, false), ("", false), ("</svg>", false),
            (#"<svg viewBox="0 0 1 2"></svg"#, false), (#"<svg viewBox="0 0 1 2"><a b="></svg>"#, false),
        ])
    func shape(text: String, isWhole: Bool) {
        #expect(SVGShape.isWhole(text) == isWhole)
    }
}
