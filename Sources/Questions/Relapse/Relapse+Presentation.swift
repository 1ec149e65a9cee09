import Disclosure
import Findings
import Presentation

extension Relapse {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: RelapseSettings, on page: inout QuestionPage
    ) {
        page.answer = RelapseAnswer.answer(finding, settings)
        page.add(RelapseTables.tables(finding, settings))
        page.add(RelapseFigure.results(finding), title: RelapseFigure.resultsTitle)
        page.add(RelapseFigure.incidence(finding, settings), title: RelapseFigure.incidenceTitle)
        page.notebook.append(.init(id: "relapse", text: notebookText, code: notebookCode))
    }

    private static let notebookText = """
        ## Return to use

        The share who returned to use by each definition, and what other readings of the weeks without a result make of it.
        """

    private static let notebookCode = """
        returned = estimates("\(id)", "\(Quantity.returnedShare.id)").dropna(subset=["value"])

        if returned.empty:
            nothing("\(id)")
        else:
            overall = returned[returned["column"].isna()] if "column" in returned.columns else returned
            factor = overall["odds_factor"] if "odds_factor" in overall.columns else None
            reading = overall["missing_weeks"].astype(str)
            if factor is not None:
                reading = reading.where(factor.isna(), reading + ", odds times " + factor.astype(str))
            overall = overall.assign(reading=reading)
            table = overall.pivot_table(index="reading", columns="endpoint", values="value", sort=False)
            display((100 * table).round(1))
        """
}

extension Relapse {
    static let reportingItems: [ReportedItem] = [
        .strobe(.missing, in: .methods),
        .strobe(.outcomes, in: .numbers),
        .strobe(.estimates, in: .numbers),
        .strobe(.absolute, in: .numbers),
    ]
}
