import Disclosure
import Findings
import Presentation

extension IndividualTrends {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: Settings, on page: inout QuestionPage
    ) {
        page.answer = answer(finding)
        page.add(finding.instruments.map { table(finding, $0) })
    }

    private static func answer(_ finding: ReleasedFinding) -> PlainAnswer {
        if let reason = finding.reason {
            return .unanswered(question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        return PlainAnswer(
            question,
            sentences: finding.instruments.flatMap {
                IndividualTrendsAnswer(finding: finding, instrument: $0).sentences
            }, otherwise: "The shares are withheld, as they rest on few patients; see the table.")
    }

    private static func table(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> PageTable? {
        var table = PageTable(
            "Person-specific slopes, in \(instrument.unitWords) per 30 days of exposure, and who changed by "
                + "\(finding.setting("meaningful_change") ?? "") \(instrument.unitWords) or more, with 95% intervals",
            heads: [
                .init("Estimate"), .init("Patients", isNumeric: true), .init("Value", isNumeric: true),
            ], note: instrument.directionNote)
        let key = IndividualTrendsKey(instrument: instrument)
        for quantity in [Quantity.patients, .pseudoMedianSlope] {
            guard let estimate = finding[quantity, key] else { continue }
            let isCount = quantity == .patients
            table.row([
                quantity.label, isCount ? EstimateText.count(estimate.value) : "",
                isCount ? "" : EstimateText(estimate).cell,
            ])
        }
        for (key, estimate) in finding.all(.slopeQuantile) where key.instrument == instrument {
            table.row([percentile(key.quantile ?? 0.5), "", EstimateText(estimate).cell])
        }
        for quantity in [Quantity.worseningShare, .improvingShare] {
            guard let estimate = finding[quantity, key] else { continue }
            table.row([quantity.label, EstimateText.count(estimate.events), EstimateText(estimate).cell])
        }
        return table.rows.isEmpty ? nil : table
    }

    private static func percentile(_ quantile: Double) -> String {
        quantile == 0.5 ? "Median slope" : "\(NumberText.count(100 * quantile))th percentile of the slopes"
    }
}

extension IndividualTrends {
    static let reportingItems: [ReportedItem] = [
        .strobe(.otherAnalyses, in: .numbers)
    ]
}
