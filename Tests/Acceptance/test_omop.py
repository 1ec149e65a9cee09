"""`preset: omop`: files of the OMOP Common Data Model as sites export them, counted here once more by other means."""

import csv
import gzip
import random
import statistics
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from test_init import rows

ROOT = Path(__file__).resolve().parents[2]
SYNTHEA = ROOT.parent / "shared/data/synthea27nj-omop"
STUDY = "nocitrend: 1\ntitle: OMOP\npreset: omop\ndata: {data}\ndates: {{shifted: true}}\n"
OXYCODONE, TRAMADOL, PATCH = "40231918", "19134047", "1154062"
NAME = {OXYCODONE: "oxycodone", TRAMADOL: "tramadol", PATCH: "fentanyl"}
STRENGTH, FACTOR = {OXYCODONE: 10, TRAMADOL: 50}, {OXYCODONE: 1.5, TRAMADOL: 0.2}


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    """Sixty made-up people who enter over four years, with opioids and pain scores; and what each was given, by hand."""
    draw = random.Random(20261127)
    place = tmp_path_factory.mktemp("omop")
    people, periods, drugs, scores, truth = [], [], [], [], {"doses": {}, "drugs": Counter()}
    for person in range(1, 61):
        start = date(2012, 1, 1) + timedelta(days=draw.randrange(1400))
        people.append([person, draw.choice([8507, 8532]), 1940 + person % 50, 1 + person % 12, 1 + person % 28, 8527, person % 3 + 1])
        periods.append([person, person, start, start + timedelta(days=400)])
        concept = draw.choice([OXYCODONE, TRAMADOL, PATCH])
        supply = draw.choice([30, 60, 90])
        quantity = 0 if concept == PATCH else 2 * supply
        begin = start + timedelta(days=draw.randrange(10, 40))
        drugs.append([person, person, concept, f"{begin} 08:30:00", f"{begin + timedelta(days=supply - 1)} 00:00:00", quantity, supply])
        truth["drugs"][NAME[concept]] += 1
        truth["doses"][person] = 60.0 if concept == PATCH else STRENGTH[concept] * 2 * FACTOR[concept]
        for visit in range(8):
            day = start + timedelta(days=30 * visit + draw.randrange(10))
            scores.append([len(scores) + 1, person, "43055141", f"{day}T09:00:00", draw.randrange(11)])
            scores.append([len(scores) + 1, person, "3025315", f"{day}T09:00:00", 70])
    files = {
        "person": ("person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,race_concept_id,care_site_id", people),
        "observation_period": (
            "observation_period_id,person_id,observation_period_start_date,observation_period_end_date", periods),
        "drug_exposure": (
            "drug_exposure_id,person_id,drug_concept_id,drug_exposure_start_date,drug_exposure_end_date,quantity,days_supply", drugs),
        "measurement": ("measurement_id,person_id,measurement_concept_id,measurement_date,value_as_number", scores),
    }
    for name, (header, lines) in files.items():
        text = header + "\n" + "".join(",".join(map(str, line)) + "\n" for line in lines)
        if name == "measurement":
            (place / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (place / f"{name}.csv").write_text(text, encoding="utf-8")
    (place / "study.yaml").write_text(STUDY.format(data="."), encoding="utf-8")
    return place, truth


def test_a_study_file_of_five_lines_reads_a_folder(tool, clinic):
    place, _ = clinic
    done = tool.run("check", place / "study.yaml")
    assert done.returncode == 0, done.stderr
    counts = rows(done.stdout)
    assert counts["patients"][:2] == ["120", "120"] and counts["exposures"][:2] == ["60", "60"]
    assert counts["pain"][:2] == ["480", "480"]
    said = done.stdout + done.stderr
    assert "concepts seen: 2 (rows: 960), of which mapped" in said and "omop 2026-11: 1 (rows: 480)" in said
    assert "read without: OBSERVATION.csv" in said


def test_it_makes_a_report_on_the_persons_own_clock(tool, clinic, tmp_path):
    place, truth = clinic
    report = tool.report(place / "study.yaml", tmp_path)
    # Nobody is said to have entered over years, as on a clock for everybody.
    assert not any("spread over more of the calendar" in text for text in report.words)
    table = report.rows("tables/opioid_doses.csv")
    median = next(row for row in table if row["name"] == "mme_median" and row["denominator"] == "days_supplied")
    assert float(median["value"]) == statistics.median(truth["doses"].values())
    taking = {row["drug"]: int(row["events"]) for row in table if row["name"] == "taking_share"}
    assert taking == truth["drugs"]


def test_dates_that_are_not_said_to_be_shifted_are_refused(tool, clinic, tmp_path):
    study = tmp_path / "study.yaml"
    study.write_text(STUDY.format(data=clinic[0]).replace("dates: {shifted: true}\n", ""), encoding="utf-8")
    done = tool.run("check", study)
    assert done.returncode == 78, done.stderr
    assert 'add "dates: {shifted: true}"' in done.stderr


def test_a_folder_without_drugs_is_an_error_with_its_file(tool, clinic, tmp_path):
    for file in clinic[0].glob("*.csv*"):
        if "drug" not in file.name:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    study = tmp_path / "study.yaml"
    study.write_text(STUDY.format(data="."), encoding="utf-8")
    done = tool.run("check", study)
    assert done.returncode == 66 and "DRUG_EXPOSURE.csv" in done.stderr, done.stderr


def test_init_proposes_the_preset(tool, clinic):
    done = tool.run("init", clinic[0], "--print")
    assert done.returncode == 0 and "preset: omop" in done.stdout, done.stderr


@pytest.fixture(scope="module")
def synthea():
    if not SYNTHEA.is_dir():
        pytest.skip(f"Synthea27NJ is not in {SYNTHEA}: see data/studies/README.md")

    def table(name):
        with open(SYNTHEA / f"{name}.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return table


def test_synthea_has_the_rows_that_another_count_finds(tool, synthea):
    done = tool.run("check", ROOT / "data/studies/omop-synthea.yaml", "--data", SYNTHEA, "--internal")
    assert done.returncode == 0, done.stderr
    counts = rows(done.stdout)
    words = ["oxycodone", "hydrocodone ", "fentanyl", "tramadol", "codeine", "meperidine"]
    names = {row["concept_id"]: row["concept_name"] for row in synthea("CONCEPT")}
    opioids = [row for row in synthea("DRUG_EXPOSURE") if any(word in names[row["drug_concept_id"]] for word in words)]
    pain = [row for row in synthea("MEASUREMENT") if row["measurement_concept_id"] == "43055141"]
    assert (len(opioids), len(pain)) == (59, 471)
    assert counts["exposures"][:2] == ["59", "59"] and counts["pain"][:2] == ["471", "471"]
    assert counts["patients"][0] == "56"  # 28 people in two files
    assert len({row["person_id"] for row in opioids}) == 8
