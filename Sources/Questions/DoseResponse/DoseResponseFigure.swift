import Disclosure
import Findings
import Presentation

/// The mean score over time at a low, the median and a high dose, by the model with the product.
enum DoseResponseFigure {
    static let name = "pain_by_exposure_and_dose"
    static let title = "Pain by length of exposure at three doses"

    private struct Line {
        let level: DoseLevel
        let color: FigureColor
        /// In the legend.
        let label: String
        let points: [(days: Int, estimate: ReleasedEstimate)]
    }

    /// `nil` where nothing of it may be shown.
    static func plan(_ finding: ReleasedFinding) -> FigurePlan? {
        guard finding.isEstimated, let instrument = finding.instruments.first else { return nil }
        let lines = lines(finding, instrument)
        guard lines.contains(where: { $0.points.count > 1 }) else { return nil }
        return FigurePlan(
            name: name, title: title, altText: altText(lines, instrument),
            caption: [
                "Mean score by the mixed model of duration, log dose and their product, each with its 95% band.",
                "A line is drawn over all exposures, also where few were scored at its dose.",
                "The vertical axis shows a part of the scale.", instrument.directionNote,
            ].compactMap(\.self).joined(separator: " "), drawing: .gnuplot(script(lines, instrument)), data: data(lines)
        )
    }

    private static func lines(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> [Line] {
        let means = finding.all(.meanAtDose).filter { $0.key.instrument == instrument && $0.estimate.number != nil }
        return zip(DoseLevel.allCases, FigureColor.series).compactMap { level, color in
            let points = means.filter { $0.key.dose == level }.compactMap { key, estimate in
                key.exposureDays.map { (days: $0, estimate: estimate) }
            }
            guard points.count > 1 else { return nil }
            let dose = finding[.doseAtLevel, DoseResponseKey(instrument: instrument, dose: level)]
            let amount = dose?.number.map { _ in dose.map { ": \(EstimateText($0).value) MME" } ?? "" }
            return Line(
                level: level, color: color, label: Wording.capitalized(level.label) + (amount ?? ""), points: points)
        }
    }

    private static func script(_ lines: [Line], _ instrument: InstrumentInfo) -> String {
        var script = GnuplotScript(name: name, height: 400)
        script.frame(vertical: "Mean score: \(instrument.title)", horizontal: "Days of opioid exposure")
        let values = lines.flatMap(\.points).flatMap {
            [$0.estimate.number, $0.estimate.limits?.lower, $0.estimate.limits?.upper].compactMap(\.self)
        }
        script.verticalAxis((values.min() ?? 0, values.max() ?? 1))
        let longest = lines.flatMap(\.points).map(\.days).max() ?? 1
        script.line("set xrange [0:\(TidyTable.cell(Double(longest) * 1.02))]")
        var (bands, curves): ([String], [String]) = ([], [])
        for (number, line) in lines.enumerated() {
            let color = line.color.rawValue
            let band = line.points.compactMap { days, estimate in
                estimate.limits.map { [Double(days), $0.lower, $0.upper] }
            }
            if band.count > 1 {
                script.data("band\(number)", band)
                bands.append(
                    "$band\(number) using 1:2:3 with filledcurves fillcolor rgb \"\(color)\" fillstyle transparent solid 0.14 noborder"
                )
            }
            script.data("line\(number)", line.points.map { [Double($0.days), $0.estimate.number] })
            curves.append("$line\(number) using 1:2 with lines linewidth 2.5 linecolor rgb \"\(color)\"")
            script.legend(
                GnuplotScript.short(line.label, 26), at: "screen \(0.03 + 0.32 * Double(number)),screen 0.05",
                pointType: 5,
                color: line.color)
        }
        script.line("plot \((bands + curves).joined(separator: ", \\\n    "))")
        return script.text
    }

    private static func altText(_ lines: [Line], _ instrument: InstrumentInfo) -> String {
        let courses = lines.compactMap { line -> String? in
            guard let first = line.points.first, let last = line.points.last else { return nil }
            return
                "\(line.label), from \(EstimateText(first.estimate).value) at day \(NumberText.count(first.days)) to "
                + "\(EstimateText(last.estimate).value) at day \(NumberText.count(last.days))"
        }
        return "\(instrument.title) against days of exposure. \(courses.joined(separator: "; "))."
    }

    private static func data(_ lines: [Line]) -> TidyTable {
        TidyTable(
            name: name, title: title, description: "The plotted means",
            fields: [
                .init("dose_level", .string, "Low, median or high dose"),
                .init("exposure_days", .integer, "Days of exposure"),
                .init("value", .number, "Mean score by the model"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
            ],
            rows: lines.flatMap { line in
                line.points.map { days, estimate in
                    [
                        line.level.rawValue, "\(days)", TidyTable.cell(estimate.value), TidyTable.cell(estimate.lower),
                        TidyTable.cell(estimate.upper),
                    ]
                }
            })
    }

    static let notebook = QuestionPage.NotebookPart(
        id: "dose_response",
        text: """
            ## Duration against dose

            The mean score over time at a low, the median and a high daily dose, by the model of duration, log dose and their product. Doses
            are given because of pain: an association, not an effect.
            """,
        code: """
            lines = keep(estimates("dose_response", "predicted_mean"))
            lines = lines.dropna(subset=["value"]) if len(lines) else lines

            if not len(lines):
                nothing("dose_response")
            else:
                for instrument, own in lines.groupby("instrument"):
                    figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
                    for level, color in zip(["low", "median", "high"], [blue, vermilion, green]):
                        line = keep(own, dose_level=level)
                        line = line.assign(days=pd.to_numeric(line["exposure_days"])).sort_values("days")
                        axes.fill_between(line["days"], line["lower"], line["upper"], color=color, alpha=0.14)
                        axes.plot(line["days"], line["value"], color=color, label=f"{level} dose")
                    axes.set(xlabel="Days of opioid exposure", ylabel=f"Mean score ({instrument})")
                    axes.legend(frameon=False)
                    plt.show()
            """)
}
