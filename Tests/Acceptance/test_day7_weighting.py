"""The weighted day-7 shares of CTN-0094 and of the sample, from the CSV files by code that shares nothing with the tool."""

import numpy as np
import pytest
from mpmath import betainc, findroot, log, mpf

import ctn0094_by_hand
import sample_by_hand
from conftest import SAMPLE, patients_of
from sample_by_hand import known, number
from weighting_by_hand import share, weigh

CLAIM = 0.95
# Two optimisers that stop at steps of about 1e-12; shares and errors are smooth in where they stop.
CLOSELY = {"rel": 1e-8, "abs": 1e-10}


class Weighted:
    """The people of a study with an index day whose trial assessed then, their weights, and their groups."""

    def __init__(self, grades: list[int | None], columns: dict[str, list], groups: dict[str, list]):
        self.assessed = np.array([grade is not None for grade in grades])
        self.free = np.array([grade == 0 for grade in grades])
        self.weights = weigh(self.assessed, columns)
        self.groups = groups

    def members(self, group: tuple[str, str | None] | None) -> np.ndarray:
        """Everybody, or those at a level of a column."""
        if group is None:
            return np.ones(len(self.assessed), dtype=bool)
        name, wanted = group
        return np.array([level == wanted for level in self.groups[name]])


@pytest.fixture(scope="module")
def ctn0094_weighted(ctn0094_data) -> Weighted:
    grades = ctn0094_by_hand.planned(ctn0094_data)
    demographics = {row["who"]: row for row in ctn0094_by_hand.rows(ctn0094_data, "demographics.csv")}
    groups = {
        name: [known(levels.get(who)) for who in grades]
        for name, levels in ctn0094_by_hand.groups(ctn0094_data).items()
    }
    columns = {
        "age": [number(demographics[who]["age"]) for who in grades],
        "sex": [known(demographics[who]["is_male"]) for who in grades],
        "race": [known(demographics[who]["race"]) for who in grades],
        "site": groups["site"],
        "arm": groups["arm"],
        "trial": groups["trial"],
    }
    return Weighted(list(grades.values()), columns, groups)


@pytest.fixture(scope="module")
def sample_weighted() -> Weighted:
    patients, own = sample_by_hand.patients(), sample_by_hand.assessments()
    who = sorted(own)
    columns = {"age": [number(patients[name]["age"]) for name in who]}
    columns |= {
        column: [known(patients[name][column]) for name in who] for column in ("sex", "race", "site", "arm")
    }
    groups = {name: columns[name] for name in ("arm", "site")}
    return Weighted([ctn0094_by_hand.nearest_grade(own[name], 7, 4, 10) for name in who], columns, groups)


def estimates(report, name: str) -> list[dict]:
    return [
        estimate
        for estimate in report.finding("day7_withdrawal")["estimates"]
        if estimate["name"] == name and estimate["group"].get("denominator") == "weighted"
    ]


def two_sided(t: mpf, freedom: mpf) -> mpf:
    """P(|T| > t), from the incomplete beta function."""
    return betainc(freedom / 2, mpf(1) / 2, 0, freedom / (freedom + t * t), regularized=True)


def check(report, study: Weighted) -> int:
    """Compares every weighted share, its error, interval, size and test; returns how many have a value."""
    sizes = {patients_of(entry): entry for entry in estimates(report, "effective_sample_size")}
    tests = {
        patients_of(entry): entry
        for entry in report.finding("day7_withdrawal")["tests"]
        if entry["name"] == "logit_t_against_claim"
    }
    shown = 0
    for estimate in estimates(report, "no_withdrawal_share"):
        group = patients_of(estimate)
        members = study.members(group)
        weight = np.where(members, study.weights.weight, 0)
        assert estimate["n"] == (members & study.weights.within).sum(), group
        if (weight > 0).sum() < 2:
            assert estimate["value"] is None, group
            continue
        shown += 1
        value, error, size = share(study.free, weight)
        assert estimate["value"] == pytest.approx(value, **CLOSELY), group
        assert estimate["se"] == pytest.approx(error, **CLOSELY), group
        assert sizes[group]["value"] == pytest.approx(size, **CLOSELY), group
        if not 1e-12 < value < 1 - 1e-12:
            assert estimate["lower"] is None and group not in tests
            continue
        assert estimate["interval"] == "logit_t"

        def logit(p):
            return log(mpf(p)) - log(1 - mpf(p))

        # The interval's ends are where the test just rejects.
        scale = mpf(error) / (mpf(value) * (1 - mpf(value)))
        quantile = findroot(lambda t: two_sided(t, mpf(size) - 1) - mpf("0.05"), mpf(2))
        for end, sign in (("lower", -1), ("upper", 1)):
            assert float(logit(estimate[end])) == pytest.approx(float(logit(value) + sign * quantile * scale), rel=1e-7)
        t = (logit(value) - logit(CLAIM)) / scale
        test = tests[group]
        assert test["statistic"] == pytest.approx(float(t), rel=1e-7), group
        assert test["df"] == pytest.approx(size - 1, rel=1e-8)
        # A far tail multiplies the statistic's relative error by its square.
        assert test["p"] == pytest.approx(float(two_sided(t, mpf(size) - 1)), rel=1e-4, abs=1e-300), group
    return shown


