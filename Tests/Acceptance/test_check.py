"""`nocitrend check`: what was read, as text and as a page; levels that warn and levels that stop; no count of few patients."""

import json
import re
from fractions import Fraction
from itertools import combinations

import pytest

from conftest import CTN0094, PAIN, PATIENTS, SAMPLE, STUDY

LEVELS = STUDY + "analyses:\n  data_quality: {}\n"


def section(text: str, caption: str) -> list[list[str]]:
    """The rows of the table under a caption, as cells."""
    parts = [part.splitlines() for part in text.split("\n\n")]
    lines = next(part for part in parts if part[0].startswith(caption))
    rule = next(number for number, line in enumerate(lines) if set(line) == {"-"})
    return [re.split(r" {2,}", line.strip()) for line in lines[rule + 1 :]]


def checked(tool, path, *flags, status: int = 0, command: str = "check"):
    done = tool.run(command, path, *flags)
    assert done.returncode == status, done.stderr
    return done


def test_all_is_well(tool, study):
    """Forty patients of one arm with three scores each, 0 to 10 in turn on days 0 to 119."""
    text = checked(tool, study(LEVELS, patients=PATIENTS, pain=PAIN)).stdout
    assert text.splitlines()[0] == "Small: 40 patients; nothing lies above its warn level"
    assert section(text, "Rows of each table") == [
        ["Patients", "40", "40", "0", "0", "0"],
        ["Pain", "120", "120", "0", "0", "0"],
    ]
    assert section(text, "Patients with rows") == [["Patients", "40"], ["Pain", "40"]]
    missing = section(text, "Missing cells")
    assert ["arm", "0.0%", "40"] in missing and ["score", "0.0%", "120"] in missing
    # Scores 0, 5 and 10 are 33 of the first 121 numbers mod 11; 120 of them have 11 of each but for 10, which has 10.
    ends = {row[0]: row[1:] for row in section(text, "How scores heap")}
    assert ends["Ending in 0 or 5"] == ["26.7%", "27.3%"]
    assert ends["Whole numbers"][0] == "100.0%"
    # Days that are multiples of 7 below 120: 18.
    assert ends["On a day that is a multiple of 7"] == ["15.0%", "14.3%"]
    regular = {row[0]: row[1:] for row in section(text, "Regularity of scores")}
    # Of 40 patients a quartile has ten on one side, and an end one; the median has twenty.
    assert regular["Days from score to score, a patient's mean"] == ["withheld", "withheld", "40.0", "withheld", "withheld"]


def test_lines_fit_a_terminal(tool):
    for path in (SAMPLE,):
        lines = checked(tool, path).stdout.splitlines()
        assert max(map(len, lines)) <= 100, max(lines, key=len)


def tables(text: str) -> str:
    """The text without what names the rule, levels, instruments and quantiles."""
    return re.sub(r"1 to 10 patients|(?<=[^\d.,])\d+%(?= )", "", text)


@pytest.fixture(params=["sample", "ctn0094"])
def texts(request, tool) -> tuple[str, str]:
    """What check prints, and what it prints of everything."""
    path = SAMPLE
    if request.param == "ctn0094":
        request.getfixturevalue("ctn0094_data")
        path = CTN0094
    return checked(tool, path, "--quiet").stdout, checked(tool, path, "--internal", "--quiet").stdout


COUNTED = {
    "Rows of each table": slice(1, None),
    "Why rows were rejected": slice(-1, None),
    "Patients with rows in each table": slice(1, None),
    "Patients by the tables": slice(-1, None),
    "Levels of columns": slice(-1, None),
}


def counts(text: str, caption: str) -> list[int]:
    found = []
    for row in section(text, caption):
        for cell in row[COUNTED[caption]]:
            if number := re.fullmatch(r"([\d,]+)(?: \(.*\))?", cell):
                found.append(int(number[1].replace(",", "")))
    return found


