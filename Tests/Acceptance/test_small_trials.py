"""Small trials in their own layouts: what `nocitrend check` reads and keeps is what a plain count of the files says."""

import csv
import io
import re

import pytest

from conftest import ROOT

STUDIES = ROOT / "data/studies"
DATA = ROOT.parent / "shared/data"
TRIALS = DATA / "small-trials"
NO_CELL = {"", "NA"}


def rows(path) -> list[dict[str, str]]:
    """The rows of a file, whatever its line breaks are and with or without a byte order mark."""
    text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return list(csv.DictReader(io.StringIO(text)))


def long(name: str, score: str):
    """Rows read, and rows with a score."""
    table = rows(TRIALS / name)
    return len(table), sum(row[score] not in NO_CELL for row in table)


def wide(name: str, *scores: str):
    """Cells with content, which are the rows read, and all of them kept."""
    cells = sum(row[score] not in NO_CELL for row in rows(TRIALS / name) for score in scores)
    return cells, cells


def arthritis():
    read, kept = long("arthritis.csv", "y")
    first = sum(row["time"] == "1" for row in rows(TRIALS / "arthritis.csv"))
    return read + first, kept + first


def help_scores():
    table = rows(DATA / "help-detox/pain.csv")
    return len(table), sum(row["sf36_bp"] not in NO_CELL for row in table)


def prescriptions():
    table = rows(DATA / "mmequiv-heal/prescriptions.csv")
    return len(table), len(table)


def diary():
    diaries = wide("diary_vas_recall.csv", *(f"t{time}{day}" for time in (0, 1) for day in range(1, 8)))
    recalled = wide("diary_vas_recall.csv", "recall0", "recall1")
    return tuple(map(sum, zip(diaries, recalled)))


def every_cell(name: str):
    return wide(name, *rows(TRIALS / name)[0])


THROAT = ["pacu30min_throatPain", "pacu90min_throatPain", "postOp4hour_throatPain", "pod1am_throatPain"]

# For each study file, the table and its rows read and kept by plain counts.
COUNTS = {
    "amitriptyline": ("pain", lambda: wide("amitriptyline_PainDoseReg_CRonly.csv", "T1", "T2", "T3")),
    "arthritis": ("pain", arthritis),
    "diary-recall": ("pain", diary),
    "headache-diary": ("pain", lambda: long("KosteckiDillon.csv", "headache")),
    "knee-pain": ("pain", lambda: wide("knee_pain_ordinal.csv", "R1", "R2", "R3", "R4")),
    "licorice-gargle": ("pain", lambda: wide("licorice_gargle.csv", *THROAT)),
    "neck-pain-laser": ("pain", lambda: long("neck_pain_vas_laser.csv", "vas")),
    "pca-bolus": ("pain", lambda: long("pca_bolus.csv", "y")),
    "postpartum-pain": ("pain", lambda: long("postpartum_pain_relief.csv", "score")),
    "qst-battery": ("pain", lambda: every_cell("qst_battery_transformed.csv")),
    "qst-thresholds": ("pain", lambda: every_cell("qst_pain_thresholds.csv")),
    "shoulder-tip-pain": ("pain", lambda: long("shoulder_tip_pain.csv", "pain")),
    "sleep-fragmentation": (
        "pain", lambda: wide("sleep_fragmentation_regression.csv", *(str(minute) for minute in range(11)))
    ),
    "supraclavicular": ("pain", lambda: wide("supraclavicular.csv", "vps_rest", "vps_movement")),
    "help": ("pain", help_scores),
    "heal-prescriptions": ("exposures", prescriptions),
}


def table_counts(text: str, table: str) -> tuple[int, int]:
    """Rows read and kept of a table, as `check` prints them."""
    read, kept = re.search(rf"^{table.capitalize()} +([\d,]+) +([\d,]+) ", text, re.MULTILINE).groups()
    return int(read.replace(",", "")), int(kept.replace(",", ""))


@pytest.mark.parametrize("name", COUNTS)
def test_rows_read_and_kept(tool, name):
    if not TRIALS.is_dir():
        pytest.skip(f"the small trials are not in {TRIALS}: see data/studies/README.md")
    table, counted = COUNTS[name]
    done = tool.run("check", STUDIES / f"{name}.yaml", "--internal")
    assert done.returncode == 0, done.stderr
    assert table_counts(done.stdout, table) == counted()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("diary-recall", "diary_vas_recall"),
        ("qst-battery", "qst_battery_transformed"),
        ("qst-thresholds", "qst_pain_thresholds"),
    ],
)
def test_each_row_is_a_patient_where_the_study_file_says_so(tool, name, file):
    if not TRIALS.is_dir():
        pytest.skip(f"the small trials are not in {TRIALS}: see data/studies/README.md")
    done = tool.run("check", STUDIES / f"{name}.yaml")
    assert f": {len(rows(TRIALS / f'{file}.csv'))} patients" in done.stdout.splitlines()[0], done.stdout


@pytest.mark.parametrize("name", COUNTS)
def test_study_files_are_short(name):
    assert len((STUDIES / f"{name}.yaml").read_text(encoding="utf-8").splitlines()) <= 25
