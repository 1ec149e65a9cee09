"""A file that vanishes, changes, is cut short or replaced while it is read is said (status 74), or was read as it was.

`CHANGES=400 pytest -s Tests/Acceptance/test_inputs_that_change.py` tries that many moments and prints what came of them.
"""

import collections
import gzip
import hashlib
import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from conftest import PATIENTS, ROOT, STUDY

CHANGES = int(os.environ.get("CHANGES", 12))
ROWS = 1_500_000
CUT = 40


@pytest.fixture(scope="module")
def long_pain() -> bytes:
    return b"patient,day,score\n" + b"".join(b"p%d,%d,%d\n" % (row % 40, row // 2000, row % 11) for row in range(ROWS))


def vanish(path: Path) -> None:
    path.unlink()


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // CUT)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def grow(path: Path) -> None:
    with open(path, "ab") as file:
        file.write(b"p1,1,1\n" * 1000)


def overwrite(path: Path) -> None:
    with open(path, "r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"p1,1,1\n" * 1000)


def replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(path.read_bytes()[: 1 << 16])
    os.replace(other, path)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


WAYS = [vanish, cut_short, empty, grow, overwrite, replace, folder]


def await_opening(process: subprocess.Popen, path: Path) -> None:
    """Until a process has a file open, or has ended."""
    while process.poll() is None:
        try:
            if str(path) in [os.readlink(entry) for entry in Path(f"/proc/{process.pid}/fd").iterdir()]:
                return
        except OSError:
            pass


@pytest.mark.parametrize("form", ["pain.csv", "pain.csv.gz"])
def test_at_random_moments(tool, study, tmp_path, long_pain, form):
    chance = random.Random(7)
    path = study(STUDY.replace("pain.csv", form), patients=PATIENTS)
    stored = gzip.compress(long_pain, 1) if form.endswith("gz") else long_pain
    file = tmp_path / form
    met = collections.Counter()

    def put() -> None:
        if file.is_dir():
            file.rmdir()
        file.write_bytes(stored)

    put()
    begin = time.monotonic()
    assert tool.run("check", path).returncode == 0
    length = time.monotonic() - begin
    for number in range(CHANGES):
        way = WAYS[number % len(WAYS)]
        put()
        process = subprocess.Popen(
            [tool.binary, "report", path, "--output", tmp_path / "out", "--run", "r", "--quiet"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True,
        )
        await_opening(process, file)
        time.sleep(chance.uniform(0, length * 0.6))
        way(file)
        said, errors = process.communicate(timeout=300)
        if process.returncode == 0:
            # All of it had been read, or none.
            inputs = json.loads((tmp_path / "out/.private/r/inputs.json").read_text(encoding="utf-8"))["inputs"]
            (entry,) = [entry for entry in inputs if entry["table"] == "pain"]
            now = file.read_bytes() if file.is_file() else b""
            whole = [(len(data), hashlib.sha256(data).hexdigest()) for data in (stored, now)]
            assert (entry["bytes"], entry["sha256"]) in whole, way.__name__
            met[way.__name__, "read"] += 1
        else:
            assert process.returncode == 74, (way.__name__, process.returncode, errors)
            assert form in errors and errors.count("\n") == 1, errors
            assert "changed while" in errors or "taken away" in errors, errors
            met[way.__name__, "said"] += 1
    print(f"\n{CHANGES} changes of {form}: {dict(met)}")
    assert any(what == "said" for _, what in met)


@pytest.fixture
def reading(tool, study, tmp_path, long_pain):
    """Runs a report of three files of a pattern, and calls `meanwhile` with their folder when the long second one is being read."""

    def go(meanwhile) -> tuple[int, str]:
        path = study(STUDY.replace("file: pain.csv", 'file: "pain_*.csv"'), patients=PATIENTS)
        (tmp_path / "pain_1.csv").write_text("patient,day,score\np1,1,1\n", encoding="utf-8")
        (tmp_path / "pain_2.csv").write_bytes(long_pain)
        (tmp_path / "pain_3.csv").write_text("patient,day,score\np1,2,2\n", encoding="utf-8")
        process = subprocess.Popen(
            [tool.binary, "report", path, "--output", tmp_path / "out"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True,
        )
        # Stopped as soon as the file is open.
        await_opening(process, tmp_path / "pain_2.csv")
        process.send_signal(signal.SIGSTOP)
        meanwhile(tmp_path)
        process.send_signal(signal.SIGCONT)
        _, errors = process.communicate(timeout=300)
        return process.returncode, errors

    return go


@pytest.mark.parametrize(
    ("meanwhile", "words"),
    [
        (lambda folder: (folder / "pain_0.csv").write_text("patient,day,score\n"), "files of this pattern came or went"),
        (lambda folder: (folder / "pain_1.csv").unlink(), "files of this pattern came or went"),
        (lambda folder: (folder / "pain_3.csv").unlink(), "pain_3.csv: was there when the run began"),
        (lambda folder: (folder / "pain_2.csv").unlink(), "pain_2.csv: was there when the run began"),
        (lambda folder: replace(folder / "pain_2.csv"), "pain_2.csv: changed while it was read"),
        (lambda folder: cut_short(folder / "pain_2.csv"), "pain_2.csv: changed while it was read"),
        (lambda path: folder(path / "pain_2.csv"), "pain_2.csv: changed while it was read"),
    ],
    ids=["more", "less", "next gone", "gone", "replaced", "cut short", "a folder"],
)
def test_while_a_file_is_open(reading, meanwhile, words):
    status, errors = reading(meanwhile)
    assert status == 74 and words in errors and errors.count("\n") == 1, errors


def test_nothing_happens(reading):
    assert reading(lambda folder: None)[0] == 0
