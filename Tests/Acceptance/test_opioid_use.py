"""Who took which opioid when, for how long, and what came after, from the CSV files by code of its own."""

from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest

import sample_by_hand
from binomial_by_hand import wilson
from conftest import SAMPLE, as_released
from sample_by_hand import known, number, whole
from test_opioid_doses import FACTORS

GAP, MONTH, STEPS = 30, 30, 24
FEWEST = 11


@pytest.fixture(scope="module")
def exposures() -> dict[str, list[tuple[int, int, str, Fraction | None]]]:
    """First and last day, drug and equivalents a day (None: not recorded), by first day; rows alike in every column once."""
    people, seen, found = sample_by_hand.patients(), set(), defaultdict(list)
    for row in sample_by_hand.rows("exposures.csv"):
        start, end, cells = whole(row["start_day"]), whole(row["end_day"]), tuple(row.values())
        if row["patient"] not in people or None in (start, end) or start > end or cells in seen:
            continue
        seen.add(cells)
        drug, dose = known(row["drug"]), row["dose_mg"].strip()
        daily = None if number(dose) is None else Fraction(dose) * Fraction(FACTORS[drug])
        found[row["patient"]].append((start, end, drug, daily))
    return {who: sorted(own, key=lambda row: row[:2]) for who, own in found.items()}


@pytest.fixture(scope="module")
def moud_days() -> dict[str, set[int]]:
    people, days = sample_by_hand.patients(), defaultdict(set)
    for row in sample_by_hand.rows("moud.csv"):
        day, dose = whole(row["day"]), number(row["dose_mg"])
        if row["patient"] in people and day is not None and dose is not None and dose > 0:
            days[row["patient"]].add(day)
    return days


@pytest.fixture(scope="module")
def observed(exposures) -> dict[str, tuple[int, int]]:
    """First and last day of any record that can be read."""
    people, days = sample_by_hand.patients(), defaultdict(list)
    for who, own in exposures.items():
        for start, end, *_ in own:
            days[who] += [start, end]
    for row in sample_by_hand.rows("moud.csv"):
        readable = number(row["dose_mg"]) is not None or not known(row["dose_mg"])
        if row["patient"] in people and whole(row["day"]) is not None and readable:
            days[row["patient"]].append(whole(row["day"]))
    for row in sample_by_hand.rows("withdrawal.csv"):
        _, greatest = sample_by_hand.SCALES[row["scale"]]
        score = whole(row["score"])
        if row["patient"] in people and whole(row["day"]) is not None and score is not None and 0 <= score <= greatest:
            days[row["patient"]].append(whole(row["day"]))
    for row in sample_by_hand.rows("pain.csv"):
        score = number(row["score"])
        if row["patient"] in people and whole(row["day"]) is not None and score is not None and 0 <= score <= 10:
            days[row["patient"]].append(whole(row["day"]))
    for row in sample_by_hand.rows("interventions.csv"):
        start, end = whole(row["start_day"]), whole(row["end_day"])
        if row["patient"] in people and None not in (start, end) and start <= end:
            days[row["patient"]] += [start, end]
    for who, day in sample_by_hand.other_records():
        days[who].append(day)
    return {who: (min(own), max(own)) for who, own in days.items()}


def eras(own: list[tuple]) -> list[tuple[int, int]]:
    """From the set of covered days."""
    found: list[list[int]] = []
    for day in sorted({day for start, end, *_ in own for day in range(start, end + 1)}):
        if found and day - found[-1][1] - 1 <= GAP:
            found[-1][1] = day
        else:
            found.append([day, day])
    return [tuple(era) for era in found]


def estimates(finding: dict, name: str, **group) -> list[dict]:
    return [one for one in finding["estimates"] if one["name"] == name and group.items() <= one["group"].items()]


def check_share(estimate: dict, events: int, n: int) -> None:
    assert (estimate["events"], estimate["n"]) == (events, n), estimate
    lower, upper = wilson(events, n, 0.95)
    for name, expected in (("value", events / n), ("lower", lower), ("upper", upper)):
        assert estimate[name] == pytest.approx(float(expected), rel=0, abs=1e-12)


@pytest.fixture(scope="module")
def finding(tool, tmp_path_factory) -> dict:
    """With nothing withheld."""
    return tool.report(SAMPLE, tmp_path_factory.mktemp("use"), "--internal").finding("opioid_use")


