import Disclosure
import Findings
import Presentation

/// The share covered by any opioid, by the commonest drugs and by medication for opioid use disorder, step by step.
enum OpioidUseFigure {
    static let name = "opioid_use"
    static let title = "Opioid use over time"

    private static let height = 340
    private static let foot = 44

    private struct Line {
        let group: UseGroup
        let color: FigureColor
        let points: [(step: Int, estimate: ReleasedEstimate)]
    }

    /// The figure, or nothing where no share may be shown.
    static func plan(_ finding: ReleasedFinding, _ settings: OpioidUseSettings) -> FigurePlan? {
        let lines = lines(finding)
        guard !lines.isEmpty else { return nil }
        let last = max(2, lines.flatMap { $0.points.map(\.step) }.max() ?? 2)
        var script = GnuplotScript(name: name, height: height)
        func share(_ pixels: Int) -> Double { Double(pixels) / Double(height) }
        script.line("set xrange [0.5:\(Double(last) + 0.5)]")
        script.line("set yrange [0:100]")
        script.line("set ytics 0,25,100 format \"%g%%\"")
        script.line("set xtics \(last > 60 ? 13 : last > 26 ? 6 : last > 13 ? 3 : 1)")
        script.line("set grid ytics linetype 1 linewidth 1 linecolor rgb \"\(FigureColor.grid.rawValue)\"")
        script.line("set lmargin at screen 0.095")
        script.line("set rmargin at screen 0.97")
        script.line("set tmargin at screen \(1 - share(34))")
        script.line("set bmargin at screen \(share(foot + 50))")
        script.label(
            "Covered on at least one day, of those observed throughout", at: "screen 0.012,screen \(1 - share(16))",
            "left")
        let unit = "\(Wording.capitalized(settings.step.label)) since \(settings.clock.label)"
        script.label(unit, at: "screen 0.97,screen \(share(foot + 8))", "right", color: .muted)
        for (number, line) in lines.enumerated() {
            script.legend(
                GnuplotScript.short(name(line.group), 18),
                at: "screen \(0.03 + 0.24 * Double(number)),screen \(share(18))", pointType: 7, color: line.color)
        }
        var plots: [String] = []
        for (number, line) in lines.enumerated() {
            let block = "line\(number)"
            script.data(block, line.points.map(percentages))
            let color = line.color.rawValue
            if number == 0, line.points.count > 1 {
                plots.insert(
                    "$\(block) using 1:3:4 with filledcurves fillcolor rgb \"\(color)\" fillstyle transparent solid 0.18 noborder",
                    at: 0)
            }
            plots.append("$\(block) using 1:2 with lines linewidth 2.5 linecolor rgb \"\(color)\"")
            plots.append("$\(block) using 1:2 with points pointtype 7 pointsize 0.6 linecolor rgb \"\(color)\"")
        }
        script.line("plot \(plots.joined(separator: ", \\\n    "))")
        return FigurePlan(
            name: name, title: title, altText: lines.map { altText($0, settings) }.joined(separator: " "),
            caption: """
                The band is the 95% interval of the first line. A line joins the steps that are shown; one that tells a few patients apart \
                from the step before is withheld. A patient on two drugs counts for both; other drugs are in the table.
                """, drawing: .gnuplot(script.text), data: data(lines, settings))
    }

    /// Any opioid, medication for opioid use disorder, and the drugs of most patients, as far as there are colours.
    private static func lines(_ finding: ReleasedFinding) -> [Line] {
        let all = finding.all(.coveredShare)
        let groups = all.map(\.key.group).inOrderOfAppearance()
        let ordered =
            groups.filter { $0 == .anyOpioid || $0 == .moud }
            + groups.filter { if case .drug = $0 { true } else { false } }
        let shown = ordered.map { group in
            (
                group,
                all.filter { $0.key.group == group && $0.estimate.number != nil }.map {
                    ($0.key.time.number, $0.estimate)
                }
            )
        }.filter { !$0.1.isEmpty }
        return zip(shown, FigureColor.series).map { line, color in
            Line(group: line.0, color: color, points: line.1)
        }
    }

    private static func name(_ group: UseGroup) -> String {
        group == .moud ? "MOUD" : Wording.capitalized(group.label)
    }

    /// A row of the script: step, share, limits, in percent.
    private static func percentages(_ step: Int, _ estimate: ReleasedEstimate) -> [Double?] {
        [Double(step)] + [estimate.value, estimate.lower, estimate.upper].map { $0?.number.map { $0 * 100 } }
    }

    private static func altText(_ line: Line, _ settings: OpioidUseSettings) -> String {
        guard let first = line.points.first, let last = line.points.last else { return "" }
        let (step, group) = (settings.step.label, Wording.capitalized(line.group.label))
        return "\(group): \(EstimateText(first.estimate).value) in \(step) \(NumberText.count(first.step)) and "
            + "\(EstimateText(last.estimate).value) in \(step) \(NumberText.count(last.step))."
    }

    private static func data(_ lines: [Line], _ settings: OpioidUseSettings) -> TidyTable {
        let rows = lines.flatMap { line in
            line.points.map { step, estimate in
                [
                    line.group.rawValue, "\(step)", TidyTable.cell(estimate.value), TidyTable.cell(estimate.lower),
                    TidyTable.cell(estimate.upper), TidyTable.cell(estimate.n),
                ]
            }
        }
        return TidyTable(
            name: name, title: title, description: "The plotted shares with their intervals",
            fields: [
                .init("covered_by", .string, "What covers the patients"),
                .init(settings.step.rawValue, .integer, "Step since \(settings.clock.label), the first is 1"),
                .init("share", .number, "The share"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
                .init("n", .integer, "Patients observed on every day of the step"),
            ], rows: rows)
    }
}
