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

        Above, the share among those assessed on the day. Below, the Kaplan-Meier share without any assessment free of withdrawal \
        so far.
        """

    private static let notebookCode = """
        daily = estimates("\(id)", "\(Quantity.noWithdrawalAtTime.id)")
        curve = estimates("\(id)", "\(Quantity.notYetFreeShare.id)")


        def by_day(rows):
            \"\"\"Rows of days, in order, with the scales together.\"\"\"
            if rows.empty or "day" not in rows.columns:
                return rows.iloc[0:0].assign(day=[]) if len(rows.columns) else pd.DataFrame(columns=["day", "value"])
            rows = rows[rows["day"].notna()].assign(day=lambda table: pd.to_numeric(table["day"]))
            if "column" in rows.columns:
                rows = rows[rows["column"].isna()]
            return rows.sort_values("day")


        daily, curve = by_day(daily), by_day(curve)
        if daily["value"].notna().sum() + curve["value"].notna().sum() == 0:
            nothing("\(id)")
        else:
            figure, (above, below) = plt.subplots(2, 1, figsize=(7, 6), sharex=True, layout="constrained")
            if len(daily):
                above.fill_between(daily["day"], 100 * daily["lower"], 100 * daily["upper"], color=blue, alpha=0.18)
                above.plot(daily["day"], 100 * daily["value"], "o-", color=blue, markersize=3)
            shown = curve.dropna(subset=["value"])
            if len(shown):
                below.fill_between(
                    shown["day"], 100 * shown["lower"], 100 * shown["upper"], step="post", color=blue, alpha=0.18)
                below.step(shown["day"], 100 * shown["value"], where="post", color=blue)
            above.set(ylim=(0, 100), ylabel="% free on the day")
            below.set(ylim=(0, 100), ylabel="% not yet free", xlabel="Days since the index day")
            plt.show()
        """
}
