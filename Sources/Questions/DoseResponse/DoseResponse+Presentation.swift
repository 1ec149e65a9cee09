import Disclosure
import Findings
import Presentation

extension DoseResponse {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: Settings, on page: inout QuestionPage
    ) {
        page.answer = answer(finding, beside: run.finding(OtherExplanations.id), settings)
        for instrument in finding.instruments {
            page.add(DoseResponseTables(finding: finding, instrument: instrument, settings: settings).all)
        }
        page.add([PValueCells.table(of: finding, families: [family], row: rowName)])
        page.add(DoseResponseFigure.plan(finding), title: DoseResponseFigure.title)
        page.notebook.append(DoseResponseFigure.notebook)
    }

    private static func answer(
        _ finding: ReleasedFinding, beside explanations: ReleasedFinding?, _ settings: Settings
    ) -> PlainAnswer {
        if let reason = finding.reason {
            return .unanswered(question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        return PlainAnswer(
            question,
            sentences: finding.instruments.flatMap {
                DoseResponseAnswer(
                    finding: finding, instrument: $0, explanations: explanations, tooAlike: settings.tooAlike
                ).sentences
            }, otherwise: "The slopes are withheld, as they rest on few patients; see the table.")
    }

    /// A test as a table's row: what it tests, with what held constant.
    private static func rowName(_ test: ReleasedTest) -> String {
        let model = (test.key as? DoseResponseKey)?.model
        return Wording.capitalized(test.test.label) + (model == .both ? ", the other held constant" : "")
    }
}

extension DoseResponse {
    static let reportingItems: [ReportedItem] = [
        .strobe(.estimates, in: .numbers), .recordPE(.dose, in: .methods), .recordPE(.attribution, in: .methods),
    ]
}
