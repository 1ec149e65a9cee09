"""The day-7 answer of studies with several scales or trials: each by itself, and never pooled."""

from collections import Counter

import pytest

import ctn0094_by_hand
import sample_by_hand
from binomial_by_hand import exact_p, wilson
from conftest import SAMPLE, patients_of

COUNTED = ("assessed", "missing_as_withdrawal", "best_case")


def finding(report) -> dict:
    return report.finding("day7_withdrawal")


def tally(own: dict[str, list[tuple[int, int]]]) -> ctn0094_by_hand.Tally:
    """The patients free on day 7, assessed, and all, by days since the index day and grades."""
    grades = [ctn0094_by_hand.nearest_grade(days, 7, 4, 10) for days in own.values()]
    return ctn0094_by_hand.Tally(grades.count(0), len(grades) - grades.count(None), len(grades))


def check(report, place: tuple[str, str | None] | None, expected, denominators, claim=0.95) -> None:
    """The shares of a trial, a scale or everybody, by the denominators that it has and no others, with their tests."""
    own = [entry for entry in finding(report)["estimates"] if patients_of(entry) == place]
    shares = {
        entry["group"]["denominator"]: entry
        for entry in own
        if entry["name"] == "no_withdrawal_share" and entry["interval"] == "wilson"
    }
    assert set(shares) == set(denominators), place
    tests = {
        entry["group"]["denominator"]: entry
        for entry in finding(report)["tests"]
        if patients_of(entry) == place and entry["name"] == "exact_binomial_against_claim"
    }
    assert set(tests) == set(denominators)
    for denominator, entry in shares.items():
        events, n = expected.share(denominator)
        assert (entry["events"], entry["n"]) == (events, n), (place, denominator)
        lower, upper = wilson(events, n, 0.95)
        assert (entry["lower"], entry["upper"]) == pytest.approx((float(lower), float(upper)), abs=1e-12)
        assert tests[denominator]["p"] == pytest.approx(float(exact_p(events, n, claim)), rel=1e-9, abs=1e-300)
    missing = expected.started - expected.assessed
    counts = {(entry["events"], entry["n"]) for entry in own if entry["name"] == "not_assessed_share"}
    assert counts == ({(missing, expected.started)} if len(denominators) > 1 else set()), place
    tipping = [entry["value"] for entry in own if entry["name"] == "tipping_share"]
    if len(denominators) > 1 and missing:
        assert tipping == pytest.approx([(claim * expected.started - expected.free) / missing])
    else:
        assert not tipping


@pytest.fixture(scope="module")
def sample_internal(tool, tmp_path_factory):
    return tool.report(SAMPLE, tmp_path_factory.mktemp("parts"), "--internal")


def test_each_scale_of_the_sample(sample_internal):
    """Fewer than nine in ten have an assessment on either: whether who has none was missed is not known."""
    for scale in sample_by_hand.SCALES:
        check(sample_internal, ("scale", scale), tally(sample_by_hand.assessments(scale)), ["assessed"])
    entries = finding(sample_internal)["estimates"] + finding(sample_internal)["tests"]
    assert None not in {patients_of(entry) for entry in entries}


STUDY = """
nocitrend: 1
title: Parts
data: .
tables:
  patients: {file: patients.csv, columns: {patient: id, COLUMN: part}}
  moud: {file: moud.csv, columns: {patient: id, day: day, dose_mg: mg}, drug: buprenorphine}
  withdrawal: {file: withdrawal.csv, columns: {patient: id, day: day, score: score, scale: scale}}
analyses: {day7_withdrawal: {claim: 0.95, weight_by: [], by: BY}}
"""


@pytest.fixture
def made(tool, study, tmp_path):
    """Makes a report: of each patient the level of a column, and the assessments as day, scale and score."""

    def make(people: dict[str, tuple[str, list[tuple[int, str, int]]]], column="trial", by="[]"):
        path = study(
            STUDY.replace("COLUMN", column).replace("BY", by),
            patients="id,part\n" + "".join(f"{who},{part}\n" for who, (part, _) in people.items()),
            moud="id,day,mg\n" + "".join(f"{who},0,8\n" for who in people),
            withdrawal="id,day,score,scale\n"
            + "".join(
                f"{who},{day},{score},{scale}\n" for who, (_, own) in people.items() for day, scale, score in own
            ),
        )
        return tool.report(path, tmp_path / "out", "--internal")

    return make


