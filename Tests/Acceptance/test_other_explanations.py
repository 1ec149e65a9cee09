"""The other explanations of the sample's trend, from its CSV files, by code that shares nothing with the tool."""

import math
from collections import defaultdict

import numpy as np
import pytest

from test_pain_trend import MISSING, MixedModel, first_days, number, reported, rows, whole

# CDC 2022 (Dowell 2022, 10.15585/mmwr.rr7103a1).
FACTORS = {
    "codeine": 0.15,
    "hydrocodone": 1.0,
    "hydromorphone": 5.0,
    "methadone": 4.7,
    "morphine": 1.0,
    "oxycodone": 1.5,
    "oxymorphone": 3.0,
    "tapentadol": 0.4,
    "tramadol": 0.2,
}
Z = 1.959963984540054


class Person:
    """Scored days in order: the day, months of exposure (None unless exposed), the day's scores, log2 of its MME."""

    def __init__(self):
        self.days: list[tuple[int, float | None, list[float], float | None]] = []

    @property
    def exposed(self):
        return [day for day in self.days if day[1] is not None]

    def rows(self, days):
        return [(months, score) for _, months, scores, _ in days for score in scores]


def daily_dose(spans, day) -> float | None:
    """log2 of all MME of the day; None where no exposure covers it, a dose is unknown, or it is 0."""
    doses = [dose for start, end, dose in spans if start <= day <= end]
    if not doses or None in doses or sum(doses) <= 0:
        return None
    return math.log2(sum(doses))


@pytest.fixture(scope="module")
def people() -> list[Person]:
    """Everybody with an exposed score."""
    patients = {row["patient"] for row in rows("patients.csv") if row["patient"] not in MISSING}
    first_day = first_days(patients)
    spans = defaultdict(list)
    # Dispensings alike in every column happened once.
    for row in {tuple(row.items()): row for row in rows("exposures.csv")}.values():
        start, end, dose = whole(row["start_day"]), whole(row["end_day"]), number(row["dose_mg"])
        if row["patient"] in patients and None not in (start, end) and start <= end:
            spans[row["patient"]].append((start, end, None if dose is None else dose * FACTORS[row["drug"]]))
    scores = defaultdict(lambda: defaultdict(list))
    for row in rows("pain.csv"):
        day, score = whole(row["day"]), number(row["score"])
        if row["patient"] in patients and day is not None and score is not None and 0 <= score <= 10:
            scores[row["patient"]][day].append(score)
    found = []
    for patient, days in scores.items():
        person = Person()
        for day in sorted(days):
            first = first_day(patient, day)
            months = None if first is None else (day - first) / 30
            person.days.append((day, months, days[day], daily_dose(spans[patient], day)))
        if person.exposed:
            found.append(person)
    return found


@pytest.fixture(scope="module")
def finding(sample) -> dict:
    return sample.finding("other_explanations")


def estimate(finding, name, **group) -> dict:
    return next(
        estimate
        for estimate in finding["estimates"]
        if estimate["name"] == name and estimate["group"] == {"instrument": "nrs"} | group
    )


def clustered_slope(clusters):
    """Least squares of y on x over all rows, the slope and its CR1 standard error; a list of (x, y) rows a person."""
    clusters = [np.array(rows, dtype=float) for rows in clusters if rows]
    everything = np.concatenate(clusters)
    design = np.column_stack([np.ones(len(everything)), everything[:, 0]])
    bread = np.linalg.inv(design.T @ design)
    beta = bread @ design.T @ everything[:, 1]
    scores = np.array(
        [np.column_stack([np.ones(len(own)), own[:, 0]]).T @ (own[:, 1] - beta[0] - beta[1] * own[:, 0]) for own in clusters]
    )
    covariance = bread @ scores.T @ scores @ bread * len(clusters) / (len(clusters) - 1)
    return beta[1], math.sqrt(covariance[1, 1]), len(clusters)


def test_population(finding, people):
    assert finding["status"] == "estimated"
    assert finding["population"]["patients"] == len(people)


