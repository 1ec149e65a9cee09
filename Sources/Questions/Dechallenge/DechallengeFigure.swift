import Disclosure
import Findings
import Presentation

/// The mean differences after falls and after rises of the dose, and where another patient's lies.
enum DechallengeFigure {
    static let title = "Pain after a change of dose, less before it"
    private static let name = "dechallenge"

    private typealias Mark = (direction: DoseDirection, analysis: DechallengeAnalysis, estimate: ReleasedEstimate)

    static func plan(_ finding: ReleasedFinding, _ settings: DechallengeSettings) -> FigurePlan? {
        guard let instrument = finding.instruments.first else { return nil }
        func key(_ direction: DoseDirection, _ analysis: DechallengeAnalysis? = nil) -> DechallengeKey {
            DechallengeKey(instrument: instrument, direction: direction, analysis: analysis)
        }
        let marks = DoseDirection.allCases.flatMap { direction in
            DechallengeAnalysis.allCases.compactMap { analysis in
                finding[.ladderDifference, key(direction, analysis)].map { Mark(direction, analysis, $0) }
            }
        }
        let rows = DoseDirection.allCases.flatMap { direction -> [ForestPlot.Row] in
            let own = marks.filter { $0.direction == direction }
            guard !own.isEmpty else { return [] }
            return [.heading(Wording.capitalized(direction.label))]
                + own.map { mark in
                    let label = label(mark.analysis, settings)
                    return mark.analysis == .main
                        ? .pooled(label: label, mark.estimate, another: finding[.ladderPrediction, key(direction)])
                        : .estimate(label: label, mark.estimate)
                }
        }
        let plot = ForestPlot(name: name, rows: rows, axis: "Difference, \(instrument.unitWords)", labels: .long)
        guard let script = plot.script else { return nil }
        return FigurePlan(
            name: name, title: title,
            altText: marks.map { mark in
                "\(Wording.capitalized(mark.direction.label)), \(mark.analysis.label): \(EstimateText(mark.estimate).sentence)."
            }.joined(separator: " "),
            caption: """
                Mean over patients of the score after a change less the score before it, with 95% intervals; the thin line through a diamond \
                is where the difference of another patient lies. Left of zero the score is lower after the change. Dots are what the \
                diamond above them would be with other days.\(instrument.directionNote.map { " \($0)" } ?? "")
                """,
            drawing: .gnuplot(script), data: data(marks))
    }

    private static func label(_ analysis: DechallengeAnalysis, _ settings: DechallengeSettings) -> String {
        switch analysis {
        case .main: "Days \(settings.after.lowerBound) to \(settings.after.upperBound)"
        case .withoutDaysBefore: "Without \(settings.leaveOut) days before"
        case .firstDays: "Days 1 to \(settings.after.lowerBound - 1) (withdrawal)"
        case .beforeAfter: "Days 1 to \(settings.after.upperBound), course left in"
        }
    }

    private static func data(_ marks: [Mark]) -> TidyTable {
        TidyTable(
            name: name, title: title, description: "The plotted differences with their intervals",
            fields: [
                .init("change", .string, "Which way the dose changed"),
                .init("analysis", .string, "Which days are compared"),
                .init("difference", .number, "The difference"), .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
            ],
            rows: marks.map { mark in
                [
                    mark.direction.rawValue, mark.analysis.rawValue, TidyTable.cell(mark.estimate.value),
                    TidyTable.cell(mark.estimate.lower), TidyTable.cell(mark.estimate.upper),
                ]
            })
    }
}
