"""Pain in ordered levels: proportional odds and shares, from the CSV files by code that shares nothing with the tool."""

import csv

import numpy as np
import pytest

from conftest import SAMPLE
from test_pain_trend import first_days, number, whole

YAML = """
nocitrend: 1
title: Levels
data: "."
tables:
  patients: [{file: patients.csv, columns: {patient: patient, sex: sex}}]
  pain: [{file: pain.csv, columns: {patient: patient, day: day, score: score}, instrument: vrs}]
  exposures:
    - file: exposures.csv
      columns: {patient: patient, start_day: start_day, end_day: end_day, drug: drug}
max_rejected: 0.5
analyses: {pain_trend: {}, pain_by_duration_band: {}}
"""


@pytest.fixture(scope="module")
def levels(tool, tmp_path_factory):
    """The sample study with its scores cut into four levels: the report, and each exposed row."""
    folder = tmp_path_factory.mktemp("levels")
    for name in ("patients.csv", "exposures.csv"):
        (folder / name).write_bytes((SAMPLE.parent / name).read_bytes())
    with open(SAMPLE.parent / "patients.csv", newline="", encoding="utf-8") as file:
        patients = {row["patient"] for row in csv.DictReader(file)}
    first_day, people, rows = first_days(patients), {}, []
    with open(SAMPLE.parent / "pain.csv", newline="", encoding="utf-8") as file:
        written = ["patient,day,score"]
        for row in csv.DictReader(file):
            day, score = whole(row["day"]), number(row["score"])
            if row["patient"] not in patients or day is None or score is None or not 0 <= score <= 10:
                continue
            level = sum(score > cut for cut in (3.5, 5.5, 7.5))
            written.append(f"{row['patient']},{day},{level}")
            start = first_day(row["patient"], day)
            if start is not None:
                rows.append((people.setdefault(row["patient"], len(people)), day, day - start, level))
    (folder / "pain.csv").write_text("\n".join(written) + "\n", encoding="utf-8")
    (folder / "study.yaml").write_text(YAML, encoding="utf-8")
    return tool.report(folder / "study.yaml", folder / "out", "--internal"), np.array(rows)


def proportional_odds(levels, predictors, people):
    """Coefficients and cluster-robust (CR1) standard errors: P(level <= k) = 1 / (1 + exp(x beta - a_k)), by Newton's method
    with the Hessian from differences of the exact gradient."""
    cuts = levels.max()
    n, width = len(levels), predictors.shape[1]

    def gradients(at):
        """Of each row's log likelihood."""
        a, eta = at[:cuts], predictors @ at[cuts:]
        ends = np.concatenate([[-np.inf], a, [np.inf]])
        below, above = (1 / (1 + np.exp(-(ends[levels + i] - eta))) for i in (0, 1))
        share = above - below
        d_below, d_above = below * (1 - below) / share, above * (1 - above) / share
        rows = np.zeros((n, cuts + width))
        for k in range(cuts):
            rows[:, k] = np.where(levels == k, d_above, 0) - np.where(levels == k + 1, d_below, 0)
        rows[:, cuts:] = -(d_above - d_below)[:, None] * predictors
        return rows

    shares = np.cumsum(np.bincount(levels))[:-1] / n
    at = np.concatenate([np.log(shares / (1 - shares)), np.zeros(width)])
    for _ in range(12):
        h = 1e-5
        hessian = np.array(
            [(gradients(at + e).sum(0) - gradients(at - e).sum(0)) / (2 * h) for e in np.eye(len(at)) * h]
        )
        at = at - np.linalg.solve((hessian + hessian.T) / 2, gradients(at).sum(0))
    scores = gradients(at)
    groups = people.max() + 1
    clustered = np.stack([np.bincount(people, scores[:, k], groups) for k in range(len(at))], axis=1)
    inverse = np.linalg.inv(hessian)
    covariance = inverse @ (clustered.T @ clustered) @ inverse * groups / (groups - 1)
    return at[cuts:], np.sqrt(np.diag(covariance))[cuts:]


def found(report, finding, name, **group):
    about = {"instrument": "vrs"} | group
    return next(one for one in report.finding(finding)["estimates"] if one["name"] == name and one["group"] == about)


def check(estimate, beta, error):
    assert estimate["value"] == pytest.approx(np.exp(beta), rel=1e-7)
    # The Hessian is from differences.
    assert estimate["lower"] == pytest.approx(np.exp(beta - 1.959963984540054 * error), rel=1e-6)
    assert estimate["upper"] == pytest.approx(np.exp(beta + 1.959963984540054 * error), rel=1e-6)


def test_odds_ratio_per_30_days(levels):
    report, rows = levels
    people, _, days, level = rows.T
    beta, error = proportional_odds(level, days[:, None] / 30, people)
    check(found(report, "pain_trend", "odds_ratio", model="cumulative_link"), beta[0], error[0])


