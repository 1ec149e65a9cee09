import Disclosure
import Findings
import Presentation

/// The mean change of the score since before the first dose, a line for each drug.
enum MOUDStartFigure {
    static let title = "Pain since before the first dose"
    private static let name = "moud_start"
    private static let height = 300

    private struct Line {
        let key: StartPainKey
        let color: FigureColor
        let points: [(day: Int, estimate: ReleasedEstimate)]

        var label: String {
            key.part.map { "\(key.drug.label), \(StudyPart.title($0))" } ?? Wording.capitalized(key.drug.label)
        }
    }

    static func plan(_ finding: ReleasedFinding) -> FigurePlan? {
        let all = finding.all(.changeAfterStart).filter { $0.estimate.number != nil }
        func line(_ key: StartPainKey) -> StartPainKey {
            var key = key
            key.day = nil
            return key
        }
        let keys = all.map { line($0.key) }.inOrderOfAppearance()
        let lines = zip(keys, FigureColor.series).map { key, color in
            Line(
                key: key, color: color,
                points: all.compactMap { own, estimate in
                    line(own) == key ? own.day.map { ($0, estimate) } : nil
                })
        }
        guard let instrument = keys.first?.instrument, !lines.isEmpty else { return nil }
        let alt = lines.compactMap { line in
            line.points.last.map {
                "\(line.label): \(EstimateText($0.estimate).value) by day \(NumberText.count($0.day))."
            }
        }
        let left = keys.count - lines.count
        return FigurePlan(
            name: name, title: title, altText: alt.joined(separator: " "),
            caption:
                "Mean change of the score since before the first dose, of those scored on both days, with 95% intervals. It has no "
                + "comparator: the table has the difference between the drugs at the same score before."
                + (left > 0 ? " Only the first \(lines.count) lines are drawn; the table has all." : "")
                + (instrument.directionNote.map { " \($0)" } ?? ""),
            drawing: .gnuplot(script(lines, instrument)), data: data(lines))
    }

    private static func script(_ lines: [Line], _ instrument: InstrumentInfo) -> String {
        let drawn = lines.map { MeanLine(label: $0.label, color: $0.color, points: $0.points) }
        let values = drawn.flatMap(\.values)
        let last = Double(lines.flatMap(\.points).map(\.day).max() ?? 1)
        var script = GnuplotScript(name: name, height: height)
        script.line("set xrange [0:\(TidyTable.cell(last * 1.04))]")
        script.verticalAxis((min(0, values.min() ?? 0), max(0, values.max() ?? 1)))
        script.frame(vertical: "Mean change: \(instrument.title)", horizontal: "Days after the first dose")
        script.plot(
            drawn, step: last * 0.012,
            background: ["0 with lines linewidth 1 linecolor rgb \"\(FigureColor.muted.rawValue)\""])
        return script.text
    }

    private static func data(_ lines: [Line]) -> TidyTable {
        TidyTable(
            name: name, title: title, description: "The plotted changes with their intervals",
            fields: [
                .init("part", .string, "The trial, where the study has several"), .init("drug", .string, "The drug"),
                .init("day", .integer, "Days after the first dose"), .init("change", .number, "The mean change"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
            ],
            rows: lines.flatMap { line in
                line.points.map { day, estimate in
                    [
                        line.key.part?.level?.text ?? "", line.key.drug.rawValue, TidyTable.cell(Double(day)),
                        TidyTable.cell(estimate.value), TidyTable.cell(estimate.lower), TidyTable.cell(estimate.upper),
                    ]
                }
            })
    }
}
