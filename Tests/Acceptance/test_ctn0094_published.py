"""What has been published of the three trials of CTN-0094, from the tool's own results on the preset.

Balise RR, Hu MC, Calderon AR, Odom GJ et al. PLoS ONE 2024;19(11):e0312695, doi:10.1371/journal.pone.0312695, Table 1: the patients
who were randomised. Lee JD, Nunes EV, Novo P et al. Lancet 2018;391:309-318, doi:10.1016/S0140-6736(17)32812-X: who started medication
in X:BOT, which is trial 51.

The tool gives the size and Table 1 of each trial, who started in each arm, and the delay from randomisation to the first dose; the
delay is computed here from the files too, against R's numbers.
"""

import json
import statistics

import pytest

import ctn0094_by_hand
from conftest import ROOT

TRIALS = ("CTN-0027", "CTN-0030", "CTN-0051")
RANDOMISED = dict(zip(TRIALS, (1269, 653, 570)))
# As printed: three significant digits.
AGE = dict(zip(TRIALS, (("36.9", "11.1"), ("32.7", "10.2"), ("33.9", "9.63"))))
COUNTS = {
    ("hispanic", "Yes"): (206, 31, 99),
    ("race", "Black"): (128, 21, 73),
    ("race", "White"): (906, 596, 421),
}
# Started and randomised.
XBOT = {"Inpatient NR-NTX": (204, 283), "Inpatient BUP": (270, 287)}

# Table 1 is of those who were randomised, so its columns are the trials of the arms: whoever has no arm is in none of them.
STUDY = """\
nocitrend: 1
title: The published numbers of CTN-0094
preset: ctn0094
data: {data}
tables:
  patients:
    - file: everybody.csv
      columns: {{patient: who, trial: project}}
    - file: demographics.csv
      columns: {{patient: who, age: age, race: race, hispanic: is_hispanic}}
    - file: randomization.csv
      where: {{which: "1"}}
      columns: {{patient: who, arm: treatment, randomized: when}}
    - file: randomization.csv
      where: {{which: "1"}}
      columns: {{patient: who, randomised_in: treatment}}
      recode:
        randomised_in:
          Methadone: CTN-0027
          Outpatient BUP: CTN-0027
          Outpatient BUP + EMM: CTN-0030
          Outpatient BUP + SMM: CTN-0030
          Inpatient BUP: CTN-0051
          Inpatient NR-NTX: CTN-0051
analyses:
  baseline_table: {{by: {by}}}
  moud_start: {{by: [arm]}}
"""


@pytest.fixture(scope="module")
def report(tool, ctn0094_data, tmp_path_factory):
    """Makes a report by a column: `report("randomised_in", "--internal")`."""
    folder = tmp_path_factory.mktemp("published")

    def make(by: str, *flags: str):
        name = "-".join((by, *flags)).replace("--", "")
        study = folder / f"{name}.yaml"
        study.write_text(STUDY.format(data=ctn0094_data, by=by), encoding="utf-8")
        return tool.report(study, folder, *flags, name=by)

    return make


@pytest.fixture(scope="module")
def by_trial(report):
    return report("randomised_in", "--internal")


@pytest.fixture(scope="module")
def by_arm(report):
    return report("arm", "--internal")


def level_of(place: dict | None) -> str | None:
    return place["level"] if place else None


def table1(report, name: str, variable: str | None = None, level: str | None = None) -> dict[str | None, dict]:
    """The estimates of one row of Table 1, by column."""
    found = [
        estimate
        for estimate in report.finding("baseline_table")["estimates"]
        if estimate["name"] == name
        and (estimate["variable"] or {}).get("name") == variable
        and level_of(estimate["variable"]) == level
        and estimate["column"] is not None
    ]
    columns = {level_of(estimate["column"]): estimate for estimate in found}
    assert len(columns) == len(found) and columns, (name, variable, level)
    return columns


def started_by_arm(report) -> dict[str, tuple[int, int]]:
    """Who had a first dose of any drug, and of how many, by arm: an arm is of one trial, in which its share stands."""
    return {
        level_of(estimate["variable"]): (estimate["events"], estimate["n"])
        for estimate in report.finding("moud_start")["estimates"]
        if estimate["name"] == "started_share"
        and estimate["group"] == {}
        and estimate["variable"]
        and estimate["variable"]["recorded"]
    }


def delay_of(report, trial: str, drug: str, name: str) -> dict[str | None, dict]:
    """A number of the delay in a trial, by the days within which the first dose came where it has them."""
    return {
        estimate["group"].get("within_days"): estimate
        for estimate in report.finding("moud_start")["estimates"]
        if estimate["name"] == name and estimate["group"]["drug"] == drug and level_of(estimate["column"]) == trial
    }


# Balise 2024, Table 1


def test_randomised_of_each_trial(by_trial):
    sizes = {trial: estimate["value"] for trial, estimate in table1(by_trial, "patients").items()}
    not_randomised = sizes.pop(None)
    assert sizes == RANDOMISED
    assert sum(sizes.values()) == 2492
    assert not_randomised == 3560 - 2492


