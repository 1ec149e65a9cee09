"""A year of Mondays at cron's hand: a study that grows, and whatever a year brings. Each week ends in the stated status and state, the course
in the history is that of the reports, and nobody can be worked out from all of them together."""

import csv
import datetime
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys

import pytest

from conftest import ROOT
from test_weekly import SLUG, TITLE, House, alive, clock, programs, wait_until  # noqa: F401 (fixtures)

sys.path.insert(0, str(ROOT / "Tests/Attack"))
from attack import Release, System, attack  # noqa: E402

MONDAY = datetime.datetime(2025, 1, 6, 6, tzinfo=datetime.timezone.utc)
WEEKS = 52
STUDY = f"""\
nocitrend: 1
title: {TITLE}
tables:
  patients:
    - {{file: patients.csv, columns: {{patient: patient, arm: arm, sex: sex, age: age}}}}
  pain:
    - {{file: "pain_*.csv", columns: {{patient: patient, day: day, score: score}}, instrument: nrs}}
  exposures:
    - {{file: exposures.csv, columns: {{patient: patient, start_day: start, end_day: end, drug: drug, dose_mg: mg}}}}
analyses:
  cohort_flow: {{}}
  data_quality: {{}}
  baseline_table: {{by: arm}}
  pain_trend: {{instrument: nrs}}
weekly: {{max_age: 10}}
"""