@pytest.mark.parametrize("caption", COUNTED)
def test_no_count_of_few_is_printed(texts, caption):
    shown, everything = texts
    small = [count for count in counts(shown, caption) if 1 <= count <= 10]
    assert not small, small
    assert counts(shown, caption)
    if caption == "Why rows were rejected":
        assert any(1 <= count <= 10 for count in counts(everything, caption)), "there is nothing to withhold"


def solved(equations: list[tuple[dict, int]], unknown: list) -> dict:
    """The unknowns that equations determine, by elimination over the rationals."""
    rows = [[Fraction(coefficients.get(name, 0)) for name in unknown] + [Fraction(value)] for coefficients, value in equations]
    pivots = []
    for column in range(len(unknown)):
        pivot = next((row for row in rows if row[column] != 0 and row not in [own for own, _ in pivots]), None)
        if pivot is None:
            continue
        factor = pivot[column]
        pivot[:] = [cell / factor for cell in pivot]
        for row in rows:
            if row is not pivot and row[column] != 0:
                factor = row[column]
                row[:] = [cell - factor * own for cell, own in zip(row, pivot)]
        pivots.append((pivot, column))
    return {unknown[column]: row[-1] for row, column in pivots if sum(cell != 0 for cell in row[:-1]) == 1}


def test_no_withheld_row_follows_from_the_others(any_report):
    """From results.json alone: read = kept + rejected + duplicates, rejected = the sum of its reasons, kept stands elsewhere."""
    seen = 0
    for table in any_report.results["quality"]:
        names = ["read", "kept", "rejected", "duplicates", *(f"reason {n}" for n in range(len(table["reasons"])))]
        values = {name: table[name] for name in names[:4]} | {
            f"reason {n}": reason["rows"] for n, reason in enumerate(table["reasons"])
        }
        hidden = [name for name in names if isinstance(values[name], dict)]
        if "read" in hidden:
            # What is a share of the rows read does not tell how many they are.
            told = [
                one["n"]
                for one in any_report.finding("data_quality")["estimates"]
                if one["name"] == "missing_share" and one["group"]["table"] == table["table"]
            ]
            assert {count for count in told if isinstance(count, int)} <= {values["kept"]}, table
        known = {name: value for name, value in values.items() if name not in hidden}
        assert any_report.results["run"]["internal"] or not any(1 <= count <= 10 for count in known.values()), table
        seen += len(hidden)
        sums = [{"read": 1, "kept": -1, "rejected": -1, "duplicates": -1}, {"rejected": 1} | {n: -1 for n in names[4:]}]
        equations = [
            ({name: factor for name, factor in one.items() if name in hidden}, -sum(factor * known.get(name, 0) for name, factor in one.items()))
            for one in sums
        ]
        assert not [name for name, value in solved(equations, hidden).items() if 1 <= value <= 10], table
    assert seen > 0 or any_report.results["run"]["internal"]


def test_no_patients_follow_from_levels_and_quantiles(ctn0094, sample):
    """What a level leaves of a table's patients is none of 1 to 10, a level tells no table that is withheld, and quantiles no number of patients."""
    seen = 0
    for report in (ctn0094, sample):
        estimates = report.finding("data_quality")["estimates"]
        tables = {one["group"]["table"]: one["value"] for one in estimates if one["name"] == "patients_in_table"}
        for one in estimates:
            if "quantile" in one["group"]:
                assert one["n"] is None, one
            if one["name"] == "level_patients" and one["group"]["table"] != "patients" and isinstance(one["value"], (int, float)):
                total = tables[one["group"]["table"]]
                assert not isinstance(total, (int, float)) or not 1 <= total - one["value"] <= 10, one
                seen += 1
    assert seen > 0
    screens = [one for one in sample.finding("data_quality")["estimates"] if one["group"].get("table") == "screens"]
    assert any(one["name"] == "patients_in_table" and isinstance(one["value"], dict) for one in screens)
    assert all(one["value"] != 583 and one["n"] != 583 for one in screens)


