import Disclosure
import Findings
import Presentation

extension PainVariability {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: Settings, on page: inout QuestionPage
    ) {
        page.answer = answer(finding, settings)
        for instrument in finding.instruments {
            page.add(VariabilityTables(finding: finding, instrument: instrument, settings: settings).all)
        }
        page.add([PValueCells.table(of: finding, families: families, row: rowName)])
        page.add(VariabilityFigure.plan(finding), title: VariabilityFigure.title)
        page.notebook.append(VariabilityFigure.notebook)
    }

    private static func answer(_ finding: ReleasedFinding, _ settings: Settings) -> PlainAnswer {
        if let reason = finding.reason {
            return .unanswered(question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        return PlainAnswer(
            question,
            sentences: finding.instruments.flatMap {
                VariabilityAnswer(finding: finding, instrument: $0, settings: settings).sentences
            },
            otherwise:
                "The comparisons are withheld, as they rest on few patients, or could not be made; see the table.")
    }

    /// A test as a table's row: what it tests, and of which index and event.
    private static func rowName(_ test: ReleasedTest) -> String {
        let key = test.key as? VariabilityKey
        let about = [key?.event?.label, key?.measure?.label].compactMap(\.self).joined(separator: ", ")
        return Wording.capitalized(about.isEmpty ? test.test.label : about)
    }
}

extension PainVariability {
    static let reportingItems: [ReportedItem] = [
        .strobe(.outcomes, in: .numbers), .strobe(.estimates, in: .numbers), .strobe(.otherAnalyses, in: .numbers),
    ]
}
