import Findings

/// The notebook's text and code. Nothing of the study is in the code: it reads the tables, so that it runs on any run's.
enum NotebookCells {
    static func all(_ results: Results, isInternal: Bool) -> [Notebook.Cell] {
        let marks =
            (results.study.synthetic ? "\n\n**SYNTHETIC DATA: these people are made up.**" : "")
            + (isInternal ? "\n\n**INTERNAL: small numbers are not withheld. Do not pass on.**" : "")
        return [
            .init(
                .markdown, id: "title",
                "# \(MailSummary.markdown(results.study.title))\(marks)\n\n"
                    + "Tables of run `\(results.run.id.replacing("`", with: "'"))` (nocitrend \(results.run.version)), "
                    + "read as `datapackage.json` describes them. "
                    + "The figures are those of the report, drawn anew, to be changed for a paper."),
            .init(.code, id: "load", load),
            .init(
                .markdown, id: "questions",
                "## What was asked\n\nA finding that is `not_estimable` says why. Its table has no rows, or those that "
                    + "describe the attempt."),
            .init(.code, id: "findings", findings),
            .init(
                .markdown, id: "day7",
                "## Free of withdrawal around day 7\n\nThree denominators: those assessed, and everybody with the missing "
                    + "counted as in withdrawal or as free of it. The last two bound what the missing could do. A weighted share lets "
                    + "those assessed stand for the missing who are like them."),
            .init(.code, id: "day7-forest", forest),
            .init(
                .markdown, id: "course",
                "## Withdrawal from day to day\n\nAbove, the share among those assessed on the day. Below, the Kaplan-Meier "
                    + "share without any assessment free of withdrawal so far."),
            .init(.code, id: "course-figure", course),
            .init(
                .markdown, id: "pain",
                "## Pain by length of exposure\n\nThe mixed model's line with its band, and the means of the bands of "
                    + "exposure, which assume no line. An association, not an effect."),
            .init(.code, id: "pain-figure", pain),
            .init(
                .markdown, id: "on",
                "## From here\n\n`tables[\"NAME\"]` is a data frame with one row an estimate; `describe(\"NAME\")` tells "
                    + "what its columns mean."),
            .init(.code, id: "describe", describe),
        ]
    }

    private static let load = """
        import json
        from pathlib import Path

        import matplotlib.pyplot as plt
        import pandas as pd

        package = json.loads(Path("datapackage.json").read_text(encoding="utf-8"))


        def read(resource):
            \"\"\"A table as its schema says; withheld and absent numbers are both missing values.\"\"\"
            fields = resource["schema"]["fields"]
            text = {field["name"]: "string" for field in fields if field["type"] == "string"}
            table = pd.read_csv(resource["path"], dtype=str, keep_default_na=False, encoding="utf-8")
            for field in fields:
                column = table[field["name"]]
                missing = column.isin(resource["schema"]["missingValues"] if field["name"] not in text else [""])
                if field["name"] in text:
                    table[field["name"]] = column.astype("string").mask(missing)
                else:
                    table[field["name"]] = pd.to_numeric(column.mask(missing))
            return table


        tables = {Path(resource["path"]).stem: read(resource) for resource in package["resources"]}


        def estimates(finding, name):
            \"\"\"The rows of a finding's table for one estimate; empty where the run has none.\"\"\"
            table = tables.get(finding)
            if table is None:
                return pd.DataFrame()
            return table[table["name"] == name].copy()


        def keep(rows, **conditions):
            \"\"\"Rows whose group columns have these values; None asks for an empty one.\"\"\"
            for column, value in conditions.items():
                if column not in rows.columns:
                    if value is not None:
                        return rows.iloc[0:0]
                else:
                    rows = rows[rows[column].isna() if value is None else (rows[column] == value).fillna(False)]
            return rows


        def nothing(finding):
            \"\"\"Says in place of a figure why there is none.\"\"\"
            row = tables["findings"].query("finding == @finding")
            reason = row["reason"].dropna()
            print(f"{finding}: " + (reason.iloc[0] if len(reason) else "nothing to draw: absent or withheld"))


        blue, vermilion, green, purple = "#0b5c9e", "#b8480b", "#00795c", "#8a3d75"
        plt.rcParams.update({"figure.dpi": 110, "axes.spines.top": False, "axes.spines.right": False})
        """

