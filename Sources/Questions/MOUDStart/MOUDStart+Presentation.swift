import Disclosure
import Findings
import Presentation

extension MOUDStart {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: MOUDStartSettings, on page: inout QuestionPage
    ) {
        page.answer = MOUDStartAnswer(finding).answer
        page.add(MOUDStartTables.tables(finding))
        page.add(MOUDStartFigure.plan(finding), title: MOUDStartFigure.title)
        page.notebook.append(.init(id: id, text: notebookText, code: notebookCode))
    }

    private static let notebookText = """
        ## After the start of medication for opioid use disorder

        The difference between the drugs at each day after the first dose, at the same score before, by the mixed model, with its 95% \
        interval.
        """

    private static let notebookCode = """
        differences = estimates("\(id)", "\(Quantity.differenceAfterStart.id)").dropna(subset=["value"])
        if not differences.empty:
            differences = differences[differences["model"] == differences["model"].iloc[-1]]
        if differences.empty:
            nothing("\(id)")
        else:
            differences = differences.assign(day=pd.to_numeric(differences["day"]))
            figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
            for (names, own), colour in zip(
                differences.groupby(["drug", "comparator"], sort=False), (blue, vermilion, green, purple)
            ):
                own = own.sort_values("day")
                axes.vlines(own["day"], own["lower"], own["upper"], color=colour)
                axes.plot(own["day"], own["value"], "o", color=colour, label=" against ".join(names))
            axes.axhline(0, color="grey", linewidth=0.8)
            axes.set(xlabel="Days after the first dose", ylabel="Difference of the mean score")
            axes.legend(frameon=False)
            plt.show()
        """
}

extension MOUDStart {
    static let reportingItems: [ReportedItem] = [
        .strobe(.outcomes, in: .numbers),
        .strobe(.estimates, in: .numbers),
        .recordPE(.comparator, in: .methods),
    ]
}