def test_age_of_each_trial(by_trial):
    means, spreads = table1(by_trial, "mean", "age"), table1(by_trial, "sd", "age")
    printed = {trial: (f"{means[trial]['value']:.3g}", f"{spreads[trial]['value']:.3g}") for trial in TRIALS}
    assert printed == AGE


@pytest.mark.parametrize("place", COUNTS)
def test_counts_of_each_trial(by_trial, place):
    shares = table1(by_trial, "share", *place)
    assert tuple(shares[trial]["events"] for trial in TRIALS) == COUNTS[place]
    assert all(shares[trial]["n"] == RANDOMISED[trial] for trial in TRIALS)


def test_what_is_released_is_what_was_published(report):
    """To the three digits of the paper; a number that small counts could be worked out from is withheld instead."""
    released = report("randomised_in")

    def shown(value) -> bool:
        assert not isinstance(value, dict) or set(value) == {"withheld"}
        return not isinstance(value, dict)

    seen = 0
    for position, name in enumerate(("mean", "sd")):
        for trial, estimate in table1(released, name, "age").items():
            if trial in AGE and shown(estimate["value"]):
                assert f"{estimate['value']:.3g}" == AGE[trial][position], (trial, name)
                seen += 1
    for place, counts in COUNTS.items():
        shares = table1(released, "share", *place)
        for trial, count in zip(TRIALS, counts):
            if trial in shares and shown(shares[trial]["events"]):
                assert shares[trial]["events"] == count, (trial, place)
                seen += 1
    assert seen >= 6


# Lee 2018 (X:BOT)


def test_started_in_xbot(by_arm):
    started = started_by_arm(by_arm)
    assert {arm: started[arm] for arm in XBOT} == XBOT


# The delay from randomisation to the first dose


@pytest.fixture(scope="module")
def delays(ctn0094_data):
    return ctn0094_by_hand.induction_delays(ctn0094_data)


@pytest.fixture(scope="module")
def by_r():
    return json.loads((ROOT / "Tests/References/ctn0094-induction-delay.json").read_text(encoding="utf-8"))


def test_the_tool_counts_those_who_started_as_the_files_do(by_arm, delays):
    by_hand = {arm: (sum(delay is not None for delay in own), len(own)) for arm, own in delays.items()}
    assert started_by_arm(by_arm) == by_hand


def test_the_tool_counts_the_delay_as_r_does(by_arm, by_r):
    """Naltrexone was given in one arm of one trial, so that the trial and the drug are the arm."""
    expected = by_r["by_arm"]["Inpatient NR-NTX"]
    for name, number in (("delay_lower_quartile", "lower_quartile"), ("delay_median", "median")):
        assert delay_of(by_arm, "51", "naltrexone", name)[None]["value"] == expected[number]
    assert delay_of(by_arm, "51", "naltrexone", "delay_upper_quartile")[None]["value"] == expected["upper_quartile"]
    within = delay_of(by_arm, "51", "naltrexone", "delay_within_share")
    counts = {days: (estimate["events"], estimate["n"]) for days, estimate in within.items()}
    days = {"0": "same_day", "1": "within_1_day", "7": "within_7_days", "14": "within_14_days", "28": "within_28_days"}
    assert len(counts) >= 3
    assert counts == {day: (expected[days[day]], expected["started"]) for day in counts}


def test_induction_delay(delays, by_r):
    parts = {None: [delay for own in delays.values() for delay in own]} | dict(delays)
    expected = {None: by_r["overall"]} | by_r["by_arm"]
    assert set(parts) == set(expected)
    for part, own in parts.items():
        known = [delay for delay in own if delay is not None]
        lower, median, upper = statistics.quantiles(known, n=4, method="inclusive")
        counts = {f"within_{days}_day{'s' * (days > 1)}": sum(day <= days for day in known) for days in (1, 7, 14, 28)}
        found = counts | {
            "randomised": len(own),
            "started": len(known),
            "never_started": len(own) - len(known),
            "before_randomisation": sum(day < 0 for day in known),
            "same_day": known.count(0),
            "minimum": min(known),
            "lower_quartile": lower,
            "median": median,
            "upper_quartile": upper,
            "maximum": max(known),
            "mean": statistics.mean(known),
            "sd": statistics.stdev(known),
            "days_together": sum(known),
        }
        # Whole days: only the mean and the standard deviation are rounded, in the last digits of a double.
        assert found == pytest.approx(expected[part], rel=1e-12), part


def test_the_published_numbers_who_started_are_those_of_the_delay(by_r):
    found = {arm: (by_r["by_arm"][arm]["started"], by_r["by_arm"][arm]["randomised"]) for arm in XBOT}
    assert found == XBOT
    assert by_r["overall"]["randomised"] == sum(RANDOMISED.values())


def test_the_second_randomisation_is_another_delay(by_r):
    """Every trial has rows of a second randomisation: a delay counted from it would be of no meaning, often negative."""
    assert by_r["days_together_from_the_second_randomisation"] < 0 < by_r["overall"]["days_together"]
