"""No cell of a CSV file that the tool writes is a formula to a spreadsheet, whatever a study calls its columns and levels."""

import csv

import pytest
from conftest import Report

FORMULAS = ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1+1", "\uff1d1+1"]
COLUMN = "=HYPERLINK(1)"
YAML = f"""\
nocitrend: 1
title: =cmd
data: .
missing: [""]
tables:
  patients:
    - file: people.csv
      columns: {{patient: who, "{COLUMN}": arm}}
  pain:
    - file: "=pain.csv"
      columns: {{patient: who, day: day, score: "@score"}}
      instrument: nrs
analyses:
  baseline_table: {{by: "{COLUMN}"}}
  pain_trend: {{}}
  data_quality: {{}}
"""


@pytest.fixture(scope="module")
def made(tool, tmp_path_factory) -> tuple[Report, list]:
    """A report with its notebook, and the list of rejected rows that `check` makes."""
    folder = tmp_path_factory.mktemp("formulas")
    (folder / "study.yaml").write_text(YAML, encoding="utf-8")
    with open(folder / "people.csv", "w", newline="", encoding="utf-8") as file:
        rows = ([f"p{number}", FORMULAS[number % len(FORMULAS)]] for number in range(120))
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([["who", "arm"], *rows])
    scores = "".join(f"p{number % 120},{number // 120},{number % 11}\n" for number in range(480))
    (folder / "=pain.csv").write_text("who,day,@score\n" + scores + "p1,3,-14\n" * 12, encoding="utf-8")
    report = tool.report(folder / "study.yaml", folder / "out", "--notebook", folder / "notebook")
    done = tool.run("check", folder / "study.yaml", "--rejects", folder / "rejects.csv")
    assert done.returncode == 0, done.stderr
    return report, sorted(
        [*report.folder.rglob("*.csv"), *report.private.rglob("*.csv"), *(folder / "notebook").rglob("*.csv"),
         folder / "rejects.csv"]
    )  # fmt: skip


def cells(path) -> list[str]:
    with open(path, newline="", encoding="utf-8") as file:
        return [cell for row in csv.reader(file) for cell in row]


def is_number(cell: str) -> bool:
    try:
        return float(cell) is not None
    except ValueError:
        return False


def test_no_cell_is_a_formula(made):
    _, files = made
    assert len(files) > 10
    for path in files:
        for cell in cells(path):
            if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")):
                assert is_number(cell), (path, cell)


def test_numbers_below_0_stay_numbers(sample):
    found = [cell for path in sample.folder.rglob("*.csv") for cell in cells(path) if cell.startswith("-")]
    assert len(found) > 10 and all(map(is_number, found))


def test_the_words_stand_behind_an_apostrophe_and_whole_in_results_json(made):
    report, files = made
    written = {cell for path in files for cell in cells(path)}
    found = {level for level in FORMULAS if f"'{level}" in written or f"'{level.strip()}" in written}
    assert found >= {"=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\uff1d1+1"}
    assert f"'{COLUMN}" in written and "'=pain.csv" in written and "'@score" in written
    levels = {
        estimate["variable"]["level"] for estimate in report.finding("baseline_table")["estimates"] if estimate["variable"]
    } | {estimate["column"]["level"] for estimate in report.finding("baseline_table")["estimates"] if estimate["column"]}
    assert {"=1+1", "@SUM(A1)", "-2+3"} <= levels
