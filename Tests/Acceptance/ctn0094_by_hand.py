"""Day-7 withdrawal in CTN-0094 from the raw files with the csv module alone: nothing here is shared with the tool."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

DAY, FIRST, LAST = 7, 4, 10
NOT_RECORDED = "not recorded"


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


def grades_around_day_7(folder: Path, index: dict[str, int]) -> dict[str, int]:
    """Nearest assessment to day 7 in days 4 to 10; a tie goes to the later day; on one day, the worst."""
    best: dict[str, tuple[int, int, int]] = {}
    for row in rows(folder, "withdrawal.csv"):
        who = row["who"]
        if who not in index or row["withdrawal"] in ("", "NA") or row["when"] in ("", "NA"):
            continue
        day = int(row["when"]) - index[who]
        if FIRST <= day <= LAST:
            rank = (-abs(day - DAY), day, int(row["withdrawal"]))
            best[who] = max(rank, best.get(who, rank))
    return {who: rank[2] for who, rank in best.items()}


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


def day7(folder: Path) -> dict[tuple[str, str] | None, Tally]:
    """Tally of everybody under None, and of each level of each grouping."""
    index = index_days(folder)
    grades = grades_around_day_7(folder, index)
    members: dict[tuple[str, str] | None, list[str]] = defaultdict(list)
    levels = groups(folder)
    for who in index:
        members[None].append(who)
        for name, level in levels.items():
            members[name, level.get(who) or NOT_RECORDED].append(who)
    return {
        group: Tally(
            free=sum(grades.get(who) == 0 for who in people),
            assessed=sum(who in grades for who in people),
            started=len(people),
        )
        for group, people in members.items()
    }
