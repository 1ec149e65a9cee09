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


def check_lead(found: str, report, change: str, meaning: str) -> None:
    """Whether pain rose or fell, by how many mmHg over the exposures, and in which direction the scores run."""
    over, slope = (
        next(
            estimate
            for estimate in report.finding("pain_trend")["estimates"]
            if estimate["name"] == name and estimate["group"].items() >= {"model": "unadjusted"}.items()
        )
        for name in ("change_over_span", "slope")
    )
    assert over["unit"] == "mmHg" and slope["unit"] == "mmHg per 30 days"
    assert (over["value"] > 0) == (slope["value"] > 0) == (change == "higher")
    verb, other = {"less pain": ("fell", "rose"), "more pain": ("rose", "fell")}[meaning]
    lower, upper = sorted(abs(over[end]) for end in ("lower", "upper"))
    assert f"pain {verb} with time and exposure together: over the {over['group']['exposure_days']} days" in found
    assert f"by {abs(over['value']):.1f} mmHg (95% CI {lower:.1f} to {upper:.1f})" in found
    assert f"per 30 days {slope['value']:.2f}; a higher score is less pain.".replace("-", "\u2212") in found
    assert f"pain {other}" not in found.casefold() and "points" not in found


def test_does_pain_rise(reading):
    report, change, meaning = reading
    check_lead(answer(report.text("summary.md"), QUESTION), report, change, meaning)


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
    check_lead(found, report, change, meaning)


@pytest.mark.parametrize(
    "smallest, words",
    [
        (None, "no trend of pain with time and exposure together larger than 30 mmHg: over the"),
        (2.5, "no trend of pain with time and exposure together larger than 2.5 mmHg: over the"),
        (1, "no clear trend of pain with time and exposure together: over the"),
    ],
)
def test_no_trend_is_held_against_the_smallest_change(tool, study, tmp_path, smallest, words):
    """By default a tenth of the range of 0 to 300; of scores that do not move the interval reaches from -0.7 to 2.1 mmHg."""
    yaml = YAML if smallest is None else YAML.replace("pain_trend: {}", f"pain_trend: {{smallest_change: {smallest}}}")
    report = tool.report(study(yaml, pain=scores(0), exposures=EXPOSURES), tmp_path / "out", "--internal")
    assert report.finding("pain_trend")["settings"]["smallest_change"] == str(smallest or 30)
    over = next(one for one in report.finding("pain_trend")["estimates"] if one["name"] == "change_over_span")
    assert -1 < over["lower"] < 0 and 1 < over["upper"] < 2.5
    found = answer(report.text("summary.md"), QUESTION)
    assert words in found
    room = f"leaves room for a fall of {-over['lower']:.1f} as well as a rise of {over['upper']:.1f}"
    assert (room in found) == (smallest == 1)
