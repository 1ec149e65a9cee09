import Disclosure
import Findings
import Presentation

extension PainTrend {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: Settings, on page: inout QuestionPage
    ) {
        page.answer = PainTrendAnswer.answer(finding)
        for instrument in finding.instruments {
            page.add(PainTrendTables(finding: finding, instrument: instrument).all)
        }
        PainByExposureFigure.add(trend: finding, bands: run.finding(PainByDurationBand.id), to: &page)
    }
}

extension PainTrend {
    static let reportingItems: [ReportedItem] = [
        .strobe(.sensitivity, in: .methods),
        .strobe(.estimates, in: .numbers),
        .strobe(.otherAnalyses, in: .numbers),
        .recordPE(.attribution, in: .methods),
        .recordPE(.severalDesigns, in: .methods),
    ]
}
