"""Evoked pain: a seeded study with a cut-off, its Tobit and Cox regressions maximised anew by Newton's method from the
likelihoods as they are written in a textbook, by code that shares nothing with the tool.
"""

import json
import math

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from conftest import ROOT, place, study_column

CUT_OFF = 180.0
YAML = """\
nocitrend: 1
title: Cold water
data: .
tables:
  patients:
    - file: patients.csv
      columns: {patient: patient, age: age, sex: sex}
  pain:
    - file: pain.csv
      columns: {patient: patient, day: day, score: score, instrument: instrument}
  exposures:
    - file: exposures.csv
      columns: {patient: patient, start_day: start, end_day: end, drug: drug}
"""
NAMED = YAML + (
    "instruments: {cold_pressor_s: {cut_off: 180}}\n"
    "analyses: {evoked_pain: {adjust: [age, {column: sex, reference: male}]}, "
    "pain_trend: {instrument: cold_pressor_s}, pain_by_duration_band: {instrument: cold_pressor_s}, "
    "individual_trends: {instrument: cold_pressor_s}}\n"
)


class Simulated:
    """120 people with 1 to 5 tests each: seconds fall by 9 a month, more for women, and a test stops at 180 s."""

    def __init__(self):
        random = np.random.default_rng(20260713)
        self.person, self.day, self.age, self.female = [], [], [], []
        latent = []
        for person in range(120):
            age, female, level = random.integers(20, 80), random.random() < 0.5, random.normal(215, 30)
            for _ in range(random.integers(1, 6)):
                day = int(random.integers(1, 400))
                self.person.append(person)
                self.day.append(day)
                self.age.append(age)
                self.female.append(female)
                latent.append(level - 9 * day / 30 - 12 * female + random.normal(0, 25))
        # Tenths of a second: Cox's partial likelihood has ties.
        self.latent = np.clip(np.round(latent, 1), 0.1, None)
        self.measured = self.latent < CUT_OFF
        self.score = np.minimum(self.latent, CUT_OFF)
        self.person = np.array(self.person)
        self.months = np.array(self.day) / 30
        self.kpa = np.round(np.clip(400 - 5 * self.months + random.normal(0, 60, len(self.day)), 1, None))

    def tables(self) -> dict[str, str]:
        people = dict(zip(self.person, zip(self.age, self.female)))
        rows = list(zip(self.person, self.day, self.score, self.kpa))
        return {
            "patients": "patient,age,sex\n"
            + "".join(f"p{at},{age},{'female' if female else 'male'}\n" for at, (age, female) in people.items()),
            "pain": "patient,day,score,instrument\n"
            + "".join(f"p{at},{day},{score},cold_pressor_s\np{at},{day},{kpa},ppt_kpa\n" for at, day, score, kpa in rows)
            # A test of somebody who is not exposed is not used.
            + "p0,900,180,cold_pressor_s\n",
            "exposures": "patient,start,end,drug\n" + "".join(f"p{at},0,500,morphine\n" for at in people),
        }


def log_upper_tail(z):
    return np.array([math.log(0.5 * math.erfc(value / math.sqrt(2))) for value in z])


def newton(value, start, steps=60):
    """The maximum of a function that gives its gradient and second derivatives, with halved steps; and those there."""
    at = np.array(start, dtype=float)
    here, gradient, hessian = value(at)
    for _ in range(steps):
        step = np.linalg.solve(-hessian, gradient)
        while not value(at + step)[0] >= here - 1e-9:
            step /= 2
        at = at + step
        here, gradient, hessian = value(at)
        if np.abs(step).max() < 1e-13 * (1 + np.abs(at).max()):
            return at, hessian
    raise AssertionError("no maximum found")


def tobit(design, score, measured, person):
    """β and log σ with CR1 errors by person, from the likelihood in β and log σ as Tobin wrote it."""
    columns = design.shape[1]

    def terms(at):
        """Each row's log likelihood, its derivatives by η and log σ, and the second ones."""
        beta, sigma = at[:-1], math.exp(at[-1])
        z = (score - design @ beta) / sigma
        tail = np.where(measured, 0.0, log_upper_tail(np.where(measured, 0.0, z)))
        # The hazard of the standard normal at z.
        hazard = np.exp(-z * z / 2 - math.log(math.sqrt(2 * math.pi)) - tail)
        bend = hazard * (hazard - z)
        value = np.where(measured, -z * z / 2 - math.log(math.sqrt(2 * math.pi)) - at[-1], tail)
        by_eta = np.where(measured, z, hazard) / sigma
        by_log = np.where(measured, z * z - 1, z * hazard)
        eta_eta = np.where(measured, -1.0, -bend) / sigma**2
        eta_log = np.where(measured, -2 * z, -hazard - z * bend) / sigma
        log_log = np.where(measured, -2 * z * z, -z * hazard - z * z * bend)
        return value, by_eta, by_log, eta_eta, eta_log, log_log

    def likelihood(at):
        value, by_eta, by_log, eta_eta, eta_log, log_log = terms(at)
        hessian = np.zeros((columns + 1, columns + 1))
        hessian[:-1, :-1] = design.T @ (design * eta_eta[:, None])
        hessian[:-1, -1] = hessian[-1, :-1] = design.T @ eta_log
        hessian[-1, -1] = log_log.sum()
        return value.sum(), np.append(design.T @ by_eta, by_log.sum()), hessian

    start = np.linalg.lstsq(design, score, rcond=None)[0]
    at, hessian = newton(likelihood, np.append(start, math.log((score - design @ start).std())))
    value, by_eta, by_log, *_ = terms(at)
    scores = np.column_stack([design * by_eta[:, None], by_log])
    people = person.max() + 1
    by_person = np.stack([np.bincount(person, column, people) for column in scores.T])
    bread = np.linalg.inv(-hessian)
    groups = len(set(person))
    covariance = bread @ by_person @ by_person.T @ bread * groups / (groups - 1)
    return at, np.sqrt(np.diag(covariance)), value.sum()


