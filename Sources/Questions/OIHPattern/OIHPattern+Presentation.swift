import Disclosure
import Findings
import Presentation

extension OIHPattern {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: OIHPatternSettings, on page: inout QuestionPage
    ) {
        if let reason = finding.reason {
            page.answer = .unanswered(question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        guard let instrument = finding.instruments.first else { return }
        if finding.isEstimated {
            page.answer = OIHPatternAnswer(finding: finding, key: OIHPatternKey(instrument: instrument)).answer
        }
        page.add(OIHPatternTables.tables(finding, OIHPatternKey(instrument: instrument), settings))
        page.add(OIHPatternFigure.plan(finding, OIHPatternKey(instrument: instrument)), title: OIHPatternFigure.title)
        page.notebook.append(.init(id: "oih_pattern", text: notebookText, code: notebookCode))
    }

    private static let notebookText = """
        ## Classes of the decision table

        The share of the patients judged in each class, with 95% intervals, and what the same table gives of scores in random order. A class is \
        a count of compatible courses and no diagnosis.
        """

    private static let notebookCode = """
        classes = estimates("\(id)", "\(Quantity.patternClassShare.id)").dropna(subset=["value"])
        chance = estimates("\(id)", "\(Quantity.patternChance.id)").dropna(subset=["value"])

        if classes.empty:
            nothing("\(id)")
        else:
            names = list(classes["pattern"])
            figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
            places = range(len(names))
            axes.hlines(places, 100 * classes["lower"], 100 * classes["upper"], linewidth=2)
            axes.plot(100 * classes["value"], places, "o", label="observed")
            chance = chance[chance["pattern"].isin(names)]
            axes.plot(100 * chance["value"], [names.index(name) for name in chance["pattern"]], "x", label="scores in random order")
            axes.set_yticks(places, [name.replace("_", " ") for name in names])
            axes.invert_yaxis()
            axes.set(xlabel="% of the patients judged")
            figure.legend(loc="outside lower center", ncols=2, frameon=False)
            plt.show()
        """
}

extension OIHPattern {
    static let reportingItems: [ReportedItem] = [
        .strobe(.sensitivity, in: .methods), .strobe(.otherAnalyses, in: .numbers),
        .recordPE(.misclassification, in: .cautions, isPart: true),
    ]
}
