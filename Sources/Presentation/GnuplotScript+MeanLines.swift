import Disclosure
import Findings

/// A line through means on some days, with their intervals.
public struct MeanLine {
    /// In the legend; nil without a legend.
    public let label: String?
    /// Of the line, its points and intervals.
    public let color: FigureColor
    /// By day.
    public let points: [(day: Int, estimate: ReleasedEstimate)]

    /// A line.
    public init(label: String?, color: FigureColor, points: [(day: Int, estimate: ReleasedEstimate)]) {
        (self.label, self.color, self.points) = (label, color, points)
    }

    /// Every value and limit that is drawn.
    public var values: [Double] {
        points.flatMap { [$0.estimate.number, $0.estimate.limits?.lower, $0.estimate.limits?.upper] }.compactMap(\.self)
    }
}

extension GnuplotScript {
    /// A figure of means over study days: a line a group, with intervals, and a part of the scale on the vertical axis.
    public static func means(
        _ lines: [MeanLine], of instrument: InstrumentInfo, name: String, height: Int
    ) -> String {
        let values = lines.flatMap(\.values)
        let days = lines.flatMap(\.points).map { Double($0.day) }
        let (first, last) = (days.min() ?? 0, days.max() ?? 1)
        let edge = max(1, (last - first) * 0.04)
        var script = GnuplotScript(name: name, height: height)
        script.line("set xrange [\(TidyTable.cell(first - edge)):\(TidyTable.cell(last + edge))]")
        script.verticalAxis((values.min() ?? 0, values.max() ?? 1))
        script.frame(vertical: "Mean score: \(instrument.title)", horizontal: "Study day")
        script.plot(lines, step: max(1, last - first) * 0.008)
        return script.text
    }

    /// The vertical axis with some room beyond what is drawn.
    public mutating func verticalAxis(_ range: (low: Double, high: Double)) {
        let height = range.high - range.low
        let margin = max(height * 0.15, 0.05)
        line("set yrange [\(TidyTable.cell(range.low - margin)):\(TidyTable.cell(range.high + margin))]")
        line("set ytics format \"\(height > 10 ? "%g" : "%.1f")\"")
    }

    /// The grid, the edges of a figure with a legend below, and the names of its axes.
    public mutating func frame(vertical: String, horizontal: String) {
        line("set grid ytics linetype 1 linewidth 1 linecolor rgb \"\(FigureColor.grid.rawValue)\"")
        for (side, place) in [("lmargin", 0.095), ("rmargin", 0.97), ("tmargin", 0.87), ("bmargin", 0.25)] {
            line("set \(side) at screen \(place)")
        }
        label(vertical, at: "screen 0.012,screen 0.94", "left")
        label(horizontal, at: "screen 0.97,screen 0.125", "right", color: .muted)
    }

    /// Draws lines, each `step` days beside the one before, so that one interval does not hide another.
    ///
    /// - Parameter background: what gnuplot draws before them.
    public mutating func plot(_ lines: [MeanLine], step: Double, background: [String] = []) {
        var plots = background
        // Up to four names below the figure, in as much room as there is for each.
        let room = min(0.32, 0.96 / Double(max(lines.count, 1)))
        for (number, line) in lines.enumerated() {
            let shift = (Double(number) - Double(lines.count - 1) / 2) * step
            data(
                "line\(number)",
                line.points.map { day, estimate in
                    let (value, limits) = (estimate.number, estimate.limits)
                    return [
                        Double(day) + shift, value, limits?.lower ?? value, limits.map { $0.upper - $0.lower } ?? 0,
                    ]
                })
            let color = line.color.rawValue
            plots += [
                "$line\(number) using 1:2 with lines linewidth 1.5 linecolor rgb \"\(color)\"",
                "$line\(number) using 1:3:(0):4 with vectors nohead linewidth 2 linecolor rgb \"\(color)\"",
                "$line\(number) using 1:2 with points pointtype 7 pointsize 0.8 linecolor rgb \"\(color)\"",
            ]
            guard let label = line.label else { continue }
            legend(
                Self.short(label, Int(room * 70)),
                at: "screen \(TidyTable.cell(0.03 + room * Double(number))),screen 0.05", pointType: 7,
                color: line.color)
        }
        line("plot \(plots.joined(separator: ", \\\n    "))")
    }
}
