"""Leaks that are no small counts: rare levels by name, quantiles near an end, homogeneous and dominated means, log-likelihoods."""

import re

import pytest

from conftest import Report

# Of 100 patients 4 are of a race that nobody else is, 5 of another; arm c has 3 patients, a and b share the others.
RARE = {"race": {"Xanadu": 4, "Zembla": 5, "white": 51, "black": 40}, "site": {"north": 50, "south": 38, "Erewhon": 12}}
YAML = """
nocitrend: 1
title: Leaks
data: .
tables:
  patients:
    file: patients.csv
    columns: {patient: id, race: race, site: site, arm: arm, age: age, weight: weight, debts: debts}
  pain: {file: pain.csv, columns: {patient: id, day: day, score: score}, instrument: nrs}
  exposures: {file: exposures.csv, columns: {patient: id, start_day: start, end_day: end, drug: drug, dose_mg: mg}}
  moud: {file: moud.csv, columns: {patient: id, day: day, dose_mg: mg}, drug: buprenorphine}
  withdrawal: {file: withdrawal.csv, columns: {patient: id, day: day, score: score}, scale: cows}
analyses:
  baseline_table: {by: arm}
  day7_withdrawal: {by: [race, arm], claim: 0.9}
  pain_trend: {adjust: [race, age]}
  pain_course: {by: race}
  subgroups: {by: [race]}
  other_explanations:
  missingness:
  data_quality:
  cohort_flow:
"""


def levels(counts: dict[str, int]) -> list[str]:
    return [level for level, count in counts.items() for _ in range(count)]


def tables() -> dict[str, str]:
    race, site = levels(RARE["race"]), levels(RARE["site"])
    patients, pain, exposures, moud, withdrawal = (
        ["id,race,site,arm,age,weight,debts"], ["id,day,score"], ["id,start,end,drug,mg"], ["id,day,mg"], ["id,day,score"]
    )
    for number in range(100):
        arm = "b" if number % 4 == 0 else "a"
        # Everybody of arm b weighs the same; of the debts one patient has nearly all.
        weight = 71 if arm == "b" else 60 + number % 30
        debts = 100_000 if number == 7 else 100 + number % 10
        patients.append(f"p{number},{race[number]},{site[number]},{arm},{30 + number % 37},{weight},{debts}")
        exposures.append(f"p{number},0,{80 + number % 9},morphine,{20 + number}")
        moud.append(f"p{number},100,8")
        withdrawal.append(f"p{number},107,{0 if number % 3 else 9}")
        for visit in range(4):
            pain.append(f"p{number},{25 * visit},{(number * 7 + visit * 3) % 9}")
    return {
        name: "\n".join(lines) + "\n"
        for name, lines in (
            ("patients", patients), ("pain", pain), ("exposures", exposures), ("moud", moud), ("withdrawal", withdrawal)
        )
    }


@pytest.fixture(scope="module")
def made(tool, tmp_path_factory):
    folder = tmp_path_factory.mktemp("leaks")
    for name, text in tables().items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "study.yaml").write_text(YAML, encoding="utf-8")

    def make(*flags, name):
        notebook = folder / f"notebook-{name}"
        report = tool.report(folder / "study.yaml", folder / "out", "--notebook", notebook, *flags, name=name)
        return report, Report(notebook, {})

    return {"released": make(name="released"), "internal": make("--internal", name="internal")}


def age(report, name: str, column: str | None, variable: str) -> object:
    (found,) = [
        one
        for one in report.finding("baseline_table")["estimates"]
        if one["name"] == name
        and one["variable"]["name"] == variable
        and (one["column"]["level"] if one["column"] else None) == column
    ]
    return found["value"]


def test_the_name_of_a_rare_level_is_in_no_file(made):
    """Neither in results.json, page, mail, tables and figures nor in the notebook; an internal report has it."""
    for report in made["released"]:
        for name, content in report.files.items():
            if name != ".nocitrend" and "rejects" not in name:
                assert not re.search(rb"Xanadu|Zembla", content), name
    assert b"Xanadu" in made["internal"][0].files["results.json"]
    assert b"other levels" in made["released"][0].files["results.json"]
    # Twelve patients are no rare level.
    assert b"Erewhon" in made["released"][0].files["results.json"]


def test_check_tells_no_rare_level(tool, tmp_path):
    for name, text in tables().items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    (tmp_path / "study.yaml").write_text(YAML, encoding="utf-8")
    done = tool.run("check", tmp_path / "study.yaml", "--page", tmp_path / "check.html")
    assert done.returncode == 0, done.stderr
    for text in (done.stdout, done.stderr, (tmp_path / "check.html").read_text(encoding="utf-8")):
        assert not re.search("Xanadu|Zembla", text)


def test_rare_levels_are_one_with_the_next(made):
    """Nine of two rare races are too few; three levels keep no two names beside a pool of black patients, so it stays of nine."""
    shares = [
        one
        for one in made["released"][0].finding("baseline_table")["estimates"]
        if one["name"] == "share" and one["variable"]["name"] == "race" and one["column"] is None
    ]
    assert {one["variable"]["level"] for one in shares} == {"white", "black", "other levels"}
    (pool,) = [one for one in shares if one["variable"]["level"] == "other levels"]
    assert isinstance(pool["value"], dict) and pool["variable"]["origin"] == "tool"


def test_a_quantile_needs_eleven_on_each_side(made):
    """Of 25 patients of arm b the median has 12 on each side, a quartile 6."""
    released, internal = made["released"][0], made["internal"][0]
    assert isinstance(age(released, "median", "b", "age"), (int, float))
    for name in ("lower_quartile", "upper_quartile"):
        assert isinstance(age(released, name, "b", "age"), dict)
        assert isinstance(age(released, name, "a", "age"), (int, float))
        assert isinstance(age(internal, name, "b", "age"), (int, float))