def graded(people, scale=None, part=None) -> dict[str, list[tuple[int, int]]]:
    """Days and grades of those of a part, by the assessments on a scale."""
    return {
        who: [(day, int(score > sample_by_hand.SCALES[own][0])) for day, own, score in days if scale in (None, own)]
        for who, (level, days) in people.items()
        if part in (None, level)
    }


def mixed(on_sows_alone: int) -> dict:
    """100 patients on COWS, of whom some were missed around day 7, but for those on SOWS alone; ten have both."""
    people = {}
    for number in range(100):
        if number < on_sows_alone:
            own = [(7, "sows", number % 2)]
        else:
            own = [(1, "cows", 9)] + ([(6, "cows", number % 7)] if number % 3 else [])
            own += [(7, "sows", number % 5)] if number >= 90 else []
        people[f"p{number:03d}"] = "a", own
    return people


@pytest.mark.parametrize("on_sows_alone, denominators", [(10, COUNTED), (11, ["assessed"])])
def test_a_scale_of_nine_in_ten_is_meant_for_everybody(made, on_sows_alone, denominators):
    """Then who has no assessment on it around day 7 was missed; the other scale stays among those assessed on it."""
    people = mixed(on_sows_alone)
    report = made(people, column="arm")
    check(report, ("scale", "cows"), tally(graded(people, "cows")), denominators)
    check(report, ("scale", "sows"), tally(graded(people, "sows")), ["assessed"])
    assert {patients_of(entry) for entry in finding(report)["estimates"]} == {("scale", "cows"), ("scale", "sows")}
    families = Counter(entry["family"] for entry in finding(report)["tests"])
    assert families == ({"cows": 3, None: 1} if denominators == COUNTED else {None: 2})


def test_of_one_scale_the_answer_is_of_everybody(made):
    """As is that of a study of one trial; the scale is named, among those assessed."""
    people = {
        who: (part, [row for row in own if row[1] == "cows"]) for who, (part, own) in mixed(0).items()
    }
    report = made(people)
    check(report, None, tally(graded(people)), COUNTED)
    estimates = [entry for entry in finding(report)["estimates"] if patients_of(entry) == ("scale", "cows")]
    assert {(entry["name"], entry["group"]["denominator"]) for entry in estimates} == {
        ("no_withdrawal_share", "assessed")
    }
    assert {entry["family"] for entry in finding(report)["tests"]} == {"everyone"}
    assert "not_planned" not in finding(report)["settings"]


def trials(sizes: dict[str, tuple[int, int]]) -> dict:
    """Patients of trials, so many of each and so many of these assessed on day 7."""
    return {
        f"{trial}{number:03d}": (trial, [(7, "cows" if trial != "B" else "sows", number % 8)] if number < assessed else [])
        for trial, (size, assessed) in sizes.items()
        for number in range(size)
    }


@pytest.mark.parametrize(
    "size, assessed, is_planned", [(91, 9, False), (90, 9, True), (150, 10, True), (30, 0, False)]
)
def test_a_trial_that_did_not_assess(made, size, assessed, is_planned):
    """Fewer than ten and fewer than a tenth: its patients are missing in no share, also not in those of another column."""
    people = trials({"A": (60, 45), "B": (50, 40), "C": (size, assessed)})
    report = made(people, by="[trial]")
    named = {"A", "B"} | ({"C"} if is_planned else set())
    assert {patients_of(entry) for entry in finding(report)["estimates"]} == {("trial", trial) for trial in named}
    for trial in sorted(named):
        check(report, ("trial", trial), tally(graded(people, part=trial)), COUNTED)
    assert finding(report)["settings"].get("not_planned") == (None if is_planned else "trial C")
    assert finding(report)["population"]["patients"] == len(people)
    assert {entry["family"] for entry in finding(report)["tests"]} == {f"trial, {one}" for one in COUNTED}