def test_coverage_by_month(finding, exposures, moud_days, observed):
    """Of those observed on all 30 days, the share covered on at least one, by any opioid, each of six drugs, the others and MOUD."""
    takers = defaultdict(set)
    for who, own in exposures.items():
        for _, _, drug, _ in own:
            takers[drug].add(who)
    ranked = sorted(takers, key=lambda drug: (-len(takers[drug]), drug))
    told = ranked[:6]
    groups = {"any_opioid": set(ranked), **{drug: {drug} for drug in told}, "other_opioids": set(ranked[6:])}
    seen = 0
    for month in range(1, STEPS + 1):
        first, last = (month - 1) * MONTH, month * MONTH - 1
        there = {who for who, (start, end) in observed.items() if start <= first and end >= last}
        covered = {
            name: {
                who
                for who in there
                if any(drug in drugs and start <= last and end >= first for start, end, drug, _ in exposures.get(who, []))
            }
            for name, drugs in groups.items()
        }
        covered["moud"] = {who for who in there if any(first <= day <= last for day in moud_days.get(who, ()))}
        for name, who in covered.items():
            if not there:
                assert not estimates(finding, "covered_share", covered_by=name, month=str(month))
                continue
            (share,) = estimates(finding, "covered_share", covered_by=name, month=str(month))
            check_share(share, len(who), len(there))
            seen += 1
    assert seen == len(estimates(finding, "covered_share")) > 100


def test_durations(finding, exposures, observed):
    """Quartiles by NumPy; the median length of the first era by Kaplan and Meier, written out."""
    own_eras = {who: eras(own) for who, own in exposures.items()}
    days = {who: len({day for start, end, *_ in own for day in range(start, end + 1)}) for who, own in exposures.items()}
    measured = {
        "first_day": [own[0][0] for own in own_eras.values()],
        "covered_days": list(days.values()),
        "first_era_length": [own[0][1] - own[0][0] + 1 for own in own_eras.values()],
        "first_gap": [own[1][0] - own[0][1] - 1 for own in own_eras.values() if len(own) > 1],
    }
    for measure, values in measured.items():
        for name, percent in (("use_lower_quartile", 25), ("use_median", 50), ("use_upper_quartile", 75)):
            (estimate,) = estimates(finding, name, measure=measure)
            assert estimate["n"] == len(values)
            assert estimate["value"] == pytest.approx(np.percentile(values, percent), rel=1e-12), (name, measure)
    over = {
        who: len(own) > 1 or observed[who][1] > own[0][1] + GAP for who, own in own_eras.items()
    }
    (running,) = estimates(finding, "first_era_running_share")
    check_share(running, sum(not is_over for is_over in over.values()), len(over))
    (several,) = estimates(finding, "several_eras_share")
    check_share(several, sum(len(own) > 1 for own in own_eras.values()), len(own_eras))
    lengths = {who: own[0][1] - own[0][0] + 1 for who, own in own_eras.items()}
    survival, median = Fraction(1), None
    for day in sorted(set(lengths.values())):
        at_risk = sum(length >= day for length in lengths.values())
        ended = sum(length == day and over[who] for who, length in lengths.items())
        survival *= Fraction(at_risk - ended, at_risk)
        if survival < Fraction(1, 2):
            median = day
            break
    (estimate,) = estimates(finding, "first_era_median")
    assert estimate["value"] == median


