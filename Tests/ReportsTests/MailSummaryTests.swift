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

    @Test("What room there is goes to the main question first, then to the others in turn")
    func roomForTheMainQuestion() throws {
        let results = ReleasableFindings.release(ReportFixtures.synthetic, under: .init(isInternal: true)).results
        func sentences(room: Int) -> [Int] {
            let text = MailSummary.answers(results, room: room).joined(separator: " ")
            return PlainAnswers.all(results).map { answer in
                answer.more.prefix { text.contains(MailSummary.markdown($0)) }.count
            }
        }
        let trend = try #require(PlainAnswers.all(results).firstIndex { $0.id == "pain_trend" })
        let leads = try #require(
            (1...60).first { !MailSummary.answers(results, room: $0).contains { $0.hasPrefix("- ") } })
        #expect(sentences(room: leads).allSatisfy { $0 == 0 })
        // With just enough room for the trend's second sentence, that takes it all.
        let enough = try #require((leads...60).first { sentences(room: $0)[trend] > 0 })
        #expect(sentences(room: enough).reduce(0, +) == 1)
        #expect(sentences(room: 100).max() == 3)
    }

    @Test("Markup in a study's words is text")
    func markup() {
        #expect(
            MailSummary.markdown("a_b *c* <b> [x](y) p < 0.05\n# d") == "a\\_b \\*c\\* \\<b> \\[x\\](y) p < 0.05 # d")
    }
}
