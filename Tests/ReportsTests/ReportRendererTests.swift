import Disclosure
import Findings
import Foundation
import Testing

@testable import Reports

@Suite("The report")
struct ReportRendererTests {
    static let noGnuplot = ReportOptions(gnuplotPath: "/nonexistent/gnuplot")

    private func render(_ fixture: ReportFixture?, options: ReportOptions = noGnuplot) async throws -> RenderedReport {
        let fixture = try #require(fixture)
        return try await ReportRenderer.render(fixture.released, fixture.shown, options: options)
    }

    @Test("Nothing is loaded and nothing runs", arguments: [ReportOptions(), noGnuplot])
    func selfContained(options: ReportOptions) async throws {
        let html = try await render(.planted, options: options).html
        for trace in [
            "http://", "https://", "<script", "<link", "<img", "<iframe", "<object", "@import", "url(", "javascript:",
        ] {
            #expect(!html.localizedCaseInsensitiveContains(trace), "\(trace)")
        }
        #expect(html.matches(of: /\son[a-z]+\s*=/).isEmpty)
    }

    @Test("A study's words are escaped wherever they stand")
    func escaping() async throws {
        let hostile = #"<script>alert("x")</script> & 'y' {{title}}"#
        let fixture = try ReportFixture(
            words: hostile,
            quality: [
                .init(
                    table: hostile, kept: .init(0), rejected: .init(1), duplicates: .init(0), doubled: .init(0),
                    filtered: 0, reasons: [.init(column: hostile, reason: hostile, count: .init(1))],
                    unreadable: [.init(column: hostile, count: .init(1))])
            ])
        for options in [ReportOptions(), Self.noGnuplot] {
            let report = try await render(fixture, options: options)
            #expect(!report.html.contains("<script"))
            #expect(
                report.html.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39; {{title}}"))
            #expect(!report.summary.contains("\n<script") && !report.summary.contains(" <script"))
        }
    }

    @Test("The answers open the page, before figures, numbers and methods")
    func order() async throws {
        let html = try await render(.planted).html
        let places = ["answers", "figures", "numbers", "methods", "definitions", "quality", "inputs", "cautions"].map {
            html.range(of: "<section id=\"\($0)\"")?.lowerBound
        }
        let found = places.compactMap { $0 }
        #expect(found.count == places.count)
        #expect(found == found.sorted())
    }

    @Test(
        "Every link within the page has its target, and no identifier stands twice",
        arguments: [ReportOptions(), noGnuplot])
    func anchors(options: ReportOptions) async throws {
        let html = try await render(.planted, options: options).html
        let ids = html.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
        for match in html.matches(of: /href="#([^"]+)"/) {
            #expect(ids.contains(String(match.1)), "\(match.1)")
        }
    }

    @Test("The rule of withholding is told where it struck, and nowhere else")
    func withheld() async throws {
        let html = try await render(.planted).html
        #expect(html.contains("Withheld: a number that rests on 1 to 10 patients"))
        #expect(html.contains("number withheld\">withheld</td>"))
        let whole = try await render(.internal).html
        #expect(!whole.contains("Withheld: a number") && !whole.contains("number withheld\">"))
    }

    @Test("What cannot be estimated is called so, with the reason, in answer, figure and numbers")
    func notEstimable() async throws {
        let fixture = try ReportFixture("{day7_withdrawal: {day: 300}}")
        let html = try await render(fixture).html
        let reason = "No patient was assessed in the window"
        #expect(html.contains("Not estimable</p>"))
        #expect(html.contains("<strong>Not estimable.</strong> \(reason)"))
        #expect(html.contains("No figure. \(reason)"))
    }

    @Test("Synthetic and internal reports are marked on screen and on every printed page; others are not")
    func marks() async throws {
        let plain = try await render(ReportFixture(isSynthetic: false))
        #expect(!plain.html.contains("SYNTHETIC") && !plain.html.contains("INTERNAL"))
        #expect(!plain.html.contains("<div class=\"watermark"))
        let synthetic = try await render(.planted)
        #expect(synthetic.html.contains("class=\"banner synthetic\""))
        #expect(synthetic.html.contains("@page { @top-center { content: \"SYNTHETIC DATA\""))
        #expect(synthetic.html.contains("<div class=\"watermark\" aria-hidden=\"true\"><span>SYNTHETIC DATA"))
        #expect(synthetic.summary.contains("**SYNTHETIC DATA"))
        let internalReport = try await render(.internal)
        #expect(internalReport.html.contains("<div class=\"watermark always\" aria-hidden=\"true\"><span>INTERNAL"))
        #expect(internalReport.html.contains("@page { @top-right { content: \"INTERNAL\""))
        #expect(internalReport.summary.contains("**INTERNAL"))
    }

    @Test("Without gnuplot the numbers of each figure stand in its place and the warning names the remedy")
    func withoutGnuplot() async throws {
        let report = try await render(.planted)
        #expect(report.alerts == [ReportFigures.gnuplotMissing] && report.warnings.isEmpty)
        #expect(report.alerts.first?.contains("apt-get install gnuplot-nox") == true)
        #expect(report.figures.contains { $0.svg == nil })
        for figure in report.figures where figure.svg == nil {
            #expect(report.html.contains("<caption>\(figure.data.title)</caption>"))
        }
    }

    @Test("The same findings give the same bytes")
    func deterministic() async throws {
        for options in [ReportOptions(), Self.noGnuplot] {
            let first = try await render(ReportFixture(), options: options)
            let second = try await render(ReportFixture(), options: options)
            #expect(first.html == second.html && first.summary == second.summary)
            #expect(first.resultsJSON == second.resultsJSON)
            #expect(first.tables == second.tables && first.figures == second.figures)
        }
    }

    @Test("A run that asks nothing is still a report")
    func empty() async throws {
        let report = try await render(ReportFixture("{cohort_flow: false, data_quality: false, baseline_table: false}"))
        #expect(report.html.contains("This run asked none of the questions"))
        #expect(report.figures.isEmpty)
    }
}
