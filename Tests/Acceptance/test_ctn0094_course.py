"""The course of withdrawal by day, by week and until free: of each trial of CTN-0094 and of each scale of the sample."""

import math
from collections import Counter

import pytest

import ctn0094_by_hand
import sample_by_hand
from binomial_by_hand import wilson
from conftest import SAMPLE
from turnbull_by_hand import NEVER, free_between, turnbull

ENDINGS = ("first", "sustained")
# The smallest group that a step of a curve may show, in both studies.
MINIMUM_CELL = 11


@pytest.fixture(scope="module")
def by_trial(ctn0094_data):
    """Days since the index day with their grades, of each patient of each trial."""
    index, trials = ctn0094_by_hand.index_days(ctn0094_data), ctn0094_by_hand.groups(ctn0094_data)["trial"]
    parts = {("trial", trial): [] for trial in sorted({trials[who] for who in index})}
    for who, own in ctn0094_by_hand.assessments(ctn0094_data, index).items():
        parts["trial", trials[who]].append([(day, grade) for day, grade in own if day >= 0])
    return parts


@pytest.fixture(scope="module")
def by_scale():
    """The same of each scale: the assessments on it alone."""
    return {
        ("scale", scale): [
            [(day, grade) for day, grade in own if day >= 0] for own in sample_by_hand.assessments(scale).values()
        ]
        for scale in sample_by_hand.SCALES
    }


@pytest.fixture(scope="module")
def sample_internal(tool, tmp_path_factory):
    return tool.report(SAMPLE, tmp_path_factory.mktemp("course"), "--internal")


@pytest.fixture(params=["ctn0094", "sample"])
def course(request):
    """The estimates of the report without withholding, and the patients' assessments by part."""
    names = {"ctn0094": ("ctn0094_internal", "by_trial"), "sample": ("sample_internal", "by_scale")}[request.param]
    report, parts = (request.getfixturevalue(name) for name in names)
    return report.finding("withdrawal_course")["estimates"], parts


def part_of(estimate: dict) -> tuple[str, str]:
    """The trial or scale: no number is of all of them together."""
    column = estimate["column"]
    assert column is not None, estimate
    assert column["origin"] == ("tool" if column["name"] == "scale" else "study"), estimate
    return column["name"], column["level"]


def check_shares(estimates: list[dict], parts: dict, part=part_of) -> None:
    """Each day and week on which anybody was assessed has its share, counts and Wilson interval."""
    found = {}
    for estimate in estimates:
        if estimate["name"] == "no_withdrawal_share":
            group = estimate["group"]
            time = ("day", int(group["day"])) if "day" in group else ("week", int(group["week"]))
            found[part(estimate), time] = estimate
    times = [("day", day) for day in range(29)] + [("week", week) for week in range(1, 25)]
    expected = set()
    for own_part, timelines in parts.items():
        for kind, number in times:
            target, margin = (number, 0) if kind == "day" else (7 * number, 3)
            near = [
                ctn0094_by_hand.nearest_grade(own, target, target - margin, target + margin) for own in timelines
            ]
            grades = [grade for grade in near if grade is not None]
            if not grades:
                continue
            expected.add((own_part, (kind, number)))
            estimate, events, n = found[own_part, (kind, number)], grades.count(0), len(grades)
            assert (estimate["events"], estimate["n"]) == (events, n), (own_part, kind, number)
            lower, upper = wilson(events, n, 0.95)
            # As for the day-7 shares.
            assert estimate["value"] == pytest.approx(events / n, rel=0, abs=1e-12)
            assert estimate["lower"] == pytest.approx(float(lower), rel=0, abs=1e-12)
            assert estimate["upper"] == pytest.approx(float(upper), rel=0, abs=1e-12)
    assert set(found) == expected


def test_shares_by_day_and_week(course):
    check_shares(*course)


def shown_days(intervals: list[tuple[float, float]], falls) -> list[int]:
    """The days by which at least the minimum cell of further patients is free, nobody or as many are not, and the curve fell by as many."""
    free_on, since, left, shown = Counter(right for _, right in intervals if right < NEVER), 0, len(intervals), []
    last = 1.0
    for fall in falls:
        if fall.right == NEVER:
            continue
        reached = sum(free_on.pop(day) for day in sorted(free_on) if day <= fall.right)
        since, left = since + reached, left - reached
        fell = (last - fall.survival) * len(intervals)
        if since >= MINIMUM_CELL and (left == 0 or left >= MINIMUM_CELL) and fell >= MINIMUM_CELL:
            shown.append(fall.right)
            since, last = 0, fall.survival
    return shown


