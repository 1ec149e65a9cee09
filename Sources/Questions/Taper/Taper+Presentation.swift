import Disclosure
import Findings
import Presentation

extension Taper {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: TaperSettings, on page: inout QuestionPage
    ) {
        guard let instrument = finding.all(.initiators).first?.key.instrument else {
            page.answer = finding.reason.map { .unanswered(question, reason: $0) }
            page.add([changes(finding), SelfControlledWords.table(finding)])
            return
        }
        let words = EmulationWords(finding: finding, instrument: instrument)
        page.answer =
            finding.reason.map { .unanswered(question, reason: $0) }
            ?? PlainAnswer(
                question,
                sentences: words.lead + words.beforeAndAfter + words.shares,
                otherwise: "Too few numbers may be shown to say; see the tables.")
        page.add(
            [changes(finding)] + EmulationTables.tables(finding, instrument) + [SelfControlledWords.table(finding)])
        page.add(
            EmulationFigure.plan(finding, instrument, name: "taper", title: "Pain after a stable dose"),
            title: "Pain after a stable dose")
        page.notebook.append(EmulationFigure.notebook(id, heading: "After a stable dose"))
    }

    private static func changes(_ finding: ReleasedFinding) -> PageTable? {
        guard let stable = finding[.stableDose, TaperKey()] else { return nil }
        var table = PageTable(
            "Changes of a stable dose", heads: [.init("Patients"), .init("Number", isNumeric: true)],
            note: "Each patient counts by the first change; of several tapers the fastest gives the velocity.")
        table.row([Quantity.stableDose.label, EstimateText.count(stable.value)])
        for (key, count) in finding.all(.doseChanged) {
            table.row(["First change: \(key.change?.label ?? "")", EstimateText.count(count.value)], isIndented: true)
        }
        for (key, share) in finding.all(.taperVelocity) {
            table.row(
                ["Fastest month of a taper: \(key.velocity?.label ?? "")", EstimateText.cell(share)], isIndented: true)
        }
        return table
    }
}

extension Taper {
    static let emulatesTrial = true
    static let reportingItems = EmulationItems.all
}
