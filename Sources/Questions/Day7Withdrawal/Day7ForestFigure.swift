import Disclosure
import Findings
import Presentation

/// Shares without withdrawal around day 7 by group: assessed only, weighted where the study has weights, and the two bounds,
/// each with its interval, against the claim.
enum Day7ForestFigure {
    static let name = "day7_forest"

    /// Lines that a figure may hold before it stops being read.
    private static let mostRows = 22

    /// How a denominator's share is drawn, how far above the middle of its row, and where its legend stands.
    private struct Mark {
        let denominator: Denominator
        let legend: String
        let color: FigureColor
        let pointType: Int
        let offset: Double
        let place: (x: Double, line: Int)
    }

    /// From above; the weighted share only where the study has it.
    private static func marks(_ shares: Day7Shares) -> [Mark] {
        let isWeighted = shares.denominators.contains(.weighted)
        let offsets = isWeighted ? [0.33, 0.11, -0.11, -0.33] : [0.25, 0, 0, -0.25]
        let places: [(Double, Int)] =
            isWeighted ? [(0.03, 1), (0.45, 1), (0.03, 0), (0.45, 0)] : [(0.03, 0), (0, 0), (0.27, 0), (0.58, 0)]
        let all = [
            Mark(
                denominator: .assessed, legend: Denominator.assessed.label, color: .first, pointType: 7,
                offset: offsets[0],
                place: places[0]),
            Mark(
                denominator: .weighted, legend: Denominator.weighted.label, color: .fourth, pointType: 13,
                offset: offsets[1], place: places[1]),
            Mark(
                denominator: .bestCase, legend: "Not assessed = free", color: .third, pointType: 9,
                offset: offsets[2], place: places[2]),
            Mark(
                denominator: .missingAsWithdrawal, legend: "Not assessed = withdrawal", color: .second,
                pointType: 5, offset: offsets[3], place: places[3]),
        ]
        return all.filter { isWeighted || $0.denominator != .weighted }
    }

    private enum Row {
        case heading(String)
        case group(Day7Shares.Group)
    }

    /// The figure, or nothing where no share may be shown.
    static func plan(_ shares: Day7Shares) -> FigurePlan? {
        let chosen = rows(shares)
        let groups = chosen.rows.compactMap { row in if case .group(let group) = row { group } else { nil } }
        guard groups.contains(where: { $0.assessed?.number != nil }) else { return nil }

        let title = "Share of patients without withdrawal around day \(shares.day)"
        let marks = marks(shares)
        let foot = footHeight(marks)
        let height = chosen.rows.count * (marks.count > 3 ? 56 : 46) + 30 + foot
        var script = GnuplotScript(name: name, height: height)
        frame(&script, rows: chosen.rows.count, height: height, foot: foot, marks, claim: shares.claim)
        for (index, row) in chosen.rows.enumerated() {
            let y = chosen.rows.count - index
            switch row {
            case .heading(let text):
                script.label(text, at: "screen 0.012,first \(Double(y) - 0.2)", "left", color: .muted)
            case .group(let group):
                label(&script, group, y: y)
            }
        }
        draw(&script, chosen.rows, marks)

        let claim = shares.claim.map { " The dashed line is the claimed \(NumberText.level($0))." } ?? ""
        let left =
            chosen.omitted.isEmpty
            ? ""
            : " Groups by \(Wording.list(chosen.omitted)) are in the table only, for want of room."
        return FigurePlan(
            name: name, title: title,
            altText: altText(groups, shares),
            caption:
                "Marks are shares, lines their 95% Wilson intervals\(weightedIntervals(marks)). The distance between the "
                + "lower two marks, from the worst case to the best case, is what depends on the patients who were not "
                + "assessed.\(claim)\(left)",
            drawing: .gnuplot(script.text), data: data(shares, groups, marks))
    }

    /// Everybody, then each column with a heading while there is room for all of its groups.
    private static func rows(_ shares: Day7Shares) -> (rows: [Row], omitted: [String]) {
        var rows = shares.everybody.map { [Row.group($0)] } ?? []
        var omitted: [String] = []
        for breakdown in shares.breakdowns {
            if rows.count + breakdown.groups.count + 1 <= mostRows {
                rows.append(.heading("By \(breakdown.name)"))
                rows += breakdown.groups.map { .group($0) }
            } else {
                omitted.append(breakdown.name)
            }
        }
        return (rows, omitted)
    }

    /// Room below the plot, for the axis and the legend.
    private static func footHeight(_ marks: [Mark]) -> Int {
        82 + (marks.map(\.place.line).max() ?? 0) * 22
    }

    private static func weightedIntervals(_ marks: [Mark]) -> String {
        marks.contains { $0.denominator == .weighted } ? " (of weighted shares, t intervals on the logit scale)" : ""
    }

