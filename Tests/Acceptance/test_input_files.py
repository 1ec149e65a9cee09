"""Which files are read: regular ones below the data folder, of a size and within a time that are stated. Nothing hangs."""

import gzip
import os
import socket
import subprocess

import pytest
from conftest import PAIN, PATIENTS, ROOT, STUDY

# A run that hangs is one that takes longer than this.
SOON = 60


@pytest.fixture
def run(tool, study, tmp_path):
    def go(yaml: str = STUDY, *flags, command: str = "report", **options):
        path = study(yaml)
        place = [] if command == "check" else ["--output", tmp_path / "out", "--run", "r"]
        return tool.run(command, path, *place, *flags, timeout=SOON, **options)

    (tmp_path / "patients.csv").write_text(PATIENTS, encoding="utf-8")
    (tmp_path / "pain.csv").write_text(PAIN, encoding="utf-8")
    return go


def assert_says(done, code: int, *words: str) -> None:
    assert done.returncode == code, (done.returncode, done.stderr)
    assert done.stderr.count("\n") == 1 and done.stdout == "", done.stderr
    for word in words:
        assert word in done.stderr, (word, done.stderr)


def socket_at(path) -> socket.socket:
    own = socket.socket(socket.AF_UNIX)
    folder = os.getcwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        own.bind(path.name)
    finally:
        os.chdir(folder)
    return own


