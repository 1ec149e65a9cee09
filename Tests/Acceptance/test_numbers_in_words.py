"""Numbers within sentences: rounded as a reader expects, and withheld where they are withheld in the tables."""

import re

import pytest

from test_disclosure import small_counts
from test_report_page import page

YAML = """\
nocitrend: 1
title: Few
data: .
tables:
  patients: {file: patients.csv, columns: {patient: id, sex: sex, site: site}}
  pain: {file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: faces}
  exposures: {file: exposures.csv, columns: {patient: id, start_day: start, end_day: end, drug: drug, dose_mg: mg}}
  moud: {file: moud.csv, columns: {patient: id, day: day, dose_mg: mg}, drug: buprenorphine}
  withdrawal: {file: withdrawal.csv, columns: {patient: id, day: day, score: cows}, scale: cows}
instruments:
  # A fifth of the range is 1.2, two fifths are 2.4: neither is a binary fraction.
  faces: {title: Faces scale, range: [0, 6], unit: points}
analyses:
  day7_withdrawal: {by: [site, sex], claim: 0.95}
  withdrawal_course: {}
  pain_trend: {adjust: [sex]}
  other_explanations: {}
  individual_trends: {}
  pain_by_duration_band: {bands: [0, 40, 80]}
"""


def tables() -> dict[str, str]:
    """250 patients whose scores bend by different amounts and rise by the same: their slopes do not differ at all.

    Three patients have one score each outside their exposure, 3 of 1,003; three have no index day, four no sex, and five
    are at site S9.
    """
    lines = {
        "patients": ["id,sex,site"],
        "pain": ["id,day,score"],
        "exposures": ["id,start,end,drug,mg"],
        "moud": ["id,day,mg"],
        "withdrawal": ["id,day,cows"],
    }
    for number in range(250):
        patient, tenths, bend = f"p{number:03d}", 20 + number * 37 % 21, number * 13 % 11 - 5
        sex, site = "" if number < 4 else ("male", "female")[number % 2], "S9" if number < 5 else f"S{number % 3}"
        lines["patients"].append(f"{patient},{sex},{site}")
        lines["exposures"].append(f"{patient},-1,{200 if number % 2 else 150},morphine,{20 + number % 5 * 10}")
        for visit, sign in enumerate((1, -1, -1, 1)):
            lines["pain"].append(f"{patient},{30 * visit},{(tenths + 3 * visit + sign * bend) / 10}")
        if number in (100, 101, 102):
            lines["pain"].append(f"{patient},300,3")
        if number > 2:
            lines["moud"].append(f"{patient},101,8")
        if number % 9:
            lines["withdrawal"].append(f"{patient},108,{0 if number % 4 else 9}")
    return {table: "\n".join(rows) + "\n" for table, rows in lines.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("few")
    for name, text in (tables() | {"study": YAML}).items():
        (folder / (f"{name}.yaml" if name == "study" else f"{name}.csv")).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def few(tool, folder):
    return tool.report(folder / "study.yaml", folder / "out")


@pytest.fixture(scope="module")
def few_internal(tool, folder):
    return tool.report(folder / "study.yaml", folder / "out", "--internal", name="internal")


def texts(report) -> dict[str, str]:
    """What a reader reads: the page, the summary, and the texts of results.json."""
    return {"page": page(report).text, "summary": report.text("summary.md"), "results": "\n".join(report.words)}


def cautions_and_reasons(report) -> list[str]:
    findings = report.results["analyses"]
    return [text for finding in findings for text in [*finding["cautions"], finding["reason"]] if text is not None]


def test_a_fraction_is_written_with_the_decimals_that_it_has(few, few_internal):
    assert few.finding("individual_trends")["settings"]["meaningful_change"] == "1.2"
    assert few.finding("other_explanations")["settings"]["inclusion_limit"] == "at least 2.4"
    assert "at least 1.2 points" in texts(few)["page"] and "at least 2.4 points" in texts(few)["page"]
    for report in (few, few_internal):
        for name, text in texts(report).items():
            assert not re.findall(r"\d\.\d*?(?:0{6}|9{6})\d*", text), name


def test_slopes_that_do_not_differ_have_no_standard_deviation_of_zero(few):
    """To three decimals it would read 0.000, as if it were known to be so little."""
    spread = next(one for one in few.finding("pain_trend")["estimates"] if one["name"] == "sd_slope")
    assert 0 <= spread["value"] < 0.0005, "the study is to have an estimate on the boundary"
    for name, text in texts(few).items():
        assert not re.findall(r"[Ss]tandard deviation[^.]{0,40} 0\.0+(?!\d)[^.]*\.", " ".join(text.split())), name


def test_no_table_of_the_page_shows_a_standard_deviation_of_zero(few):
    assert not re.findall(r"SD of [^\d|]{0,40} 0\.0+(?![\d])", texts(few)["page"])


def test_no_small_count_is_written(few):
    for name, text in texts(few).items():
        assert not list(small_counts(text)), name


def test_a_count_that_is_withheld_is_in_no_caution_and_no_reason(few, few_internal):
    """3 scores of 1,003 were made after the exposure, and 3, 4 and 5 of 250 patients are apart from 247, 246 and 245."""
    internal = next(text for text in cautions_and_reasons(few_internal) if "leaves out" in text)
    assert "Of 1,003 scores" in internal and "3 made in a gap or after the end" in internal, "nothing would be hidden"
    outside = next(text for text in cautions_and_reasons(few) if "leaves out" in text)
    assert outside.count("withheld") == 2 and set(re.findall(r"\d+", outside)) == {"0"}
    hidden = re.compile(r"(?<![\d.,])(?:3 of|1,?003|24[567])(?![\d.,]*\d)")
    described = [finding["population"]["description"] for finding in few.results["analyses"]]
    for text in cautions_and_reasons(few) + described:
        assert not hidden.search(text), text
    for name, text in texts(few).items():
        assert not re.search(r"3 of 1,?003", text), name
    assert isinstance(few.finding("day7_withdrawal")["population"]["patients"], dict)
