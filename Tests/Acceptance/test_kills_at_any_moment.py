"""A report is killed again and again at random moments while a reader opens `latest/report.html` in a loop.

`KILLS=1000 pytest -s Tests/Acceptance/test_kills_at_any_moment.py` does it a thousand times and prints what was met.
"""

import collections
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from conftest import PAIN, PATIENTS, ROOT, STUDY

KILLS = int(os.environ.get("KILLS", 25))
# Every so many kills a run is left alone, and must leave nothing of those before it.
PEACE = 10
NAMES = ["r", "s", "last-week"]

# Reads the report over and over, and says how often it did and what was wrong.
READER = """
import collections, sys, time
path, stop = sys.argv[1:]
met = collections.Counter()
while True:
    try:
        with open(path, "rb") as file:
            text = file.read()
        whole = text.lower().startswith(b"<!doctype html") and text.rstrip().endswith(b"</html>")
        met["whole" if whole else "partial"] += 1
    except OSError as error:
        met["missing"] += 1
    if met.total() % 64 == 0:
        try:
            open(stop).close()
            break
        except OSError:
            pass
print(met["whole"], met["partial"], met["missing"])
"""


def leftovers(out: Path) -> list[str]:
    """What a whole run does not leave."""
    return sorted(
        str(path.relative_to(out))
        for path in out.rglob("*")
        if path.name.endswith((".partial", ".earlier", ".pending")) or path.name == "pending"
    )


def mismatched(out: Path) -> list[str]:
    """Runs whose private files are those of another report."""
    wrong = []
    for name in NAMES:
        if (out / name).is_dir():
            record = json.loads((out / ".private" / name / "inputs.json").read_text(encoding="utf-8"))
            if record["resultsSHA256"] != hashlib.sha256((out / name / "results.json").read_bytes()).hexdigest():
                wrong.append(name)
    return wrong


def marked_processes(mark: str) -> list[int]:
    """Processes that still run with a word in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark.encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            pass
    return found


def test_a_reader_never_meets_a_missing_or_partial_report(tool, study, tmp_path):
    chance = random.Random(int(os.environ.get("KILLS_SEED", 1)))
    path = study(STUDY, patients=PATIENTS, pain=PAIN)
    # Another week's data, so that each report differs from the one that it replaces.
    pains = [PAIN, PAIN + "".join(f"p{number},{200 + number},3\n" for number in range(40))]
    out, temporary, stop = tmp_path / "out", tmp_path / "tmp", tmp_path / "stop"
    temporary.mkdir()
    mark = f"NOCITREND_KILLED={os.getpid()}-{time.time_ns()}"
    environment = os.environ | {"TMPDIR": str(temporary)} | dict([mark.split("=")])

    def start(name: str) -> subprocess.Popen:
        (tmp_path / "pain.csv").write_text(chance.choice(pains), encoding="utf-8")
        return subprocess.Popen(
            [tool.binary, "report", path, "--output", out, "--run", name, "--quiet"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, cwd=ROOT, env=environment,
        )

    def finished(name: str) -> None:
        process = start(name)
        said, errors = process.communicate(timeout=120)
        assert (process.returncode, said, errors) == (0, b"", b"")

    begin = time.monotonic()
    for name in NAMES:
        finished(name)
    length = (time.monotonic() - begin) / len(NAMES)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, out / "latest/report.html", stop], stdout=subprocess.PIPE, text=True
    )
    met = collections.Counter()
    try:
        for number in range(KILLS):
            name = chance.choice(NAMES)
            process = start(name)
            match number % 4:
                case 0:  # at any moment
                    time.sleep(chance.uniform(0, length))
                case 1:  # at the start, where what earlier kills left is set right
                    time.sleep(chance.uniform(0, length / 8))
                case _:  # when the new report is being written or put in its place
                    limit = time.monotonic() + 4 * length
                    while not (out / f".{name}.partial").exists() and time.monotonic() < limit and process.poll() is None:
                        pass
                    time.sleep(chance.choice([0, chance.uniform(0, 0.004), chance.uniform(0, 0.02)]))
            process.send_signal(signal.SIGKILL)
            _, errors = process.communicate()
            met["killed" if process.returncode == -signal.SIGKILL else "ended before"] += 1
            assert process.returncode in (-signal.SIGKILL, 0), errors
            for left in leftovers(out):
                met[f"left {re.sub(rf'^[.]{name}[.]', '.RUN.', left.rsplit('/')[-1])}"] += 1
            met["private files of another report"] += len(mismatched(out))
            if number % PEACE == PEACE - 1 or number == KILLS - 1:
                finished(chance.choice(NAMES))
                assert leftovers(out) == [] and mismatched(out) == []
                hidden = {entry.name for entry in out.iterdir()} - set(NAMES)
                assert hidden == {".lock", ".private", "latest"}
                private = {entry.name for entry in (out / ".private").iterdir()} - set(NAMES)
                assert {name for name in private if not name.startswith("history.sqlite")} == {
                    name for name in private if name.endswith(".memory")
                }
    finally:
        stop.touch()
        whole, partial, missing = map(int, reader.communicate(timeout=60)[0].split())
    print(f"\n{KILLS} kills of runs of {length:.2f} s: {dict(met)}; reader: {whole} whole, {partial} partial, {missing} missing")
    assert (partial, missing) == (0, 0) and whole > KILLS
    assert met["killed"] > KILLS / 2
    assert list(temporary.iterdir()) == []
    # gnuplot ends by itself when nobody gives it more to draw.
    for _ in range(50):
        if not marked_processes(mark):
            break
        time.sleep(0.1)
    assert marked_processes(mark) == []
