import Disclosure
import Findings
import Presentation

/// The share without withdrawal on each day, above the share that has not been free of it yet; a line for each trial or scale where the
/// study has several.
enum WithdrawalCourseFigure {
    static let name = "withdrawal_course"
    static let title = "Withdrawal from day to day"

    /// Days that a figure may span before its points run together.
    private static let lastDay = 60
    private static let panelHeight = 280
    /// A trial's or scale's colour; there are no more lines than these.
    private static let colors: [FigureColor] = [.first, .second, .third, .fourth]

    private struct Point {
        let day: Int
        let estimate: ReleasedEstimate

        var isShown: Bool { estimate.number != nil }
    }

    /// The numbers of one trial or scale, or of everybody.
    private struct Line {
        let part: StudyPlace?
        let color: FigureColor
        let shares: [Point]
        let curve: [Point]
    }

    /// The figure, or nothing where no share may be shown.
    static func plan(_ finding: ReleasedFinding) -> FigurePlan? {
        let daily = finding.all(.noWithdrawalAtTime)
        let curves = finding.all(.notYetFreeShare).filter { $0.key.ending == .first }
        let parts = (daily + curves).map(\.key.part).inOrderOfAppearance()
        let lines = zip(parts, colors).map { part, color in
            Line(part: part, color: color, shares: points(daily, part), curve: points(curves, part))
        }
        let panels = [false, true].filter { isStep in
            lines.contains { (isStep ? $0.curve : $0.shares).contains { $0.isShown } }
        }
        guard !panels.isEmpty else { return nil }

        let foot = lines.count > 1 ? 30 : 0
        let height = panels.count * panelHeight + 8 + foot
        var script = GnuplotScript(name: name, height: height)
        let days = lines.flatMap { $0.shares + $0.curve }.map(\.day)
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
        func share(_ pixels: Int) -> Double { Double(pixels) / Double(height) }
        for (position, isStep) in panels.enumerated() {
            let top = 1 - share(position * panelHeight + 44)
            let bottom = 1 - share(position * panelHeight + 224)
            script.line("set tmargin at screen \(top)")
            script.line("set bmargin at screen \(bottom)")
            script.line("unset label")
            script.label(
                isStep
                    ? "Not yet free: no assessment without withdrawal so far (Turnbull)"
                    : "Free on the day: share of those assessed on it",
                at: "screen 0.012,screen \(top + share(24))", "left")
            if position == panels.count - 1 {
                script.label(
                    "Days since the index day", at: "screen 0.97,screen \(bottom - share(46))", "right", color: .muted
                )
                for (number, line) in lines.enumerated() where lines.count > 1 {
                    script.legend(
                        GnuplotScript.short(line.part.map(StudyPart.title) ?? "", 20),
                        at: "screen \(0.03 + 0.24 * Double(number)),screen \(share(16))", pointType: 7,
                        color: line.color)
                }
            }
            let drawn = lines.enumerated().flatMap { number, line in
                plots(
                    &script, isStep ? line.curve : line.shares, isStep: isStep, "panel\(position)line\(number)",
                    line.color)
            }
            script.line(
                "plot \((drawn.map(\.band) + drawn.map(\.line)).compactMap(\.self).joined(separator: ", \\\n    "))")
        }
        script.line("unset multiplot")
        let isCut = (daily + curves).contains { ($0.key.day ?? 0) > lastDay }
        let through = isCut ? " Days after \(NumberText.count(lastDay)) are in the table." : ""
        let left = parts.count > lines.count ? " Only the first \(lines.count) are drawn; the table has all." : ""
        return FigurePlan(
            name: name, title: title,
            altText: lines.map(altText).joined(separator: " "),
            caption:
                "Bands are 95% intervals. Above, patients who have left no longer count; below, they count for as long as "
                + "they were followed. Days with few patients are withheld and leave a gap.\(through)\(left)",
            drawing: .gnuplot(script.text), data: data(lines))
    }

