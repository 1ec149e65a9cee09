"""The sample's patients, index days and withdrawal assessments from its CSV files: nothing here is shared with the tool."""

import csv
from collections.abc import Iterator

from conftest import SAMPLE

MISSING = ("", "NA", "Missing", "Refused/missing")
# The highest score without withdrawal, and the highest of the scale.
SCALES = {"cows": (4, 48), "sows": (0, 64)}


def known(cell: str | None) -> str | None:
    return None if cell is None or cell.strip() in MISSING else cell.strip()


def number(cell: str) -> float | None:
    try:
        return None if known(cell) is None else float(cell)
    except ValueError:
        return None


def whole(cell: str) -> int | None:
    value = number(cell)
    return None if value is None or value != int(value) else int(value)


def rows(name: str):
    with open(SAMPLE.parent / name, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def patients() -> dict[str, dict]:
    """The first row of each patient."""
    found: dict[str, dict] = {}
    for row in rows("patients.csv"):
        if known(row["patient"]):
            found.setdefault(row["patient"], row)
    return found


def other_records() -> Iterator[tuple[str, int]]:
    """The patient and day of every symptom asked about, urine screen and visit that was kept, as far as its row can be read."""
    people = patients()
    for name, column, words in (
        ("symptoms.csv", "present", {"yes", "no", "present"}),
        ("screens.csv", "positive", {"yes", "no", "positive"}),
        ("visits.csv", "kind", {"attended"}),
    ):
        for row in rows(name):
            day = whole(row["day"])
            if row["patient"] in people and day is not None and row[column] in words:
                yield row["patient"], day


def index_days() -> dict[str, int]:
    """First day with a dose of medication for opioid use disorder above zero."""
    people, first = patients(), {}
    for row in rows("moud.csv"):
        day, dose = whole(row["day"]), number(row["dose_mg"])
        if row["patient"] in people and day is not None and dose is not None and dose > 0:
            first[row["patient"]] = min(day, first.get(row["patient"], day))
    return first


def assessments(scale: str | None = None) -> dict[str, list[tuple[int, int]]]:
    """Of each person with an index day: days since it, and whether there was withdrawal (1) or none (0); on one scale, or any."""
    index = index_days()
    own: dict[str, list[tuple[int, int]]] = {who: [] for who in index}
    for row in rows("withdrawal.csv"):
        day, score = whole(row["day"]), whole(row["score"])
        limit, greatest = SCALES[row["scale"]]
        if row["patient"] in index and day is not None and score is not None and 0 <= score <= greatest:
            if scale in (None, row["scale"]):
                own[row["patient"]].append((day - index[row["patient"]], int(score > limit)))
    return own
