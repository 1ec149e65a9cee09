import Disclosure
import Findings
import Presentation

/// The share without withdrawal on each day, above the Kaplan-Meier share that is not yet free of it.
enum WithdrawalCourseFigure {
    static let name = "withdrawal_course"
    static let title = "Withdrawal from day to day"

    /// Days that a figure may span before its points run together.
    private static let lastDay = 60
    private static let panelHeight = 280

    private struct Point {
        let day: Int
        let estimate: ReleasedEstimate

        var isShown: Bool { estimate.number != nil }
    }

    /// The figure, or nothing where no share may be shown.
    static func plan(_ finding: ReleasedFinding) -> FigurePlan? {
        let daily = finding.all(.noWithdrawalAtTime)
        let curves = finding.all(.notYetFreeShare)
        let shares = points(daily)
        let curve = points(curves)
        let panels = [(shares, false), (curve, true)].filter { $0.0.contains { $0.isShown } }
        guard !panels.isEmpty else { return nil }

        var script = GnuplotScript(name: name, height: panels.count * panelHeight + 8)
        let days = panels.flatMap(\.0).map(\.day)
        let first = min(0, days.min() ?? 0)
        let last = max(first + 1, days.max() ?? 1)
        script.line("set xrange [\(first):\(last)]")
        script.line("set yrange [0:100]")
        script.line("set ytics 0,25,100 format \"%g%%\"")
        script.line("set xtics \(last - first > 35 ? 10 : last - first > 14 ? 7 : 2)")
        script.line(
            "set grid ytics linetype 1 linewidth 1 linecolor rgb \"\(FigureColor.grid.rawValue)\"")
        script.line("set lmargin at screen 0.095")
        script.line("set rmargin at screen 0.97")
        script.line("set multiplot")
        let height = Double(panels.count * panelHeight + 8)
        for (position, panel) in panels.enumerated() {
            let top = 1 - (Double(position * panelHeight) + 44) / height
            let bottom = 1 - (Double(position * panelHeight) + 224) / height
            script.line("set tmargin at screen \(top)")
            script.line("set bmargin at screen \(bottom)")
            script.line("unset label")
            script.label(
                panel.1
                    ? "Not yet free: no assessment without withdrawal so far (Kaplan\u{2013}Meier)"
                    : "Free on the day: share of those assessed on it",
                at: "screen 0.012,screen \(top + 24 / height)", "left")
            if position == panels.count - 1 {
                script.label(
                    "Days since the index day", at: "screen 0.97,screen \(bottom - 46 / height)", "right", color: .muted
                )
            }
            plot(&script, panel.0, isStep: panel.1, panel: position)
        }
        script.line("unset multiplot")
        let isCut = (daily + curves).contains { ($0.key.day ?? 0) > lastDay }
        let through = isCut ? " Days after \(NumberText.count(lastDay)) are in the table." : ""
        return FigurePlan(
            name: name, title: title,
            altText: altText(shares, curve),
            caption:
                "Bands are 95% intervals. Above, patients who have left no longer count; below, they count for as long as "
                + "they were followed. Days with few patients are withheld and leave a gap.\(through)",
            drawing: .gnuplot(script.text), data: data(shares, curve))
    }

    /// The numbers by day, all scales together; scales and weeks are left to the table.
    private static func points(_ numbers: [(key: CourseKey, estimate: ReleasedEstimate)]) -> [Point] {
        numbers.compactMap { key, estimate in
            guard key.scale == nil, let day = key.day, day <= lastDay else { return nil }
            return Point(day: day, estimate: estimate)
        }.sorted { $0.day < $1.day }
    }

    private static func plot(_ script: inout GnuplotScript, _ points: [Point], isStep: Bool, panel: Int) {
        var bands: [String] = []
        var lines: [String] = []
        let block = "panel\(panel)"
        let shown = points.filter(\.isShown)
        var rows = shown.map(percentages)
        if isStep, let first = shown.first, first.day > 0 { rows.insert([0, 100, 100, 100], at: 0) }
        script.data(block, rows)
        let color = FigureColor.first.rawValue
        let fill = "fillcolor rgb \"\(color)\" fillstyle transparent solid 0.18 noborder"
        if isStep {
            let corners = zip(rows, rows.dropFirst()).flatMap { row, next in
                [row, [next[0]] + row.dropFirst()]
            }
            script.data("\(block)band", (corners + rows.suffix(1)).filter { $0[2] != nil && $0[3] != nil })
            bands.append("$\(block)band using 1:3:4 with filledcurves \(fill)")
            lines.append("$\(block) using 1:2 with steps linewidth 2.5 linecolor rgb \"\(color)\"")
        } else {
            for (number, run) in contiguous(points).enumerated() where run.count > 1 {
                let name = "\(block)run\(number)"
                script.data(name, run.map(percentages))
                bands.append("$\(name) using 1:3:4 with filledcurves \(fill)")
                lines.append("$\(name) using 1:2 with lines linewidth 2.5 linecolor rgb \"\(color)\"")
            }
            lines.append("$\(block) using 1:2 with points pointtype 7 pointsize 0.6 linecolor rgb \"\(color)\"")
        }
        script.line("plot \((bands + lines).joined(separator: ", \\\n    "))")
    }

    /// A row of the script: day, share, limits, in percent.
    private static func percentages(_ point: Point) -> [Double?] {
        let estimate = point.estimate
        return [Double(point.day)]
            + [estimate.value, estimate.lower, estimate.upper].map { $0?.number.map { $0 * 100 } }
    }

    /// Stretches of days between which nothing is withheld.
    private static func contiguous(_ points: [Point]) -> [[Point]] {
        points.split { !$0.isShown || $0.estimate.lower?.number == nil }.map(Array.init)
    }

    private static func altText(_ shares: [Point], _ curve: [Point]) -> String {
        func ends(_ points: [Point]) -> String? {
            let shown = points.filter(\.isShown)
            guard let first = shown.first, let last = shown.last else { return nil }
            return "\(EstimateText(first.estimate).value) on day \(NumberText.count(first.day)) and "
                + "\(EstimateText(last.estimate).value) on day \(NumberText.count(last.day))"
        }
        return [
            ends(shares).map { "Line of the share without withdrawal among those assessed on each day: \($0)." },
            ends(curve).map { "Kaplan-Meier steps of the share not yet free of withdrawal: \($0)." },
        ].compactMap(\.self).joined(separator: " ")
    }

    private static func data(_ shares: [Point], _ curve: [Point]) -> TidyTable {
        let rows = (shares + curve).map { point in
            [
                point.estimate.quantity.id, TidyTable.cell(Double(point.day)), TidyTable.cell(point.estimate.value),
                TidyTable.cell(point.estimate.lower), TidyTable.cell(point.estimate.upper),
                TidyTable.cell(point.estimate.n),
            ]
        }
        let names = "\(Quantity.noWithdrawalAtTime.id), or \(Quantity.notYetFreeShare.id) (Kaplan-Meier)"
        return TidyTable(
            name: name, title: title, description: "The plotted shares with their intervals",
            fields: [
                .init("name", .string, names),
                .init("day", .integer, "Days since the index day"),
                .init("share", .number, "The share"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
                .init("n", .integer, "Patients"),
            ], rows: rows)
    }
}
