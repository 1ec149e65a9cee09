"""`nocitrend plan`, and what a report says of a study file that changed since."""

import hashlib
import os
import re
import stat
from datetime import datetime, timezone

import pytest
import yaml

from conftest import PAIN, PATIENTS, STUDY
from test_report_page import page

ANALYSES = "# What is asked.\nanalyses: [pain_by_duration_band, pain_trend, individual_trends]\n"
LINE = re.compile(
    r"planned: \{questions: \[(?P<questions>[\w, ]+)\], date: (?P<date>\d{4}-\d\d-\d\d), version: (?P<version>[\w.+-]+), "
    r"hash: (?P<hash>[0-9a-f]{64})\}\n"
)


@pytest.fixture
def study(tmp_path):
    """A study without its data: a plan must not need them."""
    path = tmp_path / "study.yaml"
    path.write_text(STUDY + ANALYSES, encoding="utf-8")
    return path


def with_data(study):
    (study.parent / "patients.csv").write_text(PATIENTS, encoding="utf-8")
    (study.parent / "pain.csv").write_text(PAIN, encoding="utf-8")
    return study


def statuses(report) -> dict[str, str]:
    return {finding["id"]: finding["plan"]["status"] for finding in report.results["analyses"]}


def test_it_prints_the_line_from_the_study_file_alone(tool, study):
    before = datetime.now(timezone.utc).date()
    done = tool.run("plan", study)
    assert done.returncode == 0, done.stderr
    found = LINE.fullmatch(done.stdout)
    assert found, done.stdout
    # In the order of the report.
    assert found["questions"] == "pain_trend, individual_trends, pain_by_duration_band"
    assert before.isoformat() <= found["date"] <= datetime.now(timezone.utc).date().isoformat()
    assert study.read_text(encoding="utf-8") == STUDY + ANALYSES, "nothing is written without --write"


def test_the_hash_can_be_had_without_the_tool(tool, study):
    found = LINE.fullmatch(tool.run("plan", study, "--questions", "pain_trend").stdout)
    words = f"planned: [pain_trend] {found['date']} nocitrend {found['version']}\n"
    assert hashlib.sha256((STUDY + ANALYSES + words).encode()).hexdigest() == found["hash"]


def test_what_is_written_is_the_file_with_the_line(tool, study):
    study.chmod(0o640)
    line = tool.run("plan", study, "--questions", "pain_trend,individual_trends", "--write").stdout
    text = study.read_text(encoding="utf-8")
    assert text == STUDY + line + ANALYSES
    assert stat.S_IMODE(os.stat(study).st_mode) == 0o640
    assert yaml.safe_load(text)["planned"]["questions"] == ["pain_trend", "individual_trends"]


def test_a_link_to_a_study_file_stays_one(tool, study):
    link = study.parent / "link.yaml"
    link.symlink_to(study.name)
    assert tool.run("plan", link, "--write").returncode == 0
    assert link.is_symlink() and "planned:" in study.read_text(encoding="utf-8")


def test_planned_findings_are_planned_and_the_others_exploratory(tool, study, tmp_path):
    assert tool.run("plan", study, "--questions", "pain_trend", "--write").returncode == 0
    report = tool.report(with_data(study), tmp_path / "out")
    found = statuses(report)
    assert found.pop("pain_trend") == "planned"
    assert len(found) == 5 and set(found.values()) == {"exploratory"}
    plan = report.results["study"]["plan"]
    assert plan["status"] == "planned" and plan["questions"] == ["pain_trend"] and plan["not_answered"] == []
    assert report.finding("pain_trend")["plan"]["date"] == plan["date"]
    text = page(report).text
    assert f"planned ({plan['date']})" in text and "exploratory" in text
    assert f"Planned ({plan['date']}): " in report.text("summary.md")


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("title: Small", "title: Smaller"),
        ("analyses: [pain_by_duration_band, ", "analyses: ["),
        ("questions: [pain_trend]", "questions: [pain_trend, individual_trends]"),
        ("# What is asked.", "# What is asked now."),
    ],
)
def test_a_study_file_that_changed_says_so(tool, study, tmp_path, part, other):
    assert tool.run("plan", study, "--questions", "pain_trend", "--write").returncode == 0
    text = study.read_text(encoding="utf-8")
    assert part in text
    study.write_text(text.replace(part, other), encoding="utf-8")
    report = tool.report(with_data(study), tmp_path / "out")
    assert statuses(report)["pain_trend"] == "planned_then_changed"
    assert "the study file has changed since" in page(report).text
    assert "the study file has changed since" in " ".join(report.text("summary.md").split())


