import Findings

/// The mixed model's line with its band, and beside it what assumes no line: the mean in each band of exposure.
enum PainByExposureFigure {
    /// A figure for each instrument, since instruments are never pooled.
    static func plans(trend: Finding?, bands: Finding?) -> [FigurePlan] {
        let findings = [trend, bands].compactMap { $0 }.filter { $0.status == .estimated }
        let instruments = findings.flatMap { $0.levels(of: "instrument") }.inOrderOfAppearance()
        return instruments.compactMap { instrument in
            plan(
                instrument, name: instruments.count == 1 ? "pain_by_exposure" : "pain_by_exposure_\(slug(instrument))",
                trend: trend, bands: bands)
        }
    }

    private struct Mark {
        let x: Double
        let band: String
        let estimate: Estimate
    }

    private static func plan(_ instrument: String, name: String, trend: Finding?, bands: Finding?) -> FigurePlan? {
        let line = (trend?.estimates(named: "predicted_mean") ?? []).filter {
            $0.group["instrument"] == instrument && $0.value?.number != nil
        }.compactMap { estimate in
            estimate.group["exposure_days"].flatMap { Double($0) }.map { (x: $0, estimate: estimate) }
        }.sorted { $0.x < $1.x }
        let marks = marks(bands, instrument)
        guard line.count > 1 || !marks.isEmpty else { return nil }

        var script = GnuplotScript(name: name, height: 400)
        frame(&script, instrument, estimates: line.map(\.estimate) + marks.map(\.estimate))
        legend(&script, hasLine: line.count > 1, hasMarks: !marks.isEmpty)
        script.line("set xrange [0:\(TidyTable.cell(max(line.last?.x ?? 0, marks.map(\.x).max() ?? 0, 1) * 1.03))]")
        var plots: [String] = []
        let first = FigureColor.first.rawValue
        if line.count > 1 {
            script.data("line", line.map { [$0.x, $0.estimate.value?.number] })
            let band = line.filter { $0.estimate.lower?.number != nil && $0.estimate.upper?.number != nil }
            if band.count > 1 {
                script.data("band", band.map { [$0.x, $0.estimate.lower?.number, $0.estimate.upper?.number] })
                plots.append(
                    "$band using 1:2:3 with filledcurves fillcolor rgb \"\(first)\" fillstyle transparent solid 0.18 noborder"
                )
            }
            plots.append("$line using 1:2 with lines linewidth 2.5 linecolor rgb \"\(first)\"")
        }
        if !marks.isEmpty {
            let second = FigureColor.second.rawValue
            script.data(
                "means",
                marks.map { mark in
                    let value = mark.estimate.value?.number
                    let lower = mark.estimate.lower?.number ?? value
                    let upper = mark.estimate.upper?.number ?? value
                    return [mark.x, value, lower, zip2(lower, upper).map { $0.1 - $0.0 }]
                })
            plots.append("$means using 1:3:(0):4 with vectors nohead linewidth 2 linecolor rgb \"\(second)\"")
            plots.append("$means using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb \"\(second)\"")
        }
        script.line("plot \(plots.joined(separator: ", \\\n    "))")
        let heading = Wording.instrumentHeading(instrument)
        return FigurePlan(
            name: name, title: "\(heading) by length of opioid exposure", altText: altText(heading, line, marks),
            caption: caption(hasLine: line.count > 1, hasMarks: !marks.isEmpty),
            script: script.text, data: data(name, heading, line, marks))
    }

    private static func zip2(_ first: Double?, _ second: Double?) -> (Double, Double)? {
        guard let first, let second else { return nil }
        return (first, second)
    }

    /// Band means at the mean exposure of their assessments.
    private static func marks(_ bands: Finding?, _ instrument: String) -> [Mark] {
        guard let bands, bands.status == .estimated else { return [] }
        return bands.estimates(named: "mean").compactMap { mean in
            guard mean.group["instrument"] == instrument, mean.value?.number != nil, let band = mean.group["band"],
                let place = bands.estimate("mean_exposure_days", ["instrument": instrument, "band": band]),
                let x = place.value?.number
            else { return nil }
            return Mark(x: x, band: band, estimate: mean)
        }
    }

    private static func frame(_ script: inout GnuplotScript, _ instrument: String, estimates: [Estimate]) {
        let values = estimates.flatMap { [$0.lower?.number, $0.value?.number, $0.upper?.number].compactMap { $0 } }
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
        script.label("Mean \(Wording.instrumentHeading(instrument))", at: "screen 0.012,screen 0.95", "left")
        script.label("Days of opioid exposure", at: "screen 0.97,screen 0.105", "right", color: .muted)
    }

    private static func legend(_ script: inout GnuplotScript, hasLine: Bool, hasMarks: Bool) {
        if hasLine { script.legend("Mixed model", at: "screen 0.03,screen 0.035", pointType: 5, color: .first) }
        if hasMarks {
            script.legend(
                "Mean by band of exposure", at: "screen \(hasLine ? 0.27 : 0.03),screen 0.035", pointType: 7,
                color: .second)
        }
    }

    private static func caption(hasLine: Bool, hasMarks: Bool) -> String {
        var sentences: [String] = []
        if hasLine { sentences.append("The line is the unadjusted mixed model's mean with its 95% band.") }
        if hasMarks {
            sentences.append(
                "Dots are the mean scores of the bands of exposure, each at its mean length, with 95% intervals.")
        }
        return (sentences + ["The vertical axis shows a part of the scale."]).joined(separator: " ")
    }

    private static func altText(
        _ heading: String, _ line: [(x: Double, estimate: Estimate)], _ marks: [Mark]
    ) -> String {
        var text = "\(heading) against days of opioid exposure."
        if let first = line.first, let last = line.last {
            text +=
                " The model's mean goes from \(EstimateText(first.estimate).value) at day \(NumberText.count(first.x)) "
                + "to \(EstimateText(last.estimate).value) at day \(NumberText.count(last.x))."
        }
        let means = marks.map { "\(Wording.band($0.band)) days \(EstimateText($0.estimate).cell)" }
        return means.isEmpty ? text : text + " Band means: \(means.joined(separator: "; "))."
    }

    private static func data(
        _ name: String, _ heading: String, _ line: [(x: Double, estimate: Estimate)], _ marks: [Mark]
    ) -> TidyTable {
        func row(_ kind: String, _ band: String, _ x: Double, _ estimate: Estimate) -> [String] {
            [
                kind, band, TidyTable.cell(x), TidyTable.cell(estimate.value), TidyTable.cell(estimate.lower),
                TidyTable.cell(estimate.upper),
            ]
        }
        return TidyTable(
            name: name, title: "\(heading) by length of opioid exposure", description: "The plotted means",
            fields: [
                .init("name", .string, "predicted_mean (the model's line) or mean (of a band)"),
                .init("band", .string, "Band of exposure days; empty for the line"),
                .init("exposure_days", .number, "Days of exposure; the mean of the band's assessments"),
                .init("value", .number, "Mean score"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
            ],
            rows: line.map { row("predicted_mean", "", $0.x, $0.estimate) }
                + marks.map { row("mean", $0.band, $0.x, $0.estimate) })
    }

    /// An instrument's name as a part of a file's name.
    private static func slug(_ instrument: String) -> String {
        String(instrument.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}
