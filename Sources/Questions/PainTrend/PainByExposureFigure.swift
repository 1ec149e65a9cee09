import Disclosure
import Findings
import Presentation

/// The mixed model's line with its band, and beside it what assumes no line: the mean in each band of exposure.
enum PainByExposureFigure {
    /// What the figure is called where there is nothing to draw.
    private static let title = "Pain by length of opioid exposure"

    /// A figure for each instrument, since instruments are never pooled.
    static func plans(trend: ReleasedFinding?, bands: ReleasedFinding?) -> [FigurePlan] {
        let (trend, bands) = (trend.flatMap(estimated), bands.flatMap(estimated))
        let instruments = [trend, bands].flatMap { $0?.instruments ?? [] }.inOrderOfAppearance()
        return instruments.compactMap { instrument in
            Plan(
                instrument, name: instruments.count == 1 ? "pain_by_exposure" : "pain_by_exposure_\(instrument.slug)",
                trend: trend, bands: bands
            ).figure
        }
    }

    /// Adds the figures, or their absence, and the part of the notebook that draws them.
    static func add(trend: ReleasedFinding?, bands: ReleasedFinding?, to page: inout QuestionPage) {
        let plans = plans(trend: trend, bands: bands)
        for plan in plans { page.add(plan, title: plan.title) }
        if plans.isEmpty { page.add(nil, title: title) }
        page.notebook.append(notebook)
    }

    private static func estimated(_ finding: ReleasedFinding) -> ReleasedFinding? {
        finding.isEstimated ? finding : nil
    }
}

/// The figure of one instrument.
private struct Plan {
    /// A mean score at a length of exposure.
    struct Mark {
        let quantity: QuantityInfo
        let x: Double
        /// The band that it is of; empty on the model's line.
        let band: String
        let estimate: ReleasedEstimate
    }

    let instrument: InstrumentInfo
    let name: String
    /// The model's mean, by days of exposure.
    let line: [Mark]
    /// Band means at the mean exposure of their assessments.
    let bands: [Mark]

    init(_ instrument: InstrumentInfo, name: String, trend: ReleasedFinding?, bands: ReleasedFinding?) {
        self.instrument = instrument
        self.name = name
        let points = trend?.all(.predictedMean) ?? []
        line = points.compactMap { key, estimate in
            guard key.instrument == instrument, estimate.number != nil, let days = key.exposureDays else { return nil }
            return Mark(quantity: estimate.quantity, x: Double(days), band: "", estimate: estimate)
        }.sorted { $0.x < $1.x }
        let means = bands?.all(Quantity.bandMean) ?? []
        self.bands = means.compactMap { key, mean in
            guard key.instrument == instrument, mean.number != nil, let band = key.band?.label,
                let x = bands?[.bandMeanDays, key]?.number
            else { return nil }
            return Mark(quantity: mean.quantity, x: x, band: band, estimate: mean)
        }
    }

    private var hasLine: Bool { line.count > 1 }
    private var hasBands: Bool { !bands.isEmpty }
    private var title: String { "\(instrument.title) by length of opioid exposure" }

    /// `nil` where nothing of it may be shown.
    var figure: FigurePlan? {
        guard hasLine || hasBands else { return nil }
        return FigurePlan(
            name: name, title: title, altText: altText, caption: caption, drawing: .gnuplot(script), data: data)
    }

    // MARK: - Drawing

    private var script: String {
        var script = GnuplotScript(name: name, height: 400)
        frame(&script)
        legend(&script)
        let longest = max(line.last?.x ?? 0, bands.map(\.x).max() ?? 0, 1)
        script.line("set xrange [0:\(TidyTable.cell(longest * 1.03))]")
        var plots: [String] = []
        if hasLine { plots += plotLine(&script) }
        if hasBands { plots += plotBands(&script) }
        script.line("plot \(plots.joined(separator: ", \\\n    "))")
        return script.text
    }

