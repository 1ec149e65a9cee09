"""What README and CONTRIBUTING tell a reader to type is there."""

import re
import shlex
import subprocess

import pytest

from conftest import ROOT

PAPERS = ["README.md", "CONTRIBUTING.md", "data/studies/README.md", "notebooks-export/README.md"]


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
        if not re.match(r"(?:\$ )?(?:\S*/)?nocitrend ", line):
            continue
        words = shlex.split(line.removeprefix("$ "), comments=True)
        command = words[1]
        if command.startswith("-") or not command.isalpha() or command.isupper():
            continue
        helped = tool.run(command, "--help")
        assert helped.returncode == 0, line
        for word in words[2:]:
            if word.startswith("--"):
                assert re.search(rf"{re.escape(word.split('=')[0])}\b", helped.stdout), line


@pytest.mark.parametrize("name", papers())
def test_links_to_files_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", target):
            assert ((ROOT / name).parent / target).exists(), target
