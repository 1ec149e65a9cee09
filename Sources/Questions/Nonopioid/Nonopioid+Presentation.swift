import Disclosure
import Findings
import Presentation

extension Nonopioid {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: NonopioidSettings, on page: inout QuestionPage
    ) {
        page.answer = NonopioidWords(finding).answer
        guard finding.reason == nil else {
            page.add([NonopioidTables.counts(finding)])
            return
        }
        page.add(NonopioidTables.tables(finding))
        page.add(NonopioidFigure.plan(finding), title: NonopioidFigure.title)
        page.notebook.append(.init(id: id, text: notebookText, code: notebookCode))
    }

    private static let notebookText = """
        ## Non-opioid care

        The difference of the score in the last month between patients who began the care and those it is compared with.
        """

    private static let notebookCode = """
        differences = estimates("\(id)", "\(Quantity.strategyDifference.id)")
        if not differences.empty:
            differences = differences[(differences["outcome"] == "score") & (differences["analysis"] == "intention_to_treat")]
            differences = differences[differences["value"].notna()]
        if differences.empty:
            nothing("\(id)")
        else:
            differences = differences.assign(day=pd.to_numeric(differences["day"])).sort_values("day")
            last = differences.groupby("strategy", sort=False).tail(1)
            figure, axes = plt.subplots(figsize=(7, 1 + 0.5 * len(last)), layout="constrained")
            axes.errorbar(
                last["value"], last["strategy"],
                xerr=[last["value"] - last["lower"], last["upper"] - last["value"]], fmt="o", color=blue,
            )
            axes.axvline(0, color="grey", linewidth=1)
            axes.set(xlabel="Difference of the mean score")
            plt.show()
        """
}

extension Nonopioid {
    static let emulatesTrial = true
    static let reportingItems = EmulationItems.all
}