def cox(x, time, event):
    """The log hazard ratio by Efron's partial likelihood."""
    order = [np.flatnonzero((time == at) & event) for at in np.unique(time[event])]
    risk_sets = [np.flatnonzero(time >= time[dead[0]]) for dead in order]

    def likelihood(at):
        value = gradient = hessian = 0.0
        weight = np.exp(at[0] * x)
        for dead, risk in zip(order, risk_sets):
            value += at[0] * x[dead].sum()
            gradient += x[dead].sum()
            for k in range(len(dead)):
                share = np.zeros(len(x))
                share[risk] = weight[risk]
                share[dead] *= 1 - k / len(dead)
                total, first, second = share.sum(), (share * x).sum(), (share * x * x).sum()
                value -= math.log(total)
                gradient -= first / total
                hessian -= second / total - (first / total) ** 2
        return value, np.array([gradient]), np.array([[hessian]])

    return newton(likelihood, [0.0])[0][0]


@pytest.fixture(scope="module")
def data() -> Simulated:
    return Simulated()


@pytest.fixture(scope="module")
def report(tool, data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("evoked")
    for name, text in data.tables().items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "study.yaml").write_text(NAMED, encoding="utf-8")
    return tool.report(folder / "study.yaml", folder / "out", "--internal")


def found(report, name, model=None, term=None, variable=None, instrument="cold_pressor_s") -> dict:
    group = {"instrument": instrument} | ({"model": model} if model else {}) | ({"term": term} if term else {})
    wanted = place({"group": group, "column": None, "variable": variable})
    (estimate,) = (
        estimate
        for estimate in report.finding("evoked_pain")["estimates"]
        if estimate["name"] == name and place(estimate) == wanted
    )
    return estimate


def designs(data):
    """By model: the columns beside the intercept, each with the name, the term and the variable of its coefficient."""
    people = data.person.max() + 1
    mean = (np.bincount(data.person, data.months, people) / np.bincount(data.person, minlength=people))[data.person]
    sex = np.array(data.female, dtype=float)
    return {
        "tobit": [("slope", None, None, data.months)],
        "tobit_within_between": [
            ("slope", "within", None, data.months - mean),
            ("slope", "between", None, mean),
        ],
        "tobit_adjusted": [
            ("slope", None, None, data.months),
            ("coefficient", None, study_column("age"), np.array(data.age, dtype=float)),
            ("coefficient", None, study_column("sex", "female", reference="male"), sex),
        ],
    }


@pytest.mark.parametrize("model", ["tobit", "tobit_within_between", "tobit_adjusted"])
def test_tobit(report, data, model):
    columns = designs(data)[model]
    design = np.column_stack([np.ones(len(data.months))] + [column for *_, column in columns])
    at, errors, likelihood = tobit(design, data.score, data.measured, data.person)
    # Both are at the maximum but for rounding, which a sum of 10^2 to 10^3 rows keeps far below 1e-6 of a standard error.
    for position, (name, term, variable, _) in enumerate(columns, start=1):
        estimate = found(report, name, model, term, variable)
        assert abs(estimate["value"] - at[position]) < 1e-6 * errors[position], (model, name, term)
        assert estimate["se"] == pytest.approx(errors[position], rel=1e-6), (model, name, term)
        half = 1.959963984540054 * estimate["se"]
        assert estimate["interval"] == "wald"
        assert estimate["lower"] == pytest.approx(estimate["value"] - half, abs=1e-12 + 1e-12 * abs(half))
    assert found(report, "sd_residual", model)["value"] == pytest.approx(math.exp(at[-1]), rel=1e-6)
    assert found(report, "log_likelihood", model)["value"] == pytest.approx(likelihood, rel=1e-10)


def test_scores_taken_as_measured_would_say_less(report, data):
    """The slope of what was written down is nearer to zero; of the seconds as they would have gone on, it is not."""
    tobit_slope = found(report, "slope", "tobit")
    naive, latent = (np.polyfit(data.months, score, 1)[0] for score in (data.score, data.latent))
    assert naive > tobit_slope["value"] + 2 * tobit_slope["se"]
    # The seed is fixed, so this holds or does not.
    assert abs(latent - tobit_slope["value"]) < 2 * tobit_slope["se"]


