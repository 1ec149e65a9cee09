"""`nocitrend weekly`: each outcome has its status, its mail and its line in the log, and no report is ever lost."""

import datetime
import fcntl
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from conftest import PATIENTS, ROOT

EXAMPLES = ROOT / "examples/weekly"
TITLE = "Köhler & sons"
SLUG = "k-hler-sons"
STUDY = f"""\
nocitrend: 1
title: {TITLE}
tables:
  patients:
    - file: patients.csv
      columns: {{patient: patient, arm: arm}}
  pain:
    - file: "pain_*.csv"
      columns: {{patient: patient, day: day, score: score}}
      instrument: nrs
  exposures:
    - file: exposures.csv
      columns: {{patient: patient, start_day: start, end_day: end, drug: drug, dose_mg: mg}}
analyses:
  cohort_flow: {{}}
  data_quality: {{}}
  pain_trend: {{instrument: nrs}}
"""
BARE = {"HOME": "/nonexistent", "LOGNAME": "nobody", "SHELL": "/bin/sh", "PATH": "/usr/bin:/bin"}


def day(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


class House:
    """A study whose scores come in a file a week, and its weekly runs."""

    def __init__(self, tool, folder: Path):
        self.tool, self.folder = tool, folder
        self.out = folder / "reports"
        self.study = folder / "data/study.yaml"
        self.data = self.study.parent
        self.data.mkdir()
        self.study.write_text(STUDY, encoding="utf-8")
        self.write("patients.csv", PATIENTS, "2025-01-05")
        rows = (f"p{who},{who % 5},{400 + who},oxycodone,{20 + who}\n" for who in range(40))
        self.write("exposures.csv", "patient,start,end,drug,mg\n" + "".join(rows), "2025-01-05")

    def write(self, name: str, text: str, on: str) -> None:
        """Writes a file, as if on a day."""
        path = self.data / name
        path.write_text(text, encoding="utf-8")
        os.utime(path, (day(on).timestamp() + 3600,) * 2)

    def scores(self, number: int, on: str, header: str = "patient,day,score") -> None:
        """A file of the scores of one week, two of each patient."""
        rows = (f"p{who},{7 * number + who % 4 + at},{(who + number + at) % 11}" for who in range(40) for at in (0, 3))
        self.write(f"pain_{number:02}.csv", "\n".join([header, *rows]) + "\n", on)

    def command(self, *flags) -> list:
        return ["weekly", self.study, "--output", self.out, "--threads", "2", *flags]

    def run(self, *flags, **options) -> subprocess.CompletedProcess:
        return self.tool.run(*self.command(*flags), **options)

    def week(self, on: str, *flags, code: int = 0, **options) -> subprocess.CompletedProcess:
        """A run as of a day that must end with a status."""
        done = self.run("--as-of", on, *flags, **options)
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done

    @property
    def place(self) -> Path:
        (path,) = [path for path in (self.out / ".private/weekly").iterdir() if path.is_dir()]
        return path

    @property
    def mail(self) -> str:
        return (self.place / "summary.txt").read_text(encoding="utf-8")

    @property
    def words(self) -> str:
        """The mail's words, whatever the lines."""
        return " ".join(self.mail.split())

    @property
    def log(self) -> list[dict]:
        return [json.loads(line) for line in (self.out / ".private/weekly/log.jsonl").read_text("utf-8").splitlines()]

    @property
    def runs(self) -> list[str]:
        """The weeks of the reports that are there."""
        names = sorted(path.name for path in self.out.iterdir() if path.name.startswith(SLUG))
        assert all((self.out / name / "report.html").exists() for name in names)
        return [name.removeprefix(SLUG + "-") for name in names]

    @property
    def latest(self) -> str:
        return os.readlink(self.out / "latest").removeprefix(SLUG + "-")

    def files(self, week: str) -> dict[str, bytes]:
        return self.tool.read(self.out / f"{SLUG}-{week}").files


@pytest.fixture
def house(tool, tmp_path):
    house = House(tool, tmp_path)
    house.scores(1, on="2025-01-05")
    return house


@pytest.fixture
def programs(tmp_path):
    """Writes a program into a folder that is first in PATH; gives the environment."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def write(name: str, text: str) -> dict[str, str]:
        path = folder / name
        path.write_text("#!/bin/sh\n" + text, encoding="utf-8")
        path.chmod(0o755)
        return os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}

    return write


def preloaded(name: str, folder: Path) -> dict[str, str]:
    """An environment in which a library of this folder stands before the system's."""
    library = folder / f"{name}.so"
    compiler = shutil.which("cc") or shutil.which("clang")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, ROOT / f"Tests/Acceptance/{name}.c"], check=True)
    return os.environ | {"LD_PRELOAD": str(library)}


