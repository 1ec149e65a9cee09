"""What could give somebody away without being a number of the report is kept apart from it, and nobody else may read it."""

import csv
import hashlib
import json
import os
import shutil
import stat

import pytest
from conftest import PAIN, PATIENTS, SAMPLE, STUDY

NAMED = STUDY.replace("file: pain.csv", "file: smith_2024-03-01.csv")
REJECTED = PAIN + "p1,1,14\np2,x,3\n"


def mode(path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def run(tool, study, tmp_path):
    """Runs `report` on a small study whose file of scores bears a name and a date."""

    def go(pain: str = REJECTED, *flags, yaml: str = NAMED, umask: int = 0o022, **options):
        path = study(yaml, patients=PATIENTS)
        (tmp_path / "smith_2024-03-01.csv").write_text(pain, encoding="utf-8")
        shutil.copy(tmp_path / "smith_2024-03-01.csv", tmp_path / "pain.csv")
        return tool.run("report", path, "--output", tmp_path / "out", "--run", "r", *flags, umask=umask, **options)

    return go


def public(tmp_path) -> dict[str, str]:
    """Every file that may be passed on."""
    folders = [tmp_path / "out/r", tmp_path / "notebook"]
    return {
        str(path.relative_to(tmp_path)): path.read_text(encoding="utf-8")
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_nothing_private_is_in_what_may_be_passed_on(run, tmp_path):
    done = run(REJECTED, "--notebook", str(tmp_path / "notebook"))
    assert done.returncode == 0, done.stderr
    files = public(tmp_path)
    assert len(files) > 20 and "out/r/results.json" in files and "notebook/nocitrend.ipynb" in files
    private = json.loads((tmp_path / "out/.private/r/inputs.json").read_text(encoding="utf-8"))
    data = {name: (tmp_path / name).read_bytes() for name in ("patients.csv", "smith_2024-03-01.csv")}
    assert {entry["file"]: (entry["sha256"], entry["bytes"]) for entry in private["inputs"]} == {
        name: (hashlib.sha256(content).hexdigest(), len(content)) for name, content in data.items()
    }
    secrets = [hashlib.sha256(content).hexdigest() for content in data.values()]
    secrets += ["smith", "2024-03", "rejects.csv", str(tmp_path)]
    for name, text in files.items():
        assert not [secret for secret in secrets if secret in text.lower()], name
    results = json.loads(files["out/r/results.json"])
    assert results["inputs"] == [
        {"file": "patients.csv", "table": "patients"},
        {"file": "pain, file 1 of 1", "table": "pain"},
    ]


def test_what_is_kept(run, tmp_path):
    assert run().returncode == 0
    folder = tmp_path / "out/.private/r"
    assert {path.name for path in folder.iterdir()} == {
        "inputs.json", "log.jsonl", "rejects.csv", "rows.csv", "study.json",
    }
    with open(folder / "rejects.csv", newline="", encoding="utf-8") as file:
        rejects = [tuple(row.values()) for row in csv.DictReader(file)]
    assert rejects == [
        ("smith_2024-03-01.csv", "122", "score", "value is out of range"),
        ("smith_2024-03-01.csv", "123", "day", "day is not a whole number"),
    ]
    with open(folder / "rows.csv", newline="", encoding="utf-8") as file:
        rows = {(row["table"], row["measure"], row["column"]): int(row["rows"]) for row in csv.DictReader(file)}
    assert rows["pain", "read", ""] == 122 and rows["pain", "kept", ""] == 120 and rows["pain", "rejected", ""] == 2
    assert rows["pain", "rejected", "score"] == rows["pain", "rejected", "day"] == 1
    record = json.loads((folder / "inputs.json").read_text(encoding="utf-8"))
    results = (tmp_path / "out/r/results.json").read_bytes()
    assert record["resultsSHA256"] == hashlib.sha256(results).hexdigest()
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert any(line.get("stage") == "ingest" for line in lines), "also what is not shown without --verbose"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o277])
def test_modes_whatever_the_umask(run, tmp_path, umask):
    if umask == 0o277 and os.geteuid() != 0:
        umask = 0o177
    done = run(REJECTED, "--notebook", str(tmp_path / "notebook"), umask=umask)
    assert done.returncode == 0, done.stderr
    for folder in (tmp_path / "out/r", tmp_path / "notebook"):
        for path in [folder, *folder.rglob("*")]:
            assert mode(path) == (0o755 if path.is_dir() else 0o644), (path, oct(mode(path)))
    private = tmp_path / "out/.private"
    for path in [private, *private.rglob("*")]:
        assert mode(path) == (0o700 if path.is_dir() else 0o600), (path, oct(mode(path)))
    assert mode(tmp_path / "out") == 0o755


