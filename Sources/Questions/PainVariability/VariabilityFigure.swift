import Disclosure
import Findings
import Presentation

/// How much scores vary in each band of exposure: about the own mean, about the own line, and from one score to the next.
enum VariabilityFigure {
    static let name = "pain_variability"
    static let title = "How much pain swings, by length of exposure"

    private struct Line {
        let measure: VariabilityMeasure
        let color: FigureColor
        let label: String
        let points: [(band: BandPlace, estimate: ReleasedEstimate)]
    }

    private static let shown: [(VariabilityMeasure, String)] = [
        (.sd, "SD about the mean"), (.sdAboutLine, "SD about the line"),
        (.successiveAdjusted, "Score to score, adjusted"),
    ]

    /// `nil` where nothing of it may be shown.
    static func plan(_ finding: ReleasedFinding) -> FigurePlan? {
        guard finding.isEstimated, let instrument = finding.instruments.first else { return nil }
        let sizes = finding.all(.typicalVariability).filter {
            $0.key.instrument == instrument && $0.estimate.number != nil
        }
        let lines = zip(shown, FigureColor.series).compactMap { measure, color -> Line? in
            let points = sizes.filter { $0.key.measure == measure.0 }.compactMap { key, estimate in
                key.band.map { (band: $0, estimate: estimate) }
            }
            return points.isEmpty ? nil : Line(measure: measure.0, color: color, label: measure.1, points: points)
        }
        guard !lines.isEmpty else { return nil }
        return FigurePlan(
            name: name, title: title, altText: altText(lines, instrument),
            caption:
                "Roots of means over the patients with scores enough in a band, with 95% intervals. Bands compare different patients as "
                + "well as the same ones later.", drawing: .gnuplot(script(lines, instrument)), data: data(lines))
    }

    private static func script(_ lines: [Line], _ instrument: InstrumentInfo) -> String {
        var script = GnuplotScript(name: name, height: 380)
        script.frame(
            vertical: "Within patients, \(instrument.unitWords): \(instrument.title)",
            horizontal: "Days of opioid exposure")
        let bands = lines.flatMap { $0.points.map(\.band) }.inOrderOfAppearance().sorted()
        let plotted = lines.map { line in
            MeanLine(
                label: line.label, color: line.color,
                points: line.points.compactMap { point in
                    bands.firstIndex(of: point.band).map { ($0, point.estimate) }
                })
        }
        let values = plotted.flatMap(\.values)
        script.verticalAxis((min(0, values.min() ?? 0), values.max() ?? 1))
        script.line("set xrange [-0.5:\(Double(max(1, bands.count)) - 0.5)]")
        let ticks = bands.enumerated().map { "\(GnuplotScript.quoted($1.label)) \($0)" }
        script.line("set xtics (\(ticks.joined(separator: ", ")))")
        script.plot(plotted, step: 0.12)
        return script.text
    }

    private static func altText(_ lines: [Line], _ instrument: InstrumentInfo) -> String {
        let parts = lines.map { line in
            let sizes = line.points.map { "\($0.band.days) \(EstimateText($0.estimate).cell)" }
            return "\(line.label): \(sizes.joined(separator: "; "))."
        }
        return "Variability of the \(instrument.title) by band of exposure. \(parts.joined(separator: " "))"
    }

    private static func data(_ lines: [Line]) -> TidyTable {
        TidyTable(
            name: name, title: title, description: "The plotted sizes",
            fields: [
                .init("variability", .string, "Index of variability"),
                .init("band", .string, "Band of exposure days"),
                .init("value", .number, "Root of the mean over patients of the squared index"),
                .init("lower", .number, "Lower limit of the interval"),
                .init("upper", .number, "Upper limit of the interval"),
            ],
            rows: lines.flatMap { line in
                line.points.map { band, estimate in
                    [
                        line.measure.rawValue, band.id, TidyTable.cell(estimate.value), TidyTable.cell(estimate.lower),
                        TidyTable.cell(estimate.upper),
                    ]
                }
            })
    }

    static let notebook = QuestionPage.NotebookPart(
        id: "pain_variability",
        text: """
            ## How much pain swings

            How much a patient's scores vary in each band of exposure: about the own mean, about the own line, and from one score to the next,
            adjusted for the time between.
            """,
        code: """
            sizes = estimates("pain_variability", "variability")
            sizes = sizes.dropna(subset=["value", "band"]) if "band" in sizes.columns else sizes.iloc[0:0]

            if not len(sizes):
                nothing("pain_variability")
            else:
                for instrument, own in sizes.groupby("instrument"):
                    bands = list(dict.fromkeys(own["band"]))
                    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
                    indices = ["sd", "sd_about_line", "rmssd_time_adjusted"]
                    for shift, (index, color) in enumerate(zip(indices, [blue, vermilion, green])):
                        line = keep(own, variability=index)
                        places = [bands.index(band) + 0.12 * (shift - 1) for band in line["band"]]
                        axes.vlines(places, line["lower"], line["upper"], color=color)
                        axes.plot(places, line["value"], "o-", color=color, label=index.replace("_", " "))
                    axes.set_xticks(range(len(bands)), bands)
                    axes.set(xlabel="Days of opioid exposure", ylabel=f"Within patients ({instrument})", ylim=(0, None))
                    axes.legend(frameon=False)
                    plt.show()
            """)
}
