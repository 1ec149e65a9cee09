import Disclosure
import Findings
import Presentation

/// checklists/NAME.md: a reporting guideline, filled with where this report answers each item.
public struct Checklist: Sendable {
    /// The file's name, without the extension.
    public let name: String
    /// The guideline's name.
    public let title: String
    /// The file.
    public let markdown: String

    /// What stands where a report cannot know.
    static let open = "author to complete"

    /// The checklists of a report: that on emulated trials where one was answered.
    static func all(_ released: Released, _ shown: [ShownQuestion]) -> [Checklist] {
        let emulates = shown.contains { $0.emulatesTrial && $0.finding.isEstimated }
        let guidelines: [ReportingGuideline] = [.strobe, .recordPE] + (emulates ? [.target] : [])
        return guidelines.map { Checklist($0, released, shown) }
    }

    private init(_ guideline: ReportingGuideline, _ released: Released, _ shown: [ShownQuestion]) {
        name = guideline.name
        title = guideline.title
        let rows = guideline.items.map { item in
            let cells = [item.number, item.topic, item.asks, Self.answer(item, of: guideline, shown)]
            return "| " + cells.map(MailSummary.markdown).joined(separator: " | ") + " |"
        }
        let head = [
            "# \(guideline.title) checklist", "",
            "Study: \(MailSummary.markdown(released.study.title)). "
                + "Run \(MailSummary.markdown(released.run.id)), nocitrend \(released.run.version).", "",
        ]
        let table = ["| item | about | what is asked, in our words | where |", "|---|---|---|---|"] + rows
        let foot = [
            "",
            "Places are sections of report.html. \u{201C}\(Self.open)\u{201D}: a report cannot know it. The guideline's own words: "
                + "\(guideline.source).",
        ]
        markdown = (head + MailSummary.marks(released) + table + foot).joined(separator: "\n") + "\n"
    }

    /// Where an item is answered: in the report's own parts, and by the questions that declare it.
    private static func answer(
        _ item: ReportingGuideline.Item, of guideline: ReportingGuideline, _ shown: [ShownQuestion]
    ) -> String {
        func isOfItem(_ reported: ReportedItem) -> Bool {
            reported.guideline == guideline.name && reported.number == item.number
        }
        let own = ReportItems.all.filter { isOfItem($0) && isThere($0.place, shown) }
        let ofQuestions = shown.flatMap { question in
            question.reportingItems.filter {
                isOfItem($0) && (question.finding.isEstimated || !$0.place.needsAnswer)
            }.map { (reported: $0, title: question.finding.title) }
        }
        let reported = own + ofQuestions.map(\.reported)
        guard !reported.isEmpty else { return open }
        let places = ReportedItem.Place.allCases.compactMap { place -> String? in
            let titles = ofQuestions.filter { $0.reported.place == place }.map { "\u{201C}\($0.title)\u{201D}" }
                .inOrderOfAppearance()
            if !titles.isEmpty { return "\(place.rawValue): \(Wording.list(titles))" }
            return own.contains { $0.place == place } ? place.rawValue : nil
        }
        let isPart = reported.allSatisfy(\.isPart)
        return places.joined(separator: "; ") + (isPart ? "; the rest: \(open)" : "")
    }

    /// Whether the report has something in a part: answers need a question that has one.
    private static func isThere(_ place: ReportedItem.Place, _ shown: [ShownQuestion]) -> Bool {
        switch place {
        case .answers: shown.contains { $0.page.answer != nil }
        case .figures, .numbers, .methods, .cautions: !shown.isEmpty
        case .head, .definitions, .quality, .inputs: true
        }
    }
}