def test_long_term_therapy(finding, exposures):
    """Three definitions read off the rows; the sample's rows have a first and a last day."""

    def consort(own):
        for first, last in eras(own):
            rows = [row for row in own if first <= row[0] <= last]
            dispensed = sum(end > start for start, end, *_ in rows)
            if last - first + 1 > 90 and (dispensed >= 10 or sum(end - start + 1 for start, end, *_ in rows) >= 120):
                return True
        return False

    def ninety(own):
        covered = np.zeros(max(end for _, end, *_ in own) - own[0][0] + 366, dtype=int)
        for start, end, *_ in own:
            covered[start - own[0][0] : end - own[0][0] + 1] = 1
        return np.convolve(covered, np.ones(365, dtype=int)).max() >= 90

    def svendsen(own):
        """True, False, or None where it cannot be judged."""
        verdict = False
        for first, *_ in own:
            quarters = [(first + a, first + b) for a, b in ((0, 90), (91, 181), (182, 272), (273, 364))]
            used = sum(any(start <= last and end >= begin for start, end, *_ in own) for begin, last in quarters)
            year = [row for row in own if first <= row[0] < first + 365]
            if used >= 3:
                amounts = [daily and daily * min(365, end - start + 1) for start, end, _, daily in year]
                if sum(amount or 0 for amount in amounts) > 4500:
                    return True
                if None in amounts:
                    verdict = None
        return verdict

    judged = {who: (consort(own), bool(ninety(own)), svendsen(own)) for who, own in exposures.items()}
    for place, definition in enumerate(("consort", "ninety_days", "svendsen_wide")):
        own = [verdict[place] for verdict in judged.values() if verdict[place] is not None]
        (share,) = estimates(finding, "long_term_share", definition=definition)
        check_share(share, sum(own), len(own))
    for agreement, places in (
        ("consort_and_ninety_days", (0, 1)),
        ("consort_and_svendsen_wide", (0, 2)),
        ("ninety_days_and_svendsen_wide", (1, 2)),
        ("all_three", (0, 1, 2)),
        ("any_of_three", (0, 1, 2)),
    ):
        own = [[verdict[place] for place in places] for verdict in judged.values()]
        own = [met for met in own if None not in met]
        (share,) = estimates(finding, "long_term_agreement_share", agreement=agreement)
        check_share(share, sum(any(met) if agreement == "any_of_three" else all(met) for met in own), len(own))
    (rows,) = estimates(finding, "unknown_dose_rows")
    assert rows["value"] == sum(daily is None for own in exposures.values() for *_, daily in own)


def test_switches(finding, exposures):
    """A drug that takes the place of one that ended, or ends within a week of its start."""
    pairs = defaultdict(set)
    for who, own in exposures.items():
        runs = sorted(
            (first, last, drug)
            for drug in {row[2] for row in own}
            for first, last in eras([row for row in own if row[2] == drug])
        )
        for first, last, drug in runs:
            old = [
                (end, start, name)
                for start, end, name in runs
                if name != drug and start < first and end < last and end - first + 1 <= 7 and first - end - 1 <= GAP
            ]
            if old:
                pairs[max(old)[2], drug].add(who)
    switched = set().union(*pairs.values())
    (share,) = [one for one in estimates(finding, "switched_share")]
    check_share(share, len(switched), len(exposures))
    told = [one for one in estimates(finding, "switch_share") if one["group"]]
    for one in told:
        check_share(one, len(pairs[one["group"]["from"], one["group"]["to"]]), len(switched))
    largest = sorted((len(who) for who in pairs.values()), reverse=True)
    assert [one["events"] for one in told] == largest[: len(told)]


def test_restarts(finding, exposures, observed):
    """Without deaths the incidence is what Kaplan and Meier leave."""
    times = []
    for who, own in exposures.items():
        found = eras(own)
        zero, end = found[0][1] + GAP, observed[who][1]
        if len(found) > 1:
            times.append((found[1][0] - zero, True))
        elif end > zero:
            times.append((end - zero, False))
    for horizon in (30, 90, 365):
        survival = Fraction(1)
        for day in sorted({day for day, is_event in times if is_event and day <= horizon}):
            survival *= 1 - Fraction(sum(one == (day, True) for one in times), sum(one[0] >= day for one in times))
        found = estimates(finding, "restart_share", within_days=str(horizon))
        if not found:
            # Nobody was followed for so long.
            assert max(time for time, _ in times) < horizon
            continue
        (share,) = found
        assert share["n"] == len(times)
        assert share["value"] == pytest.approx(float(1 - survival), rel=1e-10)


def test_the_released_curve_steps_by_eleven(sample, finding):
    """Of the numbers that are shown, none differs from another of the same month by 1 to 10 patients on other drugs alone, and what is
    shown is what an internal report shows."""
    released = sample.finding("opioid_use")
    shown = [one for one in estimates(released, "covered_share") if isinstance(one["value"], float)]
    assert 0 < len(shown) < len(estimates(finding, "covered_share"))
    by_month = defaultdict(dict)
    for one in shown:
        by_month[one["group"]["month"]][one["group"]["covered_by"]] = one["events"]
        assert not 0 < one["events"] < FEWEST and not 0 < one["n"] - one["events"] < FEWEST
        (internal,) = estimates(finding, "covered_share", **one["group"])
        assert internal | {limit: as_released(internal[limit]) for limit in ("lower", "upper")} == one
    for covered in by_month.values():
        for group, events in covered.items():
            if "any_opioid" in covered and group not in ("any_opioid", "moud"):
                assert not 0 < covered["any_opioid"] - events < FEWEST
