import Findings
import Foundation
import Presentation

/// The main answers over the runs: a panel a question, each with its first main answer and its intervals.
enum CourseFigure {
    static let title = "Main answers from report to report"
    /// Runs of which a course can be drawn.
    static let fewestRuns = 3
    /// Panels that a page has room for.
    private static let mostPanels = 6
    private static let panelHeight = 118
    private static let edges = (top: 22, bottom: 48)
    /// Days named below the last panel.
    private static let mostDays = 6
    /// Signs of a panel's name that fit on a line.
    private static let longestName = 74

    /// The figure; `nil` of fewer than three runs, or where nothing was shown in as many.
    static func plan(_ course: RunCourse) -> FigurePlan? {
        let panels = panels(of: course)
        guard course.runs.count >= fewestRuns, !panels.isEmpty else { return nil }
        let last = course.runs.last?.day ?? ""
        let isPartial = Set(course.series.map(\.name.finding)).count > panels.count
        return FigurePlan(
            name: "course", title: title,
            altText:
                "The first main answer of \(panels.count) questions with its interval in \(course.runs.count) reports up to \(last), one panel "
                + "a question.",
            caption:
                "Each point is a report, with the interval of its own day; a ring marks one that stands as of an earlier day. A gap: not shown or not "
                + "estimable. Points of one panel share most of their patients, so that they are alike for that reason too."
                + (isPartial ? " Other questions: nocitrend history." : ""),
            drawing: .gnuplot(script(panels, of: course)), data: CourseTable.table(RunCourse(runs(panels, of: course))))
    }

    /// What is drawn: main questions first.
    private static func panels(of course: RunCourse) -> [RunCourse.Series] {
        var seen: Set<String> = []
        let first = course.series.filter { series in
            series.last?.isMain == true && series.points.count { $0.number.value != nil } >= fewestRuns
                && series.points.contains { $0.number.interval != nil } && seen.insert(series.name.finding).inserted
        }
        return Array((first.filter(\.isOfMainQuestion) + first.filter { !$0.isOfMainQuestion }).prefix(mostPanels))
    }

    private static func runs(_ panels: [RunCourse.Series], of course: RunCourse) -> [RunCourse.Run] {
        let names = Set(panels.map(\.name))
        return course.runs.map { run in
            RunCourse.Run(
                name: run.name, day: run.day, numbers: run.numbers.filter { names.contains($0.name) },
                findings: run.findings)
        }
    }

    private static func script(_ panels: [RunCourse.Series], of course: RunCourse) -> String {
        let height = edges.top + edges.bottom + panelHeight * panels.count
        var script = GnuplotScript(name: "course", height: height)
        let places = RunPlaces(course.runs.map(\.day))
        func screen(_ pixels: Int) -> String { TidyTable.cell(1 - Double(pixels) / Double(height)) }
        script.line("set lmargin at screen 0.1")
        script.line("set rmargin at screen 0.96")
        script.line("set xrange [\(TidyTable.cell(places.range.low)):\(TidyTable.cell(places.range.high))]")
        script.line("set grid ytics linetype 1 linewidth 1 linecolor rgb \"\(FigureColor.grid.rawValue)\"")
        script.line("set multiplot")
        for (number, panel) in panels.enumerated() {
            let top = edges.top + panelHeight * number
            script.line("unset label")
            script.label(
                GnuplotScript.short(name(panel), longestName), at: "screen 0.012,screen \(screen(top - 2))", "left")
            script.line("set tmargin at screen \(screen(top + 14))")
            script.line("set bmargin at screen \(screen(top + panelHeight - 18))")
            let days = number == panels.count - 1 ? places.ticks(atMost: mostDays) : nil
            script.line(
                days.map { "set xtics scale 0 (\($0)) textcolor rgb \"\(FigureColor.muted.rawValue)\"" }
                    ?? "unset xtics")
            draw(panel, places, number, &script)
        }
        script.line("unset multiplot")
        return script.text
    }

