import Disclosure

/// Estimates with their intervals one below the other against no difference, their numbers written beside them.
public struct ForestPlot {
    /// A line of the plot.
    public enum Row {
        /// What the lines below have in common.
        case heading(String)
        /// A dot with its interval.
        case estimate(label: String, ReleasedEstimate)
        /// A diamond with its interval, and a thin line where that of another lies.
        case pooled(label: String, ReleasedEstimate, another: ReleasedEstimate?)

        /// What is drawn; of headings nothing.
        public var estimate: ReleasedEstimate? {
            switch self {
            case .heading: nil
            case .estimate(_, let estimate), .pooled(_, let estimate, _): estimate
            }
        }

        fileprivate var another: ReleasedEstimate? {
            if case .pooled(_, _, let another) = self { another } else { nil }
        }
    }

    /// Room for the labels.
    public enum Labels {
        /// Of words.
        case short
        /// Of phrases.
        case long

        fileprivate var length: Int { self == .short ? 21 : 31 }
        fileprivate var margin: Double { self == .short ? 0.3 : 0.43 }
    }

    private let name: String
    private let rows: [Row]
    private let axis: String
    private let labels: Labels

    private static let rowHeight = 40
    private static let foot = 66
    /// Where the plot ends, and where the numbers begin: limits of three decimals, both below zero, fit beside it.
    private static let (end, numbers) = (0.715, 0.735)

    /// A plot of a figure's name.
    ///
    /// - Parameter axis: Written below the numbers.
    public init(name: String, rows: [Row], axis: String, labels: Labels) {
        (self.name, self.rows, self.axis, self.labels) = (name, rows, axis, labels)
    }

    /// Its script; nil where no number may be shown.
    public var script: String? {
        guard rows.contains(where: { $0.estimate?.number != nil }) else { return nil }
        let height = rows.count * Self.rowHeight + 24 + Self.foot
        var script = GnuplotScript(name: name, height: height)
        frame(&script, height: Double(height))
        for (index, row) in rows.enumerated() { label(&script, row, y: rows.count - index) }
        draw(&script)
        return script.text
    }

    private func frame(_ script: inout GnuplotScript, height: Double) {
        let drawn: [Double?] = (rows.compactMap(\.estimate) + rows.compactMap(\.another))
            .flatMap { [$0.number, $0.limits?.lower, $0.limits?.upper] }
        let values = drawn.compactMap(\.self) + [0]
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        let margin = max((high - low) * 0.05, 0.001)
        script.line("set lmargin at screen \(TidyTable.cell(labels.margin))")
        script.line("set rmargin at screen \(Self.end)")
        script.line("set tmargin at screen \(1 - 18 / height)")
        script.line("set bmargin at screen \(Double(Self.foot) / height)")
        script.line("set xrange [\(TidyTable.cell(low - margin)):\(TidyTable.cell(high + margin))]")
        script.line("set yrange [0.4:\(Double(rows.count) + 0.6)]")
        script.line("set xtics \(TidyTable.cell(Self.tick(high - low + 2 * margin))) format \"%g\"")
        script.line("unset ytics")
        script.line("set grid xtics linetype 1 linewidth 1 linecolor rgb \"\(FigureColor.grid.rawValue)\"")
        script.line(
            "set arrow from first 0,graph 0 to first 0,graph 1 nohead linewidth 1.5 linecolor rgb "
                + "\"\(FigureColor.muted.rawValue)\"")
        script.label(axis, at: "screen \(Self.end),screen \(18 / height)", "right", color: .muted)
    }

    /// 1, 2 or 5 times a power of ten, of which at most four fit into a width: their labels do not run into each other.
    private static func tick(_ width: Double) -> Double {
        var unit = 1.0
        while unit > width { unit /= 10 }
        while unit * 10 <= width { unit *= 10 }
        return [0.2, 0.5, 1, 2, 5].map { $0 * unit }.first { 4 * $0 >= width } ?? 5 * unit
    }

    private func label(_ script: inout GnuplotScript, _ row: Row, y: Int) {
        switch row {
        case .heading(let text): script.label(text, at: "screen 0.012,first \(y)", "left", color: .muted)
        case .estimate(let label, let estimate), .pooled(let label, let estimate, _):
            script.label(GnuplotScript.short(label, labels.length), at: "screen 0.03,first \(y)", "left")
            let text = EstimateText(estimate)
            let isShown = estimate.number != nil
            let height = text.limits == nil ? 0 : 0.2
            script.label(
                text.value, at: "screen \(Self.numbers),first \(Double(y) + height)", "left",
                color: isShown ? .ink : .muted)
            guard let limits = text.limits else { return }
            script.label(limits, at: "screen \(Self.numbers),first \(Double(y) - height)", "left", color: .muted)
        }
    }

    private func draw(_ script: inout GnuplotScript) {
        var plots: [String] = []
        func points(
            _ name: String, _ color: FigureColor, width: Double, mark: Int?, _ drawn: (Row) -> ReleasedEstimate?
        ) {
            let points = rows.enumerated().compactMap { index, row -> [Double?]? in
                guard let estimate = drawn(row), let value = estimate.number else { return nil }
                let (lower, upper) = estimate.limits ?? (value, value)
                return [Double(rows.count - index), value, lower, upper - lower]
            }
            guard !points.isEmpty else { return }
            script.data(name, points)
            plots.append(
                "$\(name) using 3:1:4:(0) with vectors nohead linewidth \(width) linecolor rgb \"\(color.rawValue)\"")
            guard let mark else { return }
            plots.append(
                "$\(name) using 2:1 with points pointtype \(mark) pointsize 0.9 linecolor rgb \"\(color.rawValue)\"")
        }
        points("another", .second, width: 1, mark: nil, \.another)
        points("estimates", .first, width: 2, mark: 7) { if case .estimate(_, let own) = $0 { own } else { nil } }
        points("pooled", .second, width: 3, mark: 13) { if case .pooled(_, let own, _) = $0 { own } else { nil } }
        script.line("plot \(plots.joined(separator: ", \\\n    "))")
    }
}
