"""Text cannot carry a number past disclosure control: what would do so does not compile."""

import shutil
import subprocess

import pytest

from conftest import ROOT

MODULES = ROOT / ".build/release/Modules"

COMPILES = [
    'let prose: Prose = "words, \\(Measured.count(persons, "patient", "patients")), \\(StudyWord("arm A"))"',
    'let prose: Prose = "day \\(setting: 7), claim \\(setting: 0.95)"',
    "let basis: Basis = .of(persons)",
    "let basis: Basis = .event(persons, among: persons)",
    'var finding = FindingBuilder(id: "x", title: "words"); finding.notEstimable("words")',
    'var finding = FindingBuilder(id: "x", title: "words"); finding.add(slope, Overall(), 1, basis: .of(persons))',
]

DOES_NOT_COMPILE = [
    'let count = 3; let prose: Prose = "only \\(count) patients"',
    'let share = 0.5; let prose: Prose = "only \\(share)"',
    'let text = "3 patients"; let prose: Prose = "only \\(text)"',
    'let text = "3 patients"; let prose = Prose(stringLiteral: text)',
    'let text = "3 patients"; let prose: Prose = text',
    'let prose: Prose = "only \\(persons.count)"',
    'var finding = FindingBuilder(id: "x", title: "words"); let text = "3"; finding.notEstimable(text)',
    # No number without its basis.
    'var finding = FindingBuilder(id: "x", title: "words"); finding.add(slope, Overall(), 1)',
    "let basis = Basis()",
    "let measured = Measured(0.5, .percent)",
    # Nothing but disclosure control makes what a page is made of.
    "let measure = Released(study: study, run: run, inputs: [], quality: [], findings: [])",
]

FRAME = """
import Disclosure
import Findings

let slope = Quantity<Overall>("slope", label: "Slope", unit: .days, meaning: "a slope")

func probe(_ persons: PersonSet, _ study: Results.Study, _ run: Results.Run) {{
    {}
}}
"""


def compiles(line: str, folder) -> bool:
    source = folder / "probe.swift"
    source.write_text(FRAME.format(line), encoding="utf-8")
    done = subprocess.run(
        ["swiftc", "-typecheck", "-swift-version", "6", "-I", MODULES, "-I", ROOT / "Sources/CGLPK", source],
        capture_output=True, text=True
    )
    assert "no such module" not in done.stderr, done.stderr
    return done.returncode == 0


@pytest.fixture(scope="module", autouse=True)
def swift():
    if shutil.which("swiftc") is None or not MODULES.is_dir():
        pytest.skip("there is no swiftc, or the modules are not built: run `make test`")


@pytest.mark.parametrize("line", COMPILES)
def test_this_compiles(line, tmp_path):
    assert compiles(line, tmp_path)


@pytest.mark.parametrize("line", DOES_NOT_COMPILE)
def test_this_does_not(line, tmp_path):
    assert not compiles(line, tmp_path)
