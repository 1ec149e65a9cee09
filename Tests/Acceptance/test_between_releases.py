"""Two reports of a study, weeks apart: nothing about few people follows from both (design section 8)."""

import csv
import json
import re
import stat
import zlib

import pytest

from conftest import place

MINIMUM_CELL = 11
ANALYSES = """\
analyses:
  cohort_flow: {}
  data_quality: {}
  baseline_table: {by: arm}
  day7_withdrawal: {day: 7, window: [4, 10], by: [arm, site], claim: 0.95}
  pain_trend: {instrument: nrs, adjust: [age, sex]}
  pain_by_duration_band: {instrument: nrs}
  subgroups: {by: [arm]}
disclosure: {minimum_cell: 11}
"""


class Weeks:
    """A simulated study of which some people are there from the start."""

    def __init__(self, tool, folder):
        self.tool, self.folder = tool, folder
        self.output = folder / "reports"
        whole = folder / "whole"
        done = tool.run("simulate", whole, "--people", "160", "--seed", "5", "--tidy", "--scores", "8")
        assert done.returncode == 0, done.stderr
        self.tables = {path.name: self.read(path) for path in sorted(whole.glob("*.csv"))}
        self.people = [row["patient"] for row in self.tables["patients.csv"][1]]
        study = (whole / "study.yaml").read_text()
        self.study = folder / "study/study.yaml"
        self.study.parent.mkdir()
        self.study.write_text(study[: study.index("analyses:")] + ANALYSES)

    @staticmethod
    def read(path):
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            return reader.fieldnames, list(reader)

    def write(self, people, change=lambda name, row: row):
        """The files of some people, their rows in the order in which they were."""
        for name, (fields, rows) in self.tables.items():
            with open(self.study.parent / name, "w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, fields)
                writer.writeheader()
                writer.writerows(change(name, dict(row)) for row in rows if row["patient"] in people)

    def run(self, day, *flags, name="run"):
        done = self.tool.run(
            "report", self.study, "--output", self.output, "--run", name, "--as-of", day, "--threads", "2", *flags
        )
        assert done.returncode == 0, done.stderr
        return self.tool.read(self.output / name), done.stderr

    @property
    def memory(self):
        """The file of the memory."""
        (path,) = self.output.glob(".private/releases-*.memory")
        return path


@pytest.fixture
def weeks(tool, tmp_path):
    return Weeks(tool, tmp_path)


def numbers(report):
    """Every number of a report by its name, with its day."""
    found = {}
    for finding in report.results["analyses"]:
        population = finding["population"]
        for part in ("patients", "observations"):
            found[finding["id"], part] = population[part], population.get(f"{part}_as_of")
        for kind, parts in (
            ("estimates", ("value", "se", "lower", "upper", "n", "events")),
            ("tests", ("p", "statistic", "df", "p_holm", "p_benjamini_hochberg")),
        ):
            for entry in finding[kind]:
                for part in parts:
                    key = finding["id"], kind, entry["name"], place(entry), entry.get("interval"), part
                    found.setdefault(key, (entry[part], entry.get("as_of")))
    for table in report.results["quality"]:
        for part in ("read", "kept", "rejected", "duplicates", "doubled", "filtered"):
            found["quality", table["table"], part] = table[part], table.get("as_of")
    return found


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def changed(first, second):
    """Numbers that both reports show, and differently."""
    one, other = numbers(first), numbers(second)
    return {
        name: (one[name][0], other[name][0])
        for name in one.keys() & other.keys()
        if is_number(one[name][0]) and is_number(other[name][0]) and one[name][0] != other[name][0]
    }


def standing(report):
    return {name for name, (_, day) in numbers(report).items() if day is not None}


def test_one_new_patient_changes_no_number(weeks):
    weeks.write(weeks.people[:-20])
    first, said = weeks.run("2026-01-05", name="first")
    assert "memory" not in said
    weeks.write(weeks.people[:-19])
    second, _ = weeks.run("2026-01-12", name="second")
    assert changed(first, second) == {}
    frozen = standing(second)
    assert len(frozen) > 50
    assert {numbers(second)[name][1] for name in frozen} == {"2026-01-05"}
    assert numbers(second)["cohort_flow", "patients"] == (140, "2026-01-05")
    # It is marked for people, and has its day in the tables.
    page, mail = second.text("report.html"), second.text("summary.md")
    assert "stands as of 2026-01-05: changed by fewer than 11 people since" in page
    assert "†" in page
    assert "stand as of an earlier report" in mail.replace("\n", " ")
    assert {row["as_of"] for row in second.rows("tables/pain_trend.csv")} >= {"2026-01-05"}
    # A third week, with ten more of whom each week would tell one.
    weeks.write(weeks.people[:-18])
    third, _ = weeks.run("2026-01-19", name="third")
    assert changed(first, third) == {}


def test_eleven_new_patients_renew_what_is_of_everybody(weeks):
    weeks.write(weeks.people[:-20])
    first, _ = weeks.run("2026-01-05", name="first")
    weeks.write(weeks.people[:-9])
    second, _ = weeks.run("2026-01-12", name="second")
    assert numbers(first)["pain_trend", "patients"][0] + 11 == numbers(second)["pain_trend", "patients"][0]
    assert numbers(second)["pain_trend", "patients"][1] is None
    differences = changed(first, second)
    assert len(differences) > 20
    # Counts of patients differ by nobody or by eleven.
    for name, (one, other) in differences.items():
        if name[-1] in ("patients", "events") or (name[-1] == "n" and float(one).is_integer() and one <= 160):
            assert abs(one - other) >= MINIMUM_CELL, name


def test_changed_rows_of_one_patient_change_no_number(weeks):
    weeks.write(weeks.people)
    first, _ = weeks.run("2026-01-05", name="first")
    patient = weeks.people[7]

    def change(name, row):
        if name == "pain.csv" and row["patient"] == patient:
            row["score"] = str(10 - float(row["score"]))
        if name == "patients.csv" and row["patient"] == patient:
            row["age"] = str(int(row["age"]) + 1)
        return row

    weeks.write(weeks.people, change)
    second, _ = weeks.run("2026-01-12", name="second")
    assert changed(first, second) == {}
    assert len(standing(second)) > 50


def test_the_order_of_rows_and_people_changes_nobody(weeks):
    weeks.write(weeks.people)
    first, _ = weeks.run("2026-01-05", name="first")
    weeks.tables = {name: (fields, rows[::-1]) for name, (fields, rows) in weeks.tables.items()}
    weeks.write(weeks.people)
    second, _ = weeks.run("2026-01-12", name="second")
    assert standing(second) == set()


def test_the_same_input_gives_the_same_bytes(weeks):
    weeks.write(weeks.people[:-20])
    weeks.run("2026-01-05")
    weeks.write(weeks.people[:-19])
    first, _ = weeks.run("2026-01-12")
    files = first.files
    second, _ = weeks.run("2026-01-19")
    assert second.files == files


def test_a_new_study_says_nothing_of_memories_and_its_files_are_private(weeks):
    weeks.write(weeks.people)
    report, said = weeks.run("2026-01-05")
    assert "memory" not in said and "earlier" not in said
    assert standing(report) == set()
    assert "as_of" not in report.text("results.json")
    assert "stands as of" not in report.text("report.html")
    assert stat.S_IMODE(weeks.memory.stat().st_mode) == 0o600
    assert stat.S_IMODE(weeks.memory.parent.stat().st_mode) == 0o700
    assert {path.name for path in weeks.memory.parent.glob("releases-*")} == {weeks.memory.name}


def test_the_memory_holds_no_identifier(weeks):
    weeks.write(weeks.people)
    weeks.run("2026-01-05")
    data = weeks.memory.read_bytes()
    head, _, packed = data.partition(b"\n")
    assert set(json.loads(head)) == {"title", "studyFile", "count"}
    bare = zlib.decompress(packed)
    assert len(bare) == json.loads(head)["count"]
    for patient in weeks.people:
        assert patient.encode() not in bare


def test_forget_shows_every_number_anew_and_says_what_that_means(weeks):
    weeks.write(weeks.people[:-20])
    first, _ = weeks.run("2026-01-05", name="first")
    weeks.write(weeks.people[:-19])
    second, said = weeks.run("2026-01-12", "--forget", name="second")
    assert "no longer taken into account" in said and "may work out what changed" in said
    assert standing(second) == set()
    assert changed(first, second)
    third, said = weeks.run("2026-01-19", name="third")
    assert "forget" not in said
    assert changed(second, third) == {}


def test_a_lost_memory_is_said(weeks):
    weeks.write(weeks.people)
    weeks.run("2026-01-05", name="first")
    weeks.memory.unlink()
    report, said = weeks.run("2026-01-12", "--quiet", name="second")
    assert "no memory of what they showed" in said
    assert standing(report) == set()
    _, said = weeks.run("2026-01-19", name="third")
    assert "memory" not in said


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "another"])
def test_a_damaged_memory_is_kept_aside_and_said(weeks, damage):
    weeks.write(weeks.people)
    weeks.run("2026-01-05", name="first")
    path = weeks.memory
    data = path.read_bytes()
    damaged = {
        "cut": data[:-100],
        "changed": data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
        "emptied": b"",
        "another": b"something else\n",
    }[damage]
    path.write_bytes(damaged)
    _, said = weeks.run("2026-01-12", name="second")
    assert "cannot be read" in said and ".unreadable-1" in said
    assert path.with_name(path.name + ".unreadable-1").read_bytes() == damaged
    assert weeks.memory.read_bytes() != damaged


