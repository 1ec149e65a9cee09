"""No count of patients from 1 to 10, and nothing it could be read from, leaves in a released report on CTN-0094."""

import csv
import io
import re

import pytest

from conftest import Report, as_released, place

NUMBERS = ("value", "se", "lower", "upper", "n", "events")


# Numbers that stand in the study file or the tool, which nobody can be counted from.
SETTINGS = {"digit_share_expected": {1 / 7, 3 / 11}}
# Questions in a model of which the levels of columns stand that have rare ones.
OF_MODELS: dict[tuple[str, str], set[str]] = {}


def is_pool(column: dict) -> bool:
    return column["origin"] == "tool" and column["level"] == "other levels"


def small(count) -> bool:
    return isinstance(count, (int, float)) and 0 < count < 11


def key(finding: dict, entry: dict) -> tuple:
    return finding["id"], entry["name"], place(entry), entry.get("interval")


def estimates(report: Report) -> dict[tuple, dict]:
    found = {}
    for finding in report.results["analyses"]:
        for estimate in finding["estimates"]:
            assert key(finding, estimate) not in found, f"{key(finding, estimate)} stands twice"
            found[key(finding, estimate)] = estimate
    return found


def is_patients(estimate: dict) -> bool:
    return "row" not in (estimate["unit"] or "") and "assessment" not in (estimate["unit"] or "")


def test_no_small_count_in_results(ctn0094):
    for identifier, estimate in estimates(ctn0094).items():
        n, events = estimate["n"], estimate["events"]
        if is_patients(estimate):
            assert not small(n), identifier
            assert not small(events), identifier
        if estimate["unit"] == "patients":
            assert not small(estimate["value"]), identifier
        if isinstance(n, (int, float)) and isinstance(events, (int, float)):
            assert not small(n - events), identifier
        if estimate["unit"] == "share" and isinstance(n, (int, float)) and isinstance(estimate["value"], (int, float)):
            count = estimate["value"] * n
            if identifier[1] in {"no_withdrawal_share", "not_assessed_share", "share", "missing"}:
                assert not small(round(count)) and not small(round(n - count)), identifier
    for finding in ctn0094.results["analyses"]:
        assert not small(finding["population"]["patients"]), finding["id"]


def test_a_withheld_estimate_is_withheld_whole(ctn0094):
    """A share with its interval gives the count back."""
    for identifier, estimate in estimates(ctn0094).items():
        withheld = [name for name in NUMBERS if isinstance(estimate[name], dict)]
        # Of a mean the counts alone may go, where they tell of others; whom it is of nobody learns from its value.
        if withheld and ("value" in withheld or estimate["unit"] in ("share", "patients")):
            shown = [name for name in NUMBERS if isinstance(estimate[name], (int, float))]
            assert not shown, identifier


def is_exact(estimate: dict, name: str) -> bool:
    """Counts, and a share of which both counts are shown, keep their digits; what nobody is counted from is of the study file."""
    if name in ("n", "events"):
        return True
    n, events = estimate["n"], estimate["events"]
    if name != "value":
        return False
    if estimate["unit"] in ("patients", "rows"):
        return True
    are_shown = isinstance(n, (int, float)) and isinstance(events, (int, float)) and n > 0
    return estimate["unit"] in ("share", "share of rows") and are_shown and estimate["value"] == events / n


@pytest.mark.parametrize("study", ["sample", "ctn0094"])
def test_what_is_shown_is_what_internal_shows(study, request):
    """Withholding takes numbers away and changes none but to three digits, once; something is withheld, and --internal withholds nothing.

    Log-likelihoods are internal alone, and levels of few patients are pooled in what is released: what is of them, or of a model
    that holds them constant, is another number."""
    released, internal = (estimates(request.getfixturevalue(name)) for name in (study, f"{study}_internal"))
    pooled = {entry["variable"]["name"] for entry in released.values() if entry["variable"] and is_pool(entry["variable"])}
    pooled |= {entry["column"]["name"] for entry in released.values() if entry["column"] and is_pool(entry["column"])}

    def is_of_a_pooled_column(entry: dict) -> bool:
        return any(entry[key] and entry[key]["name"] in pooled for key in ("column", "variable"))

    def depends(identifier: tuple, entry: dict) -> bool:
        return is_of_a_pooled_column(entry) or bool(pooled & OF_MODELS.get((study, identifier[0]), set()))

    missing = set(internal) - set(released)
    assert {identifier[1] for identifier in missing if not depends(identifier, internal[identifier])} <= {"log_likelihood"}
    compared = 0
    for identifier, estimate in released.items():
        if depends(identifier, estimate):
            continue
        for name in NUMBERS:
            whole = internal[identifier][name]
            assert not isinstance(whole, dict), identifier
            if isinstance(estimate[name], dict):
                continue
            expected = whole if is_exact(estimate, name) or whole in SETTINGS.get(identifier[1], set()) else as_released(whole)
            assert estimate[name] == expected, (identifier, name)
            compared += 1
        numbers = [estimate[name] for name in ("lower", "value", "upper")]
        whole = [internal[identifier][name] for name in ("lower", "value", "upper")]
        if all(isinstance(number, (int, float)) for number in numbers) and whole == sorted(whole):
            assert numbers == sorted(numbers), identifier
    assert compared > 500
    assert any(isinstance(estimate["value"], dict) for estimate in released.values())
    assert "log_likelihood" not in {identifier[1] for identifier in released}


