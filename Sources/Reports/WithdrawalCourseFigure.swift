import Findings

/// The share without withdrawal on each day, above the Kaplan-Meier share that is not yet free of it.
enum WithdrawalCourseFigure {
    static let name = "withdrawal_course"

    /// Days that a figure may span before its points run together.
    private static let lastDay = 60.0
    private static let panelHeight = 280

    private struct Point {
        let day: Double
        let estimate: Estimate
    }

    private struct Series {
        let scale: String?
        let points: [Point]
    }

    /// The figure, or nothing where no share may be shown.
    static func plan(_ finding: Finding) -> FigurePlan? {
        let daily = series(finding.estimates(named: "no_withdrawal_share"))
        let curves = series(finding.estimates(named: "not_yet_free_share"))
        let drawn = [daily, curves].map { panel in
            panel.filter { $0.points.contains { $0.estimate.value?.number != nil } }
        }
        guard let shares = drawn.first, let curve = drawn.last, !(shares.isEmpty && curve.isEmpty) else { return nil }
        let panels = [(shares, false), (curve, true)].filter { !$0.0.isEmpty }

        var script = GnuplotScript(name: name, height: panels.count * panelHeight + 8)
        let days = (shares + curve).flatMap { $0.points.map(\.day) }
        let first = min(0, days.min() ?? 0)
        let last = max(first + 1, days.max() ?? 1)
        script.line("set xrange [\(TidyTable.cell(first)):\(TidyTable.cell(last))]")
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
            plot(&script, panel.0, isStep: panel.1, panel: position, top: top, height: height)
        }
        script.line("unset multiplot")
        let isCut = finding.estimates.contains { ($0.group["day"].flatMap { Double($0) } ?? 0) > lastDay }
        let through = isCut ? " Days after \(NumberText.count(lastDay)) are in the table." : ""
        return FigurePlan(
            name: name, title: "Withdrawal from day to day",
            altText: altText(shares, curve),
            caption:
                "Bands are 95% intervals. Above, patients who have left no longer count; below, they count for as long as "
                + "they were followed. Days with few patients are withheld and leave a gap.\(through)",
            script: script.text, data: data(shares, curve))
    }

    /// Everybody's series, or one a scale where scales are kept apart; weeks are left to the table.
    private static func series(_ estimates: [Estimate]) -> [Series] {
        let points = estimates.compactMap { estimate in
            estimate.group["day"].flatMap { Double($0) }.map { Point(day: $0, estimate: estimate) }
        }.filter { $0.day <= lastDay }
        let scales = points.map { $0.estimate.group["scale"] }.inOrderOfAppearance()
        let chosen = scales.contains(nil) ? [nil] : scales
        return chosen.prefix(FigureColor.series.count).map { scale in
            Series(
                scale: scale,
                points: points.filter { $0.estimate.group["scale"] == scale }.sorted { $0.day < $1.day })
        }
    }

    private static func plot(
        _ script: inout GnuplotScript, _ series: [Series], isStep: Bool, panel: Int, top: Double, height: Double
    ) {
        var bands: [String] = []
        var lines: [String] = []
        for (index, one) in series.enumerated() {
            let block = "panel\(panel)series\(index)"
            let shown = one.points.filter { $0.estimate.value?.number != nil }
            var rows = shown.map(percentages)
            if isStep, let first = shown.first, first.day > 0 { rows.insert([0, 100, 100, 100], at: 0) }
            let color = FigureColor.series[index].rawValue
            let fill = "fillcolor rgb \"\(color)\" fillstyle transparent solid 0.18 noborder"
            if isStep {
                script.data(block, rows)
                let corners = zip(rows, rows.dropFirst()).flatMap { row, next in
                    [row, [next[0]] + row.dropFirst()]
                }
                script.data("\(block)band", (corners + rows.suffix(1)).filter { $0[2] != nil && $0[3] != nil })
                bands.append("$\(block)band using 1:3:4 with filledcurves \(fill)")
                lines.append("$\(block) using 1:2 with steps linewidth 2.5 linecolor rgb \"\(color)\"")
            } else {
                script.data(block, rows)
                let runs = contiguous(one.points)
                for (number, run) in runs.enumerated() where run.count > 1 {
                    let name = "\(block)run\(number)"
                    script.data(name, run.map(percentages))
                    bands.append("$\(name) using 1:3:4 with filledcurves \(fill)")
                    lines.append("$\(name) using 1:2 with lines linewidth 2.5 linecolor rgb \"\(color)\"")
                }
                lines.append(
                    "$\(block) using 1:2 with points pointtype 7 pointsize 0.6 linecolor rgb \"\(color)\"")
            }
            if let scale = one.scale, series.count > 1 {
                script.legend(
                    Wording.scale(scale), at: "screen \(0.72 + Double(index) * 0.13),screen \(top + 24 / height)",
                    pointType: 7, color: FigureColor.series[index])
            }
        }
        script.line("plot \((bands + lines).joined(separator: ", \\\n    "))")
    }

    /// A row of the script: day, share, limits, in percent.
    private static func percentages(_ point: Point) -> [Double?] {
        let estimate = point.estimate
        return [point.day] + [estimate.value, estimate.lower, estimate.upper].map { $0?.number.map { $0 * 100 } }
    }

    /// Stretches of days between which nothing is withheld.
    private static func contiguous(_ points: [Point]) -> [[Point]] {
        points.split { $0.estimate.value?.number == nil || $0.estimate.lower?.number == nil }.map(Array.init)
    }

    private static func altText(_ shares: [Series], _ curves: [Series]) -> String {
        func ends(_ series: [Series]) -> String? {
            guard let points = series.first?.points.filter({ $0.estimate.value?.number != nil }),
                let first = points.first, let last = points.last
            else { return nil }
            return "\(EstimateText(first.estimate).value) on day \(NumberText.count(first.day)) and "
                + "\(EstimateText(last.estimate).value) on day \(NumberText.count(last.day))"
        }
        return [
            ends(shares).map { "Line of the share without withdrawal among those assessed on each day: \($0)." },
            ends(curves).map { "Kaplan-Meier steps of the share not yet free of withdrawal: \($0)." },
        ].compactMap { $0 }.joined(separator: " ")
    }

    private static func data(_ shares: [Series], _ curves: [Series]) -> TidyTable {
        let rows = [("no_withdrawal_share", shares), ("not_yet_free_share", curves)].flatMap { name, series in
            series.flatMap { one in
                one.points.map { point in
                    [
                        name, one.scale ?? "", TidyTable.cell(point.day), TidyTable.cell(point.estimate.value),
                        TidyTable.cell(point.estimate.lower), TidyTable.cell(point.estimate.upper),
                        TidyTable.cell(point.estimate.n),
                    ]
                }
            }
        }
        return TidyTable(
            name: name, title: "Withdrawal from day to day", description: "The plotted shares with their intervals",
            fields: [
                .init("name", .string, "no_withdrawal_share, or not_yet_free_share (Kaplan-Meier)"),
                .init("scale", .string, "Withdrawal scale; empty where not told apart"),
                .init("day", .integer, "Days since the index day"),
                .init("share", .number, "The share"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
                .init("n", .integer, "Patients"),
            ], rows: rows)
    }
}