def test_no_combination_of_tables_follows(ctn0094, sample):
    """Sums of patients by table and of all, less the combinations that are shown, leave no combination of 1 to 10 determined."""
    for report in (ctn0094, sample):
        finding = report.finding("data_quality")
        shown = {one["group"]["tables"]: one["value"] for one in finding["estimates"] if one["name"] == "patients_in_tables"}
        marginal = {
            one["group"]["table"]: one["value"]
            for one in finding["estimates"]
            if one["name"] == "patients_in_table" and isinstance(one["value"], (int, float))
        }
        names = [name for name in marginal if name != "patients"]
        every = ["+".join(some) or "none" for size in range(len(names) + 1) for some in combinations(names, size)]
        shown = {name: value for name, value in shown.items() if isinstance(value, (int, float))}
        unknown = [name for name in every if name not in shown]
        assert all(value > 10 for value in shown.values())
        equations = [
            (
                {one: 1 for one in unknown if name in one.split("+")},
                total - sum(count for one, count in shown.items() if name in one.split("+")),
            )
            for name, total in marginal.items()
            if name != "patients"
        ]
        equations.append(({one: 1 for one in unknown}, finding["population"]["patients"] - sum(shown.values())))
        assert all(left == 0 or left > 10 for _, left in equations)
        assert not [name for name, value in solved(equations, unknown).items() if 1 <= value <= 10]


FEW = PATIENTS + "p40,\np41,\n"


def test_few_missing_cells_and_rejected_rows_are_withheld(tool, study, tmp_path):
    path = study(LEVELS, patients=FEW, pain=PAIN + "p1,1,14\np2,2,\n")
    done = checked(tool, path, "--rejects", tmp_path / "rejects.csv")
    assert section(done.stdout, "Rows of each table")[1] == ["Pain", "withheld", "120", "withheld", "0", "0"]
    assert {row[-1] for row in section(done.stdout, "Why rows were rejected")[1:-1]} == {"withheld"}
    assert ["arm", "withheld", "withheld"] in section(done.stdout, "Missing cells")
    # Of two arms nobody's and all the others', neither is told.
    assert ["arm", "other, or none", "42"] in section(done.stdout, "Levels of columns")
    internal = checked(tool, path, "--internal").stdout
    assert section(internal, "Rows of each table")[1] == ["Pain", "122", "120", "2 (1.6%)", "0", "0"]
    assert (tmp_path / "rejects.csv").read_text(encoding="utf-8").count("\n") == 3


def test_a_level_warns_in_text_log_page_and_report(tool, study, tmp_path):
    missing = "".join(f"q{number},\n" for number in range(15))
    path = study(LEVELS, patients=PATIENTS + missing, pain=PAIN)
    done = checked(tool, path, "--page", tmp_path / "check.html")
    words = "able \"patients\", column \"arm\": the share of a column's cells that are missing is above the warn level of 0.2; look whether"
    assert done.stdout.splitlines()[0].endswith("1 thing to look at")
    assert done.stdout.splitlines()[1].startswith('! Table "patients", column "arm"')
    assert words not in done.stderr
    assert f"warning: t{words}" in tool.run("report", path, "--output", tmp_path / "logged").stderr
    page = (tmp_path / "check.html").read_text(encoding="utf-8")
    assert words.replace('"', "&quot;").replace("'", "&#39;") in page and "<script" not in page and "http" not in page
    assert not re.search(r'href="#(figures|checklists)"', page)
    report = tool.report(path, tmp_path / "reports")
    assert any(f"T{words}" in caution for caution in report.finding("data_quality")["cautions"])
    assert "1 of" not in report.text("summary.md") and "to be looked at before" in report.text("summary.md")
    quiet = study(LEVELS.replace("{}", "{warn: {missing: {patients.arm: 0.5}}}"))
    assert checked(tool, quiet).stdout.splitlines()[0].endswith("nothing lies above its warn level")


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_level_stops_with_its_remedy(tool, study, tmp_path, command):
    twice = PAIN + PAIN.split("\n", 1)[1]
    path = study(LEVELS.replace("{}", "{stop: {duplicates: {pain: 0.3}}}"), patients=PATIENTS, pain=twice)
    flags = ["--output", tmp_path / "out"] if command == "report" else []
    done = checked(tool, path, *flags, status=65, command=command)
    assert 'table "pain"' in done.stderr and "stop level of 0.3" in done.stderr and "appended twice" in done.stderr
    assert 'raise "stop" of data_quality' in done.stderr
    assert not (tmp_path / "out/latest").exists()
    # What stops a report can be looked at in what check prints.
    assert ("Rows of each table" in done.stdout) == (command == "check")
    allowed = study(LEVELS.replace("{}", "{stop: {duplicates: {pain: 0.5}}}"))
    assert checked(tool, allowed, status=0).stdout