@pytest.mark.parametrize(("name", "cause", "effect"), [("dose_after_pain", 2, 3), ("pain_after_dose", 3, 2)])
def test_lagged_changes(finding, people, name, cause, effect):
    def changes(person):
        days = person.exposed
        found = []
        for first, second, third in zip(days, days[1:], days[2:]):
            if second[0] - first[0] > 100 or third[0] - second[0] > 100:
                continue
            value = {2: lambda day: np.mean(day[2]), 3: lambda day: day[3]}
            parts = [value[cause](first), value[cause](second), value[effect](second), value[effect](third)]
            if None not in parts:
                found.append((parts[1] - parts[0], parts[3] - parts[2]))
        return found

    slope, error, patients = clustered_slope([changes(person) for person in people])
    found = estimate(finding, name)
    assert found["value"] == pytest.approx(slope, abs=1e-9 * error)
    assert found["se"] == pytest.approx(error, rel=1e-9)
    assert found["n"] == patients
    test = next(test for test in finding["tests"] if test["name"] == f"{name}_is_zero")
    assert test["statistic"] == pytest.approx(slope / error, rel=1e-7, abs=1e-9) and test["df"] == patients - 1


def test_strata_of_the_first_score(finding, people):
    followed = [person for person in people if len(person.exposed) > 1]
    firsts = np.array([np.mean(person.exposed[0][2]) for person in followed])
    low, high = np.quantile(firsts, [1 / 3, 2 / 3])
    assert estimate(finding, "stratum_limit", stratum="lowest")["value"] == pytest.approx(low, rel=1e-12)
    assert estimate(finding, "stratum_limit", stratum="middle")["value"] == pytest.approx(high, rel=1e-12)
    slopes = []
    for name, chosen in [("lowest", firsts <= low), ("middle", (low < firsts) & (firsts <= high)), ("highest", firsts > high)]:
        own = [person.rows(person.exposed[1:]) for person, is_chosen in zip(followed, chosen) if is_chosen]
        slope, error, patients = clustered_slope(own)
        found = estimate(finding, "slope", stratum=name)
        assert (found["value"], found["se"]) == pytest.approx((slope, error), rel=1e-9), name
        assert found["n"] == patients, name
        slopes.append((slope, error))
    values, weights = np.array([slope for slope, _ in slopes]), np.array([error**-2 for _, error in slopes])
    q = (weights * (values - np.average(values, weights=weights)) ** 2).sum()
    test = next(test for test in finding["tests"] if test["name"] == "slopes_are_equal_across_strata")
    assert test["statistic"] == pytest.approx(q, rel=1e-8) and test["df"] == 2
    # Chi-square on 2 degrees of freedom has the tail exp(-q / 2).
    assert test["p"] == pytest.approx(math.exp(-q / 2), rel=1e-7)


@pytest.fixture(scope="module")
def model(sample) -> dict[str, float]:
    """The unadjusted mixed model's numbers, as the trend reports them."""
    return {name: found["value"] for (name, _), found in reported(sample, "unadjusted").items()}


def variance_between(model, months):
    covariance = model["correlation"] * model["sd_intercept"] * model["sd_slope"]
    return model["sd_intercept"] ** 2 + 2 * covariance * months + (model["sd_slope"] * months) ** 2


def test_e_value(sample, finding, people, model):
    months = np.array([months for person in people for months, _ in person.rows(person.exposed)])
    spread = math.sqrt(variance_between(model, months).mean() + model["sd_residual"] ** 2)
    assert estimate(finding, "score_sd")["value"] == pytest.approx(spread, rel=1e-8)
    slope = reported(sample, "unadjusted")["slope", None]
    # The middle 90% of the exposures, in whole months.
    days = sorted(round(30 * month) for month in months)
    span = (nearest_rank(days, 0.95) - nearest_rank(days, 0.05)) // 30 * 30
    assert 200 < span < 365
    difference = estimate(finding, "difference_over_contrast", contrast_days=str(span))
    for limit in ("value", "lower", "upper"):
        assert difference[limit] == pytest.approx(slope[limit] * span / 30, rel=1e-12)

    def e_value(difference):
        ratio = math.exp(0.91 * abs(difference) / spread)
        return ratio + math.sqrt(ratio * (ratio - 1))

    assert slope["lower"] > 0
    for name, end in [("e_value", "value"), ("e_value_of_limit", "lower")]:
        found = estimate(finding, name, contrast_days=str(span))["value"]
        assert found == pytest.approx(e_value(slope[end] * span / 30), rel=1e-8), name


