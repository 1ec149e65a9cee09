import Disclosure
import Findings
import Presentation

extension Missingness {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: Settings, on page: inout QuestionPage
    ) {
        page.answer = MissingnessAnswer.answer(finding)
        let tables = MissingnessTables(finding: finding)
        page.add(
            finding.instruments.flatMap { [tables.visits($0), tables.end($0), tables.slopes($0), tables.leaving($0)] }
                + [
                    tables.characteristics,
                    PValueCells.table(of: finding, families: [(name: "leaving", heading: "Leaving")]),
                ])
        page.add(MissingnessFigure.plan(finding), title: MissingnessFigure.title)
        page.notebook.append(.init(id: id, text: notebookText, code: notebookCode))
    }

    private static let notebookText = """
        ## Who left, and how they had been

        The mean score at each planned visit, of patients by when they were last scored. Lines that lie apart before they end say that those \
        who left were not like those who stayed; lines that lie together do not say that they went on alike.
        """

    private static let notebookCode = """
        means = estimates("\(id)", "\(Quantity.meanByLastScored.id)")
        means = means.dropna(subset=["value"]) if len(means) else means

        if means.empty:
            nothing("\(id)")
        else:
            means = means.assign(day=pd.to_numeric(means["day"]))
            figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
            for color, (group, rows) in zip([blue, vermilion, green, purple], means.groupby("last_scored", sort=False)):
                rows = rows.sort_values("day")
                axes.errorbar(
                    rows["day"], rows["value"], yerr=[rows["value"] - rows["lower"], rows["upper"] - rows["value"]],
                    fmt="o-", markersize=4, color=color, label=group.replace("_", " "))
            axes.set(xlabel="Planned study day", ylabel="Mean score")
            figure.legend(loc="outside lower center", ncols=4, frameon=False)
            plt.show()
        """
}

extension Missingness {
    static let reportingItems: [ReportedItem] = [
        .strobe(.missing, in: .methods), .strobe(.loss, in: .methods), .strobe(.sensitivity, in: .methods),
        .strobe(.missingByVariable, in: .numbers), .strobe(.otherAnalyses, in: .numbers),
    ]
}
