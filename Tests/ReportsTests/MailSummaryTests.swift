import Disclosure
import Findings
import Testing

@testable import Reports

@Suite("summary.md")
struct MailSummaryTests {
    private func summary(_ results: Results, isInternal: Bool = false) -> String {
        let findings = ReleasableFindings.release(results, under: .init(isInternal: isInternal))
        return MailSummary.text(findings.results, isInternal: findings.isInternal)
    }

    @Test("One screen: at most 40 lines of at most 90 characters", arguments: [false, true])
    func oneScreen(isInternal: Bool) {
        var crowded = ReportFixtures.synthetic
        crowded.study.title = "A study with a long title"
        for results in [ReportFixtures.trial, ReportFixtures.synthetic, crowded] {
            let lines = summary(results, isInternal: isInternal).split(
                separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= MailSummary.mostLines + 1)
            #expect(lines.allSatisfy { $0.count <= MailSummary.width })
        }
    }

    @Test("Where room is short every answer keeps its first sentence")
    func shortOfRoom() {
        var results = ReportFixtures.synthetic
        results.analyses[1] = ReportFixtures.day7(
            groups: [([:], 640, 402, 160)]
                + (0..<6).flatMap { variable in
                    (0..<3).map { ([("long variable number \(variable)"): "level \($0)"], 200 + $0, 100, 50) }
                }, claim: 0.95)
        let text = summary(results)
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= MailSummary.mostLines + 1)
        #expect(text.contains("Of 640 patients assessed") && text.contains("Each further 30 days"))
    }

    @Test("Markup in a study's words is text")
    func markup() {
        #expect(
            MailSummary.markdown("a_b *c* <b> [x](y) p < 0.05\n# d") == "a\\_b \\*c\\* \\<b> \\[x\\](y) p < 0.05 # d")
    }
}
