"""The course of withdrawal in CTN-0094 by day, by week and by Kaplan-Meier, against the raw files."""

import math

import pytest

import ctn0094_by_hand
from binomial_by_hand import wilson

Z = 1.959963984540054


@pytest.fixture(scope="module")
def timelines(ctn0094_data):
    index = ctn0094_by_hand.index_days(ctn0094_data)
    found = ctn0094_by_hand.assessments(ctn0094_data, index)
    return {who: [(day, grade) for day, grade in own if day >= 0] for who, own in found.items()}


def estimates(report, name: str) -> list[dict]:
    found = [each for each in report.finding("withdrawal_course")["estimates"] if each["name"] == name]
    assert found, name
    return found


def test_shares_by_day_and_week(ctn0094_internal, timelines):
    checked = set()
    for estimate in estimates(ctn0094_internal, "no_withdrawal_share"):
        group = estimate["group"]
        if estimate["column"] is not None:
            assert (estimate["column"]["name"], estimate["column"]["origin"]) == ("scale", "tool")
            continue
        if "day" in group:
            target, margin = int(group["day"]), 0
        else:
            target, margin = 7 * int(group["week"]), 3
        near = [
            ctn0094_by_hand.nearest_grade(own, target, target - margin, target + margin) for own in timelines.values()
        ]
        grades = [grade for grade in near if grade is not None]
        events, n = grades.count(0), len(grades)
        assert (estimate["events"], estimate["n"]) == (events, n), group
        lower, upper = wilson(events, n, 0.95)
        # As for the day-7 shares.
        assert estimate["value"] == pytest.approx(events / n, rel=0, abs=1e-12)
        assert estimate["lower"] == pytest.approx(float(lower), rel=0, abs=1e-12)
        assert estimate["upper"] == pytest.approx(float(upper), rel=0, abs=1e-12)
        checked.add((target, margin))
    assert {(0, 0), (7, 0), (7, 3), (14, 3)} <= checked


def kaplan_meier(times: list[tuple[int, bool]]) -> dict[int, tuple[int, float, float]]:
    """At risk, survival and Greenwood's sum at each day with an event."""
    survival, greenwood, curve = 1.0, 0.0, {}
    for day in sorted({day for day, event in times if event}):
        at_risk = sum(other >= day for other, _ in times)
        events = sum(event and other == day for other, event in times)
        survival *= 1 - events / at_risk
        greenwood += events / (at_risk * (at_risk - events)) if at_risk > events else math.inf
        curve[day] = at_risk, survival, greenwood
    return curve


def test_time_to_none(ctn0094_internal, timelines):
    times = [time for own in timelines.values() if (time := ctn0094_by_hand.time_to_none(own))]
    curve = kaplan_meier(times)
    for estimate in estimates(ctn0094_internal, "not_yet_free_share"):
        at_risk, survival, greenwood = curve[int(estimate["group"]["day"])]
        assert estimate["n"] == at_risk
        assert estimate["value"] == pytest.approx(survival, rel=1e-12)
        assert estimate["se"] == pytest.approx(survival * math.sqrt(greenwood), rel=1e-10)
        # Log-log interval: log(-log S) plus or minus z times its standard error.
        half = Z * math.sqrt(greenwood) / abs(math.log(survival))
        assert estimate["lower"] == pytest.approx(survival ** math.exp(half), rel=1e-10)
        assert estimate["upper"] == pytest.approx(survival ** math.exp(-half), rel=1e-10)
    (median,) = estimates(ctn0094_internal, "median_days_to_none")
    assert median["value"] == min(day for day, (_, survival, _) in curve.items() if survival <= 0.5)
    assert median["n"] == len(times)
