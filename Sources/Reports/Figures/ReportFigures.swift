import Disclosure
import Findings
import Presentation

/// Draws the figures of a run and says what stands where one is missing.
struct ReportFigures {
    private(set) var figures: [Figure] = []
    private(set) var illustrations: [ReportPage.Illustration] = []
    private(set) var warnings: [String] = []
    /// The main answers over the runs.
    private(set) var course: ReportPage.Illustration?

    /// The warning where figures could not be drawn, with the remedy.
    static let gnuplotMissing =
        "gnuplot was not found, so the report shows tables in the place of figures; install it with: "
        + "apt-get install gnuplot-nox (Debian, Ubuntu) or: brew install gnuplot (macOS)"

    /// Whether each figure is to bear the mark of an internal report.
    private let isInternal: Bool

    private init(isInternal: Bool) { self.isInternal = isInternal }

    static func draw(
        _ shown: [ShownQuestion], course: FigurePlan?, gnuplot: Gnuplot, isInternal: Bool
    ) async throws -> ReportFigures {
        var drawn = ReportFigures(isInternal: isInternal)
        for question in shown {
            for (number, illustration) in question.page.figures.enumerated() {
                switch illustration {
                case .figure(let plan): try await drawn.add(plan, gnuplot)
                case .absent(let title): drawn.add(absent: title, number: number, of: question.finding)
                }
            }
        }
        if let course {
            // It has a place of its own, beside what differs from the report before.
            try await drawn.add(course, gnuplot)
            drawn.course = drawn.illustrations.popLast()
        }
        return drawn
    }

    private mutating func add(_ plan: FigurePlan, _ gnuplot: Gnuplot) async throws {
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
            let drawing = try await gnuplot.draw(text, figure: plan.name)
            svg = drawing.map {
                FigureSVG.standalone($0.svg, name: plan.name, title: plan.title, altText: plan.altText)
            }
            if let remarks = drawing?.remarks, !remarks.isEmpty {
                warnings.append("gnuplot on figure \(plan.name): \(remarks)")
            }
            if drawing == nil, !warnings.contains(Self.gnuplotMissing) { warnings.append(Self.gnuplotMissing) }
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