def test_regression_to_the_mean(finding, people, model):
    followed = [person for person in people if len(person.exposed) > 1]
    start = np.mean([person.exposed[0][1] for person in followed])
    end = np.mean([np.mean([months for months, _ in person.rows(person.exposed[1:])]) for person in followed])
    sds = model["sd_intercept"], model["sd_slope"]
    covariance = sds[0] ** 2 + model["correlation"] * sds[0] * sds[1] * (start + end) + sds[1] ** 2 * start * end
    fall = chosen = 0
    for person in followed:
        # The mean of so many scores on the first day, and its regression on the later mean.
        variance = variance_between(model, start) + model["sd_residual"] ** 2 / len(person.exposed[0][2])
        z = (4 - model["intercept"] - model["slope"] * start) / math.sqrt(variance)
        share = math.erfc(z / math.sqrt(2)) / 2
        excess = math.sqrt(variance) * math.exp(-z * z / 2) / math.sqrt(2 * math.pi) / share
        fall += share * (1 - covariance / variance) * excess
        chosen += share
    assert estimate(finding, "expected_fall")["value"] == pytest.approx(fall / chosen, rel=1e-8)

    falls = np.array(
        [
            first - np.mean([score for _, score in person.rows(person.exposed[1:])])
            for person in followed
            if (first := np.mean(person.exposed[0][2])) >= 4
        ]
    )
    found = estimate(finding, "observed_fall")
    assert found["value"] == pytest.approx(falls.mean(), rel=1e-9)
    assert found["se"] == pytest.approx(falls.std(ddof=1) / math.sqrt(len(falls)), rel=1e-9)
    assert found["n"] == len(falls)


def nearest_rank(values, probability):
    return sorted(values)[math.ceil(round(probability * len(values), 9)) - 1]


@pytest.fixture(scope="module")
def leaving(people):
    """The end of follow-up, the usual gap, and who left."""
    end = nearest_rank([person.days[-1][0] for person in people], 0.9)
    gaps = []
    for person in people:
        days = [day[0] for day in person.days]
        if len(days) > 1:
            gaps.append(nearest_rank([later - earlier for earlier, later in zip(days, days[1:])], 0.5))
    gap = nearest_rank(gaps, 0.5)
    return end, gap, [end - person.days[-1][0] > gap for person in people]


def test_dropout_by_last_score(finding, people, leaving):
    end, gap, left = leaving
    assert estimate(finding, "follow_up_end")["value"] == end
    assert estimate(finding, "usual_gap")["value"] == gap
    occasions = []
    for number_of, person in enumerate(people):
        for day, _, scores, _ in person.days:
            if end - day > gap:
                occasions.append((number_of, np.mean(scores), day == person.days[-1][0]))
    who, score, leaves = (np.array(column) for column in zip(*occasions))
    design = np.column_stack([np.ones(len(score)), score])
    beta = np.zeros(2)
    for _ in range(30):
        hazard = 1 / (1 + np.exp(-design @ beta))
        information = (design * (hazard * (1 - hazard))[:, None]).T @ design
        beta += np.linalg.solve(information, design.T @ (leaves - hazard))
    influence = np.linalg.inv(information)
    sums = np.array([np.bincount(who, column, len(people)) for column in (design * (leaves - hazard)[:, None]).T])
    at_risk = len(set(who))
    covariance = influence @ sums @ sums.T @ influence * at_risk / (at_risk - 1)
    error = math.sqrt(covariance[1, 1])
    found = estimate(finding, "dropout_odds_ratio")
    assert found["value"] == pytest.approx(math.exp(beta[1]), rel=1e-9)
    assert found["lower"] == pytest.approx(math.exp(beta[1] - Z * error), rel=1e-8)
    assert found["upper"] == pytest.approx(math.exp(beta[1] + Z * error), rel=1e-8)
    assert (found["n"], found["events"]) == (at_risk, sum(left))


