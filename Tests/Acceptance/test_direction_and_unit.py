"""A study's own instrument in mmHg of which a high score is less pain: the answers keep its direction and its unit."""

import re

import numpy as np
import pytest

QUESTION = "Does pain rise with the length of opioid exposure?"
YAML = """\
nocitrend: 1
title: Cuff
data: .
tables:
  pain: {file: pain.csv, columns: {patient: id, day: day, score: cuff}, instrument: cuff}
  exposures: {file: exposures.csv, columns: {patient: id, start_day: start, end_day: end, drug: drug}}
instruments:
  cuff: {title: Cuff algometry, range: [0, 300], unit: mmHg, direction: higher_is_less_pain}
analyses:
  pain_trend: {}
  individual_trends: {meaningful_change: 10}
  pain_by_duration_band: {}
"""


def scores(slope: float) -> str:
    """80 patients with 6 scores each that change by so many mmHg in 30 days."""
    random = np.random.default_rng(20261125)
    lines = ["id,day,cuff"]
    for patient in range(80):
        level = random.normal(150, 15)
        for visit in range(6):
            day = 30 * visit + patient % 7 * visit
            lines.append(f"p{patient},{day},{level + slope * day / 30 + random.normal(0, 5):.0f}")
    return "\n".join(lines) + "\n"


EXPOSURES = "id,start,end,drug\n" + "".join(f"p{patient},1,250,morphine\n" for patient in range(80))


@pytest.fixture(params=[(6.0, "higher", "less pain"), (-6.0, "lower", "more pain")], ids=["rising", "falling"])
def reading(request, tool, study, tmp_path):
    """The report, the word for where the scores went, and what that means."""
    slope, change, meaning = request.param
    path = study(YAML, pain=scores(slope), exposures=EXPOSURES)
    return tool.report(path, tmp_path / "out", "--internal"), change, meaning


def answer(summary: str, question: str) -> str:
    """The paragraph below a question, on one line."""
    (found,) = re.findall(rf"\*\*{re.escape(question)}\*\*\n(.*?)\n\n", summary, re.DOTALL)
    return " ".join(found.split())


def test_does_pain_rise(reading):
    report, change, meaning = reading
    found = answer(report.text("summary.md"), QUESTION)
    slope = next(
        estimate
        for estimate in report.finding("pain_trend")["estimates"]
        if estimate["name"] == "slope" and estimate["group"] == {"instrument": "cuff", "model": "unadjusted"}
    )
    assert slope["unit"] == "mmHg per 30 days" and (slope["value"] > 0) == (change == "higher")
    assert f"{abs(slope['value']):.2f} mmHg {change}, which is {meaning}" in found
    other = {"less pain": "more pain", "more pain": "less pain"}[meaning]
    assert other not in found and "points" not in found


def test_short_and_long_exposure(reading):
    report, _, meaning = reading
    found = answer(report.text("summary.md"), "How does pain compare between short and long exposure?")
    assert f"which is {meaning}" in found and "points" not in found


def test_who_worsened(reading):
    """Of 80 patients whose scores move by 25 mmHg or more, with a deviation of 7, all but a few pass 10 mmHg."""
    report, _, meaning = reading
    shares = {
        estimate["name"]: estimate["value"]
        for estimate in report.finding("individual_trends")["estimates"]
        if estimate["name"] in {"worsening_share", "improving_share"}
    }
    went, did_not_go = ("improving", "worsening") if meaning == "less pain" else ("worsening", "improving")
    assert shares[f"{went}_share"] > 0.9 and shares[f"{did_not_go}_share"] < 0.1
    found = answer(report.text("summary.md"), "Do all patients go the same way?")
    assert f"{100 * shares['worsening_share']:.1f}%" in found and "at least 10 mmHg" in found and "points" not in found


def test_the_page_says_the_same(reading):
    report, change, meaning = reading
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", report.text("report.html")))
    found = words[words.index(f"{QUESTION} ", words.index("Answers ")) :][:600]
    assert f"mmHg {change}, which is {meaning}" in found and "points" not in found
