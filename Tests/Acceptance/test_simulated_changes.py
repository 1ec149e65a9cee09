"""Studies with a planted change of treatment: the tool reads what it wrote, and the files hold what truth.json says."""

import csv
import json
import statistics

import pytest

SCENARIOS = ("tapering", "abrupt_stop", "opioid_rotation", "moud_initiation", "nonopioid_care")


def simulate(tool, folder, scenario, *options):
    done = tool.run("simulate", folder, "--scenario", scenario, "--seed", 5, *options)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_simulated_study_is_reported(tool, tmp_path, scenario):
    folder = simulate(tool, tmp_path / "study", scenario, "--people", 1000)
    report = tool.report(folder / "study.yaml", tmp_path / "reports", "--internal")
    assert report.results["study"]["synthetic"] is True
    tables = {table["table"]: table for table in report.results["quality"]}
    files = {path.stem for path in folder.glob("*.csv")}
    assert set(tables) == files
    for table in tables.values():
        assert table["kept"] > 0
        assert table["read"] == table["kept"] + table["rejected"] + table["duplicates"]
        assert table["filtered"] == 0
    # Every kind of event is one that the tool knows: what it rejects is what simulate spoilt, at most 2% of a table.
    assert all(table["rejected"] <= 0.02 * table["read"] + 3 for table in tables.values())
    assert report.finding("cohort_flow")["status"] == "estimated"
    assert report.finding("baseline_table")["status"] == "estimated"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_any_number_of_threads_writes_the_same_bytes(tool, tmp_path, scenario):
    one, three = (
        simulate(tool, tmp_path / threads, scenario, "--people", 1100, "--threads", threads) for threads in ("1", "3")
    )
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in three.iterdir()) and "truth.json" in names
    assert all((one / name).read_bytes() == (three / name).read_bytes() for name in names)


def test_another_scenario_takes_the_place_of_the_earlier_one(tool, tmp_path):
    folder = simulate(tool, tmp_path / "study", "nonopioid_care", "--people", 20)
    assert (folder / "interventions.csv").exists()
    simulate(tool, folder, "tapering", "--people", 20)
    assert not (folder / "interventions.csv").exists()


@pytest.mark.parametrize("options, word", [(["--scores", 5], "--scores"), (["--follow-up", 300], "365")])
def test_options_without_a_meaning_are_refused(tool, tmp_path, options, word):
    done = tool.run("simulate", tmp_path / "study", "--scenario", "tapering", *options)
    assert done.returncode == 64 and word in done.stderr
    assert not (tmp_path / "study").exists()


def test_the_help_names_every_scenario(tool):
    done = tool.run("simulate", "--help")
    assert all(scenario in done.stdout for scenario in (*SCENARIOS, "null", "hyperalgesia", "tolerance"))


def test_the_naive_comparison_is_what_the_truth_says_that_it_is(tool, tmp_path):
    """From the CSV files alone: the first fall of the daily dose, the visit before it, and the fifth planned visit after that."""
    folder = simulate(tool, tmp_path / "study", "tapering", "--people", 4000, "--tidy")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))

    def rows(name):
        with open(folder / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    first_dose, fall = {}, {}
    for row in rows("exposures.csv"):
        dose = float(row["dose_mg"])
        if dose < first_dose.setdefault(row["patient"], dose):
            fall.setdefault(row["patient"], int(row["start_day"]))
    planned = {}
    for row in rows("pain.csv"):
        visit = round(int(row["day"]) / 28)
        if abs(int(row["day"]) - 28 * visit) <= 3:
            planned[row["patient"], visit] = float(row["score"])
    ahead, found = truth["after_planned_visits"], []
    for patient, day in fall.items():
        visit = (day - 4) // 28
        if (patient, visit + ahead) in planned:
            found.append(planned[patient, visit + ahead] - planned[patient, visit])
    error = statistics.stdev(found) / len(found) ** 0.5
    assert abs(statistics.mean(found) - truth["naive_before_after_points"]["tapering"]) < 4 * error
    assert statistics.mean(found) < truth["effect_points"]["tapering"] - 4 * error