@pytest.mark.parametrize("ending", ENDINGS)
def test_not_yet_free(course, ending):
    estimates, parts = course
    seen = 0
    for part, timelines in parts.items():
        intervals = [found for own in timelines if (found := free_between(own, ending))]
        falls = turnbull(intervals)
        own = {
            int(estimate["group"]["day"]): estimate
            for estimate in estimates
            if estimate["name"] == "not_yet_free_share"
            and part_of(estimate) == part
            and estimate["group"]["ending"] == ending
        }
        assert sorted(own) == shown_days(intervals, falls), part
        for fall in falls:
            if estimate := own.get(fall.right):
                assert estimate["n"] == len(intervals)
                assert estimate["interval"] == "turnbull_log_log"
                # Two optimisers; the curve and its errors are smooth in where they stop.
                assert estimate["value"] == pytest.approx(fall.survival, rel=0, abs=1e-6), (part, fall)
                assert estimate["se"] == pytest.approx(fall.error, rel=1e-4), (part, fall)
                for end, limit in zip(("lower", "upper"), fall.limits):
                    assert estimate[end] == pytest.approx(limit, rel=1e-4), (part, fall)
                seen += 1
    assert seen >= 9


def first_at(falls, day, height) -> float | None:
    """The first day on which a curve is down to a half."""
    return next((day(fall) for fall in falls if fall.right < NEVER and (height(fall) or 0) <= 0.5), None)


@pytest.mark.parametrize("ending", ENDINGS)
def test_median_days(course, ending):
    """By when half are free, on which day that may have been at the earliest, and where the interval's curves reach a half."""
    estimates, parts = course
    found = {
        (estimate["name"], part_of(estimate)): estimate
        for estimate in estimates
        if estimate["name"].startswith("median_days") and estimate["group"] == {"ending": ending}
    }
    expected = set()
    for part, timelines in parts.items():
        intervals = [own_interval for own in timelines if (own_interval := free_between(own, ending))]
        falls = turnbull(intervals)

        def left(fall):
            return fall.left + 1

        def right(fall):
            return fall.right

        # A height of exactly a half would be a matter of rounding.
        assert all(abs(fall.survival - 0.5) > 1e-6 for fall in falls)
        latest = first_at(falls, right, lambda fall: fall.survival)
        if latest is None:
            continue
        expected |= {("median_days_to_none", part), ("median_days_at_earliest", part)}
        median = found["median_days_to_none", part]
        assert median["value"] == latest
        assert (median["n"], median["events"]) == (len(intervals), sum(end < NEVER for _, end in intervals))
        assert median["lower"] == first_at(falls, left, lambda fall: fall.limits[0])
        assert median["upper"] == first_at(falls, right, lambda fall: fall.limits[1] or fall.survival)
        earliest = found["median_days_at_earliest", part]
        assert earliest["value"] == first_at(falls, left, lambda fall: fall.survival)
    assert set(found) == expected


def test_a_hand_worked_curve():
    """Ten people: two free by day 2, four between days 2 and 5, one after day 5, three seen last on day 2."""
    falls = turnbull([(0, 2)] * 2 + [(2, 5)] * 4 + [(5, NEVER)] + [(2, NEVER)] * 3)
    assert [(fall.left, fall.right) for fall in falls] == [(0, 2), (2, 5), (5, NEVER)]
    # As by Kaplan and Meier with events on days 2 and 5: 8 / 10, and of five still seen one is left.
    assert [fall.survival for fall in falls] == pytest.approx([0.8, 0.16, 0])
    greenwood = 2 / (10 * 8) + 4 / (5 * 1)
    assert falls[1].error == pytest.approx(0.16 * math.sqrt(greenwood))


YAML = """
nocitrend: 1
title: One scale
data: .
tables:
  moud: {file: moud.csv, columns: {patient: id, day: day, dose_mg: mg}, drug: buprenorphine}
  withdrawal: {file: withdrawal.csv, columns: {patient: id, day: day, score: cows}, scale: cows}
analyses: {withdrawal_course: {}}
"""


def test_of_one_scale_everybody_is_one_part(tool, study, tmp_path):
    own = {f"p{number:02d}": [(day, (number * 7 + day * 5) % 9) for day in (0, 2, 5, 9)] for number in range(40)}
    path = study(
        YAML,
        moud="id,day,mg\n" + "".join(f"{who},0,8\n" for who in own),
        withdrawal="id,day,cows\n" + "".join(f"{who},{day},{score}\n" for who in own for day, score in own[who]),
    )
    estimates = tool.report(path, tmp_path / "out", "--internal").finding("withdrawal_course")["estimates"]
    assert all(estimate["column"] is None for estimate in estimates)
    graded = [[(day, int(score > 4)) for day, score in scores] for scores in own.values()]
    check_shares(estimates, {None: graded}, part=lambda _: None)
    assert {estimate["group"].get("ending") for estimate in estimates} == {None, *ENDINGS}