def test_a_private_folder_that_was_opened_is_closed_again(run, tmp_path):
    assert run().returncode == 0
    (tmp_path / "out/.private").chmod(0o755)
    (tmp_path / "out/.private/r").chmod(0o777)
    assert run().returncode == 0
    assert mode(tmp_path / "out/.private") == mode(tmp_path / "out/.private/r") == 0o700


def test_a_folder_of_the_users_keeps_its_mode(run, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out").chmod(0o2750)
    assert run().returncode == 0
    assert mode(tmp_path / "out") == 0o2750


def test_rejects_that_check_lists_are_private_too(tool, study, tmp_path):
    path = study(STUDY, patients=PATIENTS, pain=REJECTED)
    files = [tmp_path / "rejects.csv", tmp_path / "check.html"]
    assert tool.run("check", path, "--rejects", files[0], "--page", files[1], umask=0).returncode == 0
    assert [mode(file) for file in files] == [0o600, 0o644]
    assert "pain.csv" in files[1].read_text(encoding="utf-8")


def test_a_stopped_run_keeps_its_rows_apart_from_those_of_the_last_report(run, tmp_path):
    private = tmp_path / "out/.private/r"
    assert run().returncode == 0
    before = {path.name: path.read_bytes() for path in private.iterdir()}
    done = run(PAIN + "p1,1,14\n" * 50)
    assert done.returncode == 65 and f"{private}/stopped/rejects.csv" in done.stderr
    assert {path.name: path.read_bytes() for path in private.iterdir() if path.is_file()} == before
    kept = private / "stopped"
    assert {path.name: mode(path) for path in kept.iterdir()} == dict.fromkeys(
        ("inputs.json", "log.jsonl", "rejects.csv", "rows.csv"), 0o600
    )
    assert mode(kept) == 0o700 and len((kept / "rejects.csv").read_text().splitlines()) == 51
    assert {path.name for path in (tmp_path / "out").iterdir()} == {".lock", ".private", "latest", "r"}
    assert run().returncode == 0
    assert not kept.exists(), "the next report is whole"


@pytest.mark.parametrize(
    ("bad", "good", "says", "says_not"),
    [
        (3, 40, "fewer than 11 of 43 rows", "3 of"),
        (11, 40, "11 of 51 rows", "fewer"),
        (40, 3, "nearly all of 43 rows", "40 of"),
        (1, 3, "some of fewer than 11 rows", "1 of"),
    ],
)
def test_the_message_of_a_stop_counts_no_few_rows(run, tmp_path, bad, good, says, says_not):
    pain = "patient,day,score\n" + "".join(f"p{day % 40},{day},5\n" for day in range(good)) + "p1,1,14\n" * bad
    done = run(pain)
    assert done.returncode == 65 and says in done.stderr and says_not not in done.stderr, done.stderr
    with open(tmp_path / "out/.private/r/stopped/rows.csv", newline="", encoding="utf-8") as file:
        rows = {(row["table"], row["measure"], row["reason"]): row["rows"] for row in csv.DictReader(file)}
    assert rows["pain", "rejected", ""] == str(bad), "the exact number is where it is private"


def test_the_log_on_the_terminal_counts_no_few_rows(run):
    done = run(REJECTED, "--verbose")
    assert done.returncode == 0
    (line,) = [line for line in done.stderr.splitlines() if "table read" in line and "table=pain" in line]
    assert "rejected=fewer than 11" in line and "120" not in line, line


def test_a_pattern_is_shown_as_a_pattern(tool, tmp_path):
    """The files that it stands for can be as many as patients, and be named as they are."""
    for file in SAMPLE.parent.iterdir():
        shutil.copy(file, tmp_path)
    header, *rows = (tmp_path / "pain.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "pain.csv").unlink()
    for number, name in enumerate(("doe", "roe", "smith")):
        (tmp_path / f"pain_{name}.csv").write_text(header + "".join(rows[number::3]), encoding="utf-8")
    yaml = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    (tmp_path / "study.yaml").write_text(yaml.replace("file: pain.csv", 'file: "pain_*.csv"'), encoding="utf-8")
    report = tool.report(tmp_path / "study.yaml", tmp_path / "out")
    assert [entry["file"] for entry in report.results["inputs"] if entry["table"] == "pain"] == ["pain_*.csv"]
    assert [row["file"] for row in report.rows("tables/inputs.csv") if row["table"] == "pain"] == ["pain_*.csv"]
    named = [entry["file"] for entry in report.inputs if entry["table"] == "pain"]
    assert named == ["pain_doe.csv", "pain_roe.csv", "pain_smith.csv"]
    assert not [name for name, data in report.files.items() if b"pain_smith" in data]
