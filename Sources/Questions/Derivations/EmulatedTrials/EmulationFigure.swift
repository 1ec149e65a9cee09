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
        let last = means.compactMap(\.key.day).max() ?? 1
        let drawn = lines.map { MeanLine(label: Wording.capitalized($0.label), color: $1, points: $2) }
        let values = drawn.flatMap(\.values)
        var script = GnuplotScript(name: name, height: height)
        script.line("set xrange [0:\(TidyTable.cell(Double(last) * 1.04))]")
        script.verticalAxis((values.min() ?? 0, values.max() ?? 1))
        script.line("set xtics \(EmulatedTrials.monthDays)")
        script.frame(vertical: "Mean score: \(instrument.title)", horizontal: "Days since time zero")
        script.plot(drawn, step: Double(last) * 0.012)
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