@pytest.fixture(scope="session")
def clock(tmp_path_factory):
    """An environment in which the clock stands so many days from where it is."""
    environment = preloaded("realtime_offset", tmp_path_factory.mktemp("clock"))
    return lambda days: environment | {"CLOCK_OFFSET": str(int(days * 86_400))}


def wait_until(holds) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to that within 30 s")


def alive(marker: str) -> bool:
    """Whether a process has these words on its command line."""
    return any(marker.encode() in path.read_bytes() for path in commands())


def commands():
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            path.read_bytes()
        except OSError:
            continue
        yield path


# A half-year in small


def test_twelve_weeks(house, programs):
    """Growing inputs, with all that a half-year brings; each week ends in the stated status and state."""
    age = ("--max-age", "10")
    house.week("2025-01-06", *age)
    assert (house.runs, house.latest) == (["2025-W02"], "2025-W02")
    house.scores(2, on="2025-01-12")
    house.week("2025-01-13", *age)
    # A week of no data.
    done = house.week("2025-01-20", *age)
    assert re.fullmatch(rf"nothing new since {SLUG}-2025-W03: .*/{SLUG}-2025-W03/report.html\n", done.stdout)
    assert house.runs == ["2025-W02", "2025-W03"]
    # Another one: stale by now.
    done = house.week("2025-01-27", *age, code=11)
    assert "newest of 4 input files was written on 2025-01-12, more than 10 days before 2025-01-27" in done.stderr
    assert house.runs == ["2025-W02", "2025-W03"] and house.mail.startswith("Subject: 2025-W05 STALE INPUT: ")
    # A corrupt file.
    house.write("pain_03.csv", 'patient,day,score\np1,5,"3\n', on="2025-02-02")
    done = house.week("2025-02-03", *age, code=65)
    assert "pain_03.csv" in done.stderr and "quote" in done.stderr
    assert (house.runs, house.latest) == (["2025-W02", "2025-W03"], "2025-W03")
    assert house.mail.startswith("Subject: 2025-W06 DATA REFUSED: ") and "pain_03.csv" in house.mail
    # It is mended.
    house.scores(3, on="2025-02-09")
    house.week("2025-02-10", *age)
    assert house.latest == "2025-W07"
    # A run that is killed.
    house.scores(4, on="2025-02-16")
    killed(house, programs, "2025-02-17")
    assert (house.runs, house.latest) == (["2025-W02", "2025-W03", "2025-W07"], "2025-W07")
    done = house.week("2025-02-24", *age, code=10)
    assert "never came to its end" in done.stderr and house.latest == "2025-W09"
    # A column is renamed.
    house.scores(5, on="2025-03-02", header="patient,day,rating")
    done = house.week("2025-03-03", *age, code=78)
    assert "score" in done.stderr and "pain_05.csv" in done.stderr and house.latest == "2025-W09"
    house.scores(5, on="2025-03-09")
    house.week("2025-03-10", *age)
    # The study file is gone, and back.
    house.study.rename(house.folder / "aside")
    house.week("2025-03-17", *age, code=66)
    (house.folder / "aside").rename(house.study)
    assert house.mail.startswith("Subject: 2025-W12 INPUT MISSING: "), "the mail is where that of the study is"
    # Data that are late, and an older file that comes in: a report nevertheless.
    house.scores(6, on="2025-03-09")
    house.week("2025-03-24", *age, code=11)
    assert house.latest == "2025-W13" and "THE REPORT" in house.mail
    assert [line["outcome"] for line in house.log] == [
        "done", "done", "nothing_new", "stale", "data_refused", "done", "warnings", "study_file", "done",
        "missing_input", "stale",
    ]  # fmt: skip
    assert [line["code"] for line in house.log] == [0, 0, 0, 11, 65, 0, 10, 78, 0, 66, 11]
    assert house.runs == ["2025-W02", "2025-W03", "2025-W07", "2025-W09", "2025-W11", "2025-W13"]


