"""Whatever a kill leaves in the output folder, the report that was there is there after the next start."""

import os
import shutil
import signal
import subprocess
import time

import pytest

from conftest import PAIN, PATIENTS, ROOT, STUDY


def half_written(out):
    """While the files are written."""
    (out / ".r.partial").mkdir()
    (out / ".r.partial/report.html").write_text("half")


def whole_and_not_in_place(out):
    shutil.copytree(out / "r", out / ".r.partial")


def exchanged(out):
    """After the exchange: the earlier report is the one beside."""
    shutil.copytree(out / "r", out / ".r.partial")


def exchanged_with_the_link_half_made(out):
    exchanged(out)
    (out / ".latest.partial").symlink_to("r")


def half_removed(out):
    (out / ".r.partial/tables").mkdir(parents=True)


def between_two_renames(out):
    """Where names cannot be exchanged: the earlier report is aside, the new one not yet in place."""
    shutil.copytree(out / "r", out / ".r.partial")
    os.rename(out / "r", out / ".r.earlier")


def after_two_renames(out):
    shutil.copytree(out / "r", out / ".r.earlier")


KILLS = [
    half_written,
    whole_and_not_in_place,
    exchanged,
    exchanged_with_the_link_half_made,
    half_removed,
    between_two_renames,
    after_two_renames,
]


@pytest.fixture
def small(study):
    return study(STUDY, patients=PATIENTS, pain=PAIN)


def names(out) -> set[str]:
    return {path.name for path in out.iterdir()}


@pytest.mark.parametrize("kill", KILLS)
def test_each_moment(tool, small, tmp_path, kill):
    out = tmp_path / "out"
    before = tool.report(small, out, name="r").files
    kill(out)
    # The next run fails: the report is there nevertheless.
    (tmp_path / "pain.csv").rename(tmp_path / "away.csv")
    assert tool.run("report", small, "--output", out, "--run", "next").returncode == 66
    assert tool.read(out / "latest").files == before
    assert tool.read(out / "r").files == before
    # And the one after that, of another name, leaves nothing of the killed one.
    (tmp_path / "away.csv").rename(tmp_path / "pain.csv")
    tool.report(small, out, name="next")
    assert names(out) == {".lock", ".private", "latest", "next", "r"}
    assert os.readlink(out / "latest") == "next"
    assert tool.read(out / "r").files == before


@pytest.mark.parametrize("kill", KILLS)
def test_the_same_run_again(tool, small, tmp_path, kill):
    out = tmp_path / "out"
    before = tool.report(small, out, name="r").files
    kill(out)
    assert tool.report(small, out, name="r").files == before
    assert names(out) == {".lock", ".private", "latest", "r"}


def test_a_folder_that_only_looks_like_a_leftover_stays(tool, small, tmp_path):
    out = tmp_path / "out"
    for name in (".my notes.partial", ".earlier", ".partial"):
        (out / name).mkdir(parents=True)
    tool.report(small, out, name="r")
    assert {".my notes.partial", ".earlier", ".partial"} <= names(out)


def test_kills_of_the_running_tool(tool, small, tmp_path):
    """At twenty moments of a run: the report under its name is whole each time, and `latest` leads to it."""
    out = tmp_path / "out"
    start = time.monotonic()
    before = tool.report(small, out, name="r").files
    length = time.monotonic() - start
    for moment in range(20):
        process = subprocess.Popen(
            [tool.binary, "report", small, "--output", out, "--run", "r"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        time.sleep(length * (0.5 + moment / 40))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert tool.read(out / "latest").files == before
    assert tool.report(small, out, name="r").files == before
    assert names(out) == {".lock", ".private", "latest", "r"}
