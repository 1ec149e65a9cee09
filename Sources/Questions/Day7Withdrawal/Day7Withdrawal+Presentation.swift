import Disclosure
import Findings
import Presentation

extension Day7Withdrawal {
    static func present(
        _ finding: ReleasedFinding, of run: Released, _ settings: Day7WithdrawalSettings, on page: inout QuestionPage
    ) {
        let shares = Day7Shares(finding, settings)
        page.answer = Day7Answer.answer(finding, shares)
        page.add(Day7Tables.tables(shares))
        page.add(Day7ForestFigure.plan(shares), title: "Shares without withdrawal")
        page.notebook.append(.init(id: "day7", text: notebookText, code: notebookCode))
    }

    private static let notebookText = """
        ## Free of withdrawal around day 7

        Three denominators: those assessed, and everybody with the missing counted as in withdrawal (worst case) or as free of it \
        (best case). The last two bound what the missing could do. A weighted share lets those assessed stand for the missing \
        who are like them.
        """

    private static let notebookCode = """
        shares = estimates("\(id)", "\(Quantity.noWithdrawalShare.id)")
        shares = shares[shares["interval"].isin(["wilson", "logit_t"])] if len(shares) else shares
        marks = [
            ("\(Denominator.assessed.rawValue)", "o", blue), ("\(Denominator.weighted.rawValue)", "D", purple),
            ("\(Denominator.bestCase.rawValue)", "^", green), ("\(Denominator.missingAsWithdrawal.rawValue)", "s", vermilion)]

        if shares.empty or shares["value"].notna().sum() == 0:
            nothing("\(id)")
        else:
            if "column" not in shares.columns:
                shares["column"] = shares["column_level"] = pd.Series(pd.NA, index=shares.index, dtype="string")
            level = shares["column_level"]
            shares["group"] = list(zip(shares["column"].fillna(""), level.fillna(""), level.isna()))
            groups = list(dict.fromkeys(shares["group"]))
            names = [
                f"{column}: {'not recorded' if is_missing else level}" if column else "Everybody"
                for column, level, is_missing in groups]
            figure, axes = plt.subplots(figsize=(7, 1.2 + 0.5 * len(groups)), layout="constrained")
            for offset, (denominator, marker, colour) in zip((0.3, 0.1, -0.1, -0.3), marks):
                rows = shares[shares["denominator"] == denominator].dropna(subset=["value"])
                if rows.empty:
                    continue
                y = [len(groups) - groups.index(group) + offset for group in rows["group"]]
                axes.hlines(y, 100 * rows["lower"], 100 * rows["upper"], color=colour)
                axes.plot(100 * rows["value"], y, marker, color=colour, label=denominator.replace("_", " "))
            tests = tables["tests"]
            claims = pd.to_numeric(tests["claim"]).dropna() if "claim" in tests.columns else pd.Series(dtype=float)
            if len(claims):
                axes.axvline(100 * claims.iloc[0], color="black", linestyle="--", linewidth=1, label="claim")
            axes.set(xlim=(-1, 101), xlabel="% without withdrawal")
            axes.set_yticks(range(len(groups), 0, -1), names)
            figure.legend(loc="outside lower center", ncols=3, frameon=False)
            plt.show()
        """
}

extension Day7Withdrawal {
    static let reportingItems: [ReportedItem] = [
        .strobe(.missing, in: .methods),
        .strobe(.sensitivity, in: .methods),
        .strobe(.outcomes, in: .numbers),
        .strobe(.estimates, in: .numbers),
        .strobe(.otherAnalyses, in: .numbers),
    ]
}
