import Findings
import Foundation

/// How text is drawn on a terminal.
public struct TerminalDrawing: Sendable, Hashable {
    /// Columns of a line.
    public let width: Int
    /// Whether only ASCII may be written.
    public let isASCII: Bool
    /// Whether marks are coloured.
    public let isColored: Bool

    /// A way of drawing.
    public init(width: Int, isASCII: Bool, isColored: Bool) {
        (self.width, self.isASCII, self.isColored) = (max(40, width), isASCII, isColored)
    }

    /// Text that stands out; plain without colours.
    public func bold(_ text: String) -> String { colored(text, 1) }
    /// A mark of a plot.
    func mark(_ text: String) -> String { colored(text, 36) }
    /// What is to be looked at.
    public func caution(_ text: String) -> String { colored(text, 33) }
    /// What went wrong.
    public func alarm(_ text: String) -> String { colored(text, 31) }

    private func colored(_ text: String, _ code: Int) -> String { isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }

    /// Text that the terminal can show: in ASCII a minus is a hyphen, and what has no such form a question mark.
    public func plain(_ text: String) -> String {
        let text = String(text.map { $0.isControl ? "?" : $0 })
        guard isASCII else { return text }
        let forms: [Character: String] = [
            "\u{2212}": "-", "\u{2013}": "-", "\u{2014}": "-", "\u{2026}": ".", "\u{2019}": "'", "\u{201C}": "\"",
            "\u{201D}": "\"", "\u{00A0}": " ", "\u{00B7}": "-",
        ]
        return text.map { $0.isASCII ? String($0) : forms[$0] ?? "?" }.joined()
    }

    /// A text of at most so many columns.
    func short(_ text: String, _ length: Int) -> String {
        guard text.count > length else { return text }
        return isASCII ? text.prefix(max(0, length - 2)) + ".." : text.prefix(max(0, length - 1)) + "\u{2026}"
    }
}

/// A number over the runs, drawn with signs: a column a run, its interval as a bar, its value as a point.
struct CoursePlot {
    let series: RunCourse.Series
    let runs: [RunCourse.Run]
    let drawing: TerminalDrawing
    /// Lines of the plot itself.
    private static let height = 10
    private static let widest = 6

    /// The plot, a line each; none where no run shows a value.
    var lines: [String] {
        let values = series.points.flatMap { [$0.number.value, $0.number.lower, $0.number.upper] }.compactMap(\.self)
        guard let low = values.min(), let high = values.max() else { return [] }
        let scale = Scale(low: low, high: high, rows: Self.height)
        let labels = scale.labels(isShare: series.last?.isShare == true).map(drawing.plain)
        let edge = labels.map(\.count).max() ?? 0
        let room = drawing.width - edge - 3
        let shown = runs.indices.suffix(max(1, room / 2))
        let column = max(1, min(Self.widest, room / max(1, shown.count)))
        let points = Dictionary(series.points.map { ($0.run, $0.number) }, uniquingKeysWith: { first, _ in first })
        var lines: [String] = []
        for row in (0..<Self.height).reversed() {
            var line = String(repeating: " ", count: edge - labels[row].count) + labels[row]
            line += drawing.isASCII ? (labels[row].isEmpty ? " |" : " +") : (labels[row].isEmpty ? " │" : " ┤")
            for run in shown {
                let sign = points[run].map { self.sign($0, row, scale) } ?? " "
                let left = (column - 1) / 2
                line += String(repeating: " ", count: left) + sign + String(repeating: " ", count: column - 1 - left)
            }
            lines.append(line.trimmingTrailingBlanks)
        }
        return lines + axis(shown, edge, column)
    }

    private func sign(_ number: RecordedNumber, _ row: Int, _ scale: Scale) -> String {
        guard let value = number.value else { return " " }
        if scale.row(value) == row {
            return drawing.mark(
                number.asOf == nil ? (drawing.isASCII ? "o" : "●") : (drawing.isASCII ? "." : "○"))
        }
        guard let interval = number.interval, (scale.row(interval.lower)...scale.row(interval.upper)).contains(row)
        else { return " " }
        return drawing.mark(drawing.isASCII ? "|" : "│")
    }

    private func axis(_ shown: Range<Int>, _ edge: Int, _ column: Int) -> [String] {
        let count = shown.count * column
        let line =
            String(repeating: " ", count: edge) + (drawing.isASCII ? " +" : " └")
            + String(repeating: drawing.isASCII ? "-" : "─", count: count)
        guard let first = shown.first, let last = shown.last else { return [line] }
        let (start, end) = (runs[first].day, runs[last].day)
        let gap = count - start.count - end.count
        let days =
            gap >= 1 ? start + String(repeating: " ", count: gap) + end : start == end ? start : "\(start) to \(end)"
        return [line, String(repeating: " ", count: edge + 2) + days]
    }

    /// Rows of the plot by value.
    private struct Scale {
        let low: Double
        let high: Double
        let rows: Int

        func row(_ value: Double) -> Int {
            guard high > low else { return rows / 2 }
            return min(rows - 1, max(0, Int(((value - low) / (high - low) * Double(rows - 1)).rounded())))
        }

        /// A label in the lowest row, the highest and one between, by row.
        func labels(isShare: Bool) -> [String] {
            var labels = Array(repeating: "", count: rows)
            let decimals = NumberText.decimals(standardError: (high - low) / 4)
            for row in [0, rows / 2, rows - 1] {
                let value =
                    high > low ? low + (high - low) * Double(row) / Double(rows - 1) : low
                if high == low, row != rows / 2 { continue }
                labels[row] = isShare ? NumberText.percent(value) : NumberText.fixed(value, decimals: decimals)
            }
            return labels
        }
    }
}

extension Character {
    /// Whether a terminal might obey it.
    fileprivate var isControl: Bool {
        unicodeScalars.contains { [.control, .format, .lineSeparator].contains($0.properties.generalCategory) }
    }
}

extension RecordedNumber {
    /// Whether the value is a share, which reads as a percentage.
    var isShare: Bool { unit == Unit.share.text(nil) || unit == Unit.shareOfRows.text(nil) }
}

extension String {
    var trimmingTrailingBlanks: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
