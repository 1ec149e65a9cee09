import Findings
import Presentation

/// What a report says of the report before, in words.
struct SinceWords {
    let since: SinceLastRun
    /// The least number of patients that is shown.
    let minimumCell: Int

    /// Sentences that a page lists of one kind; the rest are counted.
    static let mostListed = 12

    /// A heading with what stands below it.
    struct Group {
        let heading: String
        var items: [String] = []
        /// Main answers with what they were and are.
        var numbers: PageTable?
    }

    /// Which report it is.
    var before: String { "run \(since.run) of \(since.day)" }

    /// How many main numbers moved, in a sentence.
    var lead: String {
        guard since.compared > 0 else {
            return "No main number was renewed that both reports show with an interval."
        }
        let numbers = NumberText.count(Double(since.compared), "main number", "main numbers")
        switch since.moved.count {
        case 0: return "None of \(numbers) moved beyond its interval."
        case 1: return "1 of \(numbers) moved beyond its interval."
        default: return "\(NumberText.count(since.moved.count)) of \(numbers) moved beyond their intervals."
        }
    }

    /// The rule, and what chance alone would do.
    var rule: String {
        let most = since.expectedByChance
        let chance = most < 1 ? "fewer than one" : "at most \(NumberText.fixed(most, decimals: 0))"
        return
            "A number has moved where its new value lies outside the interval of the time before and its old value outside the new one. "
            + (since.compared > 0
                ? "Were nothing different but that patients came in addition, \(chance) of \(NumberText.count(since.compared)) would move so by "
                    + "chance, and far fewer where most patients are the same. " : "")
            + "Compared are the main answers alone; all numbers are of what the two reports show."
    }

    /// What moved, came and went.
    var groups: [Group] {
        [
            Group(
                heading: "Moved",
                numbers: Self.table("Main answers that moved beyond their intervals", since.moved)),
            Group(
                heading: "New", items: since.newAnswers.map { "\u{201C}\($0.title)\u{201D} has an answer." },
                numbers: Self.table("Main answers that have a value for the first time", since.newNumbers)),
            Group(
                heading: "No longer there", items: since.lostAnswers.map(Self.lost),
                numbers: Self.table("Main answers that have no value any more", since.lostNumbers)),
            Group(heading: "Input", items: inputs),
            Group(heading: "As of an earlier day", items: standing),
        ].filter { !$0.items.isEmpty || $0.numbers != nil }.map {
            Group(heading: $0.heading, items: Self.short($0.items), numbers: $0.numbers)
        }
    }

    /// Numbers beside each other, the questions as headings; none of no numbers.
    private static func table(_ caption: String, _ numbers: [SinceLastRun.Number]) -> PageTable? {
        guard !numbers.isEmpty else { return nil }
        var table = PageTable(
            caption,
            heads: [.init("Main answer"), .init("The time before", isNumeric: true), .init("Now", isNumeric: true)])
        var title: String?
        for number in numbers.prefix(mostListed) {
            if number.title != title { table.group(number.title) }
            title = number.title
            table.row(
                [
                    number.label + (number.keyWords.isEmpty ? "" : ": \(number.keyWords)"), text(number.before),
                    text(number.now),
                ], isIndented: true)
        }
        let more = numbers.count - mostListed
        if more > 0 { table.group("\(NumberText.count(Double(more), "more", "more")) in results.json, under since") }
        return table
    }

    static func moved(_ number: SinceLastRun.Number) -> String {
        "\(number.name): now \(text(number.now)), was \(text(number.before))."
    }

    private static func lost(_ question: SinceLastRun.Question) -> String {
        guard let reason = question.reason else { return "\u{201C}\(question.title)\u{201D} is not asked any more." }
        return "\u{201C}\(question.title)\u{201D} cannot be answered any more: \(Wording.sentence(reason))"
    }

    private static func text(_ reading: SinceLastRun.Reading?) -> String {
        guard let reading else { return EstimateText.absent }
        return reading.text + (reading.asOf.map { " as of \($0)" } ?? "")
    }

    /// Files and rows, as far as the two reports show them.
    var inputs: [String] {
        func files(_ inputs: [Results.Input]) -> String {
            Wording.list(Self.short(inputs.map { "\($0.file) (\(Wording.phrase($0.table)))" }))
        }
        var items: [String] = []
        if !since.newInputs.isEmpty { items.append("Read for the first time: \(files(since.newInputs)).") }
        if !since.goneInputs.isEmpty { items.append("Not read any more: \(files(since.goneInputs)).") }
        return items + since.tables.map { "\(QualityTables.name($0.table)): \(Self.rows($0))." }
    }

    private static func rows(_ table: SinceLastRun.Table) -> String {
        func rows(_ count: Double?) -> String {
            count.map { NumberText.count($0, "row", "rows") } ?? "a number of rows that is not shown"
        }
        guard let before = table.before else { return "\(rows(table.now)) read; the time before that was not shown" }
        return "\(rows(table.now)) read, \(NumberText.count(before)) the time before"
    }

    private var standing: [String] {
        guard !since.standing.isEmpty else { return [] }
        let numbers = NumberText.count(Double(since.standing.count), "main number stands", "main numbers stand")
        let days = Wording.list(since.standing.compactMap(\.now?.asOf).inOrderOfAppearance().sorted())
        return ["\(numbers) as of \(days): fewer than \(minimumCell) people changed since."]
    }

    private static func short(_ items: [String]) -> [String] {
        guard items.count > mostListed else { return items }
        return items.prefix(mostListed - 1) + ["\(NumberText.count(items.count - mostListed + 1)) more"]
    }
}

/// The same in a mail.
extension SinceWords {
    /// Lines that a mail has room for.
    private static let mostLines = 7

    /// A heading and a few lines of Markdown.
    var mail: [String] {
        let lines = lines { MailSummary.wrapped(MailSummary.markdown($0)) }
        return ["**Since \(MailSummary.markdown(before))**"] + lines + [""]
    }

    /// The same as plain text.
    var plainMail: [String] {
        MailSummary.wrapped("Since \(before):", width: PlainSummary.width)
            + lines { MailSummary.wrapped($0, width: PlainSummary.width) }
    }

    /// Whole sentences, as many as there is room for.
    private func lines(_ wrapped: (String) -> [String]) -> [String] {
        let sentences = sentences
        func lines(_ count: Int) -> [String] {
            let kept = count == sentences.count ? sentences : sentences.prefix(count) + ["More in the report."]
            return wrapped(kept.joined(separator: " "))
        }
        var most = sentences.count
        while most > 1, lines(most).count >= Self.mostLines { most -= 1 }
        return lines(most)
    }

    private var sentences: [String] {
        var sentences = [lead] + since.moved.prefix(2).map(Self.moved)
        if since.moved.count > 2 {
            sentences.append("\(NumberText.count(since.moved.count - 2)) more: see the report.")
        }
        func count(_ number: Int, _ one: String, _ several: String) {
            if number > 0 { sentences.append("\(NumberText.count(Double(number), one, several)).") }
        }
        sentences += since.lostAnswers.prefix(2).map(Self.lost)
        count(since.lostAnswers.count - 2, "more question without an answer", "more questions without an answer")
        count(since.newAnswers.count, "new answer", "new answers")
        count(since.newNumbers.count, "new main number", "new main numbers")
        count(since.lostNumbers.count, "main number not shown any more", "main numbers not shown any more")
        sentences += inputs
        return sentences
    }
}
