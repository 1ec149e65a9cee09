import Disclosure
import Findings
import Presentation

/// summary.txt: the report on one screen as plain text of 72 columns, its subject first.
///
/// What `nocitrend weekly` mails has these lines, without the subject, below what became of the run.
enum PlainSummary {
    /// Characters of a line.
    static let width = 72
    /// Lines of the answers, about.
    static let roomForAnswers = 32

    /// The same for a person who made the report at a terminal: without the subject, and without what the report says of its rules.
    static func screen(_ released: Released, _ shown: [ShownQuestion], since: SinceLastRun? = nil) -> [String] {
        let last = data(released) + (ReportPage.withheldCounts(released).map { wrapped($0) } ?? []) + cautions(released)
        let sections = [marks(released), moved(released, since), answers(shown), last]
        return Array(sections.filter { !$0.isEmpty }.joined(separator: [""]))
    }

    static func text(_ released: Released, _ shown: [ShownQuestion], since: SinceLastRun? = nil) -> String {
        let sections = [
            marks(released),
            // What moved comes before what is.
            moved(released, since), answers(shown), data(released), closing(released),
        ]
        let head = [MailHeader.subject("\(released.study.title): \(released.run.id)", width: width), ""]
        return (head + Array(sections.filter { !$0.isEmpty }.joined(separator: [""]))).joined(separator: "\n") + "\n"
    }

    /// What must stand at the top of every text that leaves the house.
    private static func marks(_ released: Released) -> [String] {
        (released.study.synthetic ? ["SYNTHETIC DATA: these people are made up."] : [])
            + (released.isInternal ? wrapped(InternalMark.sentence) : [])
    }

    /// The first sentence of each answer, the main questions first: with its question where there is room for all, else as a list, and the
    /// last of a long one are counted.
    static func answers(_ shown: [ShownQuestion]) -> [String] {
        let answered = shown.filter { $0.page.answer != nil }
        let answers = (answered.filter(\.isMain) + answered.filter { !$0.isMain }).compactMap(\.page.answer)
        let paragraphs = answers.map { wrapped($0.question) + wrapped("  " + $0.lead, indent: "  ") }
        let full = Array(paragraphs.joined(separator: [""]))
        if full.count <= roomForAnswers { return full }
        var lines: [String] = []
        for (number, answer) in answers.enumerated() {
            let item = wrapped("- " + answer.lead, indent: "  ")
            guard lines.count + item.count < roomForAnswers else {
                let left = NumberText.count(Double(answers.count - number), "answer more", "answers more")
                return lines + wrapped("- \(left) in the report.", indent: "  ")
            }
            lines += item
        }
        return lines
    }

    private static func moved(_ released: Released, _ since: SinceLastRun?) -> [String] {
        since.map { SinceWords(since: $0, minimumCell: released.run.minimumCell).plainMail } ?? []
    }

    private static func data(_ released: Released) -> [String] {
        wrapped(MailSummary.quality(released.quality).joined(separator: " "))
    }

    private static func closing(_ released: Released) -> [String] {
        let rules = [
            ReportPage.withheldRule(released), ReportPage.withheldCounts(released), StandingWords.line(released),
            MailSummary.plan(released),
            "The tool describes groups and diagnoses nobody; associations are not causes.",
        ]
        return rules.compactMap(\.self).flatMap { wrapped($0) } + cautions(released)
            + wrapped("Run \(released.run.id), nocitrend \(released.run.version)")
    }

    private static func cautions(_ released: Released) -> [String] {
        let count = released.findings.flatMap(\.cautions).inOrderOfAppearance().count
        guard count > 0 else { return [] }
        let words = NumberText.count(Double(count), "caution", "cautions")
        return wrapped("To read before the numbers are used: \(words) in report.html.")
    }

    private static func wrapped(_ text: String, indent: String = "") -> [String] {
        guard text.hasPrefix("  ") else { return MailSummary.wrapped(text, indent: indent, width: width) }
        // The first line is indented as the others are.
        return MailSummary.wrapped(String(text.drop { $0 == " " }), width: width - indent.count).map { indent + $0 }
    }
}

/// The first line of a mail.
enum MailHeader {
    /// `Subject: …` of at most `width` characters, on one line whatever the text.
    static func subject(_ text: String, width: Int) -> String {
        let line = "Subject: " + text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count <= width ? line : line.prefix(width - 3) + "..."
    }

    /// The text below the first line and the empty one after it.
    static func body(_ text: String) -> String {
        guard text.hasPrefix("Subject: "), let end = text.range(of: "\n\n") else { return text }
        return String(text[end.upperBound...])
    }
}
