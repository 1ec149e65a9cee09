import Disclosure
import Findings
import Presentation

extension Retention {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: RetentionSettings, on page: inout QuestionPage
    ) {
        page.answer = RetentionAnswer.answer(finding, settings)
        page.add(RetentionTables.tables(finding, settings))
        page.add(figure(finding, settings), title: figureTitle)
        page.notebook.append(.init(id: "retention", text: notebookText, code: notebookCode))
    }

    private static let figureTitle = "Leaving treatment over the days"

    /// The cumulative incidence of leaving, by the levels of the first column; of all patients without one.
    private static func figure(_ finding: ReleasedFinding, _ settings: RetentionSettings) -> FigurePlan? {
        let all = finding.all(.leftByDay).filter { $0.estimate.number != nil }
        let first = all.compactMap(\.key.group).first?.column
        let groups: [StudyPlace?] =
            first.map { column in all.compactMap(\.key.group).filter { $0.column == column }.inOrderOfAppearance() }
            ?? [nil]
        return ShareLines.plan(
            zip(groups, FigureColor.series).map { group, color in
                ShareLines.Line(
                    id: group?.level?.label ?? "all", label: group?.label ?? "All patients", color: color,
                    points: all.filter { $0.key.group == group }.compactMap { key, estimate in
                        key.day.map { ($0, estimate) }
                    })
            }, name: "retention", title: figureTitle, axis: "Left treatment", time: .day,
            caption:
                "Cumulative incidence of leaving, by a gap of more than \(settings.gaps.first ?? 0) days, with 95% intervals."
        )
    }

    private static let notebookText = """
        ## Staying in treatment

        The share who are seen to stay through each day, by the longest gap that counts as staying.
        """

    private static let notebookCode = """
        stayed = estimates("\(id)", "\(Quantity.retainedShare.id)").dropna(subset=["value"])

        if stayed.empty:
            nothing("\(id)")
        else:
            overall = stayed[stayed["column"].isna()] if "column" in stayed.columns else stayed
            table = overall.pivot_table(index="day", columns="gap", values="value", sort=False)
            display((100 * table).round(1))
        """
}

extension Retention {
    static let reportingItems: [ReportedItem] = [
        .strobe(.loss, in: .methods),
        .strobe(.outcomes, in: .numbers),
        .strobe(.estimates, in: .numbers),
        .strobe(.absolute, in: .numbers),
    ]
}