    private static func frame(
        _ script: inout GnuplotScript, rows: Int, height: Int, foot: Int, _ marks: [Mark], claim: Double?
    ) {
        let height = Double(height)
        script.line("set lmargin at screen 0.335")
        script.line("set rmargin at screen 0.815")
        script.line("set tmargin at screen \(1 - 30 / height)")
        script.line("set bmargin at screen \(Double(foot) / height)")
        script.line("set xrange [0:100]")
        script.line("set yrange [0.4:\(Double(rows) + 0.6)]")
        script.line("set xtics 0,20,100 format \"%g%%\"")
        script.line("unset ytics")
        script.line("set grid xtics linetype 1 linewidth 1 linecolor rgb \"\(FigureColor.grid.rawValue)\"")
        for mark in marks {
            script.legend(
                mark.legend, at: "screen \(mark.place.x),screen \(Double(18 + 22 * mark.place.line) / height)",
                pointType: mark.pointType, color: mark.color)
        }
        if let claim {
            script.line(
                "set arrow from first \(claim * 100),graph 0 to first \(claim * 100),graph 1 nohead dashtype (6,4) "
                    + "linewidth 1.5 linecolor rgb \"\(FigureColor.ink.rawValue)\"")
            script.label(
                "claim \(NumberText.level(claim))", at: "first \(claim * 100),screen \(1 - 16 / height)",
                claim > 0.8 ? "right offset 2,0" : "center", color: .ink)
        }
    }

    private static func label(_ script: inout GnuplotScript, _ group: Day7Shares.Group, y: Int) {
        script.label(GnuplotScript.short(group.label, 23), at: "screen 0.012,first \(Double(y) + 0.2)", "left")
        if let n = group.assessed?.n {
            script.label(
                n.isWithheld ? "n withheld" : "n = \(EstimateText.count(n))",
                at: "screen 0.012,first \(Double(y) - 0.22)", "left", color: .muted)
        }
        guard let assessed = group.assessed else { return }
        let text = EstimateText(assessed)
        let isShown = assessed.number != nil
        script.label(text.value, at: "screen 0.835,first \(Double(y) + 0.2)", "left", color: isShown ? .ink : .muted)
        if let limits = text.limits {
            script.label(limits, at: "screen 0.835,first \(Double(y) - 0.22)", "left", color: .muted)
        }
    }

    private static func draw(_ script: inout GnuplotScript, _ rows: [Row], _ marks: [Mark]) {
        var plots: [String] = []
        for mark in marks {
            var points: [[Double?]] = []
            for (index, row) in rows.enumerated() {
                guard case .group(let group) = row, let share = group.shares[mark.denominator],
                    let value = share.number
                else { continue }
                let lower = share.lower?.number ?? value
                let upper = share.upper?.number ?? value
                points.append([
                    Double(rows.count - index) + mark.offset, value * 100, lower * 100, (upper - lower) * 100,
                ])
            }
            guard !points.isEmpty else { continue }
            script.data(mark.denominator.rawValue, points)
            let color = "rgb \"\(mark.color.rawValue)\""
            plots.append(
                "$\(mark.denominator.rawValue) using 3:1:4:(0) with vectors nohead linewidth 2 linecolor \(color)")
            plots.append(
                "$\(mark.denominator.rawValue) using 2:1 with points pointtype \(mark.pointType) pointsize 0.9 linecolor \(color)"
            )
        }
        script.line("plot \(plots.joined(separator: ", \\\n    "))")
    }

    private static func altText(_ groups: [Day7Shares.Group], _ shares: Day7Shares) -> String {
        let parts = groups.compactMap { group -> String? in
            group.assessed.map { "\(group.label) \(EstimateText($0).cell)" }
        }
        let claim =
            shares.claim.map { " The claim of \(NumberText.level($0)) is a dashed line." } ?? ""
        return "Forest plot of the share without withdrawal among those assessed around day \(shares.day): "
            + parts.prefix(12).joined(separator: "; ") + (parts.count > 12 ? "; more in the table." : ".") + claim
    }

    private static func data(
        _ shares: Day7Shares, _ groups: [Day7Shares.Group], _ marks: [Mark]
    ) -> TidyTable {
        var rows: [[String]] = []
        for group in groups {
            let place = group.patients.place
            for mark in marks {
                guard let share = group.shares[mark.denominator] else { continue }
                rows.append([
                    place?.column.text ?? "", place?.level?.text ?? "", mark.denominator.rawValue,
                    TidyTable.cell(share.value), TidyTable.cell(share.lower), TidyTable.cell(share.upper),
                    TidyTable.cell(share.n), TidyTable.cell(share.events),
                ])
            }
        }
        return TidyTable(
            name: name, title: "Shares without withdrawal around day \(shares.day)",
            description: "The plotted shares with their intervals: Wilson's, of weighted shares t on the logit scale",
            fields: [
                .init("column", .string, "Column whose level the patients have; empty for everybody"),
                .init("column_level", .string, "The level; empty beside a column: not recorded"),
                .init("denominator", .string, "Who stands below the line"),
                .init("share", .number, "Share without withdrawal"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
                .init("n", .integer, "Patients below the line, or for whom a weighted share stands"),
                .init("events", .integer, "Patients without withdrawal; none of a weighted share"),
            ], rows: rows)
    }
}
