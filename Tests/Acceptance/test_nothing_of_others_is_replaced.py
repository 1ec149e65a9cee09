"""What the tool did not write itself stays: it refuses with status 73, the path and the remedy."""

import json
import os
import shutil
import stat

import pytest

import conftest
from conftest import PATIENTS

PAIN = conftest.PAIN + "p1,1,99\n"
STUDY = conftest.STUDY.replace("Small", "Small study")


@pytest.fixture
def small(study):
    return study(STUDY, patients=PATIENTS, pain=PAIN)


def assert_refused(done, *words) -> None:
    assert done.returncode == 73, (done.returncode, done.stderr)
    assert done.stderr.startswith("nocitrend: ") and done.stderr.count("\n") == 1, done.stderr
    for word in map(str, words):
        assert word in done.stderr, (word, done.stderr)


def content(folder) -> dict:
    """Every file of a folder, links as such."""
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


# check --rejects


@pytest.mark.parametrize("name", ["patients.csv", "pain.csv", "study.yaml", "notes.txt"])
def test_rejects_replace_no_file_of_others(tool, small, tmp_path, name):
    (tmp_path / "notes.txt").write_text("mine\n")
    before = content(tmp_path)
    assert_refused(tool.run("check", small, "--rejects", tmp_path / name), tmp_path / name, "--rejects")
    assert content(tmp_path) == before


def test_rejects_follow_no_link(tool, small, tmp_path):
    (tmp_path / "link.csv").symlink_to("pain.csv")
    (tmp_path / "dangling.csv").symlink_to("nowhere.csv")
    before = content(tmp_path)
    for name in ("link.csv", "dangling.csv"):
        assert_refused(tool.run("check", small, "--rejects", tmp_path / name), name, "link", "--rejects")
    assert content(tmp_path) == before


def test_rejects_replace_no_folder(tool, small, tmp_path):
    (tmp_path / "folder").mkdir()
    assert_refused(tool.run("check", small, "--rejects", tmp_path / "folder"), "folder", "--rejects")
    assert (tmp_path / "folder").is_dir()


def test_rejects_are_not_written_over_an_input_that_looks_like_them(tool, study, tmp_path):
    """An earlier list may be read as a table; it is still somebody's input."""
    yaml = STUDY.replace("patient: patient, day: day, score: score", "patient: file, day: line, score: column")
    pain = PAIN.replace("patient,day,score\n", "file,line,column,reason\n").replace("\n", ",\n").replace("reason,", "reason")
    path = study(yaml, patients=PATIENTS, pain=pain)
    assert_refused(tool.run("check", path, "--rejects", tmp_path / "pain.csv"), "pain.csv", "--rejects")
    assert (tmp_path / "pain.csv").read_text() == pain
    bad = study(yaml, patients=PATIENTS, pain=pain.splitlines(keepends=True)[0] + "p1,1,99,\n" * 50)
    before = content(tmp_path)
    assert_refused(tool.run("check", bad, "--rejects", tmp_path / "pain.csv"), "pain.csv", "--rejects")
    assert content(tmp_path) == before


def test_rejects_replace_an_earlier_list_and_an_empty_file(tool, small, tmp_path):
    listed = tmp_path / "rejects.csv"
    listed.touch()
    for _ in range(2):
        assert tool.run("check", small, "--rejects", listed).returncode == 0
        assert listed.read_text().splitlines() == ["file,line,column,reason", listed.read_text().splitlines()[1]]
    assert {path.name for path in tmp_path.iterdir()} == {"patients.csv", "pain.csv", "study.yaml", "rejects.csv"}


def test_rejects_go_into_a_pipe(tool, small, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)  # as the shell's >(…) has it
    for path in (pipe, tmp_path / "link"):
        got = []
        # Opened for both, so that the reading never waits for a writer that does not come.
        descriptor = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
        assert tool.run("check", small, "--rejects", path).returncode == 0
        got = os.read(descriptor, 1 << 16).decode()
        os.close(descriptor)
        assert got.startswith("file,line,column,reason\npain.csv,122,score,")
        assert stat.S_ISFIFO(pipe.lstat().st_mode) and (tmp_path / "link").is_symlink()