def test_other_data_do_not_change_the_plan(tool, study, tmp_path):
    assert tool.run("plan", study, "--questions", "pain_trend", "--write").returncode == 0
    with_data(study)
    (study.parent / "pain.csv").write_text(PAIN + "p1,200,5\n", encoding="utf-8")
    assert statuses(tool.report(study, tmp_path / "out"))["pain_trend"] == "planned"


def test_a_list_alone_is_planned_without_date_and_hash(tool, study, tmp_path):
    study.write_text(STUDY + ANALYSES + "planned: [pain_trend, taper]\n", encoding="utf-8")
    report = tool.report(with_data(study), tmp_path / "out")
    assert statuses(report)["pain_trend"] == "planned_undated"
    assert report.results["study"]["plan"]["not_answered"] == ["taper"]
    text = page(report).text
    assert "planned, without a date and hash" in text and "Planned and not answered here" in text
    # And is what is planned where nothing else is said.
    assert LINE.fullmatch(tool.run("plan", study).stdout)["questions"] == "pain_trend, taper"


def test_without_a_plan_everything_is_exploratory(tool, study, tmp_path):
    report = tool.report(with_data(study), tmp_path / "out")
    assert set(statuses(report).values()) == {"exploratory"}
    assert report.results["study"]["plan"] is None
    assert page(report).text.count("No plan of analysis is recorded") == 1
    assert "Plan: none is recorded; every finding is exploratory." in " ".join(report.text("summary.md").split())


def test_a_dated_plan_is_not_written_over(tool, study):
    assert tool.run("plan", study, "--write").returncode == 0
    text = study.read_text(encoding="utf-8")
    again = tool.run("plan", study, "--questions", "taper", "--write")
    assert again.returncode == 78 and "has a plan of" in again.stderr and "take \"planned\" out" in again.stderr
    assert study.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        ("planned: [pain_trnd]", 'unknown analysis "pain_trnd"; did you mean "pain_trend"?'),
        ("planned: {questions: [pain_trend], date: 2026-05-01}", "a date and no hash"),
        ("planned: {questions: [pain_trend], date: 2026-13-01, hash: " + 64 * "0" + "}", 'not "2026-13-01"'),
        ("planned: {questions: [pain_trend], date: 2026-05-01, hash: beef}", "64 hexadecimal digits"),
        ("planned: {question: [pain_trend]}", 'did you mean "questions"?'),
    ],
)
@pytest.mark.parametrize("command", ["report", "check"])
def test_what_is_wrong_is_told(tool, study, tmp_path, command, planned, expected):
    study.write_text(STUDY + ANALYSES + planned + "\n", encoding="utf-8")
    flags = ["--output", tmp_path / "out"] if command == "report" else []
    done = tool.run(command, with_data(study), *flags)
    assert done.returncode == 78, done.stderr
    assert expected in done.stderr and "study.yaml line" in done.stderr


def test_an_unknown_name_on_the_command_line_is_told(tool, study):
    done = tool.run("plan", study, "--questions", "pain_trend,tapre")
    assert done.returncode == 64 and 'did you mean "taper"?' in done.stderr


def test_a_study_file_that_names_nothing_asks_what_is_planned(tool, study):
    study.write_text(STUDY, encoding="utf-8")
    done = tool.run("plan", study)
    assert done.returncode == 64 and "--questions" in done.stderr
    assert tool.run("plan", study, "--questions", "pain_trend", "--write").returncode == 0
    assert study.read_text(encoding="utf-8").startswith(STUDY)


def test_a_missing_study_file_is_missing_input(tool, tmp_path):
    assert tool.run("plan", tmp_path / "none.yaml").returncode == 66
