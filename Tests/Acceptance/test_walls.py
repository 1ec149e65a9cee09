"""The walls of the house: who may import whom, where unsafe code may stand, which words Estimation does not know."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT

# What comes with the language is open to all. Dispatch and the C library are not: each is named where it may stand.
LANGUAGE = {"Foundation", "Synchronization"}
MAY_IMPORT = {
    "CLibCSV": set(),
    "CGSL": set(),
    "CGLPK": set(),
    "CZlib": set(),
    "COpenSSL": set(),
    "CRename": set(),
    "DelimitedText": {"CLibCSV", "CZlib", "COpenSSL", "Dispatch", "Glibc"},
    "Cohort": set(),
    "StudyFile": {"Yams"},
    "Ingest": {"DelimitedText", "Cohort", "StudyFile"},
    "Estimation": {"CGSL"},
    "Findings": set(),
    "Disclosure": {"Findings", "CGLPK"},
    "Presentation": {"Findings", "Disclosure"},
    "Questions": {"Cohort", "Estimation", "StudyFile", "Findings", "Disclosure", "Presentation", "Dispatch"},
    "History": {"Findings", "Disclosure", "Presentation", "GRDB"},
    "Reports": {"Findings", "Disclosure", "Presentation", "Mustache", "Subprocess"},
    "Simulation": set(),
}
LIBRARIES = {"CLibCSV", "CGSL", "CGLPK", "CZlib", "COpenSSL"}
MAY_IMPORT["nocitrend"] = set(MAY_IMPORT) - LIBRARIES | {"ArgumentParser", "Logging", "Subprocess"}

# What `make bench`, `make coverage` and the tests build beside the tool: no rooms of the house, and no product.
BENCHES = {
    "model-bench": {"DelimitedText", "Estimation", "Questions"},
    # It asks the tool itself, of cohorts whose truth is known.
    "coverage-bench": {"Cohort", "Disclosure", "Estimation", "Findings", "Questions", "StudyFile"},
    "StudyFixtures": {"Cohort"},
}

# Words that only the GSL edge of Estimation and DelimitedText may write.
UNSAFE = re.compile(r"\b(?:Unsafe\w*|unsafe\w*|withUnsafe\w*|Unmanaged|UnsafeBitCast|nonisolated\(unsafe\)|@unchecked)")
# Estimation knows no patients.
CLINICAL = re.compile(
    r"(?<![a-z])(?:patients?|pain|opioids?|doses?|withdrawal|cohort|clinic\w*|naltrexone|methadone|buprenorphine|morphine|"
    r"symptoms?|diagnos\w*|treatments?|arms?|visits?|taper\w*)(?![a-z])",
    re.IGNORECASE,
)
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)",
    re.MULTILINE,
)


def code_of(source: str) -> str:
    """The source without long string literals and comments, line by line as it was."""

    def keep_lines(match: re.Match) -> str:
        return "\n" * match.group().count("\n")

    source = re.sub(r'(#*)""".*?"""\1', keep_lines, source, flags=re.DOTALL)
    return re.sub(r"//[^\n]*|/\*.*?\*/", keep_lines, source, flags=re.DOTALL)


def forbidden_imports(target: str, source: str) -> set[str]:
    return set(IMPORT.findall(code_of(source))) - MAY_IMPORT[target] - LANGUAGE


def sources(target: str) -> list[Path]:
    return sorted((ROOT / "Sources" / target).rglob("*.swift"))


def targets() -> list[str]:
    return sorted(path.name for path in (ROOT / "Sources").iterdir() if path.is_dir())


def test_the_house_has_these_rooms():
    assert set(targets()) == set(MAY_IMPORT)


@pytest.mark.parametrize("target", targets())
def test_imports(target):
    found = {
        str(path.relative_to(ROOT)): forbidden
        for path in sources(target)
        if (forbidden := forbidden_imports(target, path.read_text()))
    }
    assert not found


@pytest.mark.parametrize(
    ("target", "source", "forbidden"),
    [
        ("Reports", "import Questions\n", {"Questions"}),
        ("Estimation", "@preconcurrency import Dispatch\n", {"Dispatch"}),
        ("Cohort", "internal import struct Findings.Estimate\n", {"Findings"}),
        ("Findings", "import Foundation\n// import Cohort\n", set()),
        ("Ingest", "import DelimitedText\n    import CLibCSV", {"CLibCSV"}),
        ("Simulation", "private import Cohort", {"Cohort"}),
        ("Reports", 'let cell = """\n    import pandas\n    """\n', set()),
    ],
)
def test_a_forbidden_import_is_seen(target, source, forbidden):
    assert forbidden_imports(target, source) == forbidden


def test_package_lists_only_allowed_dependencies():
    described = subprocess.run(
        ["swift", "package", "dump-package"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
    )
    package = json.loads(described.stdout)
    checked = 0
    for target in package["targets"]:
        if target["type"] == "test":
            continue
        named = {next(iter(dependency.values()))[0] for dependency in target["dependencies"]}
        assert named <= (MAY_IMPORT | BENCHES)[target["name"]], target["name"]
        checked += 1
    assert checked == len(MAY_IMPORT) + len(BENCHES)
    assert package["swiftLanguageVersions"] == ["6"]


@pytest.mark.parametrize("target", [target for target in targets() if target not in {"DelimitedText", "Estimation"}])
def test_unsafe_code_stays_at_the_edges(target):
    found = {
        f"{path.relative_to(ROOT)}:{number}": line.strip()
        for path in sources(target)
        for number, line in enumerate(code_of(path.read_text()).splitlines(), 1)
        if UNSAFE.search(line)
    }
    assert not found


def test_unsafe_code_of_estimation_is_at_its_edge_to_gsl():
    for path in sources("Estimation"):
        text = code_of(path.read_text())
        if UNSAFE.search(text):
            assert "import CGSL" in text, path.name


def test_one_file_calls_glpk_and_gives_its_reasons():
    callers = [path for path in sources("Disclosure") if "import CGLPK" in code_of(path.read_text())]
    assert [path.name for path in callers] == ["LinearProgram.swift"]
    text = callers[0].read_text()
    functions = re.split(r"\n(?=    (?:private )?(?:mutating )?(?:func|init|deinit))", text)
    assert all("// SAFETY:" in function for function in functions if "glp_" in code_of(function))


@pytest.mark.parametrize("target", ["DelimitedText", "Estimation"])
def test_each_file_with_unsafe_code_gives_its_reason(target):
    for path in sources(target):
        text = path.read_text()
        if UNSAFE.search(code_of(text)):
            assert "// SAFETY:" in text, path.relative_to(ROOT)


def test_estimation_knows_no_clinical_word():
    found = {
        f"{path.relative_to(ROOT)}:{number}": line.strip()
        for path in sources("Estimation")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if CLINICAL.search(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", line))
    }
    assert not found


def test_nothing_traps_on_purpose():
    """A forced unwrap or try is a crash that waits for its input; the layout check forbids them too, but for tests."""
    forced = re.compile(r"\btry!|\bas!|\bfatalError\(|\bpreconditionFailure\(")
    found = {
        f"{path.relative_to(ROOT)}:{number}": line.strip()
        for target in targets()
        for path in sources(target)
        for number, line in enumerate(code_of(path.read_text()).splitlines(), 1)
        if forced.search(line)
    }
    assert not found


def test_what_shows_an_answer_sees_no_patient():
    """A file of a question that makes pages imports neither the cohort nor the estimators."""
    offenders = [
        str(path.relative_to(ROOT))
        for path in sources("Questions")
        if path.parent.name != "House"
        and "Presentation" in (imports := set(IMPORT.findall(code_of(path.read_text(encoding="utf-8")))))
        and imports & {"Cohort", "Estimation"}
    ]
    assert offenders == []


def test_no_question_is_known_by_name_outside_its_room():
    """Reports, pages and the command line spell no question's id: they take it from the list."""
    table = (ROOT / "docs/study-file.md").read_text(encoding="utf-8")
    table = table[table.index("<!-- made by nocitrend documents: settings -->") :]
    names = re.findall(r"^\| `(\w+)` \|", table[: table.index("<!-- end -->")], re.MULTILINE)
    assert len(names) >= 9
    for target in ("Reports", "Presentation", "Findings", "Disclosure", "Ingest", "StudyFile", "nocitrend", "Simulation"):
        for path in sources(target):
            source = path.read_text(encoding="utf-8")
            # As a string: “taper” and “rotation” are words of the field as well.
            assert [name for name in names if f'"{name}"' in source] == [], path
