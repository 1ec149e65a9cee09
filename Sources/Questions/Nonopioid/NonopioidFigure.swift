import Disclosure
import Findings
import Presentation

/// The difference of the score in the last month, a line for each kind of care.
enum NonopioidFigure {
    static let title = "Pain after care begun, against other care or none"

    private struct Mark {
        let label: String
        let care: StrategyWord
        let estimate: ReleasedEstimate
    }

    static func plan(_ finding: ReleasedFinding) -> FigurePlan? {
        let compared = ComparedCare.all(finding)
        guard let instrument = compared.first?.instrument else { return nil }
        let marks = compared.compactMap { care -> Mark? in
            guard let (_, last) = care.last(.strategyDifference, .score, .intentionToTreat, in: finding),
                last.number != nil, last.limits != nil
            else { return nil }
            let control = care.isControl(in: finding) ? " (negative control)" : ""
            return Mark(label: Wording.capitalized(care.care.label) + control, care: care.care, estimate: last)
        }
        let name = "nonopioid"
        let plot = ForestPlot(
            name: name, rows: marks.map { .estimate(label: $0.label, $0.estimate) },
            axis: "Difference, \(instrument.unitWords)", labels: .long)
        guard let script = plot.script else { return nil }
        return FigurePlan(
            name: name, title: title,
            altText: marks.map { "\($0.label): \(EstimateText($0.estimate).sentence)." }.joined(separator: " "),
            caption:
                "Difference of the mean score in the last month between patients who began the care and those who began another kind (none "
                + "where too few did), weighted, with 95% intervals; left of zero the score is lower with the care."
                + (instrument.directionNote.map { " \($0)" } ?? ""),
            drawing: .gnuplot(script), data: data(marks, name))
    }

    private static func data(_ marks: [Mark], _ name: String) -> TidyTable {
        TidyTable(
            name: name, title: title, description: "The plotted differences with their intervals",
            fields: [
                .init("care", .string, "The care that was begun"), .init("difference", .number, "The difference"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
            ],
            rows: marks.map { mark in
                [
                    mark.care.id, TidyTable.cell(mark.estimate.value), TidyTable.cell(mark.estimate.lower),
                    TidyTable.cell(mark.estimate.upper),
                ]
            })
    }
}
