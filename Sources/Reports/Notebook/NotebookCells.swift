import Disclosure
import Findings
import Presentation

/// The notebook's text and code. Nothing of the study is in the code: it reads the tables, so that it runs on any run's.
enum NotebookCells {
    static func all(_ released: Released, _ shown: [ShownQuestion]) -> [Notebook.Cell] {
        let marks =
            (released.study.synthetic ? "\n\n**SYNTHETIC DATA: these people are made up.**" : "")
            + (released.isInternal ? "\n\n**\(InternalMark.sentence)**" : "")
        let opening: [Notebook.Cell] = [
            .init(
                .markdown, id: "title",
                "# \(MailSummary.markdown(released.study.title))\(marks)\n\n"
                    + "Tables of run `\(released.run.id.replacing("`", with: "'"))` (nocitrend \(released.run.version)), "
                    + "read as `datapackage.json` describes them. "
                    + "The figures are those of the report, drawn anew, to be changed for a paper."),
            .init(.code, id: "load", load),
            .init(
                .markdown, id: "questions",
                "## What was asked\n\nA finding that is `not_estimable` says why. Its table has no rows, or those that "
                    + "describe the attempt."),
            .init(.code, id: "findings", findings),
        ]
        let parts = shown.flatMap(\.page.notebook).flatMap { part in
            [Notebook.Cell(.markdown, id: part.id, part.text), .init(.code, id: "\(part.id)-figure", part.code)]
        }
        return opening + parts + [
            .init(
                .markdown, id: "history",
                "## From report to report\n\nThe main answers of the reports so far, where `course.csv` lies among the tables: "
                    + "`nocitrend history STUDY --csv` writes it anew."),
            .init(.code, id: "history-figure", course),
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


        if "internal" in tables["findings"]:
            # Such tables bear a column of this name, and what is drawn from them the word.
            print("INTERNAL: small numbers are not withheld. Do not pass on.")

            def mark_internal(figure):
                figure.text(
                    0.5, 0.5, "INTERNAL", size=60, rotation=20, alpha=0.18, color="#b8480b", ha="center", va="center", zorder=9
                )

            plt.rcParams["figure.hooks"] = ["__main__:mark_internal"]


        blue, vermilion, green, purple = "#0b5c9e", "#b8480b", "#00795c", "#8a3d75"
        plt.rcParams.update({"figure.dpi": 110, "axes.spines.top": False, "axes.spines.right": False})
        """

    private static let findings = """
        tables["findings"][["finding", "title", "status", "reason", "patients", "observations"]]
        """

    private static let course = """
        def read_course(path=Path("tables/course.csv")):
            \"\"\"The course of the main answers by day; empty where there is none.\"\"\"
            if not path.exists():
                return pd.DataFrame()
            rows = pd.read_csv(path, dtype={"interval": str, "as_of": str}, na_values=["withheld"])
            return rows[rows["main"] == "yes"].assign(day=lambda rows: pd.to_datetime(rows["day"]))


        course = read_course()
        for finding in [] if course.empty else course["finding"].unique()[:6]:
            rows = course[course["finding"] == finding]
            rows = rows[rows["key"].fillna("") == rows["key"].fillna("").iloc[0]].dropna(subset=["value"])
            rows = rows[rows["name"] == rows["name"].iloc[0]] if len(rows) else rows
            if rows["day"].nunique() > 1:
                figure, axes = plt.subplots(figsize=(7, 2.2))
                axes.vlines(rows["day"], rows["lower"], rows["upper"], color=blue)
                axes.plot(rows["day"], rows["value"], "o-", color=blue)
                axes.set(title=f"{rows['title'].iloc[0]}: {rows['label'].iloc[0]}", ylabel=rows["unit"].iloc[0])
                plt.show()
        if course.empty:
            print("No course: there is no report before this one.")
        """

    private static let describe = """
        def describe(name):
            \"\"\"What the columns of a table mean.\"\"\"
            resource = next(one for one in package["resources"] if Path(one["path"]).stem == name)
            return pd.DataFrame(resource["schema"]["fields"])[["name", "type", "description"]]


        describe("findings")
        """
}
