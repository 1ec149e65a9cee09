import Disclosure
import Findings
import Presentation

/// Slopes by subgroup with their intervals, a heading for each column, and the pooled slope of sites and trials.
enum SubgroupsFigure {
    static let name = "subgroups_forest"
    static let title = "Slope of pain with exposure, by subgroup"

    /// Lines that a figure may hold before it stops being read.
    private static let mostRows = 26
    private static let rowHeight = 40
    private static let foot = 66

    private enum Row {
        case heading(String)
        case slope(label: String, column: String, level: String, ReleasedEstimate)
        /// The mean of a column with its interval, and where another slope lies.
        case pooled(column: String, ReleasedEstimate, another: ReleasedEstimate?)
    }

    /// The figure of the first instrument, or nothing where no slope may be shown.
    static func plan(_ finding: ReleasedFinding) -> FigurePlan? {
        guard let instrument = finding.instruments.first else { return nil }
        let (rows, omitted) = rows(finding, instrument)
        let marks = rows.compactMap { mark($0) }
        guard marks.contains(where: { $0.number != nil }) else { return nil }
        let height = rows.count * rowHeight + 24 + foot
        var script = GnuplotScript(name: name, height: height)
        frame(&script, rows, marks, height: height, instrument)
        for (index, row) in rows.enumerated() { label(&script, row, y: rows.count - index) }
        draw(&script, rows)
        let left =
            omitted.isEmpty ? "" : " Subgroups by \(Wording.list(omitted)) are in the table only, for want of room."
        return FigurePlan(
            name: name, title: title, altText: altText(rows),
            caption: """
                Marks are slopes per 30 days of exposure, lines their 95% intervals; diamonds are means of sites or trials, and the thin \
                line through one is where the slope of another lies. Whether slopes differ is what the test of interaction says, not which \
                intervals hold zero.\(left)\(instrument.directionNote.map { " \($0)" } ?? "")
                """,
            drawing: .gnuplot(script.text), data: data(rows))
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

    private static func mark(_ row: Row) -> ReleasedEstimate? {
        switch row {
        case .heading: nil
        case .slope(_, _, _, let slope): slope
        case .pooled(_, let slope, _): slope
        }
    }

    private static func frame(
        _ script: inout GnuplotScript, _ rows: [Row], _ marks: [ReleasedEstimate], height: Int,
        _ instrument: InstrumentInfo
    ) {
        let others = rows.compactMap { row -> ReleasedEstimate? in
            if case .pooled(_, _, let another) = row { another } else { nil }
        }
        let drawn: [Double?] = (marks + others).flatMap { [$0.number, $0.limits?.lower, $0.limits?.upper] }
        let values = drawn.compactMap(\.self) + [0]
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        let margin = max((high - low) * 0.05, 0.001)
        script.line("set lmargin at screen 0.3")
        script.line("set rmargin at screen 0.76")
        script.line("set tmargin at screen \(1 - 18 / Double(height))")
        script.line("set bmargin at screen \(Double(foot) / Double(height))")
        script.line("set xrange [\(TidyTable.cell(low - margin)):\(TidyTable.cell(high + margin))]")
        script.line("set yrange [0.4:\(Double(rows.count) + 0.6)]")
        script.line("set xtics \(TidyTable.cell(tick(high - low + 2 * margin))) format \"%g\"")
        script.line("unset ytics")
        script.line("set grid xtics linetype 1 linewidth 1 linecolor rgb \"\(FigureColor.grid.rawValue)\"")
        script.line(
            "set arrow from first 0,graph 0 to first 0,graph 1 nohead linewidth 1.5 linecolor rgb "
                + "\"\(FigureColor.muted.rawValue)\"")
        script.label(
            "\(Wording.capitalized(instrument.unitWords)) per 30 days: \(instrument.title)",
            at: "screen 0.76,screen \(18 / Double(height))", "right", color: .muted)
    }

    /// 1, 2 or 5 times a power of ten, of which at most four fit into a width: their labels do not run into each other.
    private static func tick(_ width: Double) -> Double {
        var unit = 1.0
        while unit > width { unit /= 10 }
        while unit * 10 <= width { unit *= 10 }
        return [0.2, 0.5, 1, 2, 5].map { $0 * unit }.first { 4 * $0 >= width } ?? 5 * unit
    }

    private static func label(_ script: inout GnuplotScript, _ row: Row, y: Int) {
        func add(_ name: String, _ estimate: ReleasedEstimate) {
            script.label(GnuplotScript.short(name, 21), at: "screen 0.03,first \(y)", "left")
            let text = EstimateText(estimate)
            let isShown = estimate.number != nil
            let height = text.limits == nil ? 0 : 0.2
            script.label(
                text.value, at: "screen 0.785,first \(Double(y) + height)", "left", color: isShown ? .ink : .muted)
            guard let limits = text.limits else { return }
            script.label(limits, at: "screen 0.785,first \(Double(y) - height)", "left", color: .muted)
        }
        switch row {
        case .heading(let text): script.label(text, at: "screen 0.012,first \(y)", "left", color: .muted)
        case .slope(let label, _, _, let slope): add(label, slope)
        case .pooled(_, let slope, _): add("Pooled", slope)
        }
    }

    private static func draw(_ script: inout GnuplotScript, _ rows: [Row]) {
        var plots: [String] = []
        func points(_ name: String, _ points: [[Double?]], _ color: FigureColor, width: Double, mark: Int?) {
            guard !points.isEmpty else { return }
            script.data(name, points)
            plots.append(
                "$\(name) using 3:1:4:(0) with vectors nohead linewidth \(width) linecolor rgb \"\(color.rawValue)\"")
            guard let mark else { return }
            plots.append(
                "$\(name) using 2:1 with points pointtype \(mark) pointsize 0.9 linecolor rgb \"\(color.rawValue)\"")
        }
        func point(_ index: Int, _ estimate: ReleasedEstimate) -> [Double?]? {
            guard let value = estimate.number else { return nil }
            let (lower, upper) = estimate.limits ?? (value, value)
            return [Double(rows.count - index), value, lower, upper - lower]
        }
        let indexed = Array(rows.enumerated())
        points(
            "another",
            indexed.compactMap { index, row in
                if case .pooled(_, _, let another?) = row { point(index, another) } else { nil }
            }, .second, width: 1, mark: nil)
        points(
            "slopes",
            indexed.compactMap { index, row in
                if case .slope(_, _, _, let slope) = row { point(index, slope) } else { nil }
            }, .first, width: 2, mark: 7)
        points(
            "pooled",
            indexed.compactMap { index, row in
                if case .pooled(_, let slope, _) = row { point(index, slope) } else { nil }
            }, .second, width: 3, mark: 13)
        script.line("plot \(plots.joined(separator: ", \\\n    "))")
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
