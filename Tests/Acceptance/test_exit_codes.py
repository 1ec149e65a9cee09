"""What goes wrong is named with its remedy and has the exit code of sysexits; success is silent."""

import fcntl
import json
import re

import pytest

from conftest import PAIN, PATIENTS, SAMPLE, STUDY


@pytest.fixture
def run(tool, study, tmp_path):
    """Runs `report` on a variant of the small study; gives what came out."""

    def go(yaml: str = STUDY, *flags, pain: str = PAIN, **options):
        path = study(yaml, patients=PATIENTS, pain=pain)
        return tool.run("report", path, "--output", tmp_path / "out", "--run", "r", *flags, **options)

    return go


def assert_says(done, code: int, *words: str) -> None:
    assert done.returncode == code, (done.returncode, done.stderr)
    for word in words:
        assert word in done.stderr, (word, done.stderr)
    assert "Fatal error" not in done.stderr and done.stdout == ""


def test_success_is_silent_but_for_the_path(run, tmp_path):
    done = run()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{tmp_path}/out/r/report.html\n"


def test_unknown_key_names_the_line_and_the_nearest_key(run):
    assert_says(run(STUDY.replace("title:", "titel:")), 78, "titel", "title", "line 2")


def test_unknown_canonical_column(run):
    assert_says(run(STUDY.replace("score: score}", "scor: score}")), 78, "scor", "score", "line 10")


def test_broken_yaml(run):
    assert_says(
        run(STUDY.replace("columns: {patient: patient, arm: arm}", "columns: {patient: patient, arm: arm")),
        78,
        "study.yaml",
    )


def test_wrong_type(run):
    assert_says(run(STUDY + "disclosure: {minimum_cell: many}\n"), 78, "minimum_cell", "line 12")


def test_missing_column_names_the_nearest_header(run):
    assert_says(run(STUDY.replace("day: day", "day: dya")), 78, "dya", "day", "pain.csv", "line 10")


def test_missing_data_file(run):
    assert_says(run(STUDY.replace("file: pain.csv", "file: pian.csv")), 66, "pian.csv", "pain.csv")


def test_missing_study_file(tool):
    assert_says(tool.run("report", "nowhere/study.yaml"), 66, "nowhere/study.yaml")


def test_empty_input(run):
    assert_says(run(pain=""), 65, "pain.csv")


def test_unterminated_quote(run):
    done = run(pain=PAIN + 'p1,"5,3\np2,6,4\n')
    assert_says(done, 65, "pain.csv", "line 122", "quote")


def test_too_many_rejected_rows_stop_the_run_and_are_listed(run, tmp_path):
    done = run(pain="patient,day,score\n" + "".join(f"p1,{day},{'bad' if day % 2 else 5}\n" for day in range(100)))
    assert_says(done, 65, "pain", "50")
    written = list(tmp_path.rglob("*rejects.csv"))
    assert written, "rejects.csv is what the user needs to mend the data"
    assert len(written[0].read_text(encoding="utf-8").splitlines()) == 51
    assert not list(tmp_path.rglob("report.html"))


def test_a_run_that_fails_leaves_nothing_and_an_earlier_report_stays(run, tmp_path):
    assert run().returncode == 0
    before = (tmp_path / "out/r/report.html").read_bytes()
    assert run(STUDY.replace("file: pain.csv", "file: none.csv")).returncode == 66
    assert run(STUDY.replace("day: day", "day: dya")).returncode == 78
    assert run(pain=PAIN + 'p1,"5,3\n').returncode == 65
    assert {path.name for path in (tmp_path / "out").iterdir()} == {".lock", ".private", "latest", "r"}
    assert (tmp_path / "out/r/report.html").read_bytes() == before


def test_no_cell_value_is_printed(run, tmp_path):
    secret = "Zanzibar"
    done = run(pain=PAIN + "".join(f"p1,{day},{secret}\n" for day in range(100)))
    assert done.returncode == 65
    assert secret not in done.stderr + done.stdout
    for path in tmp_path.rglob("*rejects.csv"):
        assert secret not in path.read_text(encoding="utf-8")