def test_what_is_private_of_a_run_replaces_no_file_and_follows_no_link(tool, study, tmp_path):
    path = study(STUDY, patients=PATIENTS, pain=PAIN)
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    for place in (".private", ".private/r"):
        for make in (lambda mine: mine.write_text("mine\n"), lambda mine: mine.symlink_to(elsewhere)):
            shutil.rmtree(out, ignore_errors=True)
            mine = out / place
            mine.parent.mkdir(parents=True)
            elsewhere.mkdir(exist_ok=True)
            make(mine)
            assert_refused(tool.run("report", path, "--output", out, "--run", "r"), mine, "not a folder")
            assert not list(elsewhere.iterdir())


# simulate


def simulate(tool, folder, seed=1):
    return tool.run("simulate", folder, "--people", 20, "--scores", 5, "--seed", seed)


def test_simulate_replaces_no_real_study(tool, small, tmp_path):
    before = content(tmp_path)
    assert_refused(simulate(tool, tmp_path), tmp_path / "pain.csv", "another folder")
    assert content(tmp_path) == before


@pytest.mark.parametrize("name", ["patients.csv", "moud.csv", "study.yaml", "truth.json"])
def test_simulate_replaces_no_single_file(tool, tmp_path, name):
    (tmp_path / name).write_text("mine\n")
    assert_refused(simulate(tool, tmp_path), tmp_path / name)
    assert content(tmp_path) == {name: b"mine\n"}


def test_simulate_writes_anew_what_it_wrote(tool, tmp_path):
    folder = tmp_path / "made"
    assert simulate(tool, folder, seed=1).returncode == 0
    (folder / "notes.txt").write_text("mine\n")
    first = content(folder)
    assert simulate(tool, folder, seed=2).returncode == 0
    second = content(folder)
    assert second.keys() == first.keys() and second["notes.txt"] == b"mine\n"
    assert second["pain.csv"] != first["pain.csv"]
    with open(folder / "study.yaml", "a") as study:
        study.write("# my own words\n")
    before = content(folder)
    assert_refused(simulate(tool, folder, seed=3), folder / "study.yaml", "changed")
    assert content(folder) == before
    os.replace(folder / "study.yaml", tmp_path / "study.yaml")
    assert simulate(tool, folder, seed=3).returncode == 0


def test_simulate_follows_no_link(tool, tmp_path):
    (tmp_path / "real.csv").write_text("mine\n")
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "pain.csv").symlink_to("../real.csv")
    assert_refused(simulate(tool, folder), folder / "pain.csv")
    assert content(folder) == {"pain.csv": "../real.csv"} and (tmp_path / "real.csv").read_text() == "mine\n"


def test_signatures_are_sha256sums(tool, tmp_path):
    """sha256sum(1) checks them, and another's list of the same name vouches for nothing."""
    import hashlib

    assert simulate(tool, tmp_path / "made").returncode == 0
    first, *lines = (tmp_path / "made/SHA256SUMS").read_text().splitlines()
    assert first.startswith("# ") and len(lines) == 11
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "made" / name).read_bytes()).hexdigest() == digest
    (tmp_path / "made/SHA256SUMS").write_text("".join(f"{line}\n" for line in lines))
    assert_refused(simulate(tool, tmp_path / "made"), "SHA256SUMS")


# report --notebook


def export(tool, study, folder, *flags):
    return tool.run("report", study, "--output", folder.parent / "out", "--notebook", folder, *flags)


@pytest.mark.parametrize("name", ["nocitrend.ipynb", "datapackage.json", "tables/data_quality.csv"])
def test_a_notebook_that_somebody_went_on_with_stays(tool, small, tmp_path, name):
    folder = tmp_path / "export"
    assert export(tool, small, folder).returncode == 0
    (folder / "notes.txt").write_text("mine\n")
    assert export(tool, small, folder).returncode == 0, "an export that nobody changed is made anew"
    edited = folder / name
    edited.write_text(edited.read_text() + "\n")
    before = content(folder)
    assert_refused(export(tool, small, folder), edited, "changed", "--notebook")
    assert content(folder) == before
    edited.unlink()
    assert export(tool, small, folder).returncode == 0
    assert content(folder).keys() == before.keys()