    private static func name(_ series: RunCourse.Series) -> String {
        guard let last = series.last else { return series.title }
        let name = "\(series.title): \(Wording.uncapitalized(last.label))"
        let whole = "\(name), \(last.isShare ? "%" : last.unit)"
        return whole.count <= longestName ? whole : name
    }

    private static func draw(
        _ series: RunCourse.Series, _ places: RunPlaces, _ number: Int, _ script: inout GnuplotScript
    ) {
        // Shares are percentages to the reader.
        let scale = series.last?.isShare == true ? 100.0 : 1
        let values = series.points.flatMap { [$0.number.value, $0.number.lower, $0.number.upper] }.compactMap(\.self)
        let (low, high) = ((values.min() ?? 0) * scale, (values.max() ?? 1) * scale)
        let margin = max((high - low) * 0.12, abs(high) * 1e-3, 1e-9)
        script.line("set yrange [\(TidyTable.cell(low - margin)):\(TidyTable.cell(high + margin))]")
        script.line("set ytics \(TidyTable.cell(NiceStep.step(for: high - low, parts: 2))) format \"%g\"")
        var rows: [[Double?]] = []
        var standing: [[Double?]] = []
        var before = -1
        for point in series.points {
            guard let value = point.number.value else { continue }
            // An empty row parts the line.
            if before >= 0, point.run != before + 1 { rows.append([]) }
            before = point.run
            let interval = point.number.interval.map { ($0.lower * scale, ($0.upper - $0.lower) * scale) }
            let row: [Double?] = [places[point.run], value * scale, interval?.0 ?? value * scale, interval?.1 ?? 0]
            rows.append(row)
            if point.number.asOf != nil { standing.append(row) }
        }
        script.data("panel\(number)", rows)
        let color = FigureColor.first.rawValue
        var plots = [
            "$panel\(number) using 1:2 with lines linewidth 1.5 linecolor rgb \"\(color)\"",
            "$panel\(number) using 1:3:(0):4 with vectors nohead linewidth 2 linecolor rgb \"\(color)\"",
            "$panel\(number) using 1:2 with points pointtype 7 pointsize 0.8 linecolor rgb \"\(color)\"",
        ]
        if !standing.isEmpty {
            script.data("standing\(number)", standing)
            plots.append(
                "$standing\(number) using 1:2 with points pointtype 6 pointsize 1.3 linecolor rgb \"\(color)\"")
        }
        script.line("plot \(plots.joined(separator: ", \\\n    "))")
    }
}

/// Where the runs stand on the horizontal axis: by day, or one after another where two are of one day.
struct RunPlaces {
    private let places: [Double]
    private let days: [String]

    init(_ days: [String]) {
        let numbers = days.map(CivilDay.number)
        self.days = days
        if Set(numbers).count == days.count, !numbers.contains(nil), let first = numbers.first ?? nil {
            places = numbers.map { Double(($0 ?? first) - first) }
        } else {
            places = days.indices.map(Double.init)
        }
    }

    subscript(_ run: Int) -> Double { places[run] }

    /// A little more than what is covered.
    var range: (low: Double, high: Double) {
        let (first, last) = (places.first ?? 0, places.last ?? 1)
        let edge = max((last - first) * 0.06, 0.5)
        return (first - edge, last + edge)
    }

    /// Days below some of the runs, the last one among them.
    func ticks(atMost most: Int) -> String {
        let span = (places.last ?? 0) - (places.first ?? 0)
        var kept: [Int] = []
        for run in places.indices.reversed() {
            guard let right = kept.last else {
                kept.append(run)
                continue
            }
            if span > 0, (places[right] - places[run]) / span >= 1 / Double(most) { kept.append(run) }
        }
        return kept.reversed().map { "\(GnuplotScript.quoted(days[$0])) \(TidyTable.cell(places[$0]))" }
            .joined(separator: ", ")
    }
}

/// Days of the calendar as numbers.
enum CivilDay {
    /// Days since 1970-01-01 of a day such as `2026-11-27`; `nil` of another text.
    static func number(_ day: String) -> Int? {
        let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
        return (try? Date(day, strategy: style)).map { Int(($0.timeIntervalSince1970 / 86_400).rounded(.down)) }
    }
}
