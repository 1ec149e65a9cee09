"""Precipitated withdrawal by score and by the clock: small studies by hand, the planted share of simulated studies, and noise alone."""

import json
import random

import pytest

STUDY = """\
nocitrend: 1
title: First doses
data: .
tables:
  patients: [{file: patients.csv, columns: {patient: id}}]
  moud: [{file: doses.csv, columns: {patient: id, day: day, drug: drug, dose_mg: mg, time_of_day: at}}]
  withdrawal: [{file: cows.csv, columns: {patient: id, day: day, score: cows, time_of_day: at}, scale: cows}]
analyses: {moud_start: {}, withdrawal_course: {}}
"""


def write(folder, patients, doses, scores, study=STUDY):
    folder.mkdir()
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    (folder / "patients.csv").write_text("id\n" + "".join(f"{one}\n" for one in patients), encoding="utf-8")
    (folder / "doses.csv").write_text("id,day,drug,mg,at\n" + "".join(doses), encoding="utf-8")
    (folder / "cows.csv").write_text("id,day,cows,at\n" + "".join(scores), encoding="utf-8")
    return folder / "study.yaml"


def shares(report, name, **group):
    return [
        estimate
        for estimate in report.finding("moud_start")["estimates"]
        if estimate["name"] == name and all(estimate["group"].get(key) == value for key, value in group.items())
    ]


def settings(report):
    return {one["name"]: one["value"] for one in report.finding("moud_start").get("settings", [])}


@pytest.fixture(scope="module")
def forty(tool, tmp_path_factory):
    """Forty patients on buprenorphine at 10:00: 12 rise by 6 within the hour, 4 fall by 6, 4 rise after it, 12 stay, 8 have no time."""
    patients = [f"P{number:02}" for number in range(40)]
    doses = [f"{one},0,buprenorphine,4,{'10:00' if number < 32 else ''}\n" for number, one in enumerate(patients)]
    after = [(14, "10:40")] * 12 + [(2, "11:00")] * 4 + [(20, "11:30")] * 4 + [(9, "10:30")] * 20
    scores = []
    for one, (score, at) in zip(patients, after, strict=True):
        # Out of the order of time, and one more soon after the dose of those who rise late.
        scores += [f"{one},0,{score},{at}\n", f"{one},0,8,9:50 AM\n"]
        if at == "11:30":
            scores.append(f"{one},0,8,10:30\n")
    folder = tmp_path_factory.mktemp("forty") / "study"
    return write(folder, patients, doses, scores)


def test_the_clock_tells_who_rose_within_the_hour(tool, forty, tmp_path):
    report = tool.report(forty, tmp_path / "reports", "--internal")
    (rose,) = shares(report, "precipitated_share")
    assert (rose["events"], rose["n"]) == (12, 32)
    # Wilson's interval of 12 of 32: prop.test(12, 32, correct = FALSE) in R.
    assert rose["lower"] == pytest.approx(0.2291, abs=5e-4) and rose["upper"] == pytest.approx(0.5475, abs=5e-4)
    (fell,) = shares(report, "fell_as_much_share")
    assert (fell["events"], fell["n"]) == (4, 32)
    (naive,) = shares(report, "rose_at_any_time_share")
    assert (naive["events"], naive["n"]) == (16, 40)
    (untold,) = shares(report, "rise_not_told_share")
    assert untold["group"]["reason"] == "no_dose_time" and (untold["events"], untold["n"]) == (8, 40)
    # 12 of 16 that changed one way alone: 1 - pbinom(11, 16, 0.5).
    (test,) = [one for one in report.finding("moud_start")["tests"] if one["name"] == "rises_as_falls"]
    assert test["p"] == pytest.approx(0.0384064, abs=1e-6)
    assert "Precipitated withdrawal by score" in report.text("summary.md") + report.text("report.html")


def test_an_assessment_before_the_first_dose_is_not_on_day_0(tool, forty, tmp_path):
    """By the clock the 8 of 9:50 is before day 0: the 4 whose later score is 2 are free on it, where the worst of the day would not be."""

    def free(study, name):
        report = tool.report(study, tmp_path / name, "--internal")
        (day,) = [
            one
            for one in report.finding("withdrawal_course")["estimates"]
            if one["name"] == "no_withdrawal_share" and one["group"].get("day") in (0, "0")
        ]
        return day["events"]

    assert free(forty, "clock") == 4
    plain = STUDY.replace("day: day, score: cows, time_of_day: at", "day: day, score: cows")
    untimed = forty.parent / "untimed.yaml"
    untimed.write_text(plain, encoding="utf-8")
    assert free(untimed, "plain") == 0
    report = tool.report(untimed, tmp_path / "words")
    assert not shares(report, "precipitated_share")
    assert "time_of_day" in json.dumps(report.finding("moud_start"))


