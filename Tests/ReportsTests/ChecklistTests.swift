import Disclosure
import Presentation
import Questions
import StudyFile
import Testing

@testable import Reports

@Suite("Checklists")
struct ChecklistTests {
    /// The cells of the table's rows, without its head.
    private func rows(_ checklist: Checklist) -> [[String]] {
        checklist.markdown.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| item") }.map { line in
            line.dropFirst(2).dropLast(2).replacing("\\|", with: "/").split(
                separator: "|", omittingEmptySubsequences: false
            )
            .map { $0.trimmingPrefix(" ").description.trimmingSuffix(" ") }
        }
    }

    private func checklist(_ name: String, _ run: ReportFixture) throws -> Checklist {
        try #require(Checklist.all(run.released, run.shown).first { $0.name == name })
    }

    @Test("The guidelines have their numbers of items, in order")
    func items() {
        #expect(ReportingGuideline.strobe.items.count == 34)
        #expect(ReportingGuideline.strobe.items.last?.number == "22")
        let own = ReportingGuideline.recordPE.items.filter { $0.topic.hasSuffix("(RECORD-PE)") }
        #expect(own.count == 15 && ReportingGuideline.recordPE.items.count == 15 + 13)
        let numbers = ReportingGuideline.target.items.map(\.number)
        #expect(numbers.count == 39)
        #expect(Set(numbers.map { $0.prefix { $0.isNumber } }).count == 21)
        for guideline in [ReportingGuideline.strobe, .recordPE, .target] {
            #expect(Set(guideline.items.map(\.number)).count == guideline.items.count)
        }
    }

    @Test("Every item has a row, that says where it is answered or who is to complete it")
    func rows() throws {
        let run = try #require(ReportFixture.planted)
        for checklist in Checklist.all(run.released, run.shown) {
            let rows = rows(checklist)
            #expect(rows.count > 20)
            for row in rows {
                #expect(row.count == 4 && row.allSatisfy { !$0.isEmpty }, "\(row)")
            }
        }
        let strobe = rows(try checklist("strobe", run))
        #expect(strobe.first { $0[0] == "2" }?[3] == "author to complete")
        #expect(strobe.first { $0[0] == "16b" }?[3] == "Numbers: \u{201C}Pain by duration of opioid exposure\u{201D}")
        #expect(strobe.first { $0[0] == "13a" }?[3] == "Numbers: \u{201C}Patient flow\u{201D}")
        #expect(strobe.first { $0[0] == "6a" }?[3] == "Methods; the rest: author to complete")
    }

    @Test("What was not answered answers no item with numbers")
    func notEstimable() throws {
        let run = try ReportFixture("{day7_withdrawal: {day: 300}, cohort_flow: false, baseline_table: false}")
        let strobe = rows(try checklist("strobe", run))
        #expect(strobe.first { $0[0] == "15" }?[3] == "author to complete")
        #expect(strobe.first { $0[0] == "12e" }?[3].hasPrefix("Methods: ") == true)
    }

    @Test("The one on emulated trials is there only where a trial was emulated")
    func target() throws {
        let run = try #require(ReportFixture.planted)
        #expect(Checklist.all(run.released, run.shown).map(\.name) == ["strobe", "record_pe"])
        let shown = run.shown.map {
            ShownQuestion(
                finding: $0.finding, page: $0.page, isMain: $0.isMain, mainAnswers: $0.mainAnswers,
                reportingItems: [.target(.ownEligibility, in: .methods)], emulatesTrial: $0.finding.id == "pain_trend")
        }
        let target = try #require(Checklist.all(run.released, shown).last)
        #expect(target.name == "target")
        #expect(rows(target).first { $0[0] == "7a" }?[3].hasPrefix("Methods: ") == true)
        #expect(rows(target).first { $0[0] == "17" }?[3] == "author to complete")
    }

    @Test("A study's words are text, and marks are on every checklist")
    func words() throws {
        let run = try ReportFixture(isInternal: true, words: "A | *b*\n| c")
        for checklist in Checklist.all(run.released, run.shown) {
            #expect(checklist.markdown.contains("A \\| \\*b\\* \\| c"))
            #expect(checklist.markdown.contains("**SYNTHETIC DATA") && checklist.markdown.contains("**INTERNAL"))
            #expect(rows(checklist).allSatisfy { $0.count == 4 })
        }
    }

    @Test("The page lists those that lie beside it")
    func page() async throws {
        let run = try ReportFixture("{pain_trend: }")
        let report = try await ReportRenderer.render(
            run.released, run.shown, options: ReportOptions(gnuplotPath: "/nonexistent/gnuplot"))
        #expect(report.checklists.map(\.name) == ["strobe", "record_pe"])
        #expect(report.html.contains("<a href=\"checklists/strobe.md\">STROBE</a>"))
        #expect(!report.html.contains("checklists/target.md"))
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: Character) -> String {
        var text = self
        while text.last == suffix { text.removeLast() }
        return text
    }
}

@Suite("Planned findings in a report")
struct PlannedReportTests {
    private func run(_ names: [String], date: String?, hasChanged: Bool = false) throws -> ReportFixture {
        let source = SourceReference(path: "study.yaml", position: .init(line: 1, column: 1))
        return try ReportFixture(
            "{pain_trend: }",
            plan: StudyPlan(
                names: names.map { ($0, source) }, date: date,
                hash: date.map { _ in String(repeating: "a", count: 64) }, version: "0.1.0", hasChanged: hasChanged))
    }

    private func html(_ run: ReportFixture) async throws -> String {
        try await ReportRenderer.render(
            run.released, run.shown, options: ReportOptions(gnuplotPath: "/nonexistent/gnuplot")
        ).html
    }

    @Test("The status stands at each heading, in the head, in the mail and in results.json")
    func planned() async throws {
        let run = try run(["pain_trend", "taper"], date: "2026-05-01")
        let html = try await html(run)
        #expect(html.contains("<span class=\"plan\">planned (2026-05-01)</span>"))
        #expect(html.contains("<span class=\"plan\">exploratory</span>"))
        #expect(html.contains("Planned on 2026-05-01 with nocitrend 0.1.0, and the study file is as it was then"))
        #expect(
            html.contains("Planned and not answered here: \u{201C}Tapers, stops and rises of a stable dose\u{201D}."))
        let mail = MailSummary.text(run.released, run.shown)
        #expect(mail.contains("Planned (2026-05-01): "))
        let json = String(decoding: ResultsDocument.bytes(run.released), as: UTF8.self)
        #expect(json.contains("\"status\" : \"planned\""))
        #expect(json.contains("\"taper\""))
    }

    @Test("A study file that has changed since says so plainly")
    func changed() async throws {
        let html = try await html(run(["pain_trend"], date: "2026-05-01", hasChanged: true))
        #expect(html.contains("planned (2026-05-01), but the study file has changed since"))
        #expect(html.contains("The study file has changed since"))
    }

    @Test("Without a plan one line says so and how to make one")
    func none() async throws {
        let run = try ReportFixture("{pain_trend: }")
        let html = try await html(run)
        #expect(html.contains("No plan of analysis is recorded, so every finding is exploratory."))
        #expect(!html.contains("<span class=\"plan\">planned"))
        #expect(
            MailSummary.text(run.released, run.shown).contains("Plan: none is recorded; every finding is exploratory."))
    }
}
