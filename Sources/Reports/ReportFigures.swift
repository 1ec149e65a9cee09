import Findings

/// Draws the figures of a run and says what stands where one is missing.
struct ReportFigures {
    private(set) var figures: [Figure] = []
    private(set) var illustrations: [ReportPage.Illustration] = []
    private(set) var warnings: [String] = []

    /// The warning where figures could not be drawn, with the remedy.
    static let gnuplotMissing =
        "gnuplot was not found, so the report shows tables in the place of figures; install it with: "
        + "apt-get install gnuplot-nox (Debian, Ubuntu) or: brew install gnuplot (macOS)"

    static func draw(_ results: Results, gnuplot: Gnuplot) async throws -> ReportFigures {
        var drawn = ReportFigures()
        if let finding = results.finding("day7_withdrawal") {
            let plan = finding.status == .estimated ? Day7ForestFigure.plan(finding) : nil
            try await drawn.add(plan, for: finding, title: "Shares without withdrawal", gnuplot)
        }
        if let finding = results.finding("withdrawal_course") {
            let plan = finding.status == .estimated ? WithdrawalCourseFigure.plan(finding) : nil
            try await drawn.add(plan, for: finding, title: "Withdrawal from day to day", gnuplot)
        }
        let trend = results.finding("pain_trend")
        let bands = results.finding("pain_by_duration_band")
        if let finding = trend ?? bands {
            let plans = PainByExposureFigure.plans(trend: trend, bands: bands)
            for plan in plans { try await drawn.add(plan, for: finding, title: plan.title, gnuplot) }
            if plans.isEmpty {
                try await drawn.add(nil, for: finding, title: "Pain by length of opioid exposure", gnuplot)
            }
        }
        if let finding = results.finding("cohort_flow") {
            drawn.add(PatientFlowFigure.figure(finding), for: finding)
        }
        return drawn
    }

    private mutating func add(
        _ plan: FigurePlan?, for finding: Finding, title: String, _ gnuplot: Gnuplot
    ) async throws {
        guard let plan else {
            illustrations.append(absent(finding, title: title))
            return
        }
        let drawing = try await gnuplot.draw(plan.script, figure: plan.name)
        let svg = drawing.map {
            FigureSVG.standalone($0.svg, name: plan.name, title: plan.title, altText: plan.altText)
        }
        if let remarks = drawing?.remarks, !remarks.isEmpty {
            warnings.append("gnuplot on figure \(plan.name): \(remarks)")
        }
        if drawing == nil, !warnings.contains(Self.gnuplotMissing) { warnings.append(Self.gnuplotMissing) }
        let figure = Figure(
            name: plan.name, title: plan.title, altText: plan.altText, caption: plan.caption, svg: svg,
            script: plan.script, data: plan.data)
        figures.append(figure)
        illustrations.append(shown(figure))
    }

    private mutating func add(_ figure: Figure?, for finding: Finding) {
        if let figure {
            figures.append(figure)
            illustrations.append(shown(figure))
        } else {
            illustrations.append(absent(finding, title: "Patient flow"))
        }
    }

    private func shown(_ figure: Figure) -> ReportPage.Illustration {
        ReportPage.Illustration(
            figureAnchor: "figure-\(figure.name)", figureTitle: figure.title,
            drawing: figure.svg.map(FigureSVG.inline), figureCaption: figure.caption,
            plotted: figure.svg == nil ? PageTable(plotted: figure.data) : nil, absence: nil)
    }

    private func absent(_ finding: Finding, title: String) -> ReportPage.Illustration {
        let reason =
            finding.status == .notEstimable
            ? "No figure. " + Wording.statement(finding.reason ?? "the study does not allow the estimate")
            : "No figure: every number that it would show is withheld or absent."
        return ReportPage.Illustration(
            figureAnchor: "figure-\(finding.id)", figureTitle: title, drawing: nil, figureCaption: nil, plotted: nil,
            absence: reason)
    }
}
