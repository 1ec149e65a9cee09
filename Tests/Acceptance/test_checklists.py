"""The reporting checklists beside a report: every item has its row, what a report cannot know is the author's."""

import re

import pytest

from conftest import PAIN, PATIENTS, STUDY
from test_disclosure import small_counts
from test_report_page import page

OPEN = "author to complete"
# The items that the papers number, with their parts.
STROBE = (
    "1a 1b 2 3 4 5 6a 6b 7 8 9 10 11 12a 12b 12c 12d 12e 13a 13b 13c 14a 14b 14c 15 16a 16b 16c 17 18 19 20 21 22".split()
)
RECORD_PE = (
    "1.1 1.2 1.3 4.a 4.b 6.1 6.1.a 6.2 6.3 7.1 7.1.a 7.1.b 7.1.c 7.1.d 7.1.e 7.1.f 7.1.g 8.a 12.1 12.2 12.3 12.1.a 12.1.b "
    "13.1 19.1 19.1.a 20.a 22.1".split()
)
TARGET = [
    *"1a 1b 1c 2 3 4 5".split(),
    *(f"6{part}" for part in "abcdefgh"),
    *(f"7{part}" for part in "abcdef"),
    *("7g(i)", "7g(ii)", "7h(i)", "7h(ii)"),
    *map(str, range(8, 22)),
]


def rows(report, name: str) -> dict[str, str]:
    """Where each item is answered, by its number."""
    found = {}
    for line in report.text(f"checklists/{name}.md").splitlines():
        if line.startswith("| ") and not line.startswith("| item"):
            cells = re.split(r" \| ", line[2:-2])
            assert len(cells) == 4 and all(cells), line
            assert cells[0] not in found
            found[cells[0]] = cells[3]
    return found


def emulates(report) -> bool:
    return any(
        finding["status"] == "estimated"
        for finding in report.results["analyses"]
        if finding["id"] in {"taper", "rotation", "nonopioid"}
    )


def test_every_item_has_a_row(any_report):
    assert list(rows(any_report, "strobe")) == STROBE
    assert list(rows(any_report, "record_pe")) == RECORD_PE
    if emulates(any_report):
        assert list(rows(any_report, "target")) == TARGET


def test_the_one_on_emulated_trials_is_there_where_one_was_emulated(sample, ctn0094):
    assert emulates(sample), "the sample is to have one"
    assert not emulates(ctn0094)
    for report in (sample, ctn0094):
        assert (report.folder / "checklists/target.md").exists() is emulates(report)
        links = {attributes.get("href", "") for tag, attributes in page(report).elements if tag == "a"}
        beside = {link for link in links if link.startswith("checklists/")}
        assert beside == {f"checklists/{path.name}" for path in (report.folder / "checklists").iterdir()}


def test_a_report_does_not_claim_what_it_cannot_know(any_report):
    strobe = rows(any_report, "strobe")
    for number in ("1a", "2", "5", "10", "21", "22"):
        assert strobe[number] == OPEN, number
    for number in ("6a", "19"):
        assert strobe[number].endswith(f"; the rest: {OPEN}"), number
    assert rows(any_report, "record_pe")["8.a"] == OPEN


def test_what_it_names_is_in_the_page(any_report):
    text = page(any_report).text
    sections = {words.strip() for words in page(any_report).words}
    seen = 0
    for name in ("strobe", "record_pe", "target"):
        if not (any_report.folder / f"checklists/{name}.md").exists():
            continue
        for number, where in rows(any_report, name).items():
            for part in where.replace(f"the rest: {OPEN}", "").split("; "):
                if not part.strip("; ") or part == OPEN:
                    continue
                place, _, titles = part.partition(": ")
                assert place == "Head" or place in sections, (name, number, place)
                for title in re.findall("“(.+?)”", titles):
                    assert title.replace("\\", "") in text, (name, number, title)
                    seen += 1
    assert seen > 20


def test_what_has_no_answer_answers_no_item_with_numbers(tool, tmp_path):
    """Forty patients without exposures: no trend, and no day 7."""
    (tmp_path / "patients.csv").write_text(PATIENTS, encoding="utf-8")
    (tmp_path / "pain.csv").write_text(PAIN, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY + "analyses: [pain_trend, taper]\n", encoding="utf-8")
    report = tool.report(tmp_path / "study.yaml", tmp_path / "out")
    assert {report.finding(name)["status"] for name in ("pain_trend", "taper")} == {"not_estimable"}
    strobe = rows(report, "strobe")
    assert strobe["16a"] == OPEN and strobe["12e"].startswith("Methods: ")
    assert not (report.folder / "checklists/target.md").exists()


def test_marks_and_no_small_count(sample, ctn0094, ctn0094_internal):
    for report in (sample, ctn0094, ctn0094_internal):
        for path in (report.folder / "checklists").iterdir():
            text = path.read_text(encoding="utf-8")
            assert not list(small_counts(text)), path
            assert ("SYNTHETIC" in text) is (report is sample)
            assert ("INTERNAL" in text) is (report is ctn0094_internal)


@pytest.mark.parametrize("name", ["strobe", "record_pe"])
def test_it_is_a_table_that_markdown_reads(any_report, name):
    lines = any_report.text(f"checklists/{name}.md").splitlines()
    head = lines.index("| item | about | what is asked, in our words | where |")
    assert lines[head + 1] == "|---|---|---|---|"
    assert all(line.startswith("| ") and line.endswith(" |") for line in lines[head + 2 : -2])
