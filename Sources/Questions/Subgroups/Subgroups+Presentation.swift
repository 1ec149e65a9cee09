import Disclosure
import Findings
import Presentation

extension Subgroups {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: Settings, on page: inout QuestionPage
    ) {
        page.answer = SubgroupsAnswer.answer(finding, settings)
        let tables = SubgroupsTables(finding: finding, settings: settings)
        page.add(finding.instruments.flatMap { [tables.slopes($0), tables.pooled($0)] } + [tables.tests])
        page.add(SubgroupsFigure.plan(finding), title: SubgroupsFigure.title)
        page.notebook.append(.init(id: id, text: notebookText, code: notebookCode))
    }

    private static let notebookText = """
        ## Slopes by subgroup

        Each subgroup's slope of pain per 30 days of exposure with its interval, and below each column with sites or trials their pooled \
        slope. An association in observed groups: whether slopes differ is read from the test of interaction, not from which intervals \
        hold zero.
        """

    private static let notebookCode = """
        slopes = estimates("\(id)", "\(Quantity.subgroupSlope.id)")
        pooled = estimates("\(id)", "\(Quantity.pooledSlope.id)")
        slopes = pd.concat([slopes, pooled]) if len(pooled) else slopes
        slopes = slopes.dropna(subset=["value"]) if len(slopes) else slopes

        if slopes.empty:
            nothing("\(id)")
        else:
            level = slopes["column_level"] if "column_level" in slopes.columns else pd.Series(pd.NA, index=slopes.index)
            slopes = slopes.assign(label=slopes["column"].str.cat(level.fillna("pooled"), sep=": "))
            order = {column: number for number, column in enumerate(dict.fromkeys(slopes["column"]))}
            slopes = slopes.assign(order=slopes["column"].map(order)).sort_values("order", kind="stable", ascending=False)
            figure, axes = plt.subplots(figsize=(7, 0.8 + 0.35 * len(slopes)), layout="constrained")
            places = range(len(slopes))
            axes.hlines(places, slopes["lower"], slopes["upper"], color=blue)
            axes.plot(slopes["value"], places, "o", color=blue)
            axes.axvline(0, color="0.6", linewidth=1)
            axes.set(yticks=list(places), yticklabels=slopes["label"], xlabel="Slope per 30 days of exposure")
            plt.show()
        """
}

extension Subgroups {
    static let reportingItems: [ReportedItem] = [
        .strobe(.subgroups, in: .methods), .strobe(.otherAnalyses, in: .numbers), .strobe(.estimates, in: .numbers),
    ]
}
