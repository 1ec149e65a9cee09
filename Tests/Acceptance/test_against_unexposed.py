"""Pain that falls for everybody is told from what exposure adds, where unexposed scores show the fall by itself."""

import numpy as np
import pytest

from test_direction_and_unit import QUESTION, answer

YAML = """
nocitrend: 1
title: Recovery
data: .
tables:
  pain: {file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: nrs}
  exposures: {file: exposures.csv, columns: {patient: id, start_day: start, end_day: end, drug: drug}}
analyses: {pain_trend: {}}
"""
OVER_TIME, ADDED = -0.6, 0.4
WARNING = "Time and exposure cannot be told apart"


def scores(never_exposed: int) -> tuple[str, str]:
    """80 exposed patients, scored once before, and others on the same days: pain falls over time, and by less while exposed."""
    random = np.random.default_rng(20261126)
    pain, exposures = ["id,day,score"], ["id,start,end,drug"]
    for patient in range(80 + never_exposed):
        level, start = random.normal(6, 0.8), 5 + patient % 40
        if patient < 80:
            exposures.append(f"p{patient},{start},300,morphine")
        for day in (0, *range(50, 240, 30)):
            exposed = max(0, day - start) if patient < 80 else 0
            value = level + OVER_TIME * day / 30 + ADDED * exposed / 30 + random.normal(0, 0.5)
            pain.append(f"p{patient},{day},{np.clip(value, 0, 10):.2f}")
    return "\n".join(pain) + "\n", "\n".join(exposures) + "\n"


@pytest.fixture
def made(tool, study, tmp_path):
    def make(never_exposed: int):
        pain, exposures = scores(never_exposed)
        return tool.report(study(YAML, pain=pain, exposures=exposures), tmp_path / "out", "--internal")

    return make


def by_model(report, name: str) -> dict[str, dict]:
    found = {}
    for estimate in report.finding("pain_trend")["estimates"]:
        if estimate["name"] == name:
            found.setdefault(estimate["group"]["model"], estimate)
    return found


@pytest.mark.parametrize("never_exposed", [0, 9])
def test_of_too_few_the_answer_begins_with_a_warning(made, never_exposed):
    """Nine patients who were never exposed, and one unexposed score of each of the others."""
    report = made(never_exposed)
    assert report.finding("pain_trend")["settings"]["comparator"] == "none"
    assert "against_unexposed" not in by_model(report, "slope")
    found = answer(report.text("summary.md"), QUESTION)
    assert found.startswith(f"{WARNING} here, as too few were scored while unexposed; pain fell with time and exposure")


@pytest.mark.parametrize("never_exposed", [10, 60])
def test_of_ten_the_comparison_is_made(made, never_exposed):
    report = made(never_exposed)
    finding = report.finding("pain_trend")
    assert finding["settings"]["comparator"] == "unexposed scores"
    assert not any(WARNING in caution for caution in finding["cautions"])
    slopes, changes = by_model(report, "slope"), by_model(report, "change_over_span")
    # Scores are clipped at 0 and 10, hardly any; 3.5 standard errors, as the seed is fixed.
    slope = slopes["against_unexposed"]
    assert abs(slope["value"] - ADDED) < 3.5 * slope["se"]
    assert abs(slopes["unadjusted"]["value"] - (OVER_TIME + ADDED)) < 0.1
    days = int(changes["unadjusted"]["group"]["exposure_days"])
    assert changes["against_unexposed"]["value"] == pytest.approx(slope["value"] * days / 30, rel=1e-9)
    patients = by_model(report, "patients")["against_unexposed"]
    assert patients["value"] == 80 + never_exposed
    assert not answer(report.text("summary.md"), QUESTION).startswith(WARNING)


def test_the_answer_leads_with_the_comparison(made):
    """And says beside it that exposed scores alone went down."""
    report = made(60)
    found = answer(report.text("summary.md"), QUESTION)
    assert found.startswith("Pain rose compared with the course of unexposed scores: over the")
    assert "Exposed scores alone went down by" in found
