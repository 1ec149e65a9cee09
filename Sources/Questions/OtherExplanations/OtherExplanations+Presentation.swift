import Disclosure
import Findings
import Presentation

extension OtherExplanations {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: OtherExplanationsSettings,
        on page: inout QuestionPage
    ) {
        page.answer = OtherExplanationsAnswer.answer(finding)
        page.add(finding.instruments.map { OtherExplanationsTable(finding: finding, instrument: $0).table })
    }
}

extension OtherExplanations {
    static let reportingItems: [ReportedItem] = [
        .strobe(.bias, in: .methods),
        .strobe(.loss, in: .methods),
        .strobe(.sensitivity, in: .methods),
        .strobe(.otherAnalyses, in: .numbers),
        .recordPE(.assumptions, in: .methods),
        .recordPE(.indication, in: .numbers, isPart: true),
    ]
}