def test_cox(report, data):
    expected = cox(data.months, data.score, data.measured)
    ratio, log = found(report, "hazard_ratio", "cox"), found(report, "log_hazard_ratio", "cox")
    assert log["value"] == pytest.approx(expected, rel=1e-6)
    assert ratio["value"] == pytest.approx(math.exp(expected), rel=1e-6) and ratio["value"] > 1
    assert ratio["lower"] == pytest.approx(math.exp(log["lower"]), rel=1e-9) and ratio["interval"] == "wald_log"
    assert ratio["lower"] < ratio["value"] < ratio["upper"]


def test_what_it_rests_on(report, data):
    people, rows = len(set(data.person)), len(data.person)
    assert found(report, "patients")["value"] == people
    assert found(report, "assessments")["value"] == rows
    assert found(report, "cut_off")["value"] == CUT_OFF
    share = found(report, "censored_share")
    assert (share["n"], share["events"]) == (rows, int((~data.measured).sum()))
    assert share["value"] == pytest.approx((~data.measured).mean(), rel=1e-12)
    assert 0.2 < share["value"] < 0.8, "the study is to have many scores at the cut-off"


def test_a_threshold_without_censoring_is_least_squares(report, data):
    slope = found(report, "slope", "tobit", instrument="ppt_kpa")
    assert slope["value"] == pytest.approx(np.polyfit(data.months, data.kpa, 1)[0], rel=1e-8)
    assert found(report, "censored_share", instrument="ppt_kpa")["value"] == 0
    assert not any(
        estimate["group"] == {"instrument": "ppt_kpa", "model": "cox"}
        for estimate in report.finding("evoked_pain")["estimates"]
    )


@pytest.mark.parametrize("question", ["pain_trend", "pain_by_duration_band", "individual_trends"])
def test_other_questions_refuse_and_name_the_remedy(report, question):
    finding = report.finding(question)
    assert finding["status"] == "not_estimable"
    assert "cut-off of 180 s" in finding["reason"]
    assert "evoked_pain: {instrument: cold_pressor_s}" in finding["reason"]


def test_the_results_fit_the_schema(report):
    schema = json.loads((ROOT / "docs/results.schema.json").read_text(encoding="utf-8"))
    assert not list(Draft202012Validator(schema).iter_errors(report.results))


def test_of_few_patients_every_number_is_withheld(tool, data, study, tmp_path):
    """Of eight patients nothing is told but where the test is stopped."""
    tables = data.tables()
    few = {f"p{number}" for number in range(8)}
    for name, text in tables.items():
        head, *lines = text.splitlines(keepends=True)
        tables[name] = head + "".join(line for line in lines if line.split(",")[0] in few)
    few_report = tool.report(study(NAMED, **tables), tmp_path / "out")
    finding = few_report.finding("evoked_pain")
    assert finding["status"] == "estimated"
    for estimate in finding["estimates"]:
        if estimate["name"] != "cut_off":
            assert "withheld" in estimate["value"], estimate
    assert all("withheld" in test["p"] for test in finding["tests"]) and finding["tests"]
    assert "may be shown, as they rest on few patients" in few_report.text("report.html")


def test_the_page_reads_a_shorter_time_as_more_sensitive(report):
    page, mail = report.text("report.html"), report.text("summary.md")
    for text in (page, " ".join(mail.split())):
        assert "Does sensitivity to evoked pain rise with the length of opioid exposure?" in text
        assert "of 2 evoked tests" in text.lower()
    assert "seconds shorter" in page and "more sensitive" in page
    assert "hazard ratio" in page.lower()


def test_unnamed_it_is_asked_where_there_is_evoked_pain(tool, data, study, tmp_path):
    """Without `analyses`, a study with evoked scores is asked, one without is left in peace, and one that asks is told."""
    tables = data.tables()
    asked = tool.report(study(YAML, **tables), tmp_path / "out", name="asked")
    assert asked.finding("evoked_pain")["status"] == "estimated"
    ratings = tables | {"pain": "patient,day,score,instrument\np0,10,3,nrs\np1,20,4,nrs\n"}
    silent = tool.report(study(YAML, **ratings), tmp_path / "out", name="silent")
    assert all(finding["id"] != "evoked_pain" for finding in silent.results["analyses"])
    told = tool.report(study(YAML + "analyses: [evoked_pain]\n", **ratings), tmp_path / "out", name="told")
    assert told.finding("evoked_pain")["reason"] == "the study has no evoked pain score"


def test_a_wrong_cut_off_names_the_line_and_the_remedy(tool, data, study, tmp_path):
    path = study(NAMED.replace("cut_off: 180", "cut_off: 301"), **data.tables())
    done = tool.run("report", path, "--output", tmp_path / "out")
    assert done.returncode == 78
    assert "line 14" in done.stderr and "within the instrument's range" in done.stderr
