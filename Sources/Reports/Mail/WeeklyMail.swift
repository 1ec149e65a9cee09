/// What a person reads of a weekly run: a screen of plain text, and the same as Markdown.
///
/// It is for the study's own hands, as it may name files: what may be passed on is the report.
public struct WeeklyMail: Sendable {
    /// The study.
    public var title: String
    /// The week, as `2026-W48`.
    public var week: String
    /// What became of it in a few words, for the subject: `done`, `data refused`.
    public var status: String
    /// The same in a sentence or two.
    public var sentence: String
    /// What is wrong, a sentence each.
    public var problems: [String]
    /// How many things more are wrong as they were last time.
    public var standing: Int
    /// What to do about it, a sentence each.
    public var remedies: [String]
    /// summary.txt and summary.md of the report that was written; `nil` where none was.
    public var summary: Summary?
    /// Where things are: a word and a path.
    public var places: [(word: String, path: String)]

    /// A report's own summaries.
    public struct Summary: Sendable {
        let text: String
        let markdown: String

        /// The two files' texts.
        public init(text: String, markdown: String) {
            self.text = text
            self.markdown = markdown
        }
    }

    /// A mail of a weekly run.
    public init(
        title: String, week: String, status: String, sentence: String, problems: [String], standing: Int = 0,
        remedies: [String],
        summary: Summary?, places: [(word: String, path: String)]
    ) {
        self.title = title
        self.week = week
        self.status = status
        self.sentence = sentence
        self.problems = problems
        self.standing = standing
        self.remedies = remedies
        self.summary = summary
        self.places = places
    }

    /// The subject: the week and what became of it stand before a title that may be long.
    public var subject: String { String(subjectLine.dropFirst("Subject: ".count)) }

    private var subjectLine: String {
        MailHeader.subject("\(week) \(status): \(title)", width: PlainSummary.width)
    }

    /// summary.txt: the subject, then lines of 72 columns; a path stands whole.
    public var text: String {
        var lines = [subjectLine, ""] + wrapped(sentence)
        lines += section("WHAT IS WRONG", shortened(problems.map { items([$0]) }) + asLastTime.flatMap { items([$0]) })
        lines += section("WHAT TO DO", items(remedies))
        if let summary {
            lines += section(
                "THE REPORT",
                MailHeader.body(summary.text).split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
            while lines.last?.isEmpty == true { lines.removeLast() }
        }
        let longest = places.map(\.word.count).max() ?? 0
        lines += section("WHERE", places.map { $0.word.padded(to: longest) + "  " + $0.path })
        return lines.joined(separator: "\n") + "\n"
    }

    /// summary.md.
    public var markdown: String {
        func escaped(_ sentences: [String]) -> [String] {
            sentences.flatMap { MailSummary.wrapped("- " + MailSummary.markdown($0), indent: "  ") }
        }
        var lines =
            ["# " + MailSummary.markdown("\(title), \(week): \(status)"), ""]
            + MailSummary.wrapped(MailSummary.markdown(sentence))
        lines += section("## What is wrong", escaped(problems + asLastTime))
        lines += section("## What to do", escaped(remedies))
        lines += section("## Where", places.map { "- \($0.word): " + MailSummary.markdown($0.path) })
        guard let summary else { return lines.joined(separator: "\n") + "\n" }
        return lines.joined(separator: "\n") + "\n\n" + summary.markdown
    }

    private var asLastTime: [String] {
        standing == 0
            ? []
            : ["As last time: \(standing) \(standing == 1 ? "warning" : "warnings"), which the log of the report has."]
    }

    /// The items for which there is room, at least one, and how many there are more.
    private func shortened(_ items: [[String]]) -> [String] {
        var lines: [String] = []
        for (number, item) in items.enumerated() {
            guard number == 0 || lines.count + item.count <= Self.roomForProblems else {
                return lines + ["- And \(items.count - number) more, which the log has."]
            }
            lines += item
        }
        return lines
    }

    /// Lines of what is wrong, about: the rest of the mail is to be on the screen too.
    static let roomForProblems = 16

    private func section(_ title: String, _ lines: [String]) -> [String] {
        lines.isEmpty ? [] : ["", title] + (title.hasPrefix("#") ? [""] : []) + lines
    }

    private func items(_ sentences: [String]) -> [String] {
        sentences.flatMap { sentence in
            sentence.split(separator: "\n").flatMap { wrapped("- " + $0, indent: "  ") }
        }
    }

    private func wrapped(_ text: String, indent: String = "") -> [String] {
        MailSummary.wrapped(text, indent: indent, width: PlainSummary.width)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