def test_a_homogeneous_and_a_dominated_mean_are_withheld(made):
    released, internal = made["released"][0], made["internal"][0]
    for name in ("mean", "sd", "median"):
        assert isinstance(age(released, name, "b", "weight"), dict), name
        assert isinstance(age(released, name, "a", "weight"), (int, float)), name
    assert (age(internal, "mean", "b", "weight"), age(internal, "sd", "b", "weight")) == (71, 0)
    assert isinstance(age(released, "mean", None, "debts"), dict)
    assert isinstance(age(released, "sd", None, "debts"), dict)
    assert isinstance(age(released, "mean", "b", "debts"), (int, float))


def test_no_log_likelihood_leaves(made):
    released, internal = made["released"], made["internal"]
    for report in released:
        for name, content in report.files.items():
            assert b"log_likelihood" not in content and b"Log-likelihood (of" not in content, name
    assert b"log_likelihood" in internal[0].files["results.json"]


# What two patients alone have is called "zz…" in every column that holds words.
OWN_WORDS = """
nocitrend: 1
title: Own words
tables:
  patients: [{file: patients.csv, columns: {patient: id, arm: arm, race: race, site: site}}]
  pain: [{file: pain.csv, columns: {patient: id, day: day, score: score, body_site: body}, instrument: nrs}]
  exposures:
    - {file: exposures.csv, columns: {patient: id, start_day: s, days_supply: n, drug: drug, dose_mg: mg, route: route}}
  moud: [{file: moud.csv, columns: {patient: id, day: day, dose_mg: mg, drug: drug}}]
  interventions: [{file: care.csv, columns: {patient: id, start_day: day, kind: kind}}]
  symptoms: [{file: symptoms.csv, columns: {patient: id, day: day, symptom: symptom, present: present}}]
  screens: [{file: screens.csv, columns: {patient: id, day: day, substance: substance, positive: result}}]
  visits: [{file: visits.csv, columns: {patient: id, day: day, kind: kind}}]
  withdrawal: [{file: withdrawal.csv, columns: {patient: id, day: day, score: score}, scale: cows}]
index: first_moud_dose
"""


def own_words(folder) -> None:
    def of(who: int, rare: str, usual: str) -> str:
        return f"zz{rare}" if who < 2 else usual

    everybody = range(200)
    tables = {
        "patients": ["id,arm,race,site", *(f"p{w},{'ab'[w % 2]},{of(w, 'race', 'white')},{of(w, 'site', f's{w % 4}')}" for w in everybody)],
        "pain": ["id,day,score,body", *(f"p{w},{d + w % 5},{(w * 7 + d) % 11},{of(w, 'body', 'back')}" for w in everybody for d in range(0, 300, 20))],
        "exposures": ["id,s,n,drug,mg,route", *(
            f"p{w},{s + w % 9},100,{of(w, 'drug', ('oxycodone', 'morphine')[(w + s) % 2])},{20 + w % 50},{of(w, 'route', 'oral')}"
            for w in everybody for s in (5, 110))],
        "moud": ["id,day,mg,drug", *(f"p{w},{120 + d},8,{of(w, 'moud', 'buprenorphine')}" for w in range(60) for d in range(30))],
        "care": ["id,day,kind", *(f"p{w},{50 + w % 9},{of(w, 'care', 'physical_therapy')}" for w in range(80)),
                 *(f"p{w},{90 + w % 9},{'massage' if w > 90 else 'zzother'}" for w in range(88, 120))],
        "symptoms": ["id,day,symptom,present", *(f"p{w},{d},{of(w, 'symptom', 'nausea')},yes" for w in range(150) for d in (50, 70, 90))],
        "screens": ["id,day,substance,result", *(f"p{w},{60 + 7 * k},{of(w, 'substance', 'opioid')},{'no' if (w + k) % 3 else 'yes'}" for w in range(100) for k in range(8))],
        "visits": ["id,day,kind", *(f"p{w},{60 + 7 * k},attended" for w in range(100) for k in range(8))],
        "withdrawal": ["id,day,score", *(f"p{w},{120 + k},{w % 13}" for w in range(60) for k in range(10))],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "study.yaml").write_text(OWN_WORDS, encoding="utf-8")


def test_own_words_of_few_are_in_no_file(tool, tmp_path):
    own_words(tmp_path)
    report = tool.report(tmp_path / "study.yaml", tmp_path / "out", "--notebook", tmp_path / "notebook")
    assert [name for name, text in report.files.items() if b"zz" in text.replace(b"fuzz", b"")] == []
    for path in (tmp_path / "notebook").rglob("*"):
        assert path.is_dir() or b"zz" not in path.read_bytes(), path
    done = tool.run("report", tmp_path / "study.yaml", "--output", tmp_path / "again")
    assert "zz" not in done.stdout + done.stderr and "zz" not in tool.run("check", tmp_path / "study.yaml").stdout
    care = {entry["group"]["care"] for entry in report.finding("nonopioid")["estimates"] if entry["name"] == "had_care"}
    assert care == {"physical_therapy", "study: massage", "other"}
    # The study's own hands see them.
    report = tool.report(tmp_path / "study.yaml", tmp_path / "out", "--internal")
    care = {entry["group"]["care"] for entry in report.finding("nonopioid")["estimates"] if entry["name"] == "had_care"}
    assert care == {"physical_therapy", "study: massage", "study: zzcare", "study: zzother"}