def test_mixture_of_those_who_stayed_and_left(finding, people, leaving, model):
    start = np.array(
        [
            math.log(model["sd_intercept"]),
            math.log(model["sd_slope"]),
            math.atanh(model["correlation"]),
            math.log(model["sd_residual"]),
        ]
    )
    slopes = {}
    for pattern, has_left in [("stayed", False), ("left", True)]:
        own = [person.rows(person.exposed) for person, left in zip(people, leaving[2]) if left == has_left]
        group = np.repeat(np.arange(len(own)), [len(rows) for rows in own])
        months, scores = np.concatenate([np.array(rows) for rows in own]).T
        mixed = MixedModel(group, np.column_stack([np.ones_like(months), months]), months, scores)
        at = start
        for _ in range(8):
            at = at + np.clip(mixed.newton_step(at), -0.3, 0.3)
        assert np.abs(mixed.newton_step(at)).max() < 1e-5, pattern
        _, beta, covariance = mixed.solve(at)
        found = estimate(finding, "slope", pattern=pattern)
        # The optimum here is found from differences of the criterion: to about 1e-6 in the logarithms of the variances.
        assert found["value"] == pytest.approx(beta[1], rel=1e-6), pattern
        assert found["se"] == pytest.approx(math.sqrt(covariance[1, 1]), rel=1e-5), pattern
        assert found["n"] == len(own), pattern
        slopes[pattern] = found

    def mixture(delta):
        stayed, left = slopes["stayed"], slopes["left"]
        share = left["n"] / (left["n"] + stayed["n"])
        shifted = left["value"] + delta
        variance = (
            ((1 - share) * stayed["se"]) ** 2
            + (share * left["se"]) ** 2
            + (shifted - stayed["value"]) ** 2 * share * (1 - share) / (left["n"] + stayed["n"])
        )
        return (1 - share) * stayed["value"] + share * shifted, math.sqrt(variance)

    for delta in ("-0.2", "-0.1", "0", "0.1", "0.2"):
        found = estimate(finding, "slope", pattern="mixture", delta=delta)
        assert (found["value"], found["se"]) == pytest.approx(mixture(float(delta)), rel=1e-12), delta
    value, error = mixture(0)
    assert value - Z * error > 0
    value, error = mixture(estimate(finding, "tipping_delta", side="below")["value"])
    assert value - Z * error == pytest.approx(0, abs=1e-12)


def test_a_planned_end_and_recorded_events(tool, study, tmp_path):
    """Events say who left where there are any; what the study file states is used."""
    pain, exposures = "patient,day,score\n", "patient,start,end,drug,mg\n"
    for patient in range(60):
        for visit in range(6 if patient % 3 else 3):
            score = 3 + (patient * 7 + visit * visit * 5 + patient * visit) % 11 / 3
            pain += f"p{patient},{30 * visit},{score:.1f}\n"
        exposures += f"p{patient},0,200,morphine,{30 + patient}\n"
    yaml = (
        "nocitrend: 1\ntitle: Leaving\ndata: .\ntables:\n"
        "  pain: {file: pain.csv, columns: {patient: patient, day: day, score: score}, instrument: nrs}\n"
        "  exposures: {file: exposures.csv, columns:"
        " {patient: patient, start_day: start, end_day: end, drug: drug, dose_mg: mg}}\n"
    )
    asked = "analyses: {other_explanations: {follow_up: 150, contrast_days: 90}}\n"
    events = "patient,day,event\n" + "".join(f"p{patient},160,death\n" for patient in range(12))
    events += "".join(f"p{patient},149,dropout\n" for patient in range(12, 36, 3))
    tables = {"pain": pain, "exposures": exposures, "events": events}
    plain = tool.report(study(yaml + asked, **tables), tmp_path / "plain", "--internal").finding("other_explanations")
    assert estimate(plain, "slope", pattern="left")["n"] == 20
    assert estimate(plain, "e_value", contrast_days="90")["value"] > 1
    assert plain["settings"]["follow_up"] == "day 150"
    listed = yaml + "  events: {file: events.csv, columns: {patient: patient, day: day, event: event}}\n" + asked
    found = tool.report(study(listed, **tables), tmp_path / "events", "--internal").finding("other_explanations")
    assert found["settings"]["leaving"] == "events of dropout and death"
    # Deaths on day 160 come after the end.
    assert estimate(found, "slope", pattern="left")["n"] == 8
