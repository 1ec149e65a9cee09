"""The bundle for whoever checks outputs before they leave the house."""

import csv
import hashlib
import io
import json
import stat

import pytest

from conftest import SAMPLE


@pytest.fixture(scope="module")
def bundle(tool, tmp_path_factory):
    output = tmp_path_factory.mktemp("checker")
    done = tool.run("report", SAMPLE, "--output", output, "--run", "run", "--checker")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"{output}/.private/run/checker/checker.md"
    return output / "run", output / ".private/run/checker"


def outputs(folder):
    return list(csv.DictReader(io.StringIO((folder / "outputs.csv").read_text(encoding="utf-8"))))


def test_every_table_and_figure_is_in_it_once(bundle):
    report, folder = bundle
    named = [row["file"] for row in outputs(folder)]
    expected = {f"tables/{path.name}" for path in report.glob("tables/*.csv")}
    expected |= {f"figures/{path.name[:-4]}.svg" for path in report.glob("figures/*.csv")}
    assert len(named) == len(set(named)) and set(named) == expected
    for path in (*report.glob("tables/*.csv"), *report.glob("figures/*.csv"), *report.glob("figures/*.svg")):
        assert (folder / path.relative_to(report)).read_bytes() == path.read_bytes()
    for line in (folder / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((report / name).read_bytes()).hexdigest() == digest


def test_counts_are_those_of_the_report(bundle):
    report, folder = bundle
    results = json.loads((report / "results.json").read_text())
    rows = {row["file"]: row for row in outputs(folder)}
    assert sum(int(row["of_few"] or 0) for row in rows.values()) == results["run"]["withheld"]["of_few"]
    assert sum(int(row["to_protect"] or 0) for row in rows.values()) == results["run"]["withheld"]["to_protect"]
    for finding in results["analyses"]:
        row = rows[f"tables/{finding['id']}.csv"]
        shown = [e[name] for e in finding["estimates"] for name in ("value", "se", "lower", "upper", "n", "events")]
        shown += [t[name] for t in finding["tests"] for name in ("p", "statistic", "df", "p_holm", "p_benjamini_hochberg")]
        assert int(row["numbers"]) == sum(isinstance(number, (int, float)) for number in shown)
        assert int(row["withheld_cells"]) == sum(isinstance(number, dict) for number in shown)
        assert ("withheld" in row["verdict"]) == (int(row["withheld_cells"]) > 0)


def test_nothing_below_the_minimum_is_shown_and_each_has_its_rules(bundle):
    _, folder = bundle
    rows = outputs(folder)
    assert all(int(row["least_count"]) >= 11 for row in rows if row["least_count"])
    assert sum(bool(row["least_count"]) for row in rows) > 10
    assert {row["verdict"] for row in rows} == {"release", "release, with numbers withheld"}
    assert all(row["rules"] for row in rows)
    assert any("11 patients on each side" in row["rules"] for row in rows)


def test_it_is_private_and_made_anew(tool, bundle):
    _, folder = bundle
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.rglob("*") if path.is_file())
    (folder / "tables/old.csv").write_text("of an earlier run\n")
    output = folder.parents[2]
    done = tool.run("report", SAMPLE, "--output", output, "--run", "run", "--checker", "--quiet")
    assert done.returncode == 0, done.stderr
    assert not (folder / "tables/old.csv").exists()


def test_of_an_internal_report_nothing_is_to_be_released(tool, tmp_path):
    done = tool.run("report", SAMPLE, "--output", tmp_path, "--run", "run", "--checker", "--internal")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / ".private/run-internal/checker"
    assert {row["verdict"] for row in outputs(folder)} == {"do not release"}
    assert "No part of it may be released" in (folder / "checker.md").read_text()
