import Disclosure
import Findings
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
    private func figures(_ results: Results) async throws -> [Figure] {
        try await ReportRenderer.render(.release(results, under: .init())).figures
    }

    @Test("An estimated study has all four figures, drawn without a remark of gnuplot's")
    func all() async throws {
        let report = try await ReportRenderer.render(.release(ReportFixtures.synthetic, under: .init()))
        #expect(report.figures.map(\.name) == ["day7_forest", "withdrawal_course", "pain_by_exposure", "patient_flow"])
        #expect(report.figures.allSatisfy { $0.svg != nil && !$0.data.rows.isEmpty && !$0.altText.isEmpty })
        #expect(report.warnings.isEmpty)
    }

    @Test("A figure stands alone: well-formed, no script, no trace of the program, its own identifiers")
    func standalone() async throws {
        for figure in try await figures(ReportFixtures.trial) {
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
        for figure in try await figures(ReportFixtures.trial) {
            let svg = FigureSVG.inline(try #require(figure.svg))
            #expect(!svg.contains("rgb(") && !svg.contains("xmlns"))
            #expect(svg.matches(of: /(?:fill|stroke|color)\s*=\s*['"]#[0-9a-f]{6}/).isEmpty)
            #expect(svg.contains("var(--ink)"))
        }
    }

    @Test("A study's words are text to gnuplot: no commands, no substitution, no markup")
    func hostileNames() async throws {
        let trace = FileManager.default.temporaryDirectory.appendingPathComponent("figure-\(UUID().uuidString)").path
        let names = [
            "`touch \(trace)`", "'; system \"touch \(trace)\"; '", "x' at 0,0\nsystem 'touch \(trace)'",
            "a_b^{c} \\ @x $y",
            "<script>alert(1)</script>",
        ]
        let groups = names.map { (["arm": $0], 200, 100, 50) }
        var results = ReportFixtures.trial
        results.analyses = [ReportFixtures.day7(groups: groups, claim: 0.95)]
        let figure = try #require(try await figures(results).first)
        let svg = try #require(figure.svg)
        #expect(!FileManager.default.fileExists(atPath: trace))
        #expect(svg.contains("a_b^{c} \\ @x $y") && svg.contains("x\u{2019} at 0,0"))
        #expect(!svg.contains("<script"))
    }

    @Test("A withheld number is not drawn: its group keeps a line that says so")
    func withheld() async throws {
        let figure = try #require(try await figures(ReportFixtures.trial).first { $0.name == "day7_forest" })
        #expect(figure.svg?.contains("n withheld") == true)
        let row = try #require(figure.data.rows.first { $0.contains("Inpatient BUP") })
        #expect(row.count { $0 == TidyTable.withheld } == 5)
    }

    @Test("A script that gnuplot rejects is a typed error with gnuplot's words")
    func rejected() async throws {
        let error = await #expect(throws: ReportError.self) {
            _ = try await Gnuplot(path: nil).draw("plot nonsense from nowhere\n", figure: "probe")
        }
        guard case .gnuplotFailed(let figure, let message) = error else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(figure == "probe" && !message.isEmpty)
    }

    @Test("The Kaplan-Meier curve starts with everybody, also where its first step is shown later")
    func courseStart() throws {
        let finding = Finding(
            id: "withdrawal_course", title: "", population: .init(patients: 90, observations: 90, description: ""),
            estimand: "", method: "",
            estimates: [3, 8].map { day in
                Estimate(
                    "not_yet_free_share", group: ["day": String(day)], value: Measure(1 - Double(day) / 16),
                    unit: "share")
            }, cautions: [])
        let plan = try #require(WithdrawalCourseFigure.plan(finding))
        #expect(plan.script.contains("<< END\n0 100 100 100\n3 81.25 NaN NaN\n8 50 NaN NaN\nEND"))
    }

    @Test("Patients who part into branches without a common one are drawn side by side")
    func flowWithoutTrunk() throws {
        let finding = ReportFixtures.flow([
            ("withdrawal", 1, "in the study", 500, []), ("withdrawal", 2, "assessed", 400, [("not assessed", 100)]),
            ("pain", 1, "in the study", 500, []), ("pain", 2, "with a score", 300, [("no score", 200)]),
        ])
        let svg = try #require(PatientFlowFigure.figure(finding)?.svg)
        #expect(svg.contains(">Withdrawal<") && svg.contains(">Pain<") && svg.contains(">Not assessed: 100<"))
        #expect(XMLParser(data: Data(svg.utf8)).parse())
    }

    @Test("Text is broken where it fits and a long word is kept whole")
    func wrapping() {
        #expect(PatientFlowFigure.wrapped("one two three", width: 64) == ["one two", "three"])
        #expect(PatientFlowFigure.wrapped("incomprehensibilities", width: 40) == ["incomprehensibilities"])
        #expect(PatientFlowFigure.wrapped("", width: 40).isEmpty)
    }
}
