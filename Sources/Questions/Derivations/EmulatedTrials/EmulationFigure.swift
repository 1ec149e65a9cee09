import Disclosure
import Findings
import Presentation

/// The mean score under each strategy, month by month.
enum EmulationFigure {
    private static let height = 300

    static func plan(_ finding: ReleasedFinding, _ instrument: InstrumentInfo, name: String, title: String)
        -> FigurePlan?
    {
        let means = finding.all(.strategyMean).filter {
            $0.key.outcome == .score && $0.key.analysis == .perProtocol && $0.estimate.number != nil
                && $0.key.day != nil
        }
        let strategies = means.compactMap(\.key.strategy).inOrderOfAppearance()
        let lines = zip(strategies, FigureColor.series).map { strategy, color in
            (strategy, color, means.filter { $0.key.strategy == strategy }.map { ($0.key.day ?? 0, $0.estimate) })
        }
        guard lines.contains(where: { $0.2.count > 1 }) else { return nil }
        var script = GnuplotScript(name: name, height: height)
        let values = means.flatMap { [$0.estimate.number, $0.estimate.limits?.lower, $0.estimate.limits?.upper] }
            .compactMap(\.self)
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        let margin = max((high - low) * 0.15, 0.05)
        let last = means.compactMap(\.key.day).max() ?? 1
        script.line("set xrange [0:\(TidyTable.cell(Double(last) * 1.04))]")
        script.line("set yrange [\(TidyTable.cell(low - margin)):\(TidyTable.cell(high + margin))]")
        script.line("set ytics format \"\(high - low > 10 ? "%g" : "%.1f")\"")
        script.line("set xtics \(EmulatedFigureSteps.monthDays)")
        script.line("set grid ytics linetype 1 linewidth 1 linecolor rgb \"\(FigureColor.grid.rawValue)\"")
        for (side, place) in [("lmargin", 0.095), ("rmargin", 0.97), ("tmargin", 0.87), ("bmargin", 0.25)] {
            script.line("set \(side) at screen \(place)")
        }
        script.label("Mean score: \(instrument.title)", at: "screen 0.012,screen 0.94", "left")
        script.label("Days since time zero", at: "screen 0.97,screen 0.125", "right", color: .muted)
        var plots: [String] = []
        for (number, (strategy, color, points)) in lines.enumerated() {
            let shift = (Double(number) - Double(lines.count - 1) / 2) * Double(last) * 0.012
            script.data(
                "line\(number)",
                points.map { day, estimate in
                    let limits = estimate.limits
                    return [
                        Double(day) + shift, estimate.number, limits?.lower ?? estimate.number,
                        limits.map { $0.upper - $0.lower } ?? 0,
                    ]
                })
            plots += [
                "$line\(number) using 1:2 with lines linewidth 1.5 linecolor rgb \"\(color.rawValue)\"",
                "$line\(number) using 1:3:(0):4 with vectors nohead linewidth 2 linecolor rgb \"\(color.rawValue)\"",
                "$line\(number) using 1:2 with points pointtype 7 pointsize 0.8 linecolor rgb \"\(color.rawValue)\"",
            ]
            script.legend(
                GnuplotScript.short(Wording.capitalized(strategy.label), 20),
                at: "screen \(0.03 + 0.24 * Double(number)),screen 0.05", pointType: 7, color: color)
        }
        script.line("plot \(plots.joined(separator: ", \\\n    "))")
        let alt = lines.compactMap { strategy, _, points in
            points.last.map { day, estimate in
                "\(Wording.capitalized(strategy.label)): \(EstimateText(estimate).value) by day \(NumberText.count(day))."
            }
        }
        return FigurePlan(
            name: name, title: title, altText: alt.joined(separator: " "),
            caption:
                "Mean score in each month, had everybody eligible followed the strategy, by the weights, with 95% intervals. The "
                + "vertical axis shows a part of the scale." + (instrument.directionNote.map { " \($0)" } ?? ""),
            drawing: .gnuplot(script.text),
            data: TidyTable(
                name: name, title: title, description: "The plotted means with their intervals",
                fields: [
                    .init("strategy", .string, "The strategy"), .init("day", .integer, "Days since time zero"),
                    .init("mean", .number, "The mean"), .init("lower", .number, "Lower limit of the interval"),
                    .init("upper", .number, "Upper limit of the interval"),
                ],
                rows: lines.flatMap { strategy, _, points in
                    points.map { day, estimate in
                        [
                            strategy.id, TidyTable.cell(Double(day)), TidyTable.cell(estimate.value),
                            TidyTable.cell(estimate.lower), TidyTable.cell(estimate.upper),
                        ]
                    }
                }))
    }

    private enum EmulatedFigureSteps {
        static let monthDays = 30
    }

    /// The same curves in the notebook.
    static func notebook(_ id: String, heading: String) -> QuestionPage.NotebookPart {
        .init(
            id: id,
            text: """
                ## \(heading)

                The mean score in each month, had everybody eligible followed the strategy.
                """,
            code: """
                means = estimates("\(id)", "\(Quantity.strategyMean.id)")
                if not means.empty:
                    means = means[(means["outcome"] == "score") & (means["analysis"] == "per_protocol")]
                if means.empty or means["value"].notna().sum() == 0:
                    nothing("\(id)")
                else:
                    means = means.assign(day=pd.to_numeric(means["day"]))
                    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
                    for (strategy, own), colour in zip(means.groupby("strategy", sort=False), (blue, vermilion, green, purple)):
                        own = own.sort_values("day")
                        axes.fill_between(own["day"], own["lower"], own["upper"], color=colour, alpha=0.18)
                        axes.plot(own["day"], own["value"], "o-", color=colour, markersize=3, label=strategy)
                    axes.set(xlabel="Days since time zero", ylabel="Mean score")
                    axes.legend(frameon=False)
                    plt.show()
                """)
    }
}
