"""Who took which opioid, and the dose of a day by four denominators, from the CSV files by code of its own."""

from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest

import sample_by_hand
from binomial_by_hand import wilson
from sample_by_hand import known, number, whole

DENOMINATORS = ("on_therapy_days", "days_supplied", "window", "highest_day")
# CDC 2022 (Dowell 2022), oral: the drugs of the sample.
FACTORS = {
    "codeine": "0.15",
    "hydrocodone": "1",
    "hydromorphone": "5",
    "methadone": "4.7",
    "morphine": "1",
    "oxycodone": "1.5",
    "oxymorphone": "3",
    "tapentadol": "0.4",
    "tramadol": "0.2",
}
HIGH = 90


def daily_doses(own: list[tuple[int, int, Fraction]], window: int = 90) -> dict[str, Fraction]:
    """Of exposures with first day, last day and equivalents a day."""
    total = sum(dose * (end - start + 1) for start, end, dose in own)
    on_day = defaultdict(Fraction)
    for start, end, dose in own:
        for day in range(start, end + 1):
            on_day[day] += dose
    first = min(on_day)
    return {
        "on_therapy_days": total / len(on_day),
        "days_supplied": total / sum(end - start + 1 for start, end, _ in own),
        "window": sum(dose for day, dose in on_day.items() if day < first + window) / window,
        "highest_day": max(on_day.values()),
    }


def of(finding: dict, name: str, **group) -> dict:
    (found,) = [one for one in finding["estimates"] if one["name"] == name and one["group"] == group]
    return found


def check_doses(finding: dict, patients: list[dict[str, Fraction]], buprenorphine: str) -> None:
    """Quartiles (type 7) and the share at 90 or more, over patients whose every dose converts."""
    for denominator in DENOMINATORS:
        exact = [own[denominator] for own in patients]
        values = [float(dose) for dose in exact]
        group = {"denominator": denominator, "buprenorphine": buprenorphine}
        for name, percent in (("mme_lower_quartile", 25), ("mme_median", 50), ("mme_upper_quartile", 75)):
            estimate = of(finding, name, **group)
            assert estimate["n"] == len(values)
            assert estimate["value"] == pytest.approx(np.percentile(values, percent), rel=1e-12), (name, denominator)
        check_share(of(finding, "high_dose_share", **group), sum(dose >= HIGH for dose in exact), len(exact))


def check_share(estimate: dict, events: int, n: int) -> None:
    assert (estimate["events"], estimate["n"]) == (events, n), estimate
    lower, upper = wilson(events, n, 0.95)
    for name, expected in (("value", events / n), ("lower", lower), ("upper", upper)):
        assert estimate[name] == pytest.approx(float(expected), rel=0, abs=1e-12)


@pytest.fixture(scope="module")
def exposures() -> dict[str, list[tuple[int, int, str, float | None]]]:
    """First and last day, drug and daily dose of each exposure of a patient; rows alike in every column once."""
    people, seen, found = sample_by_hand.patients(), set(), defaultdict(list)
    for row in sample_by_hand.rows("exposures.csv"):
        start, end, cells = whole(row["start_day"]), whole(row["end_day"]), tuple(row.values())
        if row["patient"] not in people or None in (start, end) or start > end or cells in seen:
            continue
        seen.add(cells)
        found[row["patient"]].append((start, end, known(row["drug"]), row["dose_mg"]))
    return dict(found)


def test_who_took_what(sample_internal, exposures):
    """The drug of most patients first."""
    finding = sample_internal.finding("opioid_doses")
    assert finding["population"]["patients"] == len(exposures)
    assert finding["population"]["observations"] == sum(map(len, exposures.values()))
    takers = defaultdict(set)
    for who, own in exposures.items():
        for _, _, drug, _ in own:
            takers[drug].add(who)
    shares = {one["group"]["drug"]: one for one in finding["estimates"] if one["name"] == "taking_share"}
    assert set(shares) == set(takers) == set(FACTORS)
    for drug, who in takers.items():
        check_share(shares[drug], len(who), len(exposures))
    counts = [one["events"] for one in shares.values()]
    assert counts == sorted(counts, reverse=True)
    assert not [one for one in finding["estimates"] if one["name"] == "rows_without_factor"]


