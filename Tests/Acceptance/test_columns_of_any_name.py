"""A column of patients may have any name and a level may be any word: both appear as themselves everywhere."""

import csv
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from conftest import ROOT, Report, patients_of, study_column
from ctn0094_by_hand import Tally, nearest_grade
from test_ctn0094_day7 import DENOMINATORS, check_share
from test_notebook import run
from test_report_page import page

CASE = ROOT.parent / "shared/cases/32-column-name-collision"
# Words of the tool's own: axes of a number's group, columns of its tables, a table's column of everybody.
NAMES = ["n", "denominator", "claim", "scale", "day", "model", "term", "exposure", "column", "variable", "overall"]
# Free of withdrawal, assessed, with an index day; the level None has patients without a value.
MADE = {"overall": Tally(20, 32, 45), "not recorded": Tally(16, 29, 40), None: Tally(12, 30, 44)}
YAML = """\
nocitrend: 1
title: Columns of any name
data: .
tables:
  patients: {{file: patients.csv, columns: {{patient: id, "{name}": "{name}"}}}}
  pain: {{file: pain.csv, columns: {{patient: id, day: day, score: nrs}}, instrument: nrs}}
  exposures: {{file: exposures.csv, columns: {{patient: id, start_day: start, end_day: end, drug: drug}}}}
  moud: {{file: moud.csv, columns: {{patient: id, day: day, dose_mg: mg}}, drug: buprenorphine}}
  withdrawal: {{file: withdrawal.csv, columns: {{patient: id, day: day, score: cows}}, scale: cows}}
analyses:
  day7_withdrawal: {{by: ["{name}"], claim: 0.95}}
  pain_trend: {{instrument: nrs, adjust: ["{name}"]}}
  baseline_table: {{by: "{name}"}}
"""


