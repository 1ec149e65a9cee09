"""The hashes of inputs are of the bytes that were analysed, whatever happens to the files meanwhile. They are kept apart from the report."""

import gzip
import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest

import conftest
from conftest import PATIENTS, ROOT, SAMPLE

# More than a pipe and the tool's first reading hold, so that whoever has written it knows that it is being read.
LONG_PAIN = "patient,day,score\n" + "".join(f"p{number % 40},{number // 40},{number % 11}\n" for number in range(100_000))
STUDY = conftest.STUDY.replace("pain.csv", '"-"')
AGAIN = """\
  interventions:
    - file: patients.csv
      columns: {patient: patient, kind: arm}
      start_day: 3
"""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_hashes_and_sizes_are_those_of_the_files(sample):
    inputs = sample.inputs
    assert len(inputs) == len(sample.results["inputs"]) == 9
    for entry in inputs:
        data = (SAMPLE.parent / entry["file"]).read_bytes()
        assert (entry["sha256"], entry["bytes"]) == (sha256(data), len(data)), entry["file"]


def test_gzip_is_hashed_as_stored(tool, study, tmp_path):
    path = study(STUDY.replace('"-"', "pain.csv.gz"), patients=PATIENTS)
    stored = gzip.compress(LONG_PAIN.encode()) + gzip.compress(b"p1,901,3\n" * 50_000)
    (tmp_path / "pain.csv.gz").write_bytes(stored)
    (entry,) = [
        entry for entry in tool.report(path, tmp_path / "out").inputs if entry["table"] == "pain"
    ]
    assert (entry["sha256"], entry["bytes"]) == (sha256(stored), len(stored))


@pytest.fixture
def interrupted(tool, study, tmp_path):
    """Runs a report that has read the patients and waits for the rest of the pain, and calls `meanwhile` then."""

    def go(yaml: str, meanwhile) -> tuple[int, str]:
        path = study(yaml, patients=PATIENTS)
        process = subprocess.Popen(
            [tool.binary, "report", path, "--output", tmp_path / "out", "--run", "r"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        process.stdin.write(LONG_PAIN.encode())
        process.stdin.flush()
        meanwhile(tmp_path / "patients.csv")
        _, errors = process.communicate(timeout=120)
        return process.returncode, errors.decode()

    return go


def replace(path: Path) -> None:
    """As an editor or a download does: a new file takes the name."""
    path.with_suffix(".new").write_text(PATIENTS + "p40,b\n", encoding="utf-8")
    os.replace(path.with_suffix(".new"), path)


@pytest.mark.parametrize("meanwhile", [replace, lambda path: path.write_text("patient,arm\np1,b\n"), os.remove])
def test_the_hash_is_of_what_was_analysed(interrupted, tmp_path, meanwhile):
    assert interrupted(STUDY, meanwhile) == (0, "")
    results = tmp_path / "out/r/results.json"
    record = json.loads((tmp_path / "out/.private/r/inputs.json").read_text(encoding="utf-8"))
    assert record["resultsSHA256"] == sha256(results.read_bytes())
    inputs = {entry["table"]: entry for entry in record["inputs"]}
    assert inputs["patients"]["sha256"] == sha256(PATIENTS.encode())
    assert inputs["patients"]["bytes"] == len(PATIENTS)


def test_a_file_that_two_tables_read_must_stay_as_it_is(interrupted, tmp_path):
    assert interrupted(STUDY + AGAIN, lambda path: None) == (0, "")
    status, errors = interrupted(STUDY + AGAIN, replace)
    assert status == 74 and "patients.csv: changed while it was read" in errors and errors.count("\n") == 1


def test_a_file_that_goes_before_its_second_reading(interrupted):
    status, errors = interrupted(STUDY + AGAIN, os.remove)
    assert status == 66 and "patients.csv" in errors and "no such file" in errors and errors.count("\n") == 1
