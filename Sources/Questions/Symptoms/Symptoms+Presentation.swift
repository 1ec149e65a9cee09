import Disclosure
import Findings
import Presentation

extension Symptoms {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: SymptomsSettings, on page: inout QuestionPage
    ) {
        page.answer = SymptomsAnswer(finding: finding, settings: settings).answer
        page.add(
            SymptomsTables.tables(finding, settings)
                + [PValueCells.table(of: finding, families: families, row: rowName)])
        page.add(SymptomsFigure.plan(finding), title: SymptomsFigure.title)
        page.notebook.append(.init(id: "symptoms", text: notebookText, code: notebookCode))
    }

    /// A test as a table's row: what it tests, and of which symptom.
    private static func rowName(_ test: ReleasedTest) -> String {
        let name = (test.key as? SymptomKey)?.name.label
        return [name.map { Wording.capitalized($0) }, test.test.label].compactMap(\.self).joined(separator: ": ")
    }

    private static let notebookText = """
        ## Other symptoms by duration of exposure

        The share with each symptom in each band, one report a patient and band. Bands compare different patients as well as the same ones \
        later.
        """

    private static let notebookCode = """
        shares = estimates("\(id)", "\(Quantity.symptomShare.id)").dropna(subset=["value"])

        if shares.empty:
            nothing("\(id)")
        else:
            names = [column for column in ("symptom", "variable_level", "variable") if column in shares.columns]
            shares = shares.assign(name=shares[names].bfill(axis=1).iloc[:, 0])
            bands = list(dict.fromkeys(shares["band"]))
            figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
            for name, rows in shares.groupby("name", sort=False):
                places = [bands.index(band) for band in rows["band"]]
                axes.plot(places, 100 * rows["value"], "o-", markersize=4, label=str(name).replace("_", " "))
            axes.set_xticks(range(len(bands)), bands)
            axes.set(ylim=(0, 100), ylabel="% with the symptom", xlabel="Days of exposure")
            figure.legend(loc="outside lower center", ncols=3, frameon=False)
            plt.show()
        """
}

extension Symptoms {
    static let reportingItems: [ReportedItem] = [
        .strobe(.loss, in: .methods), .strobe(.outcomes, in: .numbers), .strobe(.estimates, in: .numbers),
        .strobe(.absolute, in: .numbers),
    ]
}