def test_any_number_of_threads_gives_the_same_bytes(tool, forty, tmp_path):
    reports = [tool.report(forty, tmp_path / str(threads), "--threads", threads) for threads in (1, 2, 8)]
    assert len({report.text("results.json") for report in reports}) == 1


def test_a_score_after_the_first_dose_of_an_era_is_exposed(tool, tmp_path):
    """Half of the patients are scored before the first dose, half after it; an infusion in the file's own words."""
    folder = tmp_path / "study"
    folder.mkdir()
    names = [f"P{number:02}" for number in range(60)]
    (folder / "pain.csv").write_text(
        "id,at,score\n"
        + "".join(
            f"{one},2020-01-01T{'08:00' if number % 2 else '11:00'}:00Z,{3 + number % 4}\n"
            f"{one},2020-01-{11 + number % 15}T09:00:00Z,{4 + number % 3}\n"
            for number, one in enumerate(names)
        ),
        encoding="utf-8",
    )
    (folder / "opioids.csv").write_text(
        "id,from,to,drug,at\n" + "".join(f"{one},2020-01-01,2020-02-01,morphine,0930\n" for one in names), encoding="utf-8"
    )

    def baseline(dose_time):
        study = folder / f"study{dose_time}.yaml"
        exposures = "patient: id, start_day: from, end_day: to, drug: drug" + (", time_of_day: at" if dose_time else "")
        study.write_text(
            "nocitrend: 1\ntitle: Times\ndata: .\ndates: {shifted: true, origin: 2020-01-01}\ntables:\n"
            "  pain: [{file: pain.csv, columns: {patient: id, day: at, score: score, time_of_day: at}, instrument: nrs}]\n"
            f"  exposures: [{{file: opioids.csv, columns: {{{exposures}}}}}]\nanalyses: {{pain_trend: {{}}}}\n",
            encoding="utf-8",
        )
        report = tool.report(study, tmp_path / f"reports{dose_time}", "--internal")
        return report.finding("pain_trend")["population"]["observations"]

    # Sixty later scores, and with the time of the dose the thirty that follow it on its day.
    assert baseline(False) == 60 and baseline(True) == 90


def test_the_planted_share_comes_back(tool, tmp_path):
    """The bias over five simulated studies, of buprenorphine; methadone precipitates nothing."""
    found = {"buprenorphine": [0, 0], "methadone": [0, 0], "naltrexone": [0, 0]}
    for seed in range(5):
        folder = tmp_path / str(seed)
        done = tool.run("simulate", folder, "--scenario", "moud_initiation", "--people", 3000, "--seed", seed)
        assert done.returncode == 0, done.stderr
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["precipitated_withdrawal_share_by_arm"]
        study = folder / "study.yaml"
        text = study.read_text(encoding="utf-8").replace("disclosure:", "analyses: {moud_start: {}}\ndisclosure:")
        study.write_text(text, encoding="utf-8")
        report = tool.report(study, tmp_path / f"reports{seed}", "--internal")
        for estimate in shares(report, "precipitated_share"):
            counts = found[estimate["group"]["drug"]]
            counts[0] += estimate["events"]
            counts[1] += estimate["n"]
    print(found, truth)
    for drug, (events, n) in found.items():
        assert n > 300
        # Four standard errors of a binomial share; of none planted the error of an assessment reaches the threshold in about one in a thousand.
        error = 4 * (max(truth[drug], 0.002) / n) ** 0.5
        assert abs(events / n - truth[drug]) < error, drug


def test_noise_alone_is_no_finding(tool, tmp_path):
    """Two scores of one severity, each with an error of 4 points: 14% rise by 6, as many fall, and the answer does not say more."""
    rng = random.Random(11)
    rejected, shares_found = 0, []
    for study in range(12):
        patients = [f"P{number:03}" for number in range(200)]
        doses = [f"{one},0,buprenorphine,4,10:00\n" for one in patients]
        scores = []
        for one in patients:
            for at in ("9:45", "10:45"):
                scores.append(f"{one},0,{min(48, max(0, round(rng.gauss(20, 4))))},{at}\n")
        report = tool.report(write(tmp_path / f"s{study}", patients, doses, scores), tmp_path / f"r{study}", "--internal")
        (rose,) = shares(report, "precipitated_share")
        shares_found.append(rose["value"])
        (test,) = [one for one in report.finding("moud_start")["tests"] if one["name"] == "rises_as_falls"]
        more = "more often than it fell by as much (" in report.text("report.html")
        careful = "not clearly more often than it fell by as much" in report.text("report.html")
        assert careful == (test["p"] >= 0.05) and more
        rejected += test["p"] < 0.05
    print(shares_found, rejected)
    # Rounded differences of two such errors: 2 * pnorm(-5.5 / (4 * sqrt(2))) / 2 = 0.165.
    assert sum(shares_found) / 12 == pytest.approx(0.165, abs=0.03)
    assert rejected <= 2
