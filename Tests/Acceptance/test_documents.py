"""What is made from the list of questions is what lies in the project: documents, the sample's study file, --help."""

import re

import yaml

from conftest import ROOT, SAMPLE


def test_tables_are_not_stale(tool):
    done = tool.run("documents", ROOT, "--check")
    assert done.returncode == 0, done.stderr


def test_a_stale_table_is_told(tool, tmp_path):
    (tmp_path / "docs").mkdir()
    for name in ("study-file.md", "results-format.md", "identifiers.md"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        (tmp_path / "docs" / name).write_text(text.replace("| `knots` |", "| `nots` |"), encoding="utf-8")
    done = tool.run("documents", tmp_path, "--check")
    assert done.returncode == 65
    assert "docs/study-file.md" in done.stderr and "results-format" not in done.stderr
    assert tool.run("documents", tmp_path).returncode == 0
    assert tool.run("documents", tmp_path, "--check").returncode == 0


def test_the_sample_is_what_simulate_writes(tool, tmp_path):
    done = tool.run("simulate", tmp_path / "study", "--people", "20", "--seed", "1")
    assert done.returncode == 0, done.stderr
    written = yaml.safe_load((tmp_path / "study/study.yaml").read_text(encoding="utf-8"))
    assert written["analyses"] == yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))["analyses"]


def test_help_and_errors_name_every_question(tool, study):
    table = (ROOT / "docs/study-file.md").read_text(encoding="utf-8")
    table = table[table.index("<!-- made by nocitrend documents: settings -->") : table.index("<!-- end -->")]
    questions = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert len(questions) >= 9
    text = tool.run("report", "--help").stdout
    settings = re.findall(r"^\| (?:`\w+`)? ?\| `(\w+)` \|", table, re.MULTILINE)
    for name in questions + settings:
        assert name in text, name
    asked = study('nocitrend: 1\ntables:\n  pain: {file: p.csv, columns: {patient: a, day: b, score: c}, instrument: nrs}\nanalyses: [nonsense_at_all]\n')
    done = tool.run("report", asked)
    assert done.returncode == 78
    for name in questions:
        assert name in done.stderr, name