def test_doses_by_four_denominators(sample_internal, exposures):
    """Of patients whose every exposure has a dose. CDC 2022 does not convert buprenorphine, so nothing stands with it."""
    finding = sample_internal.finding("opioid_doses")
    complete = [
        [(start, end, Fraction(dose.strip()) * Fraction(FACTORS[drug])) for start, end, drug, dose in own]
        for own in exposures.values()
        if all(number(dose) is not None for _, _, _, dose in own)
    ]
    assert 0 < len(complete) < len(exposures)
    check_doses(finding, [daily_doses(own) for own in complete], "left_out")
    assert {one["group"].get("buprenorphine") for one in finding["estimates"]} == {None, "left_out"}
    assert finding["settings"] == {"factors": "CDC 2022", "window": "90"}


def test_rows_alike_are_counted_once_and_said(sample_internal):
    """In `quality`: of the rows that can be read, those that repeat an earlier one; pain keeps them."""
    people = sample_by_hand.patients()

    def scored(row):
        _, greatest = sample_by_hand.SCALES[row["scale"]]
        return whole(row["score"]) is not None and 0 <= whole(row["score"]) <= greatest

    def spanned(row):
        start, end = whole(row["start_day"]), whole(row["end_day"])
        return None not in (start, end) and start <= end

    can_be_read = {
        "exposures": spanned,
        "withdrawal": lambda row: whole(row["day"]) is not None and scored(row),
        "moud": lambda row: whole(row["day"]) is not None and (number(row["dose_mg"]) is not None or not known(row["dose_mg"])),
    }
    quality = {table["table"]: table for table in sample_internal.results["quality"]}
    for table, reads in can_be_read.items():
        known_people = (row for row in sample_by_hand.rows(f"{table}.csv") if row["patient"] in people)
        rows = [tuple(row.values()) for row in known_people if reads(row)]
        repeats = len(rows) - len(set(rows))
        assert repeats > 0
        assert (quality[table]["duplicates"], quality[table]["kept"]) == (repeats, len(set(rows))), table
    assert quality["pain"]["duplicates"] == 0


YAML = """
nocitrend: 1
title: Doses
data: .
mme: heal-2025
tables:
  exposures:
    file: exposures.csv
    columns: {patient: id, start_day: start, end_day: end, drug: drug, dose_mg: mg, route: route}
analyses: {opioid_doses: {window: 30}}
"""


def rows_of_a_study():
    """40 patients on morphine, 20 of them on buprenorphine too; 12 more on heroin, 15 on buprenorphine alone."""
    for patient in range(40):
        yield f"p{patient}", 1 + patient % 3, 20 + patient, "morphine", 20 + 5 * patient, "oral"
        # A second bottle that overlaps the first one.
        yield f"p{patient}", 15, 44, "morphine", 10, "oral"
        if patient % 2:
            yield f"p{patient}", -20 if patient % 4 == 1 else 30, 50, "buprenorphine", 2, "sublingual"
    for patient in range(40, 52):
        yield f"p{patient}", 1, 10, "heroin", 100, "intravenous"
        yield f"p{patient}", 5, 10, "morphine", 30, "oral"
    for patient in range(52, 67):
        yield f"p{patient}", 1, 28, "buprenorphine", 8, "sublingual"


def test_with_and_without_buprenorphine_and_a_drug_without_factor(tool, study, tmp_path):
    """Buprenorphine is 38.8 in HEAL 2025; left out, who took it alone has no dose. Who took heroin has none."""
    rows = list(rows_of_a_study())
    path = study(
        YAML, exposures="id,start,end,drug,mg,route\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    )
    finding = tool.report(path, tmp_path / "out", "--internal").finding("opioid_doses")
    factors = {"morphine": Fraction(1), "buprenorphine": Fraction("38.8")}
    for rule, counted in (("included", set(factors)), ("left_out", {"morphine"})):
        own = defaultdict(list)
        for who, start, end, drug, dose, _ in rows:
            if drug in counted and not 40 <= int(who[1:]) < 52:
                own[who].append((start, end, dose * factors[drug]))
        assert len(own) == {"included": 55, "left_out": 40}[rule]
        check_doses(finding, [daily_doses(one, window=30) for one in own.values()], rule)
    (without,) = [one for one in finding["estimates"] if one["name"] == "rows_without_factor"]
    assert (without["group"]["route"], without["value"]) == ("intravenous", 12)
    assert any("Exposures without a factor" in caution and "12" in caution for caution in finding["cautions"])
