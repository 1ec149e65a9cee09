"""The day-7 shares of CTN-0094 against a computation from the raw files that shares nothing with the tool."""

import re

import pytest

import ctn0094_by_hand
from binomial_by_hand import clopper_pearson, exact_p, wilson
from conftest import as_released, patients_of

DENOMINATORS = ("assessed", "missing_as_withdrawal", "best_case")
CLAIM = 0.95
# Doubles carry 16 digits; 12 decimals leave room for the inversion of the beta function and for no mistake.
EXACTLY = {"rel": 0, "abs": 1e-12}


def raw_level(grouping: str, level: str | None) -> str | None:
    """The level in the raw files: the study file may write trial 27 as CTN-0027."""
    return re.sub(r"^CTN-?00", "", level) if grouping == "trial" and level else level


def group_of(entry: dict) -> tuple[str, str | None]:
    """Grouping and level in the raw files: no number is about everybody, or about a scale."""
    own = patients_of(entry)
    assert own is not None and entry["column"]["origin"] == "study", entry
    grouping, level = own
    return grouping, raw_level(grouping, level)


def shares(report) -> dict:
    """Estimates of counts by (group, denominator, interval); test_day7_weighting.py is about the weighted ones."""
    found = {}
    for estimate in report.finding("day7_withdrawal")["estimates"]:
        if estimate["name"] == "no_withdrawal_share" and estimate["group"]["denominator"] in DENOMINATORS:
            key = group_of(estimate), estimate["group"]["denominator"], estimate["interval"]
            assert key not in found, f"{key} stands twice"
            found[key] = estimate
    return found


def claim_tests(report) -> dict:
    found = {}
    for test in report.finding("day7_withdrawal")["tests"]:
        if test["name"] == "exact_binomial_against_claim":
            key = group_of(test), test["group"]["denominator"]
            assert key not in found, f"{key} stands twice"
            found[key] = test
    return found


def is_withheld(measure) -> bool:
    return isinstance(measure, dict) and set(measure) == {"withheld"}


def must_be_withheld(tally, denominator: str) -> bool:
    """A share shows its count, its denominator and by subtraction the rest; where everybody is in the denominator,
    those not assessed too.
    """
    free, withdrawn, missing = tally.cells
    events, n = tally.share(denominator)
    shown = [free, withdrawn, events, n, n - events] + ([missing] if denominator != "assessed" else [])
    return any(1 <= count <= 10 for count in shown)


@pytest.fixture(scope="module")
def by_hand(ctn0094_data):
    return ctn0094_by_hand.day7(ctn0094_data)


def check_share(estimate: dict, tally, denominator: str, limit=float) -> None:
    """The share is exact as its counts are shown; its limits are what `limit` makes of them."""
    events, n = tally.share(denominator)
    assert (estimate["events"], estimate["n"]) == (events, n)
    if n == 0:
        assert estimate["value"] is None
        return
    assert estimate["level"] == CLAIM
    lower, upper = {"wilson": wilson, "clopper_pearson": clopper_pearson}[estimate["interval"]](events, n, 0.95)
    assert estimate["value"] == pytest.approx(events / n, **EXACTLY)
    assert estimate["lower"] == pytest.approx(limit(float(lower)), **EXACTLY)
    assert estimate["upper"] == pytest.approx(limit(float(upper)), **EXACTLY)


def test_each_group_is_there_and_no_pool(ctn0094, ctn0094_internal, by_hand):
    """Each group that was to be assessed has each share with both intervals; nothing is of all trials."""
    assert {level for grouping, level in by_hand if grouping == "trial"} == {"30", "51"}
    expected = {
        (group, denominator, interval)
        for group, tally in by_hand.items()
        for denominator in DENOMINATORS
        for interval in (("wilson", "clopper_pearson") if tally.share(denominator)[1] else (None,))
    }
    assert set(shares(ctn0094_internal)) == expected
    assert set(shares(ctn0094)) == expected


def test_internal_shares_and_intervals(ctn0094_internal, by_hand):
    for (group, denominator, _), estimate in shares(ctn0094_internal).items():
        check_share(estimate, by_hand[group], denominator)


def test_released_shares_are_right_or_withheld(ctn0094, by_hand):
    numbers = ("value", "lower", "upper", "n", "events")
    withheld = shown = to_protect = 0
    for (group, denominator, _), estimate in shares(ctn0094).items():
        tally = by_hand[group]
        if must_be_withheld(tally, denominator):
            withheld += 1
            told = [key for key in numbers if estimate[key] is not None and not is_withheld(estimate[key])]
            assert not told, f"{group} {denominator} shows {told}"
        elif all(estimate[key] is None or is_withheld(estimate[key]) for key in numbers):
            # It tells of no few patients, but they could be worked out from it.
            to_protect += 1
        else:
            check_share(estimate, tally, denominator, limit=as_released)
            shown += 1
    assert shown > to_protect // 2 and shown > 5
    assert withheld > 0, "CTN-0094 has small cells; if none is withheld this test looks at the wrong thing"


def test_exact_test_against_the_claim(ctn0094_internal, by_hand):
    found = claim_tests(ctn0094_internal)
    assert set(found) == {
        (group, denominator)
        for group, tally in by_hand.items()
        for denominator in DENOMINATORS
        if tally.share(denominator)[1] > 0
    }
    for (group, denominator), test in found.items():
        p = exact_p(*by_hand[group].share(denominator), CLAIM)
        # Relative, as p-values span hundreds of orders of magnitude; below 1e-300 a double loses digits or becomes 0.
        assert test["p"] == pytest.approx(float(p), rel=1e-9, abs=1e-300), (group, denominator)


def test_tests_of_a_column_are_a_family(ctn0094_internal):
    for test in ctn0094_internal.finding("day7_withdrawal")["tests"]:
        assert test["family"] == f"{group_of(test)[0]}, {test['group']['denominator']}", test


def test_the_trial_that_did_not_assess_is_named(ctn0094, ctn0094_data):
    """One of its patients has an assessment in the window; everybody with an index day is still counted as the population."""
    index = ctn0094_by_hand.index_days(ctn0094_data)
    finding = ctn0094.finding("day7_withdrawal")
    assert finding["settings"]["not_planned"] == "trial 27"
    assert finding["population"]["patients"] == len(index) > len(ctn0094_by_hand.planned(ctn0094_data))
    assert any("trial 27" in caution and "did not assess then" in caution for caution in finding["cautions"])


def test_not_assessed_share(ctn0094_internal, by_hand):
    seen = set()
    for estimate in ctn0094_internal.finding("day7_withdrawal")["estimates"]:
        if estimate["name"] == "not_assessed_share":
            tally = by_hand[group_of(estimate)]
            assert (estimate["events"], estimate["n"]) == (tally.started - tally.assessed, tally.started)
            seen.add(group_of(estimate))
    assert seen == set(by_hand)


def test_pain_trend_says_why_there_is_none(ctn0094):
    trend = ctn0094.finding("pain_trend")
    assert trend["status"] == "not_estimable"
    assert "one assessment per person" in trend["reason"]