def test_a_level_of_a_column_that_is_not_read_is_refused(tool, study):
    path = study(LEVELS.replace("{}", "{stop: {missing: {pain.scor: 0.3}}}"), patients=PATIENTS, pain=PAIN)
    done = checked(tool, path, status=78)
    assert 'study.yaml line 13' in done.stderr and 'reads no column "scor"' in done.stderr and '"score"' in done.stderr


def test_tables_that_share_nobody_although_both_share_with_a_third(tool, study):
    """Pain of twenty, exposures of the other twenty: each shares its patients with the table of patients."""
    yaml = LEVELS.replace(
        "analyses:",
        "  exposures:\n    - {file: exposures.csv, columns: {patient: patient, start_day: start, end_day: end}, drug: morphine}\nanalyses:",
    )
    pain = "patient,day,score\n" + "".join(f"p{number},1,5\n" for number in range(20))
    exposures = "patient,start,end\n" + "".join(f"p{number},1,9\n" for number in range(20, 40))
    done = checked(tool, study(yaml, patients=PATIENTS, pain=pain, exposures=exposures))
    assert 'Tables "pain" and "exposures" share no patient, although each shares some with "patients"' in " ".join(done.stdout.split())
    assert section(done.stdout, "Patients by the tables")[:2] == [["Pain", "20"], ["Exposures", "20"]]


def test_the_page_replaces_only_its_own(tool, study, tmp_path):
    path = study(LEVELS, patients=PATIENTS, pain=PAIN)
    page = tmp_path / "check.html"
    checked(tool, path, "--page", page)
    first = page.read_bytes()
    checked(tool, path, "--page", page)
    assert page.read_bytes() == first
    page.write_text("<!doctype html>\n<p>mine</p>\n", encoding="utf-8")
    done = checked(tool, path, "--page", page, status=73)
    assert "--page" in done.stderr and "mine" in page.read_text(encoding="utf-8")


def test_unreadable_cells_stand_in_results_json(tool, study, tmp_path):
    yaml = LEVELS.replace(
        "analyses:",
        "  exposures:\n    - {file: exposures.csv, columns: {patient: patient, start_day: start, end_day: end, dose_mg: dose}, drug: morphine}\n"
        "max_rejected: 0.5\nanalyses:",
    )
    rows = "".join(f"p{number},1,9,{'ten' if number < 12 else 10}\n" for number in range(40))
    path = study(yaml, patients=PATIENTS, pain=PAIN, exposures="patient,start,end,dose\n" + rows)
    report = tool.report(path, tmp_path / "reports")
    tables = {table["table"]: table for table in report.results["quality"]}
    assert tables["exposures"]["unreadable"] == [{"column": "dose", "cells": 12}]
    assert "Cells of kept rows that could not be read" in report.text("report.html")
    assert json.loads(json.dumps(tables["pain"]["unreadable"])) == []
    share = next(
        one
        for one in report.finding("data_quality")["estimates"]
        if one["name"] == "missing_share" and one["variable"]["name"] == "dose_mg"
    )
    assert share["value"] == 12 / 40 and share["n"] == 40