def killed(house, programs, on: str) -> None:
    """A weekly run is killed while gnuplot hangs: what it started ends with it."""
    begun = house.folder / "begun"
    environment = programs("gnuplot", f"echo > {begun}\nexec sleep 7654321\n")
    process = subprocess.Popen(
        [house.tool.binary, *map(str, house.command("--as-of", on))], env=environment, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until(begun.exists)
    # Meanwhile a second one, and a report by hand.
    before = house.mail
    assert house.run("--as-of", on).returncode == 75
    assert house.mail == before and "another run" in (house.place / "summary-of-a-second-run.txt").read_text()
    log = house.out / ".private/weekly/log.jsonl"
    log.write_text("".join(line for line in log.open(encoding="utf-8") if '"locked"' not in line), encoding="utf-8")
    assert house.tool.run("report", house.study, "--output", house.out).returncode == 75
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_until(lambda: not alive("sleep\0007654321") and not alive(str(house.study)))
    programs("gnuplot", "exec /usr/bin/gnuplot \"$@\"\n")


# What is new


def test_what_counts_as_new(house):
    house.week("2025-01-06")
    assert "no earlier weekly run" in house.mail
    # Another time of the same bytes is nothing new.
    os.utime(house.data / "pain_01.csv")
    assert "nothing new" in house.week("2025-01-13").stdout
    # Other bytes of the same size and time are.
    path = house.data / "pain_01.csv"
    status = path.stat()
    text = path.read_text()
    path.write_text(text.replace("p3,10,4", "p3,10,5"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size and path.read_text() != text
    house.week("2025-01-13")
    assert "Because: 1 file changed." in house.words
    house.study.write_text(STUDY + "# a word\n", encoding="utf-8")
    house.week("2025-01-20")
    assert "Because: the study file changed." in house.words
    house.scores(2, on="2025-01-26")
    house.week("2025-01-27")
    assert "Because: 1 file new." in house.words
    path.rename(house.folder / "aside.csv")
    house.week("2025-02-03")
    assert "Because: 1 file gone." in house.words
    shutil.rmtree(house.out / f"{SLUG}-2025-W06")
    house.week("2025-02-03")
    assert "the last report is not there" in house.words
    assert "nothing new" in house.week("2025-02-10").stdout
    house.week("2025-02-10", "--again")
    assert house.latest == "2025-W07"


def test_another_version_is_new(house):
    house.week("2025-01-06")
    path = house.out / f".private/{SLUG}-2025-W02/inputs.json"
    path.write_text(path.read_text().replace('"version" : "', '"version" : "0.'))
    house.week("2025-01-13")
    assert "Because: another version of nocitrend." in house.words


def test_silence(house):
    for flags, words in ((["--as-of", "2025-01-06"], ""), (["--as-of", "2025-01-13"], "")):
        done = house.run(*flags, "--quiet")
        assert (done.returncode, done.stdout, done.stderr) == (0, words, "")
    done = house.run("--as-of", "2025-03-03", "--quiet", "--max-age", "9")
    assert (done.returncode, done.stdout) == (11, "") and done.stderr.count("\n") == 1


def test_standard_input_is_no_weekly_input(house):
    house.study.write_text(STUDY.replace('"pain_*.csv"', '"-"'), encoding="utf-8")
    assert "cannot be compared" in house.week("2025-01-06", code=78).stderr


# Weeks, clocks, studies


def test_an_earlier_week_again(house):
    house.week("2025-01-06")
    first = house.files("2025-W02")
    shutil.rmtree(house.out)
    house.week("2025-01-06")
    assert house.files("2025-W02") == first
    house.scores(2, on="2025-01-12")
    house.week("2025-01-13")
    (house.data / "pain_02.csv").rename(house.folder / "aside")
    last = json.loads((house.place / "last.json").read_text())
    done = house.week("2025-01-06")
    assert done.stdout.endswith(f"{SLUG}-2025-W02/report.html\n")
    assert house.latest == "2025-W03" and '"latest" stays' in house.words
    assert json.loads((house.place / "last.json").read_text()) == last
    # Today's report sees that a file is gone since its last one.
    house.week("2025-01-20")
    assert "Because: 1 file gone." in house.words


def test_the_turn_of_the_year(house):
    """ISO weeks: 2020 has 53 of them, and 30 December 2024 is in the first of 2025."""
    days = ["2020-12-27", "2020-12-28", "2021-01-03", "2021-01-04", "2024-12-29", "2024-12-30", "2025-01-05"]
    for number, on in enumerate(days):
        house.scores(number + 2, on=on)
        house.week(on)
    assert house.runs == ["2020-W52", "2020-W53", "2021-W01", "2024-W52", "2025-W01"]
    assert house.latest == "2025-W01"


def test_a_day_that_has_not_come(house):
    ahead = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=2)
    done = house.week(ahead.date().isoformat(), code=64)
    assert "has not come yet" in done.stderr and not house.out.exists()


def week_from_now(days: float) -> str:
    year, week, _ = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).isocalendar()
    return f"{year}-W{week:02}"


def test_a_clock_that_was_set_back(house, clock):
    def run(days: float, number: int, code: int, *flags):
        house.scores(number, on="2025-01-05")
        done = house.run(*flags, env=clock(days))
        assert done.returncode == code, (done.returncode, done.stderr)
        return done

    run(-28, 2, 0)
    run(-14, 3, 0)
    assert house.runs == [week_from_now(-28), week_from_now(-14)] and house.latest == week_from_now(-14)
    before = house.files(week_from_now(-28))
    # Into a week that has a report: nothing is written.
    done = run(-28, 4, 73)
    assert "clock" in done.stderr and "--as-of" in done.stderr
    assert house.files(week_from_now(-28)) == before and house.latest == week_from_now(-14)
    # Into one that has none: a report, a warning, and the latest stays.
    done = run(-21, 5, 10)
    assert "before the end of the last run" in done.stderr
    assert house.runs == [week_from_now(days) for days in (-28, -21, -14)] and house.latest == week_from_now(-14)
    # Some seconds are nothing.
    run(-14 - 60 / 86_400, 6, 0)
    # It is right again.
    run(0, 7, 0)
    assert house.latest == week_from_now(0)


def test_a_clock_that_once_ran_ahead(house, clock):
    """Its report holds the link to the latest one until somebody removes it."""
    house.run(env=clock(21))
    assert house.latest == week_from_now(21)
    house.scores(2, on="2025-01-05")
    done = house.run()
    assert done.returncode == 10 and f"remove the report of that run, {house.out}/{SLUG}-" in done.stderr
    assert house.latest == week_from_now(21)
    shutil.rmtree(house.out / f"{SLUG}-{week_from_now(21)}")
    done = house.run()
    assert done.returncode == 0, done.stderr
    assert house.runs == [week_from_now(0)] and house.latest == week_from_now(0)
    assert "nothing new" in house.run().stdout


def test_two_studies_in_one_folder(house, tool, tmp_path):
    house.week("2025-01-06")
    other = tmp_path / "other"
    shutil.copytree(house.data, other)
    # Of the same title.
    command = ["weekly", other / "study.yaml", "--output", house.out, "--as-of", "2025-01-13"]
    before = house.files("2025-W02")
    done = tool.run(*command)
    assert done.returncode == 73 and str(house.study) in done.stderr
    # Of a title that is the same in a folder's name.
    (other / "study.yaml").write_text(STUDY.replace("&", "+"), encoding="utf-8")
    assert tool.run(*command).returncode == 0
    assert tool.run(*command[:-1], "2025-01-06").returncode == 73
    assert house.files("2025-W02") == before
    # Of another title.
    (other / "study.yaml").write_text(STUDY.replace("sons", "sons of 2025"), encoding="utf-8")
    assert tool.run(*command[:-1], "2025-01-06").returncode == 0
    assert house.files("2025-W02") == before
    assert (house.out / f"{SLUG}-of-2025-2025-W02/report.html").exists()
    # Each knows its own last run.
    assert "nothing new" in house.week("2025-01-13").stdout


def test_another_machine(house, tool, tmp_path):
    """Data and runs are copied elsewhere: nothing is new, and nothing is forgotten."""
    house.week("2025-01-06")
    there = tmp_path / "there"
    shutil.copytree(house.data, there / "data")
    shutil.copytree(house.out, there / "reports", symlinks=True)
    shutil.rmtree(house.data)
    shutil.rmtree(house.out)
    done = tool.run("weekly", there / "data/study.yaml", "--output", there / "reports", "--as-of", "2025-01-13")
    assert done.returncode == 0 and "nothing new" in done.stdout, done.stderr


# Pruning


def test_pruning(house):
    days = [f"2025-02-{number:02}" for number in (3, 10, 17, 24)]
    for number, on in enumerate(days):
        house.scores(number + 2, on=on)
        house.week(on)
    weeks = ["2025-W06", "2025-W07", "2025-W08", "2025-W09"]
    assert house.runs == weeks
    # What is not certainly a weekly report of this study stays.
    named, foreign, others = (house.out / f"{SLUG}-{name}" for name in ("by-hand", "2025-W01", "2025-W02"))
    shutil.copytree(house.out / f"{SLUG}-2025-W06", named)
    shutil.copytree(named, foreign)
    (foreign / "notes.txt").write_text("mine")
    shutil.copytree(named, others)
    results = (others / "results.json").read_text(encoding="utf-8")
    (others / "results.json").write_text(results.replace(TITLE, "Another"), encoding="utf-8")
    (house.out / f"{SLUG}-2025-W03").mkdir()
    (house.out / f".private/{SLUG}-2025-W06/notes.txt").write_text("mine")
    # What belongs to a report goes with it.
    (house.out / f".private/{SLUG}-2025-W07/checker/tables").mkdir(parents=True)
    house.scores(9, on="2025-03-03")
    house.week("2025-03-03", "--keep", "2")
    shutil.rmtree(house.out / f"{SLUG}-2025-W03")
    assert house.runs == ["2025-W01", "2025-W02", "2025-W09", "2025-W10", "by-hand"]
    assert sorted(house.log[-1]["pruned"]) == [f"{SLUG}-{week}" for week in weeks[:3]]
    private = {path.name for path in (house.out / ".private").iterdir() if path.name.startswith(SLUG)}
    assert private == {f"{SLUG}-{week}" for week in ("2025-W06", "2025-W09", "2025-W10")}
    assert [path.name for path in (house.out / f".private/{SLUG}-2025-W06").iterdir()] == ["notes.txt"]
    # An earlier week that was asked for stays until the next run.
    house.week("2025-01-27", "--keep", "1")
    assert "2025-W05" in house.runs and "2025-W10" in house.runs
    # By the study file; the one that `latest` leads to never goes.
    house.study.write_text(STUDY + "weekly: {keep: 1}\n", encoding="utf-8")
    house.week("2025-03-03")
    assert house.runs == ["2025-W01", "2025-W02", "2025-W10", "by-hand"]


# Limits


def test_the_time_limit_ends_all_and_leaves_the_report(house, programs):
    for number in (2, 3, 4):
        house.scores(number, on="2025-01-05")
    house.week("2025-01-06")
    before = house.files("2025-W02")
    assert any(name.endswith(".gp") for name in before)
    house.scores(5, on="2025-01-06")
    environment = programs("gnuplot", "sleep 7654322 &\nwait\n")
    done = house.week("2025-01-06", "--time-limit", "3s", "--failure-hook", f"cat > {house.folder}/alarm", code=124, env=environment)
    assert "took longer than 3 s" in done.stderr
    assert not alive("sleep\0007654322") and not alive(str(house.study))
    assert house.files("2025-W02") == before and house.latest == "2025-W02"
    assert (house.folder / "alarm").read_text("utf-8") == house.mail and "TIME LIMIT" in house.mail
    # Nothing is left in the way of the next run.
    house.week("2025-01-06")
    assert {path.name for path in house.out.iterdir()} == {".lock", ".private", "latest", f"{SLUG}-2025-W02"}


@pytest.mark.parametrize("where", ["pain_01.csv", "study.yaml"])
def test_a_disk_that_hangs_is_ended_by_the_limit(house, tmp_path, where):
    """Whoever opens the file waits for ever: the run itself where it compares the files, or reads the study file, and the report's process."""
    gone = preloaded("hanging_open", tmp_path) | {"HANG_AT": where}
    flags = ("--time-limit", "2s", "--failure-hook", f"cat > {house.folder}/alarm")
    done = house.week("2025-01-06", *flags, code=124, env=gone)
    assert "took longer than 2 s" in done.stderr and "TIME LIMIT" in (house.folder / "alarm").read_text("utf-8")
    house.week("2025-01-06")
    house.scores(2, on="2025-01-12")
    began = time.monotonic()
    done = house.week("2025-01-13", *flags, code=124, env=gone)
    assert time.monotonic() - began < 20
    assert "took longer than 2 s" in done.stderr and house.log[-1]["outcome"] == "time_limit"
    assert house.latest == "2025-W02" and not alive(str(house.study))
    house.week("2025-01-13")


def test_another_studys_run_is_waited_for(house):
    house.week("2025-01-06")
    house.scores(2, on="2025-01-12")
    with open(house.out / ".lock") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = house.week("2025-01-13", "--time-limit", "4s", code=75)
        assert "another run" in done.stderr
        waiting = subprocess.Popen(
            [house.tool.binary, *map(str, house.command("--as-of", "2025-01-13"))], cwd=ROOT, stdout=subprocess.PIPE
        )
        # Until it has been refused once.
        said = house.place / "said"
        wait_until(lambda: said.exists() and "another run" in said.read_text(encoding="utf-8"))
    assert waiting.communicate(timeout=300)[0].endswith(b"report.html\n") and waiting.returncode == 0


def test_a_run_that_is_killed_is_told(house, programs):
    """As the kernel does it where memory is short: the weekly run is there to say so."""
    for number in (1, 2, 3, 4):
        house.scores(number, on="2025-01-05")
    house.week("2025-01-06")
    house.scores(5, on="2025-01-06")
    done = house.week("2025-01-13", code=70, env=programs("gnuplot", "kill -9 $PPID\n"))
    assert "Ended by signal 9" in done.stderr
    assert (house.runs, house.latest, house.log[-1]["outcome"]) == (["2025-W02"], "2025-W02", "killed")


# Mail, hooks, log


def test_the_mail(house):
    house.week("2025-01-06")
    lines = house.mail.splitlines()
    assert lines[:2] == [f"Subject: 2025-W02 done: {TITLE}", ""]
    assert all(len(line) <= 72 for line in lines if str(house.folder) not in line) and len(lines) < 50
    report = house.out / f"{SLUG}-2025-W02"
    own = (report / "summary.txt").read_text(encoding="utf-8").split("\n\n", 1)[1].strip()
    assert own in house.mail and f"  {report}/report.html" in house.mail
    markdown = (house.place / "summary.md").read_text(encoding="utf-8")
    assert markdown.startswith(f"# {TITLE}, 2025-W02: done\n")
    assert (report / "summary.md").read_text(encoding="utf-8") in markdown
    # Nobody else reads it.
    for path in [house.place, *house.place.rglob("*.*"), house.out / ".private/weekly/log.jsonl"]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 in (0, 0o044 if path.name == ".lock" else 0), path
    assert stat.S_IMODE(house.place.parent.stat().st_mode) == 0o700


def test_warnings_of_last_time_are_a_line(house):
    """Rows that stand twice are a standing warning: next week's count is nothing new, another warning is."""

    def twice(number: int, rows: int, on: str) -> None:
        house.scores(number, on=on)
        text = (house.data / f"pain_{number:02}.csv").read_text()
        house.write(f"pain_{number:02}.csv", text + "".join(text.splitlines(keepends=True)[1 : rows + 1]), on)

    twice(1, 40, "2025-01-05")
    house.week("2025-01-06", code=10)
    count, share = house.log[-1]["problems"]
    assert ": 40; all are used" in count and count in house.words and "warn level" in share and share in house.words
    assert house.mail.startswith("Subject: 2025-W02 done with 2 warnings: ")
    twice(2, 30, "2025-01-12")
    house.week("2025-01-13", code=10)
    assert ": 70; all are used" in house.log[-1]["problems"][0]
    assert "alike" not in house.words and "As last time: 2 warnings, which" in house.words
    assert house.mail.startswith("Subject: 2025-W03 done with 2 warnings, none new: ")
    # A run that was killed is new.
    (house.place / "begun").write_text("2025-01-14T06:00:00Z")
    house.week("2025-01-20", "--again", code=10)
    assert house.mail.startswith("Subject: 2025-W04 done with 3 warnings, 1 new: ") and "never came" in house.words


def test_hooks_are_told(house, tmp_path):
    write = f"cat > {tmp_path}/$0; env | grep ^NOCITREND_ >> {tmp_path}/$0"
    hooks = ("--mail-hook", write.replace("$0", "mail"), "--failure-hook", write.replace("$0", "alarm"))
    house.week("2025-01-06", *hooks)
    told = (tmp_path / "mail").read_text(encoding="utf-8")
    report = house.out / f"{SLUG}-2025-W02/report.html"
    assert told.startswith(house.mail)
    assert {line for line in told.removeprefix(house.mail).splitlines()} == {
        "NOCITREND_OUTCOME=done", "NOCITREND_CODE=0", f"NOCITREND_STUDY={TITLE}", "NOCITREND_WEEK=2025-W02",
        f"NOCITREND_RUN={SLUG}-2025-W02", f"NOCITREND_REPORT={report}", f"NOCITREND_SUBJECT=2025-W02 done: {TITLE}",
    }  # fmt: skip
    assert not (tmp_path / "alarm").exists()
    house.write("pain_02.csv", "", on="2025-01-12")
    house.week("2025-01-13", *hooks, code=65)
    for name in ("mail", "alarm"):
        told = (tmp_path / name).read_text(encoding="utf-8")
        assert "DATA REFUSED" in told and "NOCITREND_CODE=65" in told and "NOCITREND_REPORT=\n" in told


@pytest.mark.parametrize(
    ("hook", "words"),
    [("echo no such server; exit 7", "ended with status 7: no such server"), ("kill -9 $$", "ended by signal 9"),
     ("exec sleep 7654323", "took longer than 1 s"), ("no-such-program-at-all", "ended with status 127")],
)  # fmt: skip
def test_a_hook_that_fails_costs_no_report(house, hook, words):
    done = house.week("2025-01-06", "--mail-hook", hook, "--hook-time-limit", "1s", "--quiet", code=10)
    assert words in done.stderr and done.stderr.count("\n") == 1
    assert house.runs == ["2025-W02"] and house.log[-1]["outcome"] == "warnings"
    assert not alive("sleep\0007654323")
    # Another status stays what it is.
    house.write("pain_02.csv", "", on="2025-01-12")
    done = house.week("2025-01-13", "--failure-hook", hook, "--hook-time-limit", "1s", code=65)
    assert words in done.stderr


def test_where_no_mail_can_be_kept_hooks_are_told_nevertheless(house, tmp_path):
    house.out.write_text("in the way")
    done = house.week("2025-01-06", "--failure-hook", f"cat > {tmp_path}/alarm", code=73)
    assert "reports" in done.stderr and (tmp_path / "alarm").read_text("utf-8").startswith("Subject: 2025-W02 FAILED: ")


def test_the_log_is_turned_over(house):
    house.week("2025-01-06")
    log = house.out / ".private/weekly/log.jsonl"
    line = log.read_text()
    log.write_text(line * (1 + (1 << 20) // len(line)))
    house.week("2025-01-13")
    assert len(house.log) == 1 and house.log[0]["outcome"] == "nothing_new"
    assert (log.parent / "log.jsonl.1").stat().st_size > 1 << 20


def test_an_internal_run_mails_no_numbers(house):
    house.study.write_text(STUDY + "disclosure: {minimum_cell: 3}\n", encoding="utf-8")
    house.week("2025-01-06", code=10)
    assert "its numbers are not mailed" in house.words and "points" not in house.mail
    assert os.readlink(house.out / "latest-internal") == f"{SLUG}-2025-W02-internal"


# Examples and documents


def crontab() -> str:
    (line,) = [line for line in (EXAMPLES / "crontab").read_text().splitlines() if line[:1].isdigit()]
    return line


def settled(text: str, house) -> str:
    """A command of the examples with the places of this test."""
    return (
        text.replace("/usr/local/bin/nocitrend", str(house.tool.binary)).replace("/srv/study/study.yaml", str(house.study))
        .replace("/srv/reports", str(house.out)).replace("/usr/local/lib/nocitrend", str(EXAMPLES))
    )  # fmt: skip


@pytest.fixture
def sendmail(tmp_path):
    """A program that keeps what it is given; gives the environment of cron with it."""
    program = tmp_path / "sendmail"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/arguments\ncat > {tmp_path}/sent\n')
    program.chmod(0o755)
    return BARE | {"SENDMAIL": str(program), "ALARM_FILE": str(tmp_path / "alarm")}


def test_the_crontab_line(house, sendmail, tmp_path):
    fields = crontab().split(None, 5)
    assert fields[:5] == ["0", "6", "*", "*", "1"] and "%" not in fields[5]
    command = settled(fields[5], house)
    run = lambda: subprocess.run(
        ["/bin/sh", "-c", command], env=sendmail, cwd="/", capture_output=True, text=True, timeout=300,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    done = run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "arguments").read_text() == "-i -- you@example.org\n"
    head, body = (tmp_path / "sent").read_text(encoding="utf-8").split("\n\n", 1)
    headers = dict(line.split(": ", 1) for line in head.splitlines())
    assert headers["To"] == "you@example.org" and headers["Content-Type"] == "text/plain; charset=utf-8"
    # A title with letters beyond ASCII is encoded, and read again as it was.
    import email.header

    ((subject, charset),) = email.header.decode_header(headers["Subject"])
    assert subject.decode(charset) == house.mail.splitlines()[0].removeprefix("Subject: ")
    assert house.mail.endswith(body) and "THE REPORT" in body
    assert not (tmp_path / "alarm").exists()
    (house.data / "pain_01.csv").unlink()
    done = run()
    assert done.returncode == 66 and "pain_" in done.stderr
    assert "INPUT MISSING" in (tmp_path / "alarm").read_text(encoding="utf-8")
    assert (tmp_path / "alarm").read_text().startswith("missing_input 66\n")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not there")
def test_the_systemd_units(house, sendmail, tmp_path):
    import shlex

    for kind in ("service", "timer"):
        text = settled((EXAMPLES / f"nocitrend-weekly.{kind}").read_text(), house).replace("User=nocitrend", "User=root")
        (tmp_path / f"nocitrend-weekly.{kind}").write_text(text)
    units = [str(tmp_path / f"nocitrend-weekly.{kind}") for kind in ("service", "timer")]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    when = re.search(r"OnCalendar=(.*)", Path(units[1]).read_text()).group(1)
    shown = subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, text=True, check=True).stdout
    assert "Normalized form: Mon *-*-* 06:00:00" in shown
    command = shlex.split(re.search(r"ExecStart=(.*)", Path(units[0]).read_text()).group(1))
    done = subprocess.run(command, env=sendmail, cwd="/", capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "sent").exists()


def test_every_status_is_documented_and_in_help(tool):
    text = (ROOT / "docs/weekly.md").read_text(encoding="utf-8")
    table = text[text.index("## Exit statuses") : text.index("## The mail")]
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    assert codes == {0, 10, 11, 64, 65, 66, 70, 71, 73, 74, 75, 78, 124}
    shown = tool.run("weekly", "--help").stdout
    status = shown[shown.index("Exit status:") : shown.index("Hooks are")]
    assert {int(code) for code in re.findall(r"\b(\d+)\s", status)} == codes
    for option in re.findall(r"^\| `(--[a-z-]+)", text, re.MULTILINE):
        assert option in shown, option


def test_the_settings_of_the_documents_are_right(house):
    text = (ROOT / "docs/weekly.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^ *```yaml\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    settings = yaml.safe_load(block)["weekly"]
    assert set(settings) == {"max_age", "keep", "time_limit"}
    house.study.write_text(STUDY + block.strip() + "\n", encoding="utf-8")
    assert "more than 10 days" in house.week("2025-02-03", code=11).stderr
    # An option wins.
    house.week("2025-02-03", "--max-age", "300", "--again")
    house.study.write_text(STUDY + "weekly: {max_age: 10, keeep: 3}\n", encoding="utf-8")
    done = house.week("2025-02-10", code=78)
    assert 'line 18, column 23: unknown key "keeep"' in done.stderr and 'did you mean "keep"?' in done.stderr


def make(house) -> subprocess.CompletedProcess:
    """`make weekly` of this study, without building the tool that is here, and as if no `make` ran these tests."""
    environment = {name: value for name, value in os.environ.items() if not re.fullmatch(r"MAKE\w*|MFLAGS", name)}
    return subprocess.run(
        ["make", "--old-file=build", "weekly", f"NOCITREND={house.tool.binary}", f"STUDY={house.study}",
         f"OUTPUT={house.out}"], cwd=ROOT, env=environment, capture_output=True, text=True, encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_make_weekly_prints_the_mail(house):
    done = make(house)
    assert (done.returncode, done.stderr) == (0, "") and done.stdout == house.mail
    # A warning does not fail it.
    rows = (house.data / "pain_01.csv").read_text()
    house.write("pain_01.csv", rows + rows.split("\n", 1)[1], on="2025-01-05")
    done = make(house)
    assert done.returncode == 0 and done.stdout == house.mail and " done with " in house.mail
    (house.data / "pain_01.csv").unlink()
    done = make(house)
    assert done.returncode != 0 and "Error 66" in done.stderr and done.stdout == house.mail
