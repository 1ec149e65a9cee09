import Disclosure
import Findings
import Presentation

/// Slopes by subgroup with their intervals, a heading for each column, and the pooled slope of sites and trials.
enum SubgroupsFigure {
    static let name = "subgroups_forest"
    static let title = "Slope of pain with exposure, by subgroup"

    /// Lines that a figure may hold before it stops being read.
    private static let mostRows = 26

    private enum Row {
        case heading(String)
        case slope(label: String, column: String, level: String, ReleasedEstimate)
        /// The mean of a column with its interval, and where another slope lies.
        case pooled(column: String, ReleasedEstimate, another: ReleasedEstimate?)

        var drawn: ForestPlot.Row {
            switch self {
            case .heading(let text): .heading(text)
            case .slope(let label, _, _, let slope): .estimate(label: label, slope)
            case .pooled(_, let slope, let another): .pooled(label: "Pooled", slope, another: another)
            }
        }
    }

    /// The figure of the first instrument, or nothing where no slope may be shown.
    static func plan(_ finding: ReleasedFinding) -> FigurePlan? {
        guard let instrument = finding.instruments.first else { return nil }
        let (rows, omitted) = rows(finding, instrument)
        let plot = ForestPlot(
            name: name, rows: rows.map(\.drawn),
            axis: "\(Wording.capitalized(instrument.unitWords)) per 30 days: \(instrument.title)", labels: .short)
        guard let script = plot.script else { return nil }
        let left =
            omitted.isEmpty ? "" : " Subgroups by \(Wording.list(omitted)) are in the table only, for want of room."
        return FigurePlan(
            name: name, title: title, altText: altText(rows),
            caption: """
                Marks are slopes per 30 days of exposure, lines their 95% intervals; diamonds are means of sites or trials, and the thin \
                line through one is where the slope of another lies. Whether slopes differ is what the test of interaction says, not which \
                intervals hold zero.\(left)\(instrument.directionNote.map { " \($0)" } ?? "")
                """,
            drawing: .gnuplot(script), data: data(rows))
    }

    /// Each column with a heading while there is room for all of its subgroups.
    private static func rows(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> ([Row], omitted: [String]) {
        let listed = finding.subgroupColumns(of: instrument)
        let pooled = finding.all(.pooledSlope).filter { $0.key.instrument == instrument }
        var rows: [Row] = []
        var omitted: [String] = []
        let names = (listed.map(\.name) + pooled.map(\.key.column.column.text)).inOrderOfAppearance()
        for name in names {
            var own: [Row] = [.heading("By \(Wording.phrase(name))")]
            for row in listed.first(where: { $0.name == name })?.rows ?? [] {
                guard let slope = row.slope else { continue }
                own.append(.slope(label: row.place.label, column: name, level: row.place.level?.text ?? "", slope))
            }
            for (key, estimate) in pooled where key.column.column.text == name {
                own.append(.pooled(column: name, estimate, another: finding[.slopeOfAnother, key]))
            }
            if rows.count + own.count <= mostRows { rows += own } else { omitted.append(Wording.phrase(name)) }
        }
        return (rows, omitted)
    }

    private static func altText(_ rows: [Row]) -> String {
        let parts = rows.compactMap { row -> String? in
            switch row {
            case .heading: nil
            case .slope(let label, let column, _, let slope):
                "\(Wording.phrase(column)) \(label) \(EstimateText(slope).cell)"
            case .pooled(let column, let slope, _): "pooled by \(Wording.phrase(column)) \(EstimateText(slope).cell)"
            }
        }
        return "Forest plot of slopes per 30 days of exposure: \(parts.prefix(12).joined(separator: "; "))"
            + (parts.count > 12 ? "; more in the table." : ".")
    }

    private static func data(_ rows: [Row]) -> TidyTable {
        func cells(_ column: String, _ level: String, _ what: String, _ estimate: ReleasedEstimate) -> [String] {
            [
                column, level, what, TidyTable.cell(estimate.value), TidyTable.cell(estimate.lower),
                TidyTable.cell(estimate.upper),
            ]
        }
        return TidyTable(
            name: name, title: title, description: "The plotted slopes with their intervals",
            fields: [
                .init("column", .string, "Column whose levels make the subgroups"),
                .init("column_level", .string, "The level; empty for the pooled slope"),
                .init("what", .string, "slope, pooled, or another: where the slope of another level lies"),
                .init("slope", .number, "Slope per 30 days of exposure"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
            ],
            rows: rows.flatMap { row -> [[String]] in
                switch row {
                case .heading: []
                case .slope(_, let column, let level, let slope): [cells(column, level, "slope", slope)]
                case .pooled(let column, let slope, let another):
                    [cells(column, "", "pooled", slope)] + (another.map { [cells(column, "", "another", $0)] } ?? [])
                }
            })
    }
}