    /// The numbers by day; weeks are left to the table.
    private static func points(
        _ numbers: [(key: CourseKey, estimate: ReleasedEstimate)], _ part: StudyPlace?
    ) -> [Point] {
        numbers.compactMap { key, estimate in
            guard key.part == part, let day = key.day, day <= lastDay else { return nil }
            return Point(day: day, estimate: estimate)
        }.sorted { $0.day < $1.day }
    }

    /// What is drawn of one line: its band, which lies below, and the line itself.
    private static func plots(
        _ script: inout GnuplotScript, _ points: [Point], isStep: Bool, _ block: String, _ color: FigureColor
    ) -> [(band: String?, line: String?)] {
        let shown = points.filter(\.isShown)
        guard let first = shown.first else { return [] }
        var rows = shown.map(percentages)
        if isStep, first.day > 0 { rows.insert([0, 100, 100, 100], at: 0) }
        script.data(block, rows)
        let color = color.rawValue
        let fill = "fillcolor rgb \"\(color)\" fillstyle transparent solid 0.18 noborder"
        guard !isStep else {
            let corners = zip(rows, rows.dropFirst()).flatMap { row, next in
                [row, [next[0]] + row.dropFirst()]
            }
            script.data("\(block)band", (corners + rows.suffix(1)).filter { $0[2] != nil && $0[3] != nil })
            return [
                (
                    "$\(block)band using 1:3:4 with filledcurves \(fill)",
                    "$\(block) using 1:2 with steps linewidth 2.5 linecolor rgb \"\(color)\""
                )
            ]
        }
        var plots: [(band: String?, line: String?)] = []
        for (number, run) in contiguous(points).enumerated() where run.count > 1 {
            let name = "\(block)run\(number)"
            script.data(name, run.map(percentages))
            plots.append(
                (
                    "$\(name) using 1:3:4 with filledcurves \(fill)",
                    "$\(name) using 1:2 with lines linewidth 2.5 linecolor rgb \"\(color)\""
                ))
        }
        plots.append((nil, "$\(block) using 1:2 with points pointtype 7 pointsize 0.6 linecolor rgb \"\(color)\""))
        return plots
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

    private static func altText(_ line: Line) -> String {
        func ends(_ points: [Point]) -> String? {
            let shown = points.filter(\.isShown)
            guard let first = shown.first, let last = shown.last else { return nil }
            return "\(EstimateText(first.estimate).value) on day \(NumberText.count(first.day)) and "
                + "\(EstimateText(last.estimate).value) on day \(NumberText.count(last.day))"
        }
        let opening = line.part.map { "\(StudyPart.title($0)): " } ?? ""
        return [
            ends(line.shares).map {
                "\(opening)Line of the share without withdrawal among those assessed on each day: \($0)."
            },
            ends(line.curve).map { "\(opening)Steps of the share not yet free of withdrawal: \($0)." },
        ].compactMap(\.self).joined(separator: " ")
    }

    private static func data(_ lines: [Line]) -> TidyTable {
        let rows = lines.flatMap { line in
            (line.shares + line.curve).map { point in
                [
                    point.estimate.quantity.id, line.part?.column.text ?? "", line.part?.level?.text ?? "",
                    TidyTable.cell(Double(point.day)), TidyTable.cell(point.estimate.value),
                    TidyTable.cell(point.estimate.lower), TidyTable.cell(point.estimate.upper),
                    TidyTable.cell(point.estimate.n),
                ]
            }
        }
        let names = "\(Quantity.noWithdrawalAtTime.id), or \(Quantity.notYetFreeShare.id) (Turnbull)"
        return TidyTable(
            name: name, title: title, description: "The plotted shares with their intervals",
            fields: [
                .init("name", .string, names),
                .init("column", .string, "Trial or scale, where the study has several"),
                .init("column_level", .string, "Which one"),
                .init("day", .integer, "Days since the index day"),
                .init("share", .number, "The share"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
                .init("n", .integer, "Patients"),
            ], rows: rows)
    }
}
