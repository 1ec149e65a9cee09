import Disclosure
import Findings
import Presentation

/// Draws the figures of a run and says what stands where one is missing.
struct ReportFigures {
    private(set) var figures: [Figure] = []
    private(set) var illustrations: [ReportPage.Illustration] = []
    private(set) var warnings: [String] = []
    /// Figures that gnuplot did not draw, and why.
    private var failures: [(figure: String, reason: String)] = []
    private var isNotFound = false
    /// Whether gnuplot hangs: it is not asked again, as each figure would take as long as is allowed.
    private var hangs = false
    /// The main answers over the runs.
    private(set) var course: ReportPage.Illustration?

    /// What is said where figures could not be drawn, with the remedy; also where only errors are shown.
    var alerts: [String] {
        var alerts = isNotFound ? [Self.gnuplotMissing] : []
        if hangs {
            alerts.append(
                "gnuplot does not end: it was stopped, and the report shows tables in the place of figures; try: gnuplot -d -e \"set terminal "
                    + "svg; plot x\", and install it anew if that does not end either")
        }
        if let first = failures.first {
            alerts.append(
                "gnuplot drew too few figures: \(failures.count) could not be drawn, and the report shows tables in their place. The first, "
                    + "\(first.figure): gnuplot \(first.reason); look whether the gnuplot that is found first in PATH is the one of "
                    + "gnuplot-nox, 5.4 or later")
        }
        return alerts
    }

    /// What is said where gnuplot is not installed.
    static let gnuplotMissing =
        "gnuplot was not found, so the report shows tables in the place of figures; install it with: "
        + "apt-get install gnuplot-nox (Debian, Ubuntu) or: brew install gnuplot (macOS)"

    /// Whether each figure is to bear the mark of an internal report.
    private let isInternal: Bool

    private init(isInternal: Bool) { self.isInternal = isInternal }

    static func draw(
        _ shown: [ShownQuestion], course: FigurePlan?, gnuplot: Gnuplot, isInternal: Bool,
        _ watch: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) async -> ReportFigures {
        var drawn = ReportFigures(isInternal: isInternal)
        let count = shown.reduce(course == nil ? 0 : 1) { $0 + $1.page.figures.count }
        for question in shown {
            for (number, illustration) in question.page.figures.enumerated() {
                watch?(drawn.illustrations.count, count)
                switch illustration {
                case .figure(let plan): await drawn.add(plan, gnuplot)
                case .absent(let title): drawn.add(absent: title, number: number, of: question.finding)
                }
            }
        }
        if let course {
            // It has a place of its own, beside what differs from the report before.
            await drawn.add(course, gnuplot)
            drawn.course = drawn.illustrations.popLast()
        }
        return drawn
    }

    private mutating func add(_ plan: FigurePlan, _ gnuplot: Gnuplot) async {
        var svg: String?
        var script: String?
        switch plan.drawing {
        case .elements(let elements, let width, let height):
            svg =
                FigureSVG.header(
                    name: plan.name, title: plan.title, altText: plan.altText, width: "\(width)", height: "\(height)")
                + elements + "</svg>\n"
        case .gnuplot(let text):
            script = text
            svg = await drawing(of: text, plan.name, gnuplot).map {
                FigureSVG.standalone($0, name: plan.name, title: plan.title, altText: plan.altText)
            }
        }
        if isInternal {
            svg = svg.map(InternalMark.across)
            script = script.map(InternalMark.onScript)
        }
        let figure = Figure(
            name: plan.name, title: plan.title, altText: plan.altText, caption: plan.caption, svg: svg, script: script,
            data: isInternal ? plan.data.markedInternal : plan.data)
        figures.append(figure)
        illustrations.append(
            ReportPage.Illustration(
                figureAnchor: "figure-\(figure.name)", figureTitle: figure.title,
                drawing: figure.svg.map(FigureSVG.inline), figureCaption: figure.caption,
                plotted: figure.svg == nil ? PageTable(plotted: figure.data) : nil, absence: nil))
    }

    /// What gnuplot makes of a script; nil where that is nothing, which is noted.
    private mutating func drawing(of script: String, _ name: String, _ gnuplot: Gnuplot) async -> String? {
        guard !hangs, !isNotFound else { return nil }
        switch await gnuplot.draw(script) {
        case .drawn(let drawing):
            if !drawing.remarks.isEmpty { warnings.append("gnuplot on figure \(name): \(drawing.remarks)") }
            return drawing.svg
        case .notFound: isNotFound = true
        case .tookTooLong: hangs = true
        case .failed(let reason): failures.append((name, reason))
        }
        return nil
    }

    private mutating func add(absent title: String, number: Int, of finding: ReleasedFinding) {
        let reason =
            finding.reason.map { "No figure. " + Wording.statement($0) }
            ?? "No figure: every number that it would show is withheld or absent."
        illustrations.append(
            ReportPage.Illustration(
                figureAnchor: "figure-\(finding.id)" + (number == 0 ? "" : "-\(number + 1)"), figureTitle: title,
                drawing: nil, figureCaption: nil, plotted: nil, absence: reason))
    }
}
