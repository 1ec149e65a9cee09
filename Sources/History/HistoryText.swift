import Findings
import Presentation

/// The history of a study for a person at a terminal.
public struct HistoryText: Sendable {
    private let drawing: TerminalDrawing

    /// A text for a terminal.
    public init(_ drawing: TerminalDrawing) { self.drawing = drawing }

    /// The runs, and the main answers over them.
    public func list(_ runs: [RecordedRun], _ course: RunCourse) -> String {
        var table = TextColumns(
            heads: ["Run", "Day", "Patients", "Answered", "Withheld", "As before", "Warnings"],
            isNumeric: [false, false, true, true, true, true, true])
        for run in runs {
            table.rows.append([
                run.name, run.day, run.patients.map { NumberText.count($0) } ?? EstimateText.absent,
                "\(run.answered) of \(run.questions)", NumberText.count(run.withheld), NumberText.count(run.standing),
                NumberText.count(run.warnings),
            ])
        }
        return (table.lines(drawing) + [""] + answers(course)).joined(separator: "\n")
    }

    /// The first main answer of each question: its course as small bars, and as the last run shows it.
    private func answers(_ course: RunCourse) -> [String] {
        var seen: Set<String> = []
        let first = course.series.filter { series in
            series.last?.isMain == true && series.points.last?.run == course.runs.count - 1
                && series.last?.value != nil && seen.insert(series.name.finding).inserted
        }
        guard !first.isEmpty else { return [] }
        let bars = first.map { $0.bars(runs: course.runs.count, isASCII: drawing.isASCII) }
        var table = TextColumns(
            heads: ["Finding", "Course", "Last run", "Main answer"], isNumeric: [false, false, false, false], cut: 3)
        for (series, bar) in zip(first, bars) {
            table.rows.append([
                series.name.finding, bar, series.last?.text ?? "", series.last?.label ?? "",
            ])
        }
        return table.lines(drawing) + [""]
            + wrapped("“As before”: numbers that stand as of an earlier day. A course: --finding FINDING.")
    }

    /// A number over the runs, as a table and a plot.
    public func course(_ series: RunCourse.Series, of runs: [RunCourse.Run]) -> String {
        var head = "\(series.title): \(Wording.uncapitalized(series.last?.label ?? ""))"
        if let words = series.last?.keyWords, !words.isEmpty { head += " (\(words))" }
        var table = TextColumns(
            heads: ["Run", "Day", "Value", "n", "As of"], isNumeric: [false, false, false, true, false])
        for point in series.points {
            let number = point.number
            table.rows.append([
                runs[point.run].name, runs[point.run].day, number.text, number.n.map { NumberText.count($0) } ?? "",
                number.asOf ?? "",
            ])
        }
        let interval = series.last?.level.map { ", \(EstimateText.intervalName($0)) in brackets" } ?? ""
        let unit = series.last.map { $0.isShare ? "percent" : $0.unit } ?? ""
        return
            (wrapped(head).map(drawing.bold)
            + ["\(unit)\(interval); \(series.name.finding) \(series.name.quantity) \(series.name.key)"].flatMap(wrapped)
            + [""] + table.lines(drawing) + [""]
            + CoursePlot(series: series, runs: runs, drawing: drawing).lines).joined(separator: "\n")
    }

    private func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        for word in drawing.plain(text).split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= drawing.width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}

extension RunCourse.Series {
    /// The values as small bars, one a run; a blank where none is shown.
    func bars(runs: Int, isASCII: Bool) -> String {
        let signs = isASCII ? ["_", ".", "-", "~", "^"] : ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        let values = points.compactMap(\.number.value)
        guard let low = values.min(), let high = values.max() else { return "" }
        var bars = Array(repeating: " ", count: runs)
        for point in points {
            guard let value = point.number.value else { continue }
            let part = high > low ? (value - low) / (high - low) : 0.5
            bars[point.run] = signs[Int((part * Double(signs.count - 1)).rounded())]
        }
        return bars.suffix(16).joined()
    }
}

/// A table of a terminal: columns as wide as what stands in them, one of them cut where the line has no room.
struct TextColumns {
    let heads: [String]
    let isNumeric: [Bool]
    var rows: [[String]] = []
    private static let gap = 2
    private static let least = 12
    /// The column that is cut.
    private let cut: Int

    init(heads: [String], isNumeric: [Bool], cut: Int = 0) {
        (self.heads, self.isNumeric, self.cut) = (heads, isNumeric, cut)
    }

    /// The lines. Where the terminal has no room, the last columns go.
    func lines(_ drawing: TerminalDrawing) -> [String] {
        let texts = ([heads] + rows).map { $0.map(drawing.plain) }
        var widths = heads.indices.map { column in texts.map { $0[column].count }.max() ?? 0 }
        var cut = cut
        func others() -> Int { widths.reduce(-widths[cut], +) + Self.gap * (widths.count - 1) }
        while widths.count > 2, others() + min(Self.least, widths[cut]) > drawing.width {
            widths.removeLast()
            if cut >= widths.count { cut = 0 }
        }
        widths[cut] = min(widths[cut], max(Self.least, drawing.width - others()))
        return texts.enumerated().map { number, row in
            let cells = zip(row, widths).enumerated().map { column, cell in
                let text = drawing.short(cell.0, cell.1)
                let blanks = String(repeating: " ", count: max(0, cell.1 - text.count))
                return isNumeric[column] ? blanks + text : text + blanks
            }
            let line = cells.joined(separator: String(repeating: " ", count: Self.gap)).trimmingTrailingBlanks
            return number == 0 ? drawing.bold(line) : line
        }
    }
}
