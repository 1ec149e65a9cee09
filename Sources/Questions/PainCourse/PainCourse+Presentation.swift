import Disclosure
import Findings
import Presentation

extension PainCourse {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: PainCourseSettings, on page: inout QuestionPage
    ) {
        page.answer = PainCourseWords(finding).answer
        page.add(PainCourseTables.tables(finding))
        let plans = PainCourseFigure.plans(finding)
        for plan in plans { page.add(plan, title: plan.title) }
        if plans.isEmpty { page.add(nil, title: PainCourseFigure.title) }
        page.notebook.append(.init(id: "pain_course", text: notebookText, code: notebookCode))
    }

    /// Families of tests, and their headings.
    static let families = [
        (name: "differences", heading: "Differences between groups"),
        (name: "changes", heading: "Changes over the visits"),
    ]

    private static let notebookText = """
        ## Pain over the visits

        The mixed model's mean at each visit, with its 95% interval; a line for each group, one picture for each column compared.
        """

    private static let notebookCode = """
        means = estimates("\(id)", "\(Quantity.meanAtVisit.id)")
        means = means[means["day"].notna()] if "day" in means.columns else means.iloc[0:0]
        if means["value"].notna().sum() == 0:
            nothing("\(id)")
        else:
            means = means.assign(day=pd.to_numeric(means["day"]))
            column = means["variable"].fillna("") if "variable" in means.columns else pd.Series("", index=means.index)
            level = (
                means["variable_level"].fillna("") if "variable_level" in means.columns else pd.Series("", index=means.index)
            )
            part = means["column_level"].fillna("") if "column_level" in means.columns else pd.Series("", index=means.index)
            means = means.assign(shown=column, line=level, part=part)
            for (shown, part), rows in means.groupby(["shown", "part"], sort=False):
                figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
                for (line, own), colour in zip(rows.groupby("line", sort=False), (blue, vermilion, green, purple)):
                    own = own.sort_values("day")
                    axes.fill_between(own["day"], own["lower"], own["upper"], color=colour, alpha=0.18)
                    axes.plot(own["day"], own["value"], "o-", color=colour, markersize=3, label=line or "all patients")
                axes.set(xlabel="Study day", ylabel="Mean score", title=" ".join(filter(None, (part, shown))))
                axes.legend(frameon=False)
                plt.show()
        """
}

extension PainCourse {
    static let reportingItems: [ReportedItem] = [
        .strobe(.missing, in: .methods),
        .strobe(.loss, in: .methods),
        .strobe(.sensitivity, in: .methods),
        .strobe(.outcomes, in: .numbers),
        .strobe(.estimates, in: .numbers),
        .strobe(.otherAnalyses, in: .numbers),
    ]
}