def write_study(folder: Path, name: str) -> Path:
    """A study with the tallies above; on each day the mean scores of two levels are as far apart as on any other."""
    tables = {
        "patients": [f"id,{name}"],
        "pain": ["id,day,nrs"],
        "exposures": ["id,start,end,drug"],
        "moud": ["id,day,mg"],
        "withdrawal": ["id,day,cows"],
    }
    for level, tally in MADE.items():
        for member in range(tally.started):
            number = len(tables["patients"])
            patient = f"p{number:03d}"
            tables["patients"].append(f"{patient},{level or ''}")
            tables["exposures"].append(f"{patient},0,95,morphine")
            tables["moud"].append(f"{patient},100,8")
            if member < tally.assessed:
                tables["withdrawal"].append(f"{patient},107,{0 if member < tally.free else 9}")
            # Two patients in turn depart from the line by as much up and down.
            is_paired = member < tally.started // 2 * 2
            departure = (1, -1)[member % 2] * (1 + member // 2 % 3) if is_paired else 0
            for visit, weight in enumerate((2, -1, 1, -1)):
                tenths = 20 + 10 * (level == "overall") + 7 * number % 11 + 5 * visit + weight * departure
                tables["pain"].append(f"{patient},{30 * visit},{tenths / 10}")
    for table, lines in tables.items():
        (folder / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "study.yaml").write_text(YAML.format(name=name), encoding="utf-8")
    return folder


class Named:
    """A study whose patients are grouped by one column, its internal report, and what its files say."""

    def __init__(self, folder: Path, column: str, report: Report):
        self.folder, self.column, self.report = folder, column, report
        self.level = {row["id"]: None if row[column] in ("", "NA") else row[column] for row in self.rows("patients")}
        self.sizes = Counter(self.level.values())

    def rows(self, table: str):
        with open(self.folder / f"{table}.csv", newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)

    @property
    def tallies(self) -> dict[str | None, Tally]:
        """By level, from the files: the assessment on days 4 to 10 that is nearest to day 7 after the first dose."""
        index: dict[str, int] = {}
        for row in self.rows("moud"):
            if float(row["mg"]) > 0:
                index[row["id"]] = min(int(row["day"]), index.get(row["id"], int(row["day"])))
        own: dict[str, list[tuple[int, int]]] = {patient: [] for patient in index}
        for row in self.rows("withdrawal"):
            if row["id"] in index:
                own[row["id"]].append((int(row["day"]) - index[row["id"]], int(int(row["cows"]) > 4)))
        grades = {patient: nearest_grade(found, 7, 4, 10) for patient, found in own.items()}
        found = {}
        for level in self.sizes:
            members = [grade for patient, grade in grades.items() if self.level[patient] == level]
            found[level] = Tally(members.count(0), len(members) - members.count(None), len(members))
        return found

    def of_the_column(self, row: dict[str, str]) -> bool:
        """Whether a row of a CSV table is about this column, and not about the withdrawal scale of the same name."""
        return row["column"] == self.column and (row["column_level"] or None) in self.sizes


@pytest.fixture(scope="module", params=["case 32", *NAMES])
def named(request, tool, tmp_path_factory) -> Named:
    folder, column = CASE, "n"
    if request.param in NAMES:
        column = request.param
        folder = write_study(tmp_path_factory.mktemp("named"), column)
    elif not CASE.is_dir():
        pytest.skip(f"the shared input is not in {CASE}")
    output = tmp_path_factory.mktemp("out")
    flags = ("--internal", "--notebook", output / "run-notebook")
    return Named(folder, column, tool.report(folder / "study.yaml", output, *flags))


def test_the_made_study_is_as_described(named):
    if named.folder != CASE:
        assert named.tallies == MADE


def test_the_shares_of_each_level(named):
    seen = set()
    for estimate in named.report.finding("day7_withdrawal")["estimates"]:
        denominator = estimate["group"].get("denominator")
        is_count = estimate["name"] == "no_withdrawal_share" and denominator in DENOMINATORS
        if is_count and estimate["column"] and estimate["column"]["origin"] == "study":
            column, level = patients_of(estimate)
            assert column == named.column
            check_share(estimate, named.tallies[level], denominator)
            seen.add((level, denominator, estimate["interval"]))
    assert seen == {
        (level, denominator, interval)
        for level in named.sizes
        for denominator in DENOMINATORS
        for interval in ("wilson", "clopper_pearson")
    }


def test_the_columns_of_the_table_at_baseline(named):
    sizes = {}
    for estimate in named.report.finding("baseline_table")["estimates"]:
        if estimate["name"] == "patients":
            sizes[patients_of(estimate)] = estimate["value"]
    everybody = {None: sum(named.sizes.values())}
    assert sizes == everybody | {(named.column, level): size for level, size in named.sizes.items()}


def adjusted(named) -> list[dict]:
    estimates = named.report.finding("pain_trend")["estimates"]
    return [one for one in estimates if one["name"] == "coefficient" and one["group"]["model"] == "adjusted"]


def test_the_levels_of_the_adjusted_model(named):
    levels = {level: size for level, size in named.sizes.items() if level is not None}
    (coefficient,) = adjusted(named)
    level, reference = coefficient["variable"]["level"], coefficient["variable"]["reference"]
    assert coefficient["column"] is None
    assert coefficient["variable"] == study_column(named.column, level, reference=reference)
    assert {level, reference} == set(levels) and levels[reference] == max(levels.values())
    if named.folder != CASE:
        scores = {"overall": [], "not recorded": [], None: []}
        for row in named.rows("pain"):
            scores[named.level[row["id"]]].append(float(row["nrs"]))
        # Of balanced data generalised least squares is least squares: the difference of the means.
        expected = np.mean(scores[level]) - np.mean(scores[reference])
        assert coefficient["value"] == pytest.approx(expected, abs=1e-9)


def test_no_word_of_the_study_stands_in_a_group(named):
    for finding in named.report.results["analyses"]:
        for entry in finding["estimates"] + finding["tests"]:
            assert not set(entry["group"].values()) & {"overall", "not recorded", "lo", "hi"}, entry


def test_the_tables(named):
    """A level stands in its cell as the file has it; the cell of patients without a value is empty."""
    expected = Counter(
        (level or "", denominator, *map(str, tally.share(denominator)))
        for level, tally in named.tallies.items()
        for denominator in DENOMINATORS
    )
    shares = Counter(
        (row["column_level"], row["denominator"], row["events"], row["n"])
        for row in named.report.rows("tables/day7_withdrawal.csv")
        if row["name"] == "no_withdrawal_share" and row["interval"] == "wilson" and named.of_the_column(row)
    )
    assert shares == expected
    forest = Counter(
        (row["column_level"], row["denominator"], row["events"], row["n"])
        for row in named.report.rows("figures/day7_forest.csv")
        if row["denominator"] in DENOMINATORS and named.of_the_column(row)
    )
    assert forest == expected
    sizes = {
        row["column_level"] or None: int(row["value"])
        for row in named.report.rows("tables/baseline_table.csv")
        if row["name"] == "patients" and row["column"] == named.column
    }
    assert sizes == named.sizes
    variables = [
        (row["variable"], row["variable_level"], row["variable_reference"])
        for row in named.report.rows("tables/pain_trend.csv")
        if row["name"] == "coefficient" and row["model"] == "adjusted"
    ]
    (coefficient,) = (one["variable"] for one in adjusted(named))
    assert variables == [(named.column, coefficient["level"], coefficient["reference"])]


def test_the_page(named):
    text = page(named.report).text
    assert f"Patients at baseline by {named.column}".casefold() in text.casefold()
    for level, size in named.sizes.items():
        assert f"{level or 'not recorded'} (n = {size})" in text
    for level, tally in named.tallies.items():
        free, assessed = tally.share("assessed")
        assert f"{level or 'not recorded'} {free} / {assessed} {100 * free / assessed:.1f}%" in text
    (coefficient,) = (one["variable"] for one in adjusted(named))
    term = f"{named.column}: {coefficient['level']} against {coefficient['reference']}"
    assert re.search(rf"\b{re.escape(term)}", text, re.IGNORECASE)


@pytest.mark.parametrize("named", ["column"], indirect=True)
def test_the_notebook(named):
    """The name of the column that tells columns apart in its tables."""
    run(named.report.folder.parent / "run-notebook")
