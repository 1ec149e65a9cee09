import Disclosure
import Findings
import Presentation

/// The tables of one instrument: the models side by side, the slope at three doses, how the doses are known and move.
struct DoseResponseTables {
    let finding: ReleasedFinding
    let instrument: InstrumentInfo
    let settings: DoseResponseSettings

    var all: [PageTable?] { [models, doses, data] }

    private func key(
        _ model: DoseModelName? = nil, _ term: DoseTerm? = nil, at dose: DoseLevel? = nil
    ) -> DoseResponseKey {
        DoseResponseKey(instrument: instrument, model: model, term: term, dose: dose)
    }

    /// The rows of the table of models: a name, and where the slopes of duration and dose stand.
    private static let rows: [(name: String, model: DoseModelName, duration: DoseTerm?, dose: DoseTerm?)] = [
        ("Duration alone", .duration, nil, nil), ("Dose alone", .dose, nil, nil),
        ("Each with the other held constant", .both, nil, nil),
        ("With their product: dose at the mean exposure", .product, nil, .atMeanExposure),
        ("Within patients", .withinBetween, .within, .within),
        ("Between patients", .withinBetween, .between, .between),
        ("Within patients, least squares with robust errors", .withinBetweenRobust, .within, .within),
        ("Between patients, least squares with robust errors", .withinBetweenRobust, .between, .between),
    ]

    private var models: PageTable? {
        var table = PageTable(
            "The score on duration and dose, in \(instrument.unitWords), with 95% intervals",
            heads: [
                .init("Model"),
                .init(Quantity.slopeOfDuration.label, isNumeric: true),
                .init(Quantity.slopeOfDose.label, isNumeric: true),
                .init("Product (30 days x doubling)", isNumeric: true),
            ],
            note: [
                "All models are of the same scores, those made while exposed on a day of known dose: "
                    + "\(EstimateText.count(finding.observations)) scores of \(EstimateText.count(finding.patients)) patients.",
                instrument.directionNote,
            ].compactMap(\.self).joined(separator: " "))
        for row in Self.rows {
            let cells = [
                finding[.slopeOfDuration, key(row.model, row.duration)],
                finding[.slopeOfDose, key(row.model, row.dose)],
                row.model == .product ? finding[.productOfBoth, key(.product)] : nil,
            ]
            guard cells.contains(where: { $0 != nil }) else { continue }
            table.row([row.name] + cells.map { EstimateText.cell($0) })
        }
        return table.rows.isEmpty ? nil : table
    }

    private var doses: PageTable? {
        var table = PageTable(
            "The slope of duration at a low, the median and a high dose, in \(Unit.scorePer("30 days").words(instrument)), "
                + "with 95% intervals",
            heads: [
                .init("Daily dose"), .init("Percentile", isNumeric: true), .init("MME a day", isNumeric: true),
                .init(Quantity.slopeOfDuration.label, isNumeric: true),
            ],
            note:
                "By the model of duration, log dose and their product. \(finding.setting("factors").map { "MME by \($0), " } ?? "")"
                + "of the day of the score.")
        for level in DoseLevel.allCases {
            guard let dose = finding[.doseAtLevel, key(at: level)] else { continue }
            table.row([
                Wording.capitalized(level.label), "\(settings.percentile(level))", EstimateText.cell(dose),
                EstimateText.cell(finding[.slopeOfDuration, key(.product, at: level)]),
            ])
        }
        return table.rows.isEmpty ? nil : table
    }

    private var data: PageTable? {
        var table = PageTable(
            "What is known of the doses, and how duration and log dose move together",
            heads: [.init("Figure"), .init("Value", isNumeric: true)])
        for quantity in [Quantity.knownDoseShare, .varyingDoseShare, .prevalentDoseShare] {
            guard let estimate = finding[quantity, key()] else { continue }
            table.row([quantity.label, EstimateText(estimate).cell])
        }
        for term in [DoseTerm.overScores, .within, .between] {
            guard let estimate = finding[.durationDoseCorrelation, key(nil, term)] else { continue }
            table.row(["\(Quantity.durationDoseCorrelation.label), \(term.label)", EstimateText(estimate).cell])
        }
        return table.rows.isEmpty ? nil : table
    }
}
