"""Day-7 withdrawal and starts of medication in CTN-0094 from the raw files with the csv module alone, nothing shared with the tool."""

import csv
from collections import Counter, defaultdict
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


def randomisations(folder: Path) -> dict[str, tuple[str, int]]:
    """Arm and day of each person's first randomisation: every trial has rows of a second one, CTN-0030 alone made it."""
    return {
        row["who"]: (row["treatment"], int(row["when"]))
        for row in rows(folder, "randomization.csv")
        if row["which"] == "1"
    }


def induction_delays(folder: Path) -> dict[str, list[int | None]]:
    """Days from the first randomisation to the first dose of each person of each arm; None where there was none.

    The rule of derived_inductDelay in the R package public.ctn0094extra: the first day with an amount above zero, whenever it was.
    """
    index = index_days(folder)
    found: dict[str, list[int | None]] = defaultdict(list)
    for who, (arm, day) in randomisations(folder).items():
        found[arm].append(index[who] - day if who in index else None)
    return found


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


def not_planned(trials: dict[str, str], index: dict[str, int], grades: dict[str, int]) -> set[str]:
    """The trials of whose patients with an index day fewer than ten and fewer than a tenth were assessed in the window."""
    started = Counter(trials[who] for who in index)
    assessed = Counter(trials[who] for who in grades)
    return {trial for trial, n in started.items() if assessed[trial] < 10 and 10 * assessed[trial] < n}


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


def planned(folder: Path) -> dict[str, int | None]:
    """Grade on day 7 (None: not assessed) of each person with an index day whose trial assessed then."""
    index, trials = index_days(folder), groups(folder)["trial"]
    found = {who: nearest_grade(own, DAY, FIRST, LAST) for who, own in assessments(folder, index).items()}
    grades = {who: grade for who, grade in found.items() if grade is not None}
    left_out = not_planned(trials, index, grades)
    return {who: grades.get(who) for who in index if trials[who] not in left_out}


def day7(folder: Path) -> dict[tuple[str, str | None], Tally]:
    """Tally of each level of each grouping, None for no level, with nobody of a trial that did not assess then."""
    grades, levels = planned(folder), groups(folder)
    members: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for who in grades:
        for name, level in levels.items():
            members[name, level.get(who) or None].append(who)
    return {
        group: Tally(
            free=sum(grades[who] == 0 for who in people),
            assessed=sum(grades[who] is not None for who in people),
            started=len(people),
        )
        for group, people in members.items()
    }
