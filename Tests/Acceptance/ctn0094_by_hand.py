"""Day-7 withdrawal in CTN-0094 from the raw files with the csv module alone: nothing here is shared with the tool."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

DAY, FIRST, LAST = 7, 4, 10


def rows(folder: Path, name: str):
    with open(folder / name, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def index_days(folder: Path) -> dict[str, int]:
    """First day with an amount of study drug above zero."""
    first: dict[str, int] = {}
    for row in rows(folder, "treatment.csv"):
        if row["amount"] in ("", "NA") or row["when"] in ("", "NA") or float(row["amount"]) <= 0:
            continue
        day = int(row["when"])
        first[row["who"]] = min(day, first.get(row["who"], day))
    return first


def assessments(folder: Path, index: dict[str, int]) -> dict[str, list[tuple[int, int]]]:
    """Day since the index day, and grade, of each assessment of a person with an index day."""
    found = defaultdict(list)
    for row in rows(folder, "withdrawal.csv"):
        if row["who"] in index and row["withdrawal"] not in ("", "NA") and row["when"] not in ("", "NA"):
            found[row["who"]].append((int(row["when"]) - index[row["who"]], int(row["withdrawal"])))
    return found


def nearest_grade(own: list[tuple[int, int]], target: int, first: int, last: int) -> int | None:
    """Grade of the assessment nearest to a day within a window; a tie goes to the later day; on one day, the worst."""
    ranks = [(-abs(day - target), day, grade) for day, grade in own if first <= day <= last]
    return max(ranks)[2] if ranks else None


def time_to_none(own: list[tuple[int, int]]) -> tuple[int, bool] | None:
    """Days to the first day after the index day whose worst grade is none, or to the last assessment."""
    worst: dict[int, int] = {}
    for day, grade in own:
        if day > 0:
            worst[day] = max(grade, worst.get(day, grade))
    free = [day for day, grade in worst.items() if grade == 0]
    if free:
        return min(free), True
    return (max(worst), False) if worst else None


def groups(folder: Path) -> dict[str, dict[str, str]]:
    """Level of each person by grouping: trial, arm (the first randomisation), site."""
    return {
        "trial": {row["who"]: row["project"] for row in rows(folder, "everybody.csv")},
        "arm": {row["who"]: row["treatment"] for row in rows(folder, "randomization.csv") if row["which"] == "1"},
        "site": {row["who"]: row["site_masked"] for row in rows(folder, "site_masked.csv")},
    }


@dataclass(frozen=True)
class Tally:
    free: int
    assessed: int
    started: int

    def share(self, denominator: str) -> tuple[int, int]:
        missing = self.started - self.assessed
        return {
            "assessed": (self.free, self.assessed),
            "missing_as_withdrawal": (self.free, self.started),
            "best_case": (self.free + missing, self.started),
        }[denominator]

    @property
    def cells(self) -> tuple[int, int, int]:
        """Patients free of withdrawal, in withdrawal, not assessed."""
        return self.free, self.assessed - self.free, self.started - self.assessed


def day7(folder: Path) -> dict[tuple[str, str | None] | None, Tally]:
    """Tally of everybody under None, and of each level of each grouping; the level None has those without one."""
    index = index_days(folder)
    found = {who: nearest_grade(own, DAY, FIRST, LAST) for who, own in assessments(folder, index).items()}
    grades = {who: grade for who, grade in found.items() if grade is not None}
    members: dict[tuple[str, str | None] | None, list[str]] = defaultdict(list)
    levels = groups(folder)
    for who in index:
        members[None].append(who)
        for name, level in levels.items():
            members[name, level.get(who) or None].append(who)
    return {
        group: Tally(
            free=sum(grades.get(who) == 0 for who in people),
            assessed=sum(who in grades for who in people),
            started=len(people),
        )
        for group, people in members.items()
    }
