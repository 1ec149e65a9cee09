"""What goes wrong around a run costs no more than it must, and is said in words with the documented status."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from conftest import PAIN, PATIENTS, ROOT, STUDY


@pytest.fixture
def small(study):
    return study(STUDY, patients=PATIENTS, pain=PAIN)


@pytest.fixture
def report(tool, small, tmp_path):
    def go(*flags, output=None, **options):
        return tool.run("report", small, "--output", output or tmp_path / "out", "--run", "r", *flags, **options)

    return go


# --- gnuplot

FAKES = {
    "fails": ("echo boom >&2; exit 3", "ended with status 3: boom"),
    "writes rubbish": ("cat >/dev/null; echo rubbish", "wrote something else than a figure"),
    "writes half a figure": (
        """cat >/dev/null; echo '<svg viewBox="0 0 1 1"><g>'""",
        "wrote something else than a figure",
    ),
    "writes more than a figure": (
        """cat >/dev/null; echo '<svg viewBox="0 0 1 1"></svg><script>alert(1)</script>'""",
        "wrote something else than a figure",
    ),
    "dies": ("cat >/dev/null; kill -SEGV $$", "was ended by signal 11"),
    "fills its standard error": ("cat >/dev/null; yes | head -c 5000000 >&2; exit 1", "wrote more than a figure can be"),
    "writes without end": ("cat >/dev/null; yes", "wrote more than a figure can be"),
    "does not read": ("exec <&-; exit 1", "ended with status 1"),
    "leaves a child behind": ("/bin/sleep 1000 & exit 1", None),
}


def fake(folder: Path, script: str) -> dict:
    """An environment in which gnuplot is a script."""
    folder.mkdir(exist_ok=True)
    program = folder / "gnuplot"
    program.write_text(f"#!/bin/bash\n{script}\n")
    program.chmod(0o755)
    return os.environ | {"PATH": f"{folder}:{os.environ['PATH']}", "NOCITREND_FAKE": str(folder)}


def left_running(folder: Path) -> list[str]:
    """Commands that still run with the fake's environment."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and f"NOCITREND_FAKE={folder}\0".encode() in (entry / "environ").read_bytes() + b"\0":
                found.append((entry / "cmdline").read_text())
        except OSError:
            pass
    return [command for command in found if command]


@pytest.mark.parametrize("kind", [kind for kind in FAKES if kind != "leaves a child behind"])
@pytest.mark.parametrize("flags", [[], ["--quiet"]])
def test_a_gnuplot_that_fails_costs_the_figures_and_a_warning(report, tmp_path, kind, flags):
    script, words = FAKES[kind]
    done = report(*flags, env=fake(tmp_path / "fake", script))
    assert done.returncode == 0, done.stderr
    assert words in done.stderr and "tables in their place" in done.stderr and done.stderr.count("\n") == 1, done.stderr
    page = (tmp_path / "out/r/report.html").read_text()
    assert "alert(1)" not in page and "rubbish" not in page
    assert not left_running(tmp_path / "fake")
    # The lock is free, and with gnuplot the figures are back.
    assert report().stderr == ""
    assert list((tmp_path / "out/r/figures").glob("*.svg"))


@pytest.mark.parametrize("flags", [[], ["--quiet"]])
def test_no_gnuplot(report, tmp_path, flags):
    done = report(*flags, env={"PATH": "/nonexistent"})
    assert done.returncode == 0 and "apt-get install gnuplot-nox" in done.stderr


def test_a_gnuplot_that_hangs_is_ended_with_its_children(report, tmp_path):
    """The time limit of a figure is half a minute; it is met once, not once a figure."""
    done = report("--quiet", env=fake(tmp_path / "fake", "/bin/sleep 1000 & /bin/sleep 1001; wait"))
    assert done.returncode == 0, done.stderr
    assert "gnuplot does not end" in done.stderr and done.stderr.count("\n") == 1
    assert not left_running(tmp_path / "fake")


def test_a_child_that_gnuplot_leaves_is_ended(report, tmp_path):
    # The child keeps the pipe open, so that gnuplot's end is not seen before the child's.
    done = report(env=fake(tmp_path / "fake", FAKES["leaves a child behind"][0]))
    assert done.returncode == 0 and "gnuplot" in done.stderr
    assert not left_running(tmp_path / "fake")


# --- standard output


