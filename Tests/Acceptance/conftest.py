"""The built tool, run as a user runs it, and the reports that most tests read."""

import csv
import fcntl
import json
import os
import pty
import struct
import subprocess
import termios
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data/sample/study.yaml"
CTN0094 = ROOT / "data/studies/ctn0094.yaml"
CTN0094_DATA = ROOT.parent / "shared/data/ctn0094"

# A small study of forty patients, for tests of what surrounds the numbers.
PATIENTS = "patient,arm\n" + "".join(f"p{number},a\n" for number in range(40))
PAIN = "patient,day,score\n" + "".join(f"p{number % 40},{number},{number % 11}\n" for number in range(120))
STUDY = """\
nocitrend: 1
title: Small
data: .
tables:
  patients:
    - file: patients.csv
      columns: {patient: patient, arm: arm}
  pain:
    - file: pain.csv
      columns: {patient: patient, day: day, score: score}
      instrument: nrs
"""


@dataclass(frozen=True)
class Report:
    """A report's folder and its results.json; beside it what is private of the run."""

    folder: Path
    results: dict

    @property
    def private(self) -> Path:
        """The folder with what is kept of the run and is no part of the report."""
        return self.folder.parent / ".private" / self.folder.name

    @property
    def inputs(self) -> list[dict]:
        """The files that were read, with their names, sizes and hashes."""
        return json.loads((self.private / "inputs.json").read_text(encoding="utf-8"))["inputs"]

    @property
    def rejects(self) -> list[dict[str, str]]:
        """The rejected rows."""
        with open(self.private / "rejects.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def finding(self, identifier: str) -> dict:
        return next(finding for finding in self.results["analyses"] if finding["id"] == identifier)

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a CSV file."""
        with open(self.folder / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    @property
    def words(self) -> list[str]:
        """Every text that results.json holds about the study and its findings."""

        def texts(node):
            if isinstance(node, str):
                yield node
            elif isinstance(node, (list, dict)):
                for below in node.values() if isinstance(node, dict) else node:
                    yield from texts(below)

        return list(texts([self.results["study"], self.results["analyses"]]))

    @property
    def files(self) -> dict[str, bytes]:
        """Every file by its path in the folder."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


def as_released(number: float | None) -> float | None:
    """An estimate as it may leave the house: three significant digits, of two as near the one that ends in an even digit."""
    return None if number is None else float(f"{number:.2e}")


def place(entry: dict) -> tuple:
    """All that says what an estimate or a test is about: the tool's words, the column of patients, the variable."""
    columns = (entry[key] and tuple(sorted(entry[key].items())) for key in ("column", "variable"))
    return tuple(sorted(entry["group"].items())), *columns


def patients_of(entry: dict) -> tuple[str, str | None] | None:
    """The patients whom a number is about: None for everybody, else a column and its level, None for no value in it."""
    column = entry["column"]
    if column is None:
        return None
    assert column["recorded"] is (column["level"] is not None) and column["reference"] is None, entry
    return column["name"], column["level"]


def study_column(name: str, level: str | None = None, *, recorded: bool | None = None, reference: str | None = None):
    """A column of the study as results.json writes it: whole, at a level, or (`recorded=False`) without a value."""
    recorded = recorded if level is None else True
    return {"name": name, "origin": "study", "level": level, "recorded": recorded, "reference": reference}


class Tool:
    """The built nocitrend."""

    def __init__(self, binary: Path):
        self.binary = binary

    def run(self, *arguments, **options) -> subprocess.CompletedProcess:
        """Runs it with nothing on standard input, unless told otherwise, and a limit of ten minutes."""
        options = {"stdin": subprocess.DEVNULL, "cwd": ROOT, "timeout": 600} | options
        return subprocess.run(
            [self.binary, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", **options
        )

    def at_terminal(self, *arguments, columns=100, stdout=None, **environment) -> tuple[str, int]:
        """Everything that it writes to a terminal, and its exit status; with `stdout`, a file, all but what goes there."""
        head, tail = pty.openpty()
        fcntl.ioctl(tail, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        variables = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "LC_ALL")}
        process = subprocess.Popen(
            [self.binary, *map(str, arguments)], stdin=tail, stdout=stdout or tail, stderr=tail, cwd=ROOT,
            env=variables | {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color"} | environment,
        )
        os.close(tail)
        pieces = []
        while True:
            try:
                piece = os.read(head, 65536)
            except OSError:  # nobody writes any more
                break
            if not piece:
                break
            pieces.append(piece)
        os.close(head)
        return b"".join(pieces).decode("utf-8"), process.wait(timeout=300)

    def report(self, study: Path, output: Path, *flags, name: str = "run") -> Report:
        """Makes a report that must succeed."""
        done = self.run("report", study, "--output", output, "--run", name, *flags)
        assert done.returncode == 0, done.stderr
        # A run that withholds nothing says so in its name.
        place = output / (f"{name}-internal" if "--internal" in flags else name)
        assert done.stdout.splitlines()[-1].endswith(f"{place.name}/report.html"), done.stdout
        return self.read(place)

    def read(self, folder: Path) -> Report:
        """A report that has been made."""
        return Report(folder, json.loads((folder / "results.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def tool() -> Tool:
    binary = Path(os.environ.get("NOCITREND", ROOT / ".build/release/nocitrend"))
    assert binary.exists(), f"{binary} is not there: run `make build`, or `make test` for everything"
    return Tool(binary)


@pytest.fixture(scope="session")
def ctn0094_data() -> Path:
    if not CTN0094_DATA.is_dir():
        pytest.skip(f"the CTN-0094 files are not in {CTN0094_DATA}: see data/studies/README.md")
    return CTN0094_DATA


@pytest.fixture(scope="session")
def sample(tool, tmp_path_factory) -> Report:
    folder = tmp_path_factory.mktemp("sample")
    return tool.report(SAMPLE, folder, "--notebook", folder / "run-notebook")


@pytest.fixture(scope="session")
def sample_internal(tool, tmp_path_factory) -> Report:
    return tool.report(SAMPLE, tmp_path_factory.mktemp("sample-internal"), "--internal")


@pytest.fixture(scope="session")
def ctn0094(tool, ctn0094_data, tmp_path_factory) -> Report:
    folder = tmp_path_factory.mktemp("ctn0094")
    return tool.report(CTN0094, folder, "--notebook", folder / "run-notebook")


@pytest.fixture(scope="session")
def ctn0094_internal(tool, ctn0094_data, tmp_path_factory) -> Report:
    folder = tmp_path_factory.mktemp("ctn0094-internal")
    return tool.report(CTN0094, folder, "--internal", "--notebook", folder / "run-notebook")


@pytest.fixture(params=["sample", "ctn0094", "ctn0094_internal"])
def any_report(request) -> Report:
    """Each of the three reports in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def study(tmp_path):
    """Writes a small study and gives its path: `study(yaml, pain="patient,day,score\\n…")`."""

    def write(yaml: str, **tables: str) -> Path:
        for name, text in tables.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        path = tmp_path / "study.yaml"
        path.write_text(yaml, encoding="utf-8")
        return path

    return write
