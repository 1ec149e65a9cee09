"""Scores that lie on an end of their range: the line that they would have without it."""

import numpy as np

from test_against_unexposed import by_model

YAML = """
nocitrend: 1
title: Floor
data: .
tables:
  pain: {file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: nrs}
  exposures: {file: exposures.csv, columns: {patient: id, start_day: start, end_day: end, drug: drug}}
analyses: {pain_trend: {}}
"""
SLOPE = 0.5


def tables(level: float) -> tuple[dict[str, str], float]:
    """150 patients whose scores rise by the same on average, each by its own slope, and are held within 0 to 10; and the share that
    lies on an end."""
    random = np.random.default_rng(20261126)
    pain, exposures, on_an_end = ["id,day,score"], ["id,start,end,drug"], []
    for patient in range(150):
        start, slope = random.normal(level, 1.5), random.normal(SLOPE, 0.15)
        exposures.append(f"p{patient},0,300,morphine")
        for day in range(20, 260, 30):
            score = np.clip(start + slope * day / 30 + random.normal(0, 1), 0, 10)
            on_an_end.append(score in (0, 10))
            pain.append(f"p{patient},{day},{score:.2f}")
    return {"pain": "\n".join(pain) + "\n", "exposures": "\n".join(exposures) + "\n"}, np.mean(on_an_end)


def test_where_many_scores_are_at_the_floor_the_line_has_none(tool, study, tmp_path):
    files, share = tables(-0.7)
    assert 0.25 < share < 0.6
    slopes = by_model(tool.report(study(YAML, **files), tmp_path / "out", "--internal"), "slope")
    # The seed is fixed: 3.5 standard errors would be missed by one seed in two thousand. The floor hides part of the rise.
    assert abs(slopes["two_limit"]["value"] - SLOPE) < 3.5 * slopes["two_limit"]["se"]
    assert slopes["unadjusted"]["upper"] < SLOPE - 0.05 < slopes["two_limit"]["value"]


def test_where_few_are_there_is_no_such_model(tool, study, tmp_path):
    files, share = tables(3)
    assert share < 0.1
    assert "two_limit" not in by_model(tool.report(study(YAML, **files), tmp_path / "out", "--internal"), "slope")