KINDS = {
    "a pipe": lambda path: os.mkfifo(path),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a socket": socket_at,
    "a folder": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("command", ["report", "check"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["pain.csv", "patients.csv"])
def test_what_is_no_file_is_said_and_not_opened(run, tmp_path, command, kind, name):
    (tmp_path / name).unlink()
    made = KINDS[kind](tmp_path / name)
    assert_says(run(command=command), 66, name, f"is {kind}", "study.yaml line")
    assert not list(tmp_path.rglob("report.html"))
    del made


@pytest.mark.parametrize("kind", KINDS)
def test_a_pattern_and_a_loose_name_that_match_no_file(run, tmp_path, kind):
    (tmp_path / "pain.csv").unlink()
    made = KINDS[kind](tmp_path / "pain.csv")
    status = 66
    for yaml in (STUDY.replace("pain.csv", '"pai*.csv"'), STUDY.replace("pain.csv", "PAIN.csv") + "names: {compare: loosely}\n"):
        done = run(yaml)
        assert done.returncode == status and "pai" in done.stderr.lower(), done.stderr
    del made


@pytest.mark.parametrize("kind", KINDS)
def test_a_study_file_that_is_no_file(tool, tmp_path, kind):
    made = KINDS[kind](tmp_path / "study.yaml")
    for command in (["check"], ["report", "--output", tmp_path / "out"], ["plan"]):
        done = tool.run(*command, tmp_path / "study.yaml", timeout=SOON)
        assert_says(done, 66, "study.yaml", "no file")
    del made


def test_init_passes_over_a_pipe(tool, tmp_path):
    (tmp_path / "pain.csv").write_text(PAIN, encoding="utf-8")
    os.mkfifo(tmp_path / "drugs.csv")
    done = tool.run("init", tmp_path, timeout=SOON)
    assert done.returncode == 0, done.stderr
    assert "drugs.csv" in (tmp_path / "study.yaml").read_text(encoding="utf-8")


def test_a_pipe_in_place_of_what_a_run_replaces(run, tool, tmp_path):
    """The weekly run meets what somebody left in its folder."""
    for place in ("out/r/results.json", "out/.private/r/study.json"):
        assert run().returncode == 0
        (tmp_path / place).unlink()
        os.mkfifo(tmp_path / place)
        done = run()
        assert done.returncode in (0, 73), done.stderr
        subprocess.run(["rm", "-r", tmp_path / "out"], check=True)
    (tmp_path / "made").mkdir()
    os.mkfifo(tmp_path / "made/SHA256SUMS")
    assert tool.run("simulate", tmp_path / "made", "--people", 20, "--scores", 5, timeout=SOON).returncode == 73


def test_a_link_within_the_data_folder_is_followed(run, tmp_path):
    (tmp_path / "pain.csv").rename(tmp_path / "pain-2026.csv")
    (tmp_path / "pain.csv").symlink_to("pain-2026.csv")
    assert run().returncode == 0


@pytest.fixture
def outside(tmp_path_factory):
    """A folder with the scores, which is not that of the study."""
    folder = tmp_path_factory.mktemp("registry")
    (folder / "scores.csv").write_text(PAIN, encoding="utf-8")
    (folder / "names.csv").write_text("patient_email,day,score\njane@example.org,0,5\n", encoding="utf-8")
    return folder


WAYS = {
    "a link": lambda folder, name, target: (folder / name).symlink_to(target),
    "a link to a link": lambda folder, name, target: [
        (folder / "between").symlink_to(target), (folder / name).symlink_to("between"),
    ],
    "a folder that is a link": lambda folder, name, target: None,
    "an absolute path": lambda folder, name, target: None,
    "a path upwards": lambda folder, name, target: None,
}


@pytest.mark.parametrize("way", WAYS)
def test_what_lies_outside_is_not_read_unless_it_is_named(run, tmp_path, outside, way):
    (tmp_path / "pain.csv").unlink()
    target, yaml = outside / "scores.csv", STUDY
    match way:
        case "a folder that is a link":
            (tmp_path / "linked").symlink_to(outside)
            yaml = yaml.replace("file: pain.csv", "file: linked/scores.csv")
        case "an absolute path":
            yaml = yaml.replace("file: pain.csv", f"file: {target}")
        case "a path upwards":
            yaml = yaml.replace("file: pain.csv", f"file: {os.path.relpath(target, tmp_path)}")
        case _:
            WAYS[way](tmp_path, "pain.csv", target)
    done = run(yaml)
    assert_says(done, 78, "lies outside the data folder", f'"outside: {outside}"', "study.yaml line")
    assert run(f"outside: {outside}\n" + yaml).returncode == 0, "the line that the message gives"
    assert run(f"outside: [/nowhere, {target}]\n" + yaml).returncode == 0
    assert run("outside: other\n" + yaml).returncode == 78


def test_nothing_of_a_file_outside_is_said(run, tmp_path, outside):
    (tmp_path / "pain.csv").unlink()
    (tmp_path / "pain.csv").symlink_to(outside / "names.csv")
    for command in ("report", "check"):
        done = run(command=command)
        assert_says(done, 78, "lies outside")
        assert "email" not in done.stderr


def test_the_data_folder_itself_may_be_anywhere(run, tmp_path, outside):
    (outside / "pain.csv").write_text(PAIN, encoding="utf-8")
    (outside / "patients.csv").write_text(PATIENTS, encoding="utf-8")
    (tmp_path / "linked").symlink_to(outside)
    for folder in (outside, tmp_path / "linked"):
        assert run(STUDY.replace("data: .", f"data: {folder}")).returncode == 0
        assert run(STUDY, "--data", str(folder), "--run", "given").returncode == 0


def test_gzip_that_is_made_to_fill_a_computer(run, tmp_path):
    (tmp_path / "pain.csv").unlink()
    yaml = STUDY.replace("file: pain.csv", "file: pain.csv.gz")
    line = b"p1,1,3\n" * (1 << 20)
    with gzip.open(tmp_path / "pain.csv.gz", "wb", compresslevel=9) as file:
        file.write(PAIN.encode())
        for _ in range(12):
            file.write(line)
    assert (tmp_path / "pain.csv.gz").stat().st_size < 1 << 20
    assert_says(run(yaml), 65, "pain.csv.gz", "more than 200 times", "limits: {expansion: 200}")
    done = run(yaml + "limits: {expansion: 2000}\nduplicates: {pain: drop}\n")
    assert done.returncode == 0, done.stderr


def test_a_small_file_may_shrink_as_it_likes(run, tmp_path):
    (tmp_path / "pain.csv").unlink()
    (tmp_path / "pain.csv.gz").write_bytes(gzip.compress(PAIN.encode() + b"p1,1,3\n" * (1 << 19)))
    assert run(STUDY.replace("file: pain.csv", "file: pain.csv.gz") + "duplicates: {pain: drop}\n").returncode == 0


STANDARD_INPUT = STUDY.replace("file: pain.csv", 'file: "-"')


@pytest.mark.parametrize("written", ["", PAIN[:40], PAIN])
def test_a_program_that_writes_no_more_is_not_waited_for_for_ever(tool, study, tmp_path, written):
    """Whether it has written nothing, a part of a line, or everything without ending."""
    path = study(STANDARD_INPUT + "limits: {seconds: 2}\n", patients=PATIENTS)
    process = subprocess.Popen(
        [tool.binary, "report", path, "--output", tmp_path / "out"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    process.stdin.write(written.encode())
    process.stdin.flush()
    status = process.wait(timeout=SOON)
    errors = process.stderr.read().decode()
    process.stdin.close()
    assert status == 74 and "standard input" in errors and "2 seconds" in errors and "limits: {seconds" in errors, errors
    assert errors.count("\n") == 1
    assert not list(tmp_path.rglob("report.html")) and not list((tmp_path / "out").glob("*.partial"))


def test_standard_input_is_whatever_it_is(run, tmp_path):
    """A file, a pipe whose end is there, and a pipe by name that somebody writes to."""
    with open(tmp_path / "pain.csv", encoding="utf-8") as pain:
        assert run(STANDARD_INPUT, stdin=pain).returncode == 0
    assert run(STANDARD_INPUT, stdin=None, input=PAIN).returncode == 0
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cp", tmp_path / "pain.csv", tmp_path / "pipe"]):
        with open(tmp_path / "pipe", encoding="utf-8") as pipe:
            assert run(STANDARD_INPUT, stdin=pipe).returncode == 0
    assert_says(run(STANDARD_INPUT, stdin=subprocess.DEVNULL), 65, "standard input", "empty")