@pytest.mark.parametrize("name", ["nocitrend.ipynb", "datapackage.json", "tables/data_quality.csv"])
def test_a_notebook_of_others_stays(tool, small, tmp_path, name):
    mine = tmp_path / "export" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine\n")
    assert_refused(export(tool, small, tmp_path / "export"), mine, "--notebook")
    assert content(tmp_path / "export") == {name: b"mine\n"}


def test_tables_that_an_export_has_no_more_go(tool, study, tmp_path):
    folder = tmp_path / "export"
    assert export(tool, study(STUDY, patients=PATIENTS, pain=PAIN), folder).returncode == 0
    before = set(content(folder))
    only = study(STUDY + "analyses:\n  cohort_flow: {}\n", patients=PATIENTS, pain=PAIN)
    assert export(tool, only, folder).returncode == 0
    after = set(content(folder))
    assert after < before and "tables/pain_trend.csv" in before - after
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert {entry["path"] for entry in described["resources"]} == {name for name in after if name.startswith("tables/")}


# report


def report(tool, study, output, *flags):
    return tool.run("report", study, "--output", output, *flags)


def test_a_second_study_of_the_same_run_name(tool, small, tmp_path):
    """Titles that differ in what a folder's name leaves out."""
    out = tmp_path / "out"
    assert report(tool, small, out).returncode == 0
    before = content(out)
    small.write_text(STUDY.replace("Small study", "Small (study)!"))
    assert_refused(report(tool, small, out), "Small study", "--run")
    assert content(out) == before
    assert report(tool, small, out, "--run", "other").returncode == 0


def test_a_second_study_of_the_same_title(tool, small, tmp_path):
    out = tmp_path / "out"
    assert report(tool, small, out, "--run", "r").returncode == 0
    other = tmp_path / "second/study.yaml"
    other.parent.mkdir()
    other.write_text(STUDY.replace("data: .", "data: .."))
    before = content(out)
    assert_refused(report(tool, other, out, "--run", "r"), out / "r", small, "--run")
    assert content(out) == before
    small.unlink()
    assert report(tool, other, out, "--run", "r").returncode == 0, "the study file has been moved"


def test_the_same_study_on_other_data(tool, small, tmp_path):
    out = tmp_path / "out"
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        for table in ("patients.csv", "pain.csv"):
            shutil.copy(tmp_path / table, tmp_path / name)
    for _ in range(2):
        assert report(tool, small, out, "--run", "r", "--data", tmp_path / "one").returncode == 0
    assert_refused(report(tool, small, out, "--run", "r", "--data", tmp_path / "two"), tmp_path / "one", "--run")


def test_whose_run_it_is_stays_private(tool, small, tmp_path):
    out = tmp_path / "out"
    assert report(tool, small, out, "--run", "r").returncode == 0
    kept = out / ".private/r/study.json"
    assert json.loads(kept.read_text()) == {"studyFile": str(small)}
    for path, mode in ((kept, 0o600), (kept.parent, 0o700), (kept.parent.parent, 0o700)):
        assert stat.S_IMODE(path.stat().st_mode) == mode, path
    for name, data in content(out / "r").items():
        assert str(tmp_path).encode() not in data, name


@pytest.mark.parametrize("name", ["notes.txt", "tables/mine.xlsx", "figures/mine.png"])
def test_a_file_of_the_users_among_the_reports_stays(tool, small, tmp_path, name):
    out = tmp_path / "out"
    assert report(tool, small, out, "--run", "r").returncode == 0
    mine = out / "r" / name
    mine.write_text("mine\n")
    assert_refused(report(tool, small, out, "--run", "r"), out / "r", name, "--run")
    assert mine.read_text() == "mine\n"


def test_a_link_called_latest_that_leads_elsewhere_stays(tool, small, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "latest").symlink_to(tmp_path / "elsewhere")
    assert_refused(report(tool, small, out), out / "latest")
    assert os.readlink(out / "latest") == str(tmp_path / "elsewhere")
