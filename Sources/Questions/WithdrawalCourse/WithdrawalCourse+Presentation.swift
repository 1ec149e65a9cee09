import Disclosure
import Findings
import Presentation

extension WithdrawalCourse {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: WithdrawalCourseSettings,
        on page: inout QuestionPage
    ) {
        page.answer = WithdrawalCourseAnswer.answer(finding)
        page.add(WithdrawalCourseTables.tables(finding))
        page.add(WithdrawalCourseFigure.plan(finding), title: WithdrawalCourseFigure.title)
        page.notebook.append(.init(id: "course", text: notebookText, code: notebookCode))
    }

    private static let notebookText = """
        ## Withdrawal from day to day

        Above, the share among those assessed on the day. Below, the share not free of withdrawal yet (Turnbull's estimate: when a patient \
        became free is known to lie between two assessments). A line for each trial or scale, where the study has several.
        """

    private static let notebookCode = """
        daily = estimates("\(id)", "\(Quantity.noWithdrawalAtTime.id)")
        curve = estimates("\(id)", "\(Quantity.notYetFreeShare.id)")


        def by_part(rows):
            \"\"\"Rows of days, in order, for each trial or scale.\"\"\"
            if rows.empty or "day" not in rows.columns:
                return {}
            rows = rows[rows["day"].notna()].assign(day=lambda table: pd.to_numeric(table["day"]))
            if "ending" in rows.columns:
                rows = rows[rows["ending"].isna() | (rows["ending"] == "first")]
            level = rows["column_level"].fillna("") if "column_level" in rows.columns else ""
            rows = rows.assign(part=level)
            return {part: own.sort_values("day") for part, own in rows.groupby("part", sort=False)}


        daily, curve = by_part(daily), by_part(curve)
        if sum(rows["value"].notna().sum() for rows in [*daily.values(), *curve.values()]) == 0:
            nothing("\(id)")
        else:
            figure, (above, below) = plt.subplots(2, 1, figsize=(7, 6), sharex=True, layout="constrained")
            for (part, rows), colour in zip(daily.items(), (blue, vermilion, green, purple)):
                above.fill_between(rows["day"], 100 * rows["lower"], 100 * rows["upper"], color=colour, alpha=0.18)
                above.plot(rows["day"], 100 * rows["value"], "o-", color=colour, markersize=3, label=part or None)
            for (part, rows), colour in zip(curve.items(), (blue, vermilion, green, purple)):
                shown = rows.dropna(subset=["value"])
                below.fill_between(
                    shown["day"], 100 * shown["lower"], 100 * shown["upper"], step="post", color=colour, alpha=0.18)
                below.step(shown["day"], 100 * shown["value"], where="post", color=colour)
            if any(daily):
                figure.legend(loc="outside lower center", ncols=4, frameon=False)
            above.set(ylim=(0, 100), ylabel="% free on the day")
            below.set(ylim=(0, 100), ylabel="% not yet free", xlabel="Days since the index day")
            plt.show()
        """
}

extension WithdrawalCourse {
    static let reportingItems: [ReportedItem] = [
        .strobe(.loss, in: .methods),
        .strobe(.outcomes, in: .numbers),
    ]
}
