import Disclosure
import Findings
import Presentation

/// Mean scores at the planned visits, a line for the patients who were last scored at about the same time: how those who left had been.
enum MissingnessFigure {
    static let name = "missingness"
    static let title = "Pain before patients were last scored"
    private static let height = 300

    private struct Line {
        let lastScored: LastScored
        let color: FigureColor
        let points: [(day: Int, estimate: ReleasedEstimate)]
    }

    /// The figure of the first instrument, or nothing where no mean may be shown.
    static func plan(_ finding: ReleasedFinding) -> FigurePlan? {
        guard let instrument = finding.instruments.first else { return nil }
        let means = finding.all(.meanByLastScored).filter { $0.key.instrument == instrument }
        let lines = zip(LastScored.allCases, FigureColor.series).map { lastScored, color in
            Line(
                lastScored: lastScored, color: color,
                points: means.compactMap { key, estimate in
                    guard key.lastScored == lastScored, let day = key.day, estimate.number != nil else { return nil }
                    return (day, estimate)
                }.sorted { $0.day < $1.day })
        }.filter { !$0.points.isEmpty }
        guard !lines.isEmpty else { return nil }
        return FigurePlan(
            name: name, title: title, altText: lines.map(altText).joined(separator: " "),
            caption:
                "Means of the patients scored at each planned visit, with 95% intervals, by when they were last scored. Where lines lie "
                + "apart, those who left were not like those who stayed. The vertical axis shows a part of the scale."
                + (instrument.directionNote.map { " \($0)" } ?? ""),
            drawing: .gnuplot(script(lines, instrument)), data: data(lines))
    }

    private static func script(_ lines: [Line], _ instrument: InstrumentInfo) -> String {
        let drawn = lines.map { MeanLine(label: $0.lastScored.shortLabel, color: $0.color, points: $0.points) }
        return GnuplotScript.means(drawn, of: instrument, name: name, height: height)
    }

    private static func altText(_ line: Line) -> String {
        guard let first = line.points.first, let last = line.points.last else { return "" }
        return
            "Patients last scored \(line.lastScored.label): the mean goes from \(EstimateText(first.estimate).value) on day "
            + "\(NumberText.count(first.day)) to \(EstimateText(last.estimate).value) on day \(NumberText.count(last.day))."
    }

    private static func data(_ lines: [Line]) -> TidyTable {
        TidyTable(
            name: name, title: title, description: "The plotted means with their intervals",
            fields: [
                .init("last_scored", .string, "When the patients were last scored"),
                .init("day", .integer, "Planned study day"), .init("mean", .number, "The mean"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
            ],
            rows: lines.flatMap { line in
                line.points.map { point in
                    [
                        line.lastScored.rawValue, TidyTable.cell(Double(point.day)),
                        TidyTable.cell(point.estimate.value), TidyTable.cell(point.estimate.lower),
                        TidyTable.cell(point.estimate.upper),
                    ]
                }
            })
    }
}
