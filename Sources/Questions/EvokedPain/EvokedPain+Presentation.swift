import Disclosure
import Findings
import Presentation

extension EvokedPain {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: EvokedPainSettings, on page: inout QuestionPage
    ) {
        page.answer = EvokedPainAnswer.answer(finding)
        page.add(EvokedPainTables.tables(finding))
    }
}

extension EvokedPain {
    static let reportingItems: [ReportedItem] = [
        .strobe(.estimates, in: .numbers)
    ]
}