    private static let findings = """
        tables["findings"][["finding", "title", "status", "reason", "patients", "observations"]]
        """

    private static let forest = """
        shares = estimates("day7_withdrawal", "no_withdrawal_share")
        shares = shares[shares["interval"].isin(["wilson", "logit_t"])] if len(shares) else shares
        marks = [
            ("assessed", "o", blue), ("weighted", "D", purple), ("best_case", "^", green),
            ("missing_as_withdrawal", "s", vermilion)]

        if shares.empty or shares["value"].notna().sum() == 0:
            nothing("day7_withdrawal")
        else:
            fixed = {"name", "denominator", "claim", "value", "se", "lower", "upper", "confidence_level", "interval", "n", "events", "unit"}
            variables = [column for column in shares.columns if column not in fixed]
            shares["group"] = "Everybody"
            for variable in variables:
                named = shares[variable].notna()
                shares.loc[named, "group"] = variable + ": " + shares.loc[named, variable]
            groups = list(dict.fromkeys(shares["group"]))
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
            axes.set_yticks(range(len(groups), 0, -1), groups)
            figure.legend(loc="outside lower center", ncols=3, frameon=False)
            plt.show()
        """

    private static let course = """
        daily = estimates("withdrawal_course", "no_withdrawal_share")
        curve = estimates("withdrawal_course", "not_yet_free_share")


        def by_day(rows):
            \"\"\"Rows of days, in order; scales together where the run has them together, else the first scale.\"\"\"
            if rows.empty or "day" not in rows.columns:
                return rows.iloc[0:0].assign(day=[]) if len(rows.columns) else pd.DataFrame(columns=["day", "value"])
            rows = rows[rows["day"].notna()].assign(day=lambda table: pd.to_numeric(table["day"]))
            if "scale" in rows.columns:
                pooled = rows[rows["scale"].isna()]
                rows = pooled if len(pooled) else rows[rows["scale"] == rows["scale"].dropna().iloc[0]]
            return rows.sort_values("day")


        daily, curve = by_day(daily), by_day(curve)
        if daily["value"].notna().sum() + curve["value"].notna().sum() == 0:
            nothing("withdrawal_course")
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

    private static let pain = """
        line = estimates("pain_trend", "predicted_mean")
        bands = estimates("pain_by_duration_band", "mean")
        places = estimates("pain_by_duration_band", "mean_exposure_days")
        instruments = list(dict.fromkeys(
            instrument for rows in (line, bands) if "instrument" in rows.columns for instrument in rows["instrument"].dropna()))

        if not instruments:
            nothing("pain_trend")
        for instrument in instruments:
            figure, axes = plt.subplots(figsize=(7, 4.2), layout="constrained")
            model = keep(line, instrument=instrument)
            model = model.dropna(subset=["value"]) if len(model) else model
            if len(model):
                model = model.assign(days=pd.to_numeric(model["exposure_days"])).sort_values("days")
                axes.fill_between(model["days"], model["lower"], model["upper"], color=blue, alpha=0.18)
                axes.plot(model["days"], model["value"], color=blue, label="mixed model")
            means = keep(bands, instrument=instrument)
            if len(means):
                means = means.merge(
                    places[["instrument", "band", "value"]].rename(columns={"value": "days"}), on=["instrument", "band"])
                means = means.dropna(subset=["value", "days"])
                axes.vlines(means["days"], means["lower"], means["upper"], color=vermilion)
                axes.plot(means["days"], means["value"], "o", color=vermilion, label="mean by band of exposure")
            axes.set(xlabel="Days of opioid exposure", ylabel=f"Mean score ({instrument})")
            if axes.has_data():
                axes.legend(frameon=False)
            plt.show()
        """

    private static let describe = """
        def describe(name):
            \"\"\"What the columns of a table mean.\"\"\"
            resource = next(one for one in package["resources"] if Path(one["path"]).stem == name)
            return pd.DataFrame(resource["schema"]["fields"])[["name", "type", "description"]]


        describe("findings")
        """
}
