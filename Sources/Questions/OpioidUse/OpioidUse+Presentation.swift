import Disclosure
import Findings
import Presentation

extension OpioidUse {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: OpioidUseSettings, on page: inout QuestionPage
    ) {
        page.answer = OpioidUseAnswer.answer(finding, settings, besideDoses: run.finding(OpioidDoses.id) != nil)
        page.add(OpioidUseTables.tables(finding, settings))
        page.add(OpioidUseFigure.plan(finding, settings), title: OpioidUseFigure.title)
        page.notebook.append(.init(id: "use", text: notebookText, code: notebookCode))
    }

    private static let notebookText = """
        ## Who took which opioid when

        The share covered on at least one day of each step, of the patients observed through the whole of it. Steps that too few patients \
        tell apart from the one before are withheld: a line joins those that are shown.
        """

    private static let notebookCode = """
        covered = estimates("\(id)", "\(Quantity.coveredShare.id)").dropna(subset=["value"])

        if covered.empty:
            nothing("\(id)")
        else:
            step = "week" if "week" in covered.columns and covered["week"].notna().any() else "month"
            covered = covered.assign(step=pd.to_numeric(covered[step]))
            figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
            for group, rows in covered.groupby("covered_by", sort=False):
                rows = rows.sort_values("step")
                axes.plot(rows["step"], 100 * rows["value"], "o-", markersize=3, label=group.replace("_", " "))
            axes.set(ylim=(0, 100), ylabel="% covered", xlabel=step.capitalize())
            figure.legend(loc="outside lower center", ncols=4, frameon=False)
            plt.show()
        """
}

extension OpioidUse {
    static let reportingItems: [ReportedItem] = [
        .strobe(.characteristics, in: .numbers, isPart: true),
        .strobe(.outcomes, in: .numbers),
        .recordPE(.exposureWindow, in: .methods),
        .recordPE(.severalDrugs, in: .methods),
    ]
}
