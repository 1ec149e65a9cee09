import Disclosure
import Findings
import Presentation

/// The difference of the score in the last month, a line for each kind of care.
enum NonopioidFigure {
    static let title = "Pain after care begun, against other care or none"
    private static let rowHeight = 34
    private static let margins = 110

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
        guard !marks.isEmpty else { return nil }
        let name = "nonopioid"
        return FigurePlan(
            name: name, title: title,
            altText: marks.map { "\($0.label): \(EstimateText($0.estimate).sentence)." }.joined(separator: " "),
            caption:
                "Difference of the mean score in the last month between patients who began the care and those who began another kind (none "
                + "where too few did), weighted, with 95% intervals; left of zero the score is lower with the care."
                + (instrument.directionNote.map { " \($0)" } ?? ""),
            drawing: .gnuplot(script(marks, instrument, name)), data: data(marks, name))
    }

    private static func script(_ marks: [Mark], _ instrument: InstrumentInfo, _ name: String) -> String {
        let height = margins + rowHeight * marks.count
        var script = GnuplotScript(name: name, height: height)
        let limits = marks.compactMap(\.estimate.limits)
        let low = min(0, limits.map(\.lower).min() ?? 0)
        let high = max(0, limits.map(\.upper).max() ?? 0)
        let margin = max((high - low) * 0.08, 0.05)
        script.line("set xrange [\(TidyTable.cell(low - margin)):\(TidyTable.cell(high + margin))]")
        script.line("set yrange [0:\(marks.count + 1)]")
        script.line("unset ytics")
        script.line("set xtics format \"%g\"")
        script.line("set grid xtics linetype 1 linewidth 1 linecolor rgb \"\(FigureColor.grid.rawValue)\"")
        let bottom = 60 / Double(height)
        for (side, place) in [("lmargin", 0.42), ("rmargin", 0.97), ("tmargin", 0.95), ("bmargin", bottom)] {
            script.line("set \(side) at screen \(TidyTable.cell(place))")
        }
        script.line(
            "set arrow from 0,graph 0 to 0,graph 1 nohead linewidth 1.5 linecolor rgb \"\(FigureColor.muted.rawValue)\""
        )
        script.label(
            "Difference, \(instrument.unitWords)", at: "screen 0.97,screen \(TidyTable.cell(16 / Double(height)))",
            "right", color: .muted)
        for (number, mark) in marks.enumerated() {
            script.label(
                GnuplotScript.short(mark.label, 30), at: "screen 0.012,first \(marks.count - number)", "left")
        }
        script.data(
            "marks",
            marks.enumerated().map { number, mark in
                let limits = mark.estimate.limits
                return [
                    mark.estimate.number, Double(marks.count - number), limits?.lower,
                    limits.map { $0.upper - $0.lower },
                ]
            })
        let color = FigureColor.first.rawValue
        script.line(
            "plot $marks using 3:2:4:(0) with vectors nohead linewidth 2 linecolor rgb \"\(color)\", \\\n"
                + "    $marks using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb \"\(color)\"")
        return script.text
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
