import Disclosure
import Findings
import Presentation

/// summary.md: the report on one screen, fit for mail.
enum MailSummary {
    /// Characters of a line.
    static let width = 90
    /// Lines of the whole.
    static let mostLines = 40

    static func text(_ released: Released, _ shown: [ShownQuestion], since: SinceLastRun? = nil) -> String {
        let head =
            ["# " + markdown(released.study.title), ""] + marks(released)
            + (since.map { SinceWords(since: $0, minimumCell: released.run.minimumCell).mail } ?? [])
        let tail = quality(released.quality) + [""] + closing(released)
        let body = answers(shown, room: mostLines - head.count - tail.count)
        return (head + body + tail).joined(separator: "\n") + "\n"
    }

    /// What must stand at the top of every text that leaves the house.
    static func marks(_ released: Released) -> [String] {
        var marks: [String] = []
        if released.study.synthetic { marks += ["**SYNTHETIC DATA: these people are made up.**", ""] }
        if released.isInternal { marks += ["**\(InternalMark.sentence)**", ""] }
        return marks
    }

    /// The answers: each one's first sentence always, what qualifies it while there is room, the main question first.
    static func answers(_ shown: [ShownQuestion], room: Int) -> [String] {
        let answered = shown.compactMap { question in question.page.answer.map { (answer: $0, isMain: question.isMain) }
        }
        let answers = answered.map(\.answer)
        func lines(_ kept: [Int]) -> [String] {
            zip(answers, kept).flatMap { answer, kept in
                ["**\(answer.question)**"]
                    + wrapped(markdown(([answer.lead] + answer.more.prefix(kept)).joined(separator: " "))) + [""]
            }
        }
        var kept = answers.map { _ in 0 }
        if lines(kept).count <= room {
            let order =
                answered.indices.filter { answered[$0].isMain } + answered.indices.filter { !answered[$0].isMain }
            for _ in 0..<mostFurtherSentences {
                for index in order {
                    var further = kept
                    further[index] += 1
                    if lines(further).count <= room { kept = further }
                }
            }
            return lines(kept)
        }
        let short = answers.flatMap { wrapped("- " + markdown($0.lead), indent: "  ") } + [""]
        return Array(short.prefix(max(0, room)))
    }

    /// Sentences of an answer behind its first.
    private static let mostFurtherSentences = 3

    static func quality(_ tables: [ReleasedQuality]) -> [String] {
        guard !tables.isEmpty else { return [] }
        /// The sum over tables; `nil` where one of them is withheld.
        func total(_ rows: (ReleasedQuality) -> Measure) -> Double? {
            tables.reduce(0.0) { sum, table in
                guard let sum, let number = rows(table).number else { return nil }
                return sum + number
            }
        }
        func text(_ count: Double?) -> String { count.map { NumberText.count($0) } ?? "few" }
        let (read, rejected, duplicates) = (total(\.read), total(\.rejected), total(\.duplicates))
        let twice = duplicates == 0 ? "" : " + \(text(duplicates)) duplicates"
        let share = rejected.flatMap { rejected in read.map { $0 > 0 ? rejected / $0 : 0 } }
        let percent = share.map { " (\(NumberText.percent($0)))" } ?? ""
        let rows = read.map { NumberText.count($0, "row", "rows") } ?? "rows"
        return wrapped(
            "Data: \(rows) read = \(text(total(\.kept))) kept + \(text(rejected)) rejected\(percent)\(twice)."
        )
    }

    private static func closing(_ results: Released) -> [String] {
        let cautions = results.findings.flatMap(\.cautions).inOrderOfAppearance().count
        let read =
            cautions > 0 ? ", with \(NumberText.count(Double(cautions), "caution", "cautions")) to read first" : ""
        let rule = [ReportPage.withheldRule(results), StandingWords.line(results)].compactMap(\.self).flatMap {
            wrapped($0)
        }
        return wrapped(markdown(plan(results))) + rule
            + wrapped(
                "The tool describes groups and diagnoses nobody; associations are not causes. "
                    + "The full report is report.html beside this file\(read).")
            + ["", "Run \(markdown(results.run.id)), nocitrend \(results.run.version)"]
    }

    /// What was planned, in a line; findings that it does not name are exploratory.
    static func plan(_ results: Released) -> String {
        guard let plan = results.study.plan else { return "Plan: none is recorded; every finding is exploratory." }
        let titles = Wording.list(plan.questions.map(\.title))
        return Wording.capitalized(plan.status.label) + ": \(titles). Else exploratory."
    }

    /// A study's text within Markdown: what Markdown or a mail reader would take as markup is escaped.
    static func markdown(_ text: String) -> String {
        var result = ""
        let characters = Array(oneLine(text))
        for (index, character) in characters.enumerated() {
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            let opensTag = character == "<" && next != " "
            if opensTag || "\\`*_[]|".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// A paragraph in lines of at most `width` characters; a longer word stands alone.
    static func wrapped(_ text: String, indent: String = "", width: Int = MailSummary.width) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(lines.isEmpty ? String(word) : indent + word)
            }
        }
        return lines
    }
}
