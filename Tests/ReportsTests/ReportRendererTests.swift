import Disclosure
import Findings
import Foundation
import Testing

@testable import Reports

@Suite("The report")
struct ReportRendererTests {
    private static let noGnuplot = ReportOptions(gnuplotPath: "/nonexistent/gnuplot")

    private func render(
        _ results: Results, isInternal: Bool = false, options: ReportOptions = noGnuplot
    ) async throws -> RenderedReport {
        try await ReportRenderer.render(.release(results, under: .init(isInternal: isInternal)), options: options)
    }

    @Test("Nothing is loaded and nothing runs", arguments: [ReportOptions(), noGnuplot])
    func selfContained(options: ReportOptions) async throws {
        for results in [ReportFixtures.trial, ReportFixtures.synthetic] {
            let html = try await render(results, options: options).html
            for trace in [
                "http://", "https://", "<script", "<link", "<img", "<iframe", "<object", "@import", "url(",
                "javascript:",
            ] {
                #expect(!html.localizedCaseInsensitiveContains(trace), "\(trace)")
            }
            #expect(html.matches(of: /\son[a-z]+\s*=/).isEmpty)
        }
    }

    @Test("A study's words are escaped wherever they stand")
    func escaping() async throws {
        let hostile = #"<script>alert("x")</script> & 'y' {{title}}"#
        var results = ReportFixtures.trial
        results.study.title = hostile
        results.study.index = hostile
        results.study.definitions = [.init(term: hostile, meaning: hostile)]
        results.run.id = hostile
        results.inputs = [.init(table: hostile, file: hostile, bytes: 1, sha256: nil)]
        results.quality = [
            .init(
                table: hostile, read: 1, kept: 0, rejected: 1, filtered: 0,
                reasons: [.init(column: hostile, reason: hostile, rows: 1)])
        ]
        results.analyses = [
            ReportFixtures.flow([("all", 0, hostile, 100, []), ("all", 1, hostile, 80, [(hostile, 20)])]),
            ReportFixtures.day7(groups: [([:], 200, 100, 50), ([hostile: hostile], 200, 100, 50)], claim: nil),
            Finding(
                notEstimable: "pain_trend", title: hostile, reason: hostile,
                population: .init(patients: 20, observations: 20, description: hostile), estimand: hostile,
                method: hostile,
                settings: [hostile: hostile], cautions: [hostile]),
        ]
        for options in [ReportOptions(), Self.noGnuplot] {
            let report = try await render(results, options: options)
            #expect(!report.html.contains("<script"))
            #expect(
                report.html.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39; {{title}}"))
            #expect(!report.summary.contains("\n<script") && !report.summary.contains(" <script"))
        }
    }

    @Test("The answers open the page, before figures, numbers and methods")
    func order() async throws {
        let html = try await render(ReportFixtures.trial).html
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
        for results in [ReportFixtures.trial, ReportFixtures.synthetic] {
            let html = try await render(results, options: options).html
            let ids = html.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
            #expect(Set(ids).count == ids.count)
            for match in html.matches(of: /href="#([^"]+)"/) {
                #expect(ids.contains(String(match.1)), "\(match.1)")
            }
        }
    }

    @Test("A withheld number is the word with its rule, never a blank")
    func withheld() async throws {
        let html = try await render(ReportFixtures.trial).html
        let start = try #require(html.range(of: ">Inpatient BUP</th>"))
        let row = html[start.upperBound...].prefix { $0 != "\n" }
        #expect(row.contains("withheld</td>"))
        #expect(!row.contains("></td>") && !row.contains { $0.isNumber })
        #expect(html.contains("Withheld: a number that rests on 1 to 10 patients"))
    }

    @Test("Nothing withheld, no footnote on it")
    func nothingWithheld() async throws {
        let html = try await render(ReportFixtures.trial, isInternal: true).html
        #expect(!html.contains("Withheld:") && !html.contains(">withheld<"))
    }

    @Test("What cannot be estimated is called so, with the reason")
    func notEstimable() async throws {
        let html = try await render(ReportFixtures.trial).html
        #expect(html.contains("Not estimable</p>"))
        #expect(html.contains("This study cannot say. One pain assessment per person"))
        #expect(html.contains("<strong>Not estimable.</strong> One pain assessment per person"))
        #expect(html.contains("No figure. One pain assessment per person"))
    }

    @Test("Synthetic and internal reports are marked on screen and on every printed page; others are not")
    func marks() async throws {
        let plain = try await render(ReportFixtures.trial)
        #expect(!plain.html.contains("SYNTHETIC") && !plain.html.contains("INTERNAL"))
        #expect(!plain.html.contains("<div class=\"watermark"))
        let synthetic = try await render(ReportFixtures.synthetic)
        #expect(synthetic.html.contains("class=\"banner synthetic\""))
        #expect(synthetic.html.contains("@page { @top-center { content: \"SYNTHETIC DATA\""))
        #expect(synthetic.html.contains("<div class=\"watermark\" aria-hidden=\"true\"><span>SYNTHETIC DATA"))
        #expect(synthetic.summary.contains("**SYNTHETIC DATA"))
        let internalReport = try await render(ReportFixtures.trial, isInternal: true)
        #expect(internalReport.html.contains("<div class=\"watermark always\" aria-hidden=\"true\"><span>INTERNAL"))
        #expect(internalReport.html.contains("@page { @top-right { content: \"INTERNAL\""))
        #expect(internalReport.summary.contains("**INTERNAL"))
    }

    @Test("Without gnuplot the numbers of each figure stand in its place and the warning names the remedy")
    func withoutGnuplot() async throws {
        let report = try await render(ReportFixtures.synthetic)
        #expect(report.warnings == [ReportFigures.gnuplotMissing])
        #expect(report.warnings.first?.contains("apt-get install gnuplot-nox") == true)
        #expect(report.figures.first?.svg == nil)
        #expect(report.html.contains("<caption>Shares without withdrawal around day 7</caption>"))
    }

    @Test("The same findings give the same bytes")
    func deterministic() async throws {
        for options in [ReportOptions(), Self.noGnuplot] {
            let first = try await render(ReportFixtures.trial, options: options)
            let second = try await render(ReportFixtures.trial, options: options)
            #expect(first.html == second.html && first.summary == second.summary)
            #expect(first.resultsJSON == second.resultsJSON)
            #expect(first.tables == second.tables && first.figures == second.figures)
        }
    }

    @Test("A run without analyses is still a report")
    func empty() async throws {
        var results = ReportFixtures.trial
        results.analyses = []
        results.quality = []
        results.inputs = []
        let report = try await render(results)
        #expect(report.html.contains("This run asked none of the questions"))
        #expect(report.figures.isEmpty)
    }

    @Test("A finding that the report does not know is shown as a plain table")
    func unknownFinding() async throws {
        var results = ReportFixtures.trial
        results.analyses = [
            Finding(
                id: "taper", title: "Pain around a taper",
                population: .init(patients: 90, observations: 900, description: "patients who tapered"),
                estimand: "change",
                method: "interrupted series",
                estimates: [
                    Estimate("change", group: ["phase": "after"], value: Measure(-0.5), se: Measure(0.12), n: 90)
                ],
                cautions: [])
        ]
        let html = try await render(results).html
        #expect(html.contains("<caption>Pain around a taper</caption>") && html.contains("\u{2212}0.50"))
    }
}