def test_ctn0094(ctn0094_internal, ctn0094_weighted):
    """Without trial 27, which did not assess then; site and arm tell the trial, which so has no part of its own."""
    assert ctn0094_weighted.weights.beyond == []
    assert set(ctn0094_weighted.groups["trial"]) == {"30", "51"}
    assert check(ctn0094_internal, ctn0094_weighted) >= 20
    settings = ctn0094_internal.finding("day7_withdrawal")["settings"]
    assert settings["weighted_by"] == "age, sex, race, site and arm"
    assert settings["weighted_not_by"].startswith("trial (")
    assert "weighted_without" not in settings


def test_sample(sample, tool, tmp_path, sample_weighted):
    """For each arm and site; the answer itself is by scale."""
    internal = tool.report(SAMPLE, tmp_path, "--internal")
    assert sample_weighted.weights.beyond == []
    assert check(internal, sample_weighted) == 3 + 8
    assert sample.finding("day7_withdrawal")["settings"]["weighted_by"] == "age, sex, race, site and arm"


def test_tipping_share(ctn0094_internal, ctn0094_data):
    """With that share of those not assessed free, the share of everybody is the claim."""
    tallies = ctn0094_by_hand.day7(ctn0094_data)
    seen = 0
    for estimate in ctn0094_internal.finding("day7_withdrawal")["estimates"]:
        if estimate["name"] == "tipping_share":
            tally = tallies[patients_of(estimate)]
            missing = tally.started - tally.assessed
            assert estimate["n"] == missing
            assert tally.free + estimate["value"] * missing == pytest.approx(CLAIM * tally.started, rel=1e-12)
            seen += 1
    assert seen == sum(tally.started > tally.assessed for tally in tallies.values())


def test_nothing_of_few_is_shown(ctn0094, ctn0094_weighted):
    """A weighted share is withheld where free, in withdrawal, not assessed or beyond reach are few, and so is its test."""
    study = ctn0094_weighted
    withheld, shown = set(), 0
    for estimate in estimates(ctn0094, "no_withdrawal_share"):
        members = study.members(patients_of(estimate))
        within = members & study.weights.within
        counts = [
            (within & study.free).sum(),
            (within & study.assessed & ~study.free).sum(),
            (within & ~study.assessed).sum(),
            (members & ~study.weights.within).sum(),
        ]
        if any(1 <= count <= 10 for count in counts):
            assert not any(isinstance(estimate[key], (int, float)) for key in ("value", "se", "lower", "upper", "n"))
            withheld.add(patients_of(estimate))
        elif within.any():
            # One that tells of no few patients goes only where they could be worked out from it.
            shown += isinstance(estimate["value"], float)
    assert withheld and shown > 2
    for test in ctn0094.finding("day7_withdrawal")["tests"]:
        if test["name"] == "logit_t_against_claim" and patients_of(test) in withheld:
            assert isinstance(test["p"], dict)
    for estimate in estimates(ctn0094, "effective_sample_size"):
        if patients_of(estimate) in withheld:
            assert isinstance(estimate["value"], dict)


def test_weighting_can_be_turned_off_and_a_wrong_column_is_named(tool, tmp_path):
    text = SAMPLE.read_text(encoding="utf-8")
    for wanted, settings in (("[]", None), ("[sex]", "sex")):
        path = tmp_path / "study.yaml"
        path.write_text(text.replace("claim: 0.95}", f"claim: 0.95, weight_by: {wanted}}}"), encoding="utf-8")
        report = tool.report(path, tmp_path / "out", "--data", SAMPLE.parent, name=f"run-{settings}")
        assert report.finding("day7_withdrawal")["settings"].get("weighted_by") == settings
        assert bool(estimates(report, "no_withdrawal_share")) == (settings is not None)
    path.write_text(text.replace("claim: 0.95}", "claim: 0.95, weight_by: [sax]}"), encoding="utf-8")
    done = tool.run("report", path, "--data", SAMPLE.parent, "--output", tmp_path / "out")
    assert done.returncode == 78
    assert '"sax" is not a column of the patients table; did you mean "sex"?' in done.stderr