def test_a_pending_memory_counts_as_released(weeks):
    """A run that ended between the report and its memory may have published it."""
    weeks.write(weeks.people[:-20])
    first, _ = weeks.run("2026-01-05", name="first")
    before = weeks.memory.read_bytes()
    weeks.write(weeks.people[:-9])
    second, _ = weeks.run("2026-01-12", name="second")
    patients = numbers(second)["pain_trend", "patients"][0]
    assert patients == numbers(first)["pain_trend", "patients"][0] + 11
    # As a kill between the two steps leaves them.
    weeks.memory.with_name(weeks.memory.name + ".pending").write_bytes(weeks.memory.read_bytes())
    weeks.memory.write_bytes(before)
    weeks.write(weeks.people[:-5])
    third, said = weeks.run("2026-01-19", name="third")
    assert "memory" not in said
    assert numbers(third)["pain_trend", "patients"] == (patients, "2026-01-12")
    assert not weeks.memory.with_name(weeks.memory.name + ".pending").exists()


def test_an_internal_run_neither_reads_nor_writes_it(weeks):
    weeks.write(weeks.people[:-20])
    weeks.run("2026-01-05", name="first")
    before = weeks.memory.read_bytes()
    weeks.write(weeks.people[:-19])
    report, _ = weeks.run("2026-01-12", "--internal", name="second-internal")
    assert standing(report) == set()
    assert numbers(report)["cohort_flow", "patients"][0] == 141
    assert weeks.memory.read_bytes() == before


def test_options_that_make_no_sense(weeks):
    weeks.write(weeks.people)
    for flags in (["--forget", "--internal"], ["--as-of", "2026-02-30"], ["--as-of", "yesterday"]):
        done = weeks.tool.run("report", weeks.study, "--output", weeks.output, *flags)
        assert done.returncode == 64, done.stderr