class Year:
    """Who is in the study, what is on the disk, and what each Monday must end in."""

    def __init__(self, tool, folder, clock, disk):
        self.house = House(tool, folder)
        self.clock, self.disk = clock, disk
        if disk:
            self.house.out = disk / "reports"
        self.house.study.write_text(STUDY, encoding="utf-8")
        self.random = random.Random(14)
        self.people = 0
        self.week = 0
        self.reports: list[str] = []
        self.seen: list[tuple[int, str]] = []

    @property
    def now(self) -> datetime.datetime:
        return MONDAY + datetime.timedelta(weeks=self.week)

    def name(self, weeks_ago: int = 0) -> str:
        year, week, _ = (self.now - datetime.timedelta(weeks=weeks_ago)).isocalendar()
        return f"{year}-W{week:02}"

    def arrive(self, new: int, header: str = "patient,day,score") -> None:
        """So many people enter, and everybody has scores of the week before, written on Sunday."""
        self.people += new
        sunday = (self.now - datetime.timedelta(days=1)).date().isoformat()
        facts = [(f"p{who:04}", "ab"[who % 2], ("female", "male")[who * 7 % 3 == 0], 20 + who * 13 % 45)
                 for who in range(self.people)]
        self.house.write("patients.csv", lines("patient,arm,sex,age", facts), sunday)
        taken = [(f"p{who:04}", 40 + who % 9, 420 + who % 30, "oxycodone", 20 + who % 60) for who in range(self.people)]
        self.house.write("exposures.csv", lines("patient,start,end,drug,mg", taken), sunday)
        self.scores(header, sunday)

    def scores(self, header: str, on: str) -> None:
        said = [(f"p{who:04}", 7 * self.week + (who + at) % 7, self.random.randint(2, 8))
                for who in range(self.people) for at in (0, 3)]
        self.house.write(f"pain_{self.week:02}.csv", lines(header, said), on)

    def environment(self, weeks_ago: int = 0, **more) -> dict[str, str]:
        when = self.now - datetime.timedelta(weeks=weeks_ago)
        days = (when - datetime.datetime.now(datetime.timezone.utc)) / datetime.timedelta(days=1)
        return self.clock(days) | more

    def start(self, **more) -> subprocess.Popen:
        command = [self.house.tool.binary, *map(str, self.house.command())]
        return subprocess.Popen(
            command, cwd=ROOT, env=self.environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def monday(self, code: int, outcome: str, report: bool, weeks_ago: int = 0, **options):
        """Cron runs; the status, the line in the log, the reports and the link are as stated."""
        done = self.house.run(env=self.environment(weeks_ago), **options)
        assert done.returncode == code, (self.name(), done.returncode, done.stdout, done.stderr)
        self.settle(outcome, report)
        return done

    def settle(self, outcome: str, report: bool) -> None:
        if report:
            self.reports.append(self.name())
        assert self.house.runs == sorted(self.reports), self.name()
        assert self.house.latest == self.reports[-1]
        if outcome:
            assert self.house.log[-1]["outcome"] == outcome, self.house.log[-1]
            self.seen.append((self.week + 1, outcome))


def lines(header: str, rows) -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own, where one can be had."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", place], capture_output=True).returncode != 0:
        yield None
        return
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(disk):
    """Until no byte more fits."""
    with open(disk / "fill", "wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 65536)
        except OSError:
            pass
        try:
            while True:
                file.write(b"x")
        except OSError:
            pass


def no_file_larger_than(size: int):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_year(tool, tmp_path, clock, programs, disk):  # noqa: F811
    year = Year(tool, tmp_path, clock, disk)
    house = year.house
    earlier: list[System] = []
    for year.week in range(WEEKS):
        new = 60 if year.week == 0 else year.random.choice([0, 0, 1, 2, 3, 5, 8, 14, 20])
        match year.week + 1:
            case 5:  # nothing came
                done = year.monday(0, "nothing_new", False)
                assert done.stdout.startswith("nothing new since ") and done.stdout.count("\n") == 1
                assert house.mail.startswith(f"Subject: {year.name()} nothing new: {TITLE}\n")
            case 6:  # nor now
                assert "more than 10 days before" in year.monday(11, "stale", False).stderr
            case 11:  # a copy that broke off
                year.arrive(new)
                path = house.data / f"pain_{year.week:02}.csv"
                house.write(path.name, path.read_text() + 'p0001,70,"3\n', on=year.now.date().isoformat())
                assert path.name in year.monday(65, "data_refused", False).stderr
                assert house.mail.startswith(f"Subject: {year.name()} DATA REFUSED: ")
                year.scores("patient,day,score", year.now.date().isoformat())
            case 16:  # killed at a random moment
                year.arrive(new)
                told, killed_in = len(house.log), year.name()
                process = year.start()
                wait_until(lambda: house.place.exists() and alive(str(house.study)))
                try:
                    process.wait(timeout=year.random.uniform(0.05, 0.4))
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                process.communicate()
                wait_until(lambda: not alive(str(house.study)))
                was_killed = len(house.log) == told
                # There is the report, or there is none; never half of one.
                year.settle("", house.latest == year.name())
            case 17:
                year.arrive(new)
                year.monday(10 if was_killed else 0, "warnings" if was_killed else "done", True)
            case 21:  # a column is called otherwise
                year.arrive(new, header="patient,day,rating")
                assert "score" in year.monday(78, "study_file", False).stderr
                year.scores("patient,day,score", year.now.date().isoformat())
            case 26:  # the clock is three weeks slow
                year.arrive(new)
                before = house.files(year.name(3))
                done = year.monday(73, "cannot_create", False, weeks_ago=3)
                assert "clock" in done.stderr and house.files(year.name(3)) == before
            case 31:  # the disk is full
                year.arrive(new)
                before = {week: house.files(week) for week in year.reports}
                if disk:
                    fill(disk)
                    done = house.run(env=year.environment())
                    (disk / "fill").unlink()
                    assert "no space is left on the disk" in done.stderr, done.stderr
                else:
                    done = house.run(env=year.environment(), preexec_fn=no_file_larger_than(20_000))
                assert done.returncode == 74, (done.returncode, done.stderr)
                assert before == {week: house.files(week) for week in year.reports}
                year.settle("", False)
            case 32:  # of a disk that is full nothing is left in the way
                year.arrive(new)
                done = house.run(env=year.environment())
                assert done.returncode in (0, 10), done.stderr
                year.settle(house.log[-1]["outcome"], True)
            case 36:  # two runs at once
                year.arrive(new)
                begun, leave = tmp_path / "begun", tmp_path / "leave"
                slow = programs(
                    "gnuplot", f"echo > {begun}\nwhile [ ! -e {leave} ]; do sleep 0.05; done\nexec /usr/bin/gnuplot \"$@\"\n")
                first = year.start(PATH=slow["PATH"])
                wait_until(begun.exists)
                second = house.run(env=year.environment())
                assert second.returncode == 75 and "another run" in second.stderr
                leave.touch()
                said, complaint = first.communicate(timeout=300)
                assert first.returncode == 0, complaint
                year.settle("done", True)
            case 41:  # somebody took the study file away
                house.study.rename(tmp_path / "aside")
                year.monday(66, "missing_input", False)
                (tmp_path / "aside").rename(house.study)
            case _:
                year.arrive(new)
                year.monday(0, "done", True)
        # Whatever happened, nothing half made is there, and every report stands.
        assert not [path for path in house.out.rglob("*") if path.name.endswith((".partial", ".earlier"))]
        if year.reports[-1] == year.name():
            folder = house.out / f"{SLUG}-{year.name()}"
            found = attack(folder, previous=earlier, why=False, scored_anew=True)
            assert not found.leaks, (year.name(), [(leak.kind, leak.where, leak.said) for leak in found.leaks[:5]])
            earlier.append(System(Release(folder)))
    assert year.name() == "2026-W01" and year.reports[-1] == "2026-W01"
    assert len(year.reports) >= 42
    outcomes = {outcome for _, outcome in year.seen}
    assert {"done", "nothing_new", "stale", "data_refused", "study_file", "cannot_create", "missing_input"} <= outcomes
    check_history(house, year.reports, killed_in)
    print(f"{year.people} people; outcomes but done: {[pair for pair in year.seen if pair[1] != 'done']}")


def check_history(house, reports: list[str], killed_in: str) -> None:
    """The history has each report, in order, and of each number what that report shows; that of a run which was killed after its report
    was in its place may be missing."""
    done = house.tool.run("history", house.study, "--output", house.out, "--json")
    assert done.returncode == 0, done.stderr
    listed = [run["name"].removeprefix(SLUG + "-") for run in json.loads(done.stdout)["runs"]]
    assert listed in (reports, [week for week in reports if week != killed_in])
    done = house.tool.run("history", house.study, "--output", house.out, "--finding", "pain_trend", "--csv")
    recorded = [row for row in csv.DictReader(io.StringIO(done.stdout)) if row["value"]]
    shown = set()
    for week in listed:
        results = house.tool.read(house.out / f"{SLUG}-{week}").results
        (finding,) = (finding for finding in results["analyses"] if finding["id"] == "pain_trend")
        of_report = {
            (entry["name"], "; ".join(f"{axis}={word}" for axis, word in sorted(entry["group"].items())), entry["interval"] or ""):
            (entry["value"], entry["n"]) for entry in finding["estimates"] if isinstance(entry["value"], (int, float))}
        rows = [row for row in recorded if row["run"] == f"{SLUG}-{week}"]
        for row in rows:
            name = (row["name"], row["key"], row["interval"])
            assert (float(row["value"]), int(row["n"])) == of_report[name], (week, name)
        if any(name[0] == "slope" for name in of_report):
            assert any(row["name"] == "slope" for row in rows), week
            shown.add(week)
    assert len(shown) >= 30