def test_within_and_between(levels):
    report, rows = levels
    people, _, days, level = rows.T
    mean = (np.bincount(people, days) / np.bincount(people))[people]
    beta, error = proportional_odds(level, np.column_stack([days - mean, mean]) / 30, people)
    for position, term in enumerate(("within", "between")):
        estimate = found(report, "pain_trend", "odds_ratio", model="cumulative_link_within_between", term=term)
        check(estimate, beta[position], error[position])


def test_each_cut(levels):
    """Of two levels, proportional odds are logistic regression."""
    report, rows = levels
    people, _, days, level = rows.T
    for cut in range(3):
        beta, error = proportional_odds((level > cut).astype(int), days[:, None] / 30, people)
        check(found(report, "pain_trend", "odds_ratio", model="logistic", term=f"above {cut}"), beta[0], error[0])


LABELS = ("0\u201329", "30\u201389", "90\u2013179", "180\u2013364", "365+")


def band_of(days):
    return np.searchsorted([30, 90, 180, 365], days, side="right")


def last_in_longest_band(rows) -> dict[int, tuple[int, int]]:
    last = {}
    for person, day, days, level in sorted(map(tuple, rows), key=lambda row: row[:2]):
        band = int(band_of(days))
        if person not in last or band >= last[person][0]:
            last[person] = band, level
    return last


def test_shares_by_band(levels):
    report, rows = levels
    last = np.array(list(last_in_longest_band(rows).values()))
    compared = [band for band in range(5) if (last[:, 0] == band).sum() >= 11]
    assert len(compared) > 2
    for cut in range(3):
        events, sizes = [], []
        for band in compared:
            inside = last[last[:, 0] == band, 1]
            share = found(report, "pain_by_duration_band", "level_share", term=f"above {cut}", band=LABELS[band])
            assert (share["events"], share["n"]) == ((inside > cut).sum(), len(inside))
            assert share["value"] == pytest.approx((inside > cut).mean(), rel=1e-12)
            events.append((inside > cut).sum())
            sizes.append(len(inside))
        events, sizes, scores = np.array(events), np.array(sizes), np.arange(1, len(compared) + 1)
        pooled = events.sum() / sizes.sum()
        centered = scores - (sizes * scores).sum() / sizes.sum()
        z = (centered * (events - sizes * pooled)).sum() / np.sqrt(pooled * (1 - pooled) * (sizes * centered**2).sum())
        tests = report.finding("pain_by_duration_band")["tests"]
        test = next(
            test
            for test in tests
            if test["name"] == "cochran_armitage" and test["group"] == {"instrument": "vrs", "term": f"above {cut}"}
        )
        assert test["statistic"] == pytest.approx(z, rel=1e-10)


def test_odds_ratios_by_band(levels):
    report, rows = levels
    people, _, days, level = rows.T
    last = np.array(list(last_in_longest_band(rows).values()))
    compared = [band for band in range(5) if (last[:, 0] == band).sum() >= 11]
    band = band_of(days)
    used = np.isin(band, compared)
    numbers = np.unique(people[used], return_inverse=True)[1]
    predictors = np.column_stack([band[used] == one for one in compared[1:]]).astype(float)
    beta, error = proportional_odds(level[used], predictors, numbers)
    for position, one in enumerate(compared[1:]):
        estimate = found(report, "pain_by_duration_band", "odds_ratio", model="cumulative_link", band=LABELS[one])
        check(estimate, beta[position], error[position])


def test_one_rating_a_person(ctn0094):
    """No course over time, but patients can be compared."""
    assert ctn0094.finding("pain_trend")["status"] == "not_estimable"
    bands = ctn0094.finding("pain_by_duration_band")
    assert any(estimate["name"] == "odds_ratio" for estimate in bands["estimates"])
    assert any(test["name"] == "cochran_armitage" for test in bands["tests"])


def test_the_answer_begins_with_the_odds(levels):
    """The line comes after, as what it takes for granted; the median of patients' own slopes, mostly zero, not at all."""
    report, _ = levels
    ratio = found(report, "pain_trend", "odds_ratio", model="cumulative_link")
    summary = " ".join(report.text("summary.md").split())
    assert f"associated with {ratio['value']:.3f} (95% CI" in summary
    assert "times the odds of a higher score on the Verbal rating scale (0\u20133)" in summary
    odds, equal = (summary.index(words) for words in ("times the odds", "With the steps between levels taken as equal:"))
    assert odds < equal < summary.index("days that the middle 90% of exposures span")
    models = {estimate["group"].get("model") for estimate in report.finding("pain_trend")["estimates"]}
    assert "theil_sen" not in models and "gee_exchangeable" in models