def test_direct_identifier_is_refused_without_its_value(run):
    done = run(pain=PAIN, yaml=STUDY.replace("patient: patient, arm: arm", "patient: patient, arm: arm, email: arm"))
    assert done.returncode in (65, 78) and "mail" in done.stderr


def test_lock(run, tmp_path):
    """A second run on the same output folder waits for nobody: it stops."""
    assert run().returncode == 0
    (lock,) = [path for path in (tmp_path / "out").iterdir() if "lock" in path.name]
    with open(lock) as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert_says(run(), 75, "out")
    assert run().returncode == 0


def test_output_that_cannot_be_created(run, tmp_path, tool, study):
    (tmp_path / "file").write_text("in the way")
    path = study(STUDY, patients=PATIENTS, pain=PAIN)
    assert_says(tool.run("report", path, "--output", tmp_path / "file" / "below"), 73, "file")


def test_output_that_may_not_be_written(tool, study):
    """Nobody, root included, makes a folder in /proc."""
    path = study(STUDY, patients=PATIENTS, pain=PAIN)
    assert_says(tool.run("report", path, "--output", "/proc/nocitrend"), 73, "/proc/nocitrend")


def test_what_is_no_report_is_not_replaced(tool, study, tmp_path):
    """A folder or a file of the user's in the place of a run, or of the link to the latest one, stays as it is."""
    path = study(STUDY, patients=PATIENTS, pain=PAIN)
    mine = tmp_path / "out/mine/notes.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    assert_says(tool.run("report", path, "--output", tmp_path / "out", "--run", "mine"), 73, "out/mine", "--run")
    assert mine.read_text() == "mine"
    other = tmp_path / "other"
    other.mkdir()
    (other / "latest").write_text("mine")
    assert_says(tool.run("report", path, "--output", other, "--run", "run"), 73, "other/latest")
    assert (other / "latest").read_text() == "mine"
    (other / "latest").unlink()
    for _ in range(2):
        assert tool.run("report", path, "--output", other, "--run", "run").returncode == 0


@pytest.mark.parametrize(
    "arguments", [["report"], ["report", "--no-such-flag", "x"], ["nonsense"], ["report", "x", "--threads", "many"]]
)
def test_usage(tool, arguments):
    done = tool.run(*arguments)
    assert done.returncode == 64 and "Usage" in done.stderr


@pytest.mark.parametrize("command", [[], ["report"], ["check"], ["simulate"]])
def test_help(tool, command):
    done = tool.run(*command, "--help")
    assert done.returncode == 0 and "USAGE: nocitrend" in done.stdout
    if command:
        assert f"nocitrend {command[0]} " in done.stdout.split("USAGE", 1)[0], "no example"


def test_version(tool):
    done = tool.run("--version")
    assert done.returncode == 0 and re.fullmatch(r"\d+\.\d+\.\d+\S*\n", done.stdout)


def test_check_prints_counts_and_makes_nothing(tool, study, tmp_path):
    path = study(STUDY, patients=PATIENTS, pain=PAIN)
    before = sorted(tmp_path.rglob("*"))
    done = tool.run("check", path)
    assert done.returncode == 0, done.stderr
    assert re.search(r"Pain +120 +120 ", done.stdout), done.stdout
    assert sorted(tmp_path.rglob("*")) == before


def test_log_is_json_lines_on_demand(run):
    done = run(STUDY, "--verbose", "--log-format", "json")
    assert done.returncode == 0
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines and all({"level", "message"} <= set(line) for line in lines)
    assert any("seconds" in line for line in lines)


def test_data_folder_can_be_given(tool, study, tmp_path):
    path = study(STUDY, patients=PATIENTS, pain=PAIN)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("patients.csv", "pain.csv"):
        (tmp_path / name).rename(elsewhere / name)
    assert tool.run("report", path, "--output", tmp_path / "out").returncode == 66
    assert tool.run("report", path, "--output", tmp_path / "out", "--data", elsewhere).returncode == 0


def test_sample_needs_no_options(tool, tmp_path):
    done = tool.run("report", SAMPLE, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "reports/latest/report.html").exists()
