import Disclosure
import Testing

@testable import Reports

@Suite("summary.md")
struct MailSummaryTests {
    @Test("One screen: at most 40 lines of at most 90 characters")
    func oneScreen() throws {
        let runs = [
            try #require(ReportFixture.planted), try #require(ReportFixture.internal),
            try ReportFixture(words: "A study with a long title"), try ReportFixture("{pain_trend: }"),
        ]
        for run in runs {
            let lines = MailSummary.text(run.released, run.shown).split(
                separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= MailSummary.mostLines + 1)
            #expect(lines.allSatisfy { $0.count <= MailSummary.width })
        }
    }

    @Test("Where room is short every answer keeps its first sentence")
    func shortOfRoom() throws {
        let run = try #require(ReportFixture.planted)
        let answers = run.shown.compactMap(\.page.answer)
        let text = MailSummary.answers(run.shown, room: 100).joined(separator: " ")
        #expect(answers.count > 5)
        for answer in answers { #expect(text.contains(MailSummary.markdown(answer.lead)), "\(answer.question)") }
    }

    @Test("What room there is goes to the main question first, then to the others in turn")
    func roomForTheMainQuestion() throws {
        let shown = try #require(ReportFixture.internal).shown
        let answers = shown.compactMap(\.page.answer)
        func sentences(room: Int) -> [Int] {
            let text = MailSummary.answers(shown, room: room).joined(separator: " ")
            return answers.map { answer in
                answer.more.prefix { text.contains(MailSummary.markdown($0)) }.count
            }
        }
        let place = shown.filter { $0.page.answer != nil }.firstIndex { $0.isMain }
        let main = try #require(place)
        let leads = try #require(
            (1...60).first { !MailSummary.answers(shown, room: $0).contains { $0.hasPrefix("- ") } })
        #expect(sentences(room: leads).allSatisfy { $0 == 0 })
        // With just enough room for the main question's second sentence, that takes it all.
        let enough = try #require((leads...80).first { sentences(room: $0)[main] > 0 })
        #expect(sentences(room: enough).reduce(0, +) == 1)
        #expect(sentences(room: 200).max() == 3)
    }

    @Test("Markup in a study's words is text")
    func markup() {
        #expect(
            MailSummary.markdown("a_b *c* <b> [x](y) p < 0.05\n# d") == "a\\_b \\*c\\* \\<b> \\[x\\](y) p < 0.05 # d")
    }
}