@pytest.mark.parametrize("study", ["sample", "ctn0094"])
def test_tests_have_three_digits(study, request):
    """Statistics and p-values, small ones too; degrees of freedom that are whole keep theirs."""
    seen = 0
    for finding in request.getfixturevalue(study).results["analyses"]:
        for test in finding["tests"]:
            for name in ("statistic", "p", "p_holm", "p_benjamini_hochberg"):
                if isinstance(test[name], float):
                    assert test[name] == as_released(test[name]), (finding["id"], test)
                    seen += 1
            if isinstance(test["df"], float) and test["df"] != round(test["df"]):
                assert test["df"] == as_released(test["df"])
    assert seen > 20


def test_a_withheld_share_has_no_test(ctn0094):
    """The p-value against a known claim would give the count back."""

    def without_claim(test: dict) -> tuple:
        return place(test | {"group": {axis: word for axis, word in test["group"].items() if axis != "claim"}})

    day7 = ctn0094.finding("day7_withdrawal")
    withheld = {
        place(estimate)
        for estimate in day7["estimates"]
        if estimate["name"] == "no_withdrawal_share" and isinstance(estimate["value"], dict)
    }
    assert withheld
    beside_withheld = [test for test in day7["tests"] if without_claim(test) in withheld]
    assert beside_withheld, "no test stands where a share is withheld: this test looks at the wrong thing"
    for test in beside_withheld:
        assert isinstance(test["p"], dict), test


@pytest.mark.parametrize("folder", ["tables", "figures"])
def test_no_small_count_in_tables_and_plotted_data(ctn0094, folder):
    seen = 0
    for path in sorted((ctn0094.folder / folder).glob("*.csv")):
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))):
            if not is_patients({"unit": row.get("unit", "")}):
                continue
            counts = {
                name: float(row[name])
                for name in ("n", "events", "patients")
                if re.fullmatch(r"[\d.]+", row.get(name) or "")
            }
            seen += len(counts)
            assert not any(map(small, counts.values())), (path.name, row)
            if {"n", "events"} <= set(counts):
                assert not small(counts["n"] - counts["events"]), (path.name, row)
    assert seen > 0


def small_counts(text: str):
    """“7 of 11”, “7/11”, “7 patients” in a text or a page."""
    text = re.sub(r"<style.*?</style>", " ", text, flags=re.DOTALL)
    # A rule may name its limits: “counts of 1 to 10 patients are withheld”, and the one of who can tell time from exposure.
    text = re.sub(r"<[^>]+>", " ", text)
    text = re.sub(r"\b1 (?:to|–|-) 10 (?:patients|people)", " ", text)
    text = re.sub(r"\bfewer than 10 patients were scored on two days or more while unexposed\b", " ", text)
    for part, whole in re.findall(r"(?<![\d.,])(\d[\d,]*) ?(?:of|/) ?(\d[\d,]*)(?![\d.,]*%| intervals)", text):
        part, whole = (int(number.replace(",", "")) for number in (part, whole))
        if part <= whole and whole > 11 and (small(part) or small(whole - part)):
            yield part, whole
    for count in re.findall(r"(?<![\d.,–-])(\d[\d,]*) (?:patients|people)\b", text):
        if small(int(count.replace(",", ""))):
            yield count


def test_no_small_count_in_the_words(ctn0094):
    """In the page, the summary, the figures and the texts of results.json."""
    texts = {name: ctn0094.text(name) for name in ("report.html", "summary.md")}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in (ctn0094.folder / "figures").glob("*.svg")}
    texts["results.json"] = "\n".join(ctn0094.words)
    for name, text in texts.items():
        assert not list(small_counts(text)), name


def test_withheld_is_said(ctn0094):
    assert "withheld" in ctn0094.text("report.html")
    assert any("withheld" in path.read_text(encoding="utf-8") for path in (ctn0094.folder / "tables").glob("*.csv"))


def test_notebook_tables_hold_what_the_report_holds(ctn0094):
    exported = {path.name: path.read_bytes() for path in (ctn0094.folder.parent / "run-notebook/tables").glob("*.csv")}
    reported = {path.name: path.read_bytes() for path in (ctn0094.folder / "tables").glob("*.csv")}
    assert exported == reported


def test_no_identifier_leaves(tool, study, tmp_path):
    """Patient identifiers end where the files are read: not one is in any file of an internal report."""
    patients = [f"Q{number:04d}X" for number in range(60)]
    path = study(
        "nocitrend: 1\ntitle: Names\ndata: .\ntables:\n"
        "  patients:\n    - file: patients.csv\n      columns: {patient: patient, arm: arm}\n"
        "  pain:\n    - file: pain.csv\n      columns: {patient: patient, day: day, score: score}\n"
        "      instrument: nrs\n",
        patients="patient,arm\n" + "".join(f"{patient},a\n" for patient in patients),
        pain="patient,day,score\n"
        + "".join(f"{patient},{day},{day % 8}\n" for patient in patients for day in (1, 2, 30))
        + f"{patients[0]},1,99\n",
    )
    report = tool.report(path, tmp_path / "out", "--internal")
    for name, content in report.files.items():
        assert not re.search(rb"Q\d{4}X", content), name
