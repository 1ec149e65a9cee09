import Disclosure
import Findings
import Presentation

/// A figure of shares over time: a line a group, with intervals.
enum ShareLines {
    /// A line.
    struct Line {
        let id: String
        let label: String
        let color: FigureColor
        let points: [(day: Int, estimate: ReleasedEstimate)]
    }

    /// What the horizontal axis counts.
    enum Time: String {
        case day
        case week
    }

    /// The figure, or nothing where no line has two points that may be shown.
    static func plan(
        _ all: [Line], name: String, title: String, axis: String, time: Time, caption: String
    ) -> FigurePlan? {
        let lines = all.filter { !$0.points.isEmpty }
        guard lines.contains(where: { $0.points.count > 1 }) else { return nil }
        let last = Double(lines.flatMap { $0.points.map(\.day) }.max() ?? 1)
        var script = GnuplotScript(name: name, height: 320)
        script.line("set xrange [0:\(TidyTable.cell(last * 1.03))]")
        script.line("set yrange [0:1]")
        script.line("set ytics (\"0%%\" 0, \"25%%\" 0.25, \"50%%\" 0.5, \"75%%\" 0.75, \"100%%\" 1)")
        script.frame(vertical: axis, horizontal: Wording.capitalized(time.rawValue))
        script.plot(
            lines.map { MeanLine(label: $0.label, color: $0.color, points: $0.points) }, step: last * 0.005)
        return FigurePlan(
            name: name, title: title, altText: lines.map { altText($0, time) }.joined(separator: " "), caption: caption,
            drawing: .gnuplot(script.text), data: data(lines, name, title, time))
    }

    private static func altText(_ line: Line, _ time: Time) -> String {
        guard let first = line.points.first, let last = line.points.last else { return "" }
        return
            "\(line.label): \(EstimateText(first.estimate).value) on \(time.rawValue) \(NumberText.count(first.day)) and "
            + "\(EstimateText(last.estimate).value) on \(time.rawValue) \(NumberText.count(last.day))."
    }

    private static func data(_ lines: [Line], _ name: String, _ title: String, _ time: Time) -> TidyTable {
        TidyTable(
            name: name, title: title, description: "The plotted shares with their intervals",
            fields: [
                .init("line", .string, "Which line"), .init(time.rawValue, .integer, "Since time zero"),
                .init("share", .number, "The share"), .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
            ],
            rows: lines.flatMap { line in
                line.points.map { time, estimate in
                    [
                        line.id, "\(time)", TidyTable.cell(estimate.value), TidyTable.cell(estimate.lower),
                        TidyTable.cell(estimate.upper),
                    ]
                }
            })
    }
}