    private func plotLine(_ script: inout GnuplotScript) -> [String] {
        let color = FigureColor.first.rawValue
        script.data("line", line.map { [$0.x, $0.estimate.number] })
        let curve = "$line using 1:2 with lines linewidth 2.5 linecolor rgb \"\(color)\""
        let band = line.compactMap { mark in mark.estimate.limits.map { [mark.x, $0.lower, $0.upper] } }
        guard band.count > 1 else { return [curve] }
        script.data("band", band)
        return [
            "$band using 1:2:3 with filledcurves fillcolor rgb \"\(color)\" fillstyle transparent solid 0.18 noborder",
            curve,
        ]
    }

    private func plotBands(_ script: inout GnuplotScript) -> [String] {
        let color = FigureColor.second.rawValue
        script.data(
            "means",
            bands.map { mark in
                let value = mark.estimate.number
                let lower = mark.estimate.lower?.number ?? value
                let upper = mark.estimate.upper?.number ?? value
                return [mark.x, value, lower, lower.flatMap { lower in upper.map { $0 - lower } }]
            })
        return [
            "$means using 1:3:(0):4 with vectors nohead linewidth 2 linecolor rgb \"\(color)\"",
            "$means using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb \"\(color)\"",
        ]
    }

    private func frame(_ script: inout GnuplotScript) {
        let values = (line + bands).map(\.estimate).flatMap {
            [$0.lower?.number, $0.value?.number, $0.upper?.number].compactMap(\.self)
        }
        let low = values.min() ?? 0
        let high = values.max() ?? 1
        let margin = max((high - low) * 0.15, 0.05)
        script.line("set yrange [\(low - margin):\(high + margin)]")
        let format = high - low > 10 ? "%g" : high - low > 0.8 ? "%.1f" : "%.2f"
        script.line("set ytics format \"\(format)\"")
        script.line("set lmargin at screen 0.095")
        script.line("set rmargin at screen 0.97")
        script.line("set tmargin at screen 0.89")
        script.line("set bmargin at screen 0.225")
        script.line("set grid ytics linetype 1 linewidth 1 linecolor rgb \"\(FigureColor.grid.rawValue)\"")
        script.label("Mean score: \(instrument.title)", at: "screen 0.012,screen 0.95", "left")
        script.label("Days of opioid exposure", at: "screen 0.97,screen 0.105", "right", color: .muted)
    }

    private func legend(_ script: inout GnuplotScript) {
        if hasLine { script.legend("Mixed model", at: "screen 0.03,screen 0.035", pointType: 5, color: .first) }
        if hasBands {
            script.legend(
                "Mean by band of exposure", at: "screen \(hasLine ? 0.27 : 0.03),screen 0.035", pointType: 7,
                color: .second)
        }
    }

    // MARK: - Words and numbers

    private var caption: String {
        [
            hasLine ? "The line is the unadjusted mixed model's mean with its 95% band." : nil,
            hasBands
                ? "Dots are the mean scores of the bands of exposure, each at its mean length, with 95% intervals."
                : nil,
            "The vertical axis shows a part of the scale.", instrument.directionNote,
        ].compactMap(\.self).joined(separator: " ")
    }

    private var altText: String {
        var text = "\(instrument.title) against days of opioid exposure."
        if let first = line.first, let last = line.last {
            text +=
                " The model's mean goes from \(EstimateText(first.estimate).value) at day \(NumberText.count(first.x)) "
                + "to \(EstimateText(last.estimate).value) at day \(NumberText.count(last.x))."
        }
        let means = bands.map { "\($0.band) days \(EstimateText($0.estimate).cell)" }
        return means.isEmpty ? text : text + " Band means: \(means.joined(separator: "; "))."
    }

    private var data: TidyTable {
        TidyTable(
            name: name, title: title, description: "The plotted means",
            fields: [
                .init("name", .string, "predicted_mean (the model's line) or mean (of a band)"),
                .init("band", .string, "Band of exposure days; empty for the line"),
                .init("exposure_days", .number, "Days of exposure; the mean of the band's assessments"),
                .init("value", .number, "Mean score"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
            ],
            rows: (line + bands).map { mark in
                [
                    mark.quantity.id, mark.band, TidyTable.cell(mark.x), TidyTable.cell(mark.estimate.value),
                    TidyTable.cell(mark.estimate.lower), TidyTable.cell(mark.estimate.upper),
                ]
            })
    }
}