def commands(small: Path, tmp_path: Path) -> dict[str, list]:
    return {
        "report": ["report", small, "--output", tmp_path / "o", "--run", "r"],
        "check": ["check", small],
        "plan": ["plan", small, "--questions", "pain_trend"],
        "init": ["init", tmp_path, "--print"],
        "simulate": ["simulate", tmp_path / "made", "--people", "50"],
        "weekly": ["weekly", small, "--output", tmp_path / "weekly"],
        "history": ["history", small, "--output", tmp_path / "history"],
        "history as CSV": ["history", small, "--output", tmp_path / "history", "--csv"],
        "help": ["--help"],
        "help of a command": ["report", "--help"],
        "version": ["--version"],
    }


@pytest.mark.parametrize("name", commands(Path(), Path()))
def test_standard_output_that_is_full_or_closed(tool, small, tmp_path, name):
    command = [tool.binary, *map(str, commands(small, tmp_path)[name])]
    if name.startswith("history"):
        assert tool.run("report", small, "--output", tmp_path / "history").returncode == 0
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert done.returncode == 74 and "cannot write to standard output: no space" in done.stderr, done.stderr
    done = subprocess.run(
        ["bash", "-c", '"$@" >&-', "bash", *command], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert done.returncode == 74 and "cannot write to standard output" in done.stderr, done.stderr
    # A reader that has gone ends it as it ends other tools.
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    process.stdout.close()
    assert process.wait(timeout=60) == -signal.SIGPIPE and process.stderr.read() == ""


def test_quiet_is_silent(report, tmp_path):
    done = report("--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "out/r/report.html").exists()


# --- pipes and devices


def test_a_pipe_that_nobody_reads_is_not_waited_for(tool, small, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for flag in ("--page", "--rejects"):
        done = tool.run("check", small, flag, tmp_path / "pipe", timeout=30)
        assert done.returncode == 73 and "a pipe that nobody reads" in done.stderr, done.stderr


def test_a_pipe_is_opened_once(tool, small, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE, text=True) as reader:
        # Until its reader is there.
        for _ in range(100):
            done = tool.run("check", small, "--page", tmp_path / "pipe", timeout=30)
            if done.returncode != 73:
                break
            time.sleep(0.05)
        assert done.returncode == 0, done.stderr
        assert "</html>" in reader.communicate(timeout=30)[0]


def test_a_full_device_is_said(tool, small):
    done = tool.run("check", small, "--rejects", "/dev/full", timeout=30)
    assert done.returncode == 74 and "no space is left on the disk" in done.stderr


@pytest.mark.parametrize("place", [".private/{memory}", "r/results.json", ".private/r/study.json", ".lock", "old/results.json"])
def test_a_pipe_in_the_output_folder(report, tmp_path, place):
    assert report().returncode == 0
    (memory,) = (tmp_path / "out/.private").glob("*.memory")
    path = tmp_path / "out" / place.format(memory=memory.name)
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert report(timeout=60).returncode in (0, 73)


# --- limits


def limited(limit: int, size: int):
    """Sets a limit that the process cannot raise."""

    def set_it():
        # Python has children ignore it.
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(limit, (size, size))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return set_it


@pytest.mark.parametrize(
    ("limit", "size", "statuses", "words"),
    [
        (resource.RLIMIT_AS, 160 << 20, {71}, "memory ran out"),
        (resource.RLIMIT_AS, 250 << 20, {0, 71}, "memory ran out"),
        (resource.RLIMIT_NOFILE, 8, {0, 66, 73, 74}, "too many"),
        (resource.RLIMIT_NOFILE, 12, {0}, "too many files are open"),
        (resource.RLIMIT_NOFILE, 16, {0}, "too many files are open"),
        (resource.RLIMIT_FSIZE, 0, {74}, "larger than allowed"),
        (resource.RLIMIT_FSIZE, 8 << 10, {74}, "larger than allowed"),
        (resource.RLIMIT_FSIZE, 64 << 10, {74}, "larger than allowed"),
        (resource.RLIMIT_STACK, 64 << 10, {0, 71}, "the stack is too small"),
        (resource.RLIMIT_STACK, 256 << 10, {0, 71}, "the stack is too small"),
    ],
)
def test_limits_end_in_words(report, tmp_path, limit, size, statuses, words):
    before = report()
    assert before.returncode == 0
    page = (tmp_path / "out/r/report.html").read_bytes()
    done = report(preexec_fn=limited(limit, size), timeout=120)
    assert done.returncode in statuses, (done.returncode, done.stderr)
    if done.returncode != 0:
        assert words in done.stderr, done.stderr
        assert (tmp_path / "out/r/report.html").read_bytes() == page
    assert "Backtracing" not in done.stderr and "NSCocoa" not in done.stderr
    after = report()
    assert (after.returncode, after.stderr) == (0, "")
    assert (tmp_path / "out/r/report.html").read_bytes() == page


def test_the_process_raises_what_it_may(report):
    """A soft limit alone stops nothing."""

    def set_it():
        for limit, size in ((resource.RLIMIT_STACK, 64 << 10), (resource.RLIMIT_NOFILE, 10)):
            resource.setrlimit(limit, (size, resource.getrlimit(limit)[1]))

    done = report(preexec_fn=set_it)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_leaves_the_earlier_report_and_is_said(report, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("a small disk can be mounted by root alone")
    try:
        out = disk / "out"
        assert report(output=out).returncode == 0
        files = {path: path.read_bytes() for path in out.rglob("*") if path.is_file() and path.name != ".lock"}
        for room in (0, 4, 40, 120, 200, 300):
            fill = disk / "fill"
            with open(fill, "wb", buffering=0) as file:
                try:
                    while True:
                        file.write(b"x" * 4096)
                except OSError:
                    pass
            os.truncate(fill, fill.stat().st_size - room * 1024)
            done = report(output=out)
            assert done.returncode in (0, 74), done.stderr
            if done.returncode == 74:
                assert "no space is left on the disk" in done.stderr and done.stderr.count("\n") == 1, done.stderr
                now = {path: path.read_bytes() for path in out.rglob("*") if path.is_file() and path.name != ".lock"}
                assert {path: data for path, data in now.items() if path.suffix != ".memory"} == {
                    path: data for path, data in files.items() if path.suffix != ".memory"
                }
            fill.unlink()
        assert report(output=out).returncode == 0
    finally:
        subprocess.run(["umount", disk], check=True)


# --- messages


def test_errors_are_json_where_json_is_asked_for(tool, small, tmp_path):
    kinds = {
        64: ["report", small, "--threads", "many"],
        66: ["report", tmp_path / "none.yaml"],
        73: ["report", small, "--output", "/proc/nocitrend"],
    }
    for status, command in kinds.items():
        for flags in (["--log-format", "json"], ["--log-format=json"]):
            done = tool.run(*command, *flags)
            (line,) = map(json.loads, done.stderr.splitlines())
            assert done.returncode == line["status"] == status and line["level"] == "error" and line["message"]
    assert not tool.run("report", small, "--output", "/proc/nocitrend").stderr.startswith("{")


def test_no_message_is_the_systems_dump():
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "Sources").rglob("*.swift")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "localizedDescription" in line
    ]
    assert found == []


# --- somebody else's files

NOBODY = 65534


@pytest.fixture
def shared():
    """A folder that everybody may enter, with the small study and a report of root's."""
    if os.geteuid() != 0:
        pytest.skip("root alone can be two users")
    folder = Path(tempfile.mkdtemp(prefix="nocitrend-"))
    folder.chmod(0o755)
    for name, text in {"study.yaml": STUDY, "patients.csv": PATIENTS, "pain.csv": PAIN}.items():
        (folder / name).write_text(text, encoding="utf-8")
        (folder / name).chmod(0o644)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (["r", ".private", "latest", ".lock"], r"cannot create \S*/out/.lock: \S*/out/.lock belongs to root \(user 0\)"),
        (["r", ".private", "latest"], r"/out/r is there and belongs to root \(user 0\)"),
        (["r"], r"/out/r is there and belongs to root \(user 0\)"),
        ([".private"], r"/out/.private is there and belongs to root \(user 0\)"),
    ],
    ids=["all", "unlocked", "report", "private"],
)
def test_what_belongs_to_another_user_is_said(tool, shared, left, words):
    out = shared / "out"
    command = ("report", shared / "study.yaml", "--output", out, "--run", "r")
    assert tool.run(*command).returncode == 0
    for entry in [entry for entry in out.iterdir() if entry.name not in left]:
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    out.chmod(0o777)
    before = sorted(out.rglob("*"))
    done = tool.run(*command, user=NOBODY, group=NOBODY, extra_groups=[], env={"PATH": os.environ["PATH"]})
    assert done.returncode == 73 and re.search(words, done.stderr), done.stderr
    assert "this run is nobody (user 65534)'s" in done.stderr and "run it as the user" in done.stderr
    assert [path for path in sorted(out.rglob("*")) if path.name != ".lock"] == [p for p in before if p.name != ".lock"]
