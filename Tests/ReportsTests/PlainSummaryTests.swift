import Disclosure
import Testing

@testable import Reports

@Suite("summary.txt")
struct PlainSummaryTests {
    @Test("The subject comes first, and lines have at most 72 columns")
    func columns() throws {
        let runs = [
            try #require(ReportFixture.planted), try #require(ReportFixture.internal),
            try ReportFixture(words: String(repeating: "A study with a long title ", count: 9)),
        ]
        for run in runs {
            let lines = PlainSummary.text(run.released, run.shown).split(
                separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.first?.hasPrefix("Subject: ") == true)
            #expect(lines.dropFirst().first?.isEmpty == true)
            #expect(lines.count > 10 && lines.count <= PlainSummary.roomForAnswers + 22)
            #expect(lines.allSatisfy { $0.count <= PlainSummary.width })
        }
    }

    @Test("What marks a report stands above its answers")
    func marks() throws {
        let run = try #require(ReportFixture.internal)
        let text = PlainSummary.text(run.released, run.shown)
        let mark = try #require(text.range(of: "INTERNAL: "))
        let answer = try #require(run.shown.compactMap(\.page.answer).first)
        let first = try #require(text.range(of: answer.lead.prefix(20)))
        #expect(mark.lowerBound < first.lowerBound)
    }

    @Test("Answers for which there is no room are counted")
    func counted() throws {
        let run = try #require(ReportFixture.planted)
        // The answers of one study have room.
        let shown = run.shown + run.shown
        let answers = shown.compactMap(\.page.answer)
        let lines = PlainSummary.answers(shown)
        #expect(lines.count <= PlainSummary.roomForAnswers)
        let items = lines.count { $0.hasPrefix("- ") }
        let last = try #require(lines.last?.firstMatch(of: /^- ([0-9]+) answers? more in the report\.$/))
        #expect(try #require(Int(last.1)) == answers.count - (items - 1))
    }

    @Test("A subject is one line of at most its width")
    func subject() {
        #expect(MailHeader.subject("A\nBcc: b@example.org  c", width: 72) == "Subject: A Bcc: b@example.org c")
        #expect(MailHeader.subject("abcdefghij", width: 15) == "Subject: abc...")
        #expect(MailHeader.body("Subject: a\n\nb\n\nc\n") == "b\n\nc\n")
        #expect(MailHeader.body("b\n") == "b\n")
    }
}

@Suite("The mail of a weekly run")
struct WeeklyMailTests {
    private let mail = WeeklyMail(
        title: "Clinic", week: "2026-W48", status: "DATA REFUSED", sentence: "Data refused (code 65), no report.",
        problems: [String(repeating: "word ", count: 30), "a_b"], remedies: ["Mend it."],
        summary: WeeklyMail.Summary(text: "Subject: x\n\nAll is well.\n\n", markdown: "# Clinic\n"),
        places: [("Log", "/a/very/long/path/" + String(repeating: "x", count: 90)), ("Report", "/r")])

    @Test("As text: what became of it, what is wrong, what to do, the report, where")
    func text() {
        let lines = mail.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(
            lines.prefix(3) == ["Subject: 2026-W48 DATA REFUSED: Clinic", "", "Data refused (code 65), no report."])
        let heads = lines.filter { $0.count > 1 && $0 == $0.uppercased() }
        #expect(heads == ["WHAT IS WRONG", "WHAT TO DO", "THE REPORT", "WHERE"])
        // A path stands whole, to be copied.
        #expect(lines.filter { $0.count > 72 }.map { $0.contains("/a/very/long") } == [true])
        #expect(lines.contains("All is well.") && !mail.text.contains("Subject: x"))
        #expect(mail.text.contains("\n- a_b\n") && mail.text.hasSuffix("\nReport  /r\n"))
    }

    @Test("What is wrong has a part of the screen only, and what was wrong last time is a line")
    func room() {
        var mail = mail
        mail.problems = (1...20).map { "Warning \($0)." }
        mail.standing = 3
        #expect(mail.text.contains("\n- Warning 16.\n- And 4 more, which the log has.\n- As last time: 3 warnings"))
        #expect(mail.markdown.contains("\n- Warning 20.\n- As last time: 3 warnings"))
        mail.problems = [String(repeating: "word ", count: 300)]
        #expect(mail.text.split(separator: "word").count > 300)
    }

    @Test("As Markdown a study's words are text, and the report's own summary follows")
    func markdown() {
        #expect(mail.markdown.hasPrefix("# Clinic, 2026-W48: DATA REFUSED\n"))
        #expect(mail.markdown.contains("\n- a\\_b\n") && mail.markdown.hasSuffix("\n\n# Clinic\n"))
    }

    @Test("Sections without anything in them are left out")
    func empty() {
        var mail = mail
        (mail.problems, mail.remedies, mail.summary, mail.places) = ([], [], nil, [])
        #expect(mail.text == "Subject: 2026-W48 DATA REFUSED: Clinic\n\nData refused (code 65), no report.\n")
    }
}
