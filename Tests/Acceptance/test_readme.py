"""What README and CONTRIBUTING tell a reader to type is there."""

import re
import shlex
import subprocess
import textwrap

import pytest

from conftest import ROOT

PAPERS = ["README.md", "CONTRIBUTING.md", "data/README.md", "data/studies/README.md", "notebooks-export/README.md"]


def papers() -> list[str]:
    return [name for name in PAPERS if (ROOT / name).exists()]


def code(name: str) -> list[str]:
    """Lines of code blocks, and inline code."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    indented = re.findall(r"^    (\S.*)$", text, flags=re.MULTILINE)
    inline = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)
    return [line for block in blocks for line in block.splitlines()] + indented + inline


def test_readme_is_there():
    assert "README.md" in papers()


@pytest.mark.parametrize("name", papers())
def test_make_targets_exist(name):
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    known = set(re.findall(r"^    ([a-z-]+)", listed, flags=re.MULTILINE))
    for line in code(name):
        if found := re.match(r"(?:\$ )?make((?: +\S+)*)$", line.split("#")[0].strip()):
            for word in found.group(1).split():
                assert "=" in word or word in known, line


@pytest.mark.parametrize("name", papers())
def test_commands_and_flags_exist(tool, name):
    for line in code(name):
        typed = re.search(r"\bnocitrend ([a-z]+ .*)", line)
        if not typed:
            continue
        command, *words = shlex.split(typed.group(1), comments=True)
        helped = tool.run(command, "--help")
        assert helped.returncode == 0, line
        for word in words:
            if word.startswith("--"):
                assert re.search(rf"{re.escape(word.split('=')[0])}\b", helped.stdout), line


@pytest.mark.parametrize("name", papers())
def test_links_to_files_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", target):
            assert ((ROOT / name).parent / target).exists(), target


def test_the_study_file_of_the_readme_is_right(tool, tmp_path):
    """Somebody who types it off, with files that have those columns, gets a report."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (yaml,) = re.findall(r"^ *```yaml\n(.*?)^ *```", text, flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "study.yaml").write_text(textwrap.dedent(yaml), encoding="utf-8")
    people = [f"p{number}" for number in range(60)]
    files = {
        "people.csv": ["id,age_years,sex,treatment"]
        + [
            f"{who},{20 + at},{'female' if at % 2 else 'male'},{'a' if at % 3 else 'b'}"
            for at, who in enumerate(people)
        ],
        "scores_1.csv": ["id,visit_day,nrs"]
        + [f"{who},{day},{(at + day) % 11}" for at, who in enumerate(people[:30]) for day in (1, 40, 80, 99)],
        "scores_2.csv": ["id,visit_day,nrs"]
        + [f"{who},{day},{(at + 2 * day) % 11}" for at, who in enumerate(people[30:]) for day in (1, 40, 80, 99)],
        "dispensing.csv": ["id,filled,supply,substance,mg_per_day"]
        + [f"{who},0,100,oxycodone,{20 + at}" for at, who in enumerate(people)],
        "buprenorphine.csv": ["id,day,mg"] + [f"{who},{day},8" for who in people for day in (101, 102)],
        "cows.csv": ["id,day,total"] + [f"{who},108,{at % 9}" for at, who in enumerate(people)],
    }
    for name, lines in files.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = tool.report(tmp_path / "study.yaml", tmp_path / "out")
    for question in ("day7_withdrawal", "pain_trend"):
        assert report.finding(question)["status"] == "estimated"
