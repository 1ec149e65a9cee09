"""The same rows in another form give the same answers: gzip, standard input, several files, Excel's dialect."""

import gzip
import re
import shutil

import pytest
from conftest import SAMPLE


@pytest.fixture
def copy(tmp_path):
    """The sample study in a folder of its own."""
    for file in SAMPLE.parent.iterdir():
        shutil.copy(file, tmp_path)
    return tmp_path


def rename(folder, name: str, other: str) -> None:
    """Lets the study file name another file."""
    study = folder / "study.yaml"
    text = study.read_text(encoding="utf-8")
    assert f"file: {name}" in text
    study.write_text(text.replace(f"file: {name}", f"file: {other}"), encoding="utf-8")


def answers(report) -> tuple:
    return report.results["analyses"], report.results["quality"]


def test_gzip(tool, copy, sample):
    (copy / "pain.csv.gz").write_bytes(gzip.compress((copy / "pain.csv").read_bytes()))
    (copy / "pain.csv").unlink()
    rename(copy, "pain.csv", "pain.csv.gz")
    assert answers(tool.report(copy / "study.yaml", copy / "out")) == answers(sample)


def test_standard_input(tool, copy, sample):
    rename(copy, "pain.csv", '"-"')
    with open(copy / "pain.csv", encoding="utf-8") as pain:
        done = tool.run("report", copy / "study.yaml", "--output", copy / "out", "--run", "run", stdin=pain)
    assert done.returncode == 0, done.stderr
    report = tool.read(copy / "out/run")
    assert answers(report) == answers(sample)
    named = {entry["table"]: entry["file"] for entry in report.results["inputs"]}
    assert named["pain"] == "standard input" and named["exposures"] == "exposures.csv"


def test_a_glob_of_files(tool, copy, sample):
    header, *rows = (copy / "pain.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (copy / "pain.csv").unlink()
    half = len(rows) // 2
    for number, part in enumerate((rows[:half], rows[half:])):
        (copy / f"pain_{number}.csv").write_text(header + "".join(part), encoding="utf-8")
    rename(copy, "pain.csv", '"pain_*.csv"')
    assert answers(tool.report(copy / "study.yaml", copy / "out")) == answers(sample)


def test_the_dialect_of_excel_in_europe(tool, copy, sample):
    """Semicolons, decimal commas, CR LF and a byte order mark."""
    file = copy / "exposures.csv"
    text = file.read_text(encoding="utf-8")
    assert '"' not in text, "a quoted cell would need more than a replacement"
    text = re.sub(r"(?<=\d)\.(?=\d)", "\0", text).replace(",", ";").replace("\0", ",")
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    rename(copy, "exposures.csv", 'exposures.csv\n      decimal: ","')
    assert answers(tool.report(copy / "study.yaml", copy / "out")) == answers(sample)
