#!/usr/bin/env python3
"""An attack on a released nocitrend report.

    python attack.py FOLDER [--truth INTERNAL_FOLDER] [--previous FOLDER ...]

It plays a colleague with a computer. It knows what was released (results.json, tables/*.csv, figures/*.csv, report.html,
summary.md) and what the labels say, and nothing else. It shares no code with the suppression that it attacks.

How it goes about it:

1. **Labels become sets.** Each count is the size of a set of patients, and a set is a conjunction of conditions: `n` of the
   day-7 share of arm A is {index day, planned then, assessed, arm = A}, its `events` the same and {free}. Numbers of one set
   in two findings are one number. `SETS` says which set each quantity is about; what it does not list stands alone.
2. **Sets become equations.** Every condition is a level of an attribute that a patient has exactly one level of (a column, with
   "not recorded" as a level; yes or no; the drug started; …). So a set is the sum of its parts over the levels of any attribute:
   totals, complements, levels, nested populations and cumulative counts are all this one identity. Some conditions imply
   others (free implies assessed; started by day 1 implies started by day 7; an arm that table 1 shows in one trial alone
   implies that trial).
3. **Equations are solved over whole numbers >= 0.** Each withheld count, and each count that nobody printed but that
   follows from sets that were, has a smallest and a largest value (mixed-integer programmes, HiGHS).
   A cell is *recovered* where they are equal and *narrowed* where they do not span 1 to 10.
4. **Other kinds.** Small differences of two released nested sets; groups of few of whom all are alike; spread of zero; quantiles with
   few patients beyond; tests that give a withheld share back; steps of curves of 1 to 10 events; counts in sentences;
   private files; and differences between two releases.

The truth (an `--internal` run of the same data) is used for two things only: to check that every equation is true
(`--validate`), and to say which of the withheld cells are really small. A leak is a cell of 1 to 10 patients that is
recovered or narrowed. Without the truth, a leak is a cell of which the attack proves that it is small.
"""

import argparse
import collections
import csv
import functools
import html
import itertools
import json
import math
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy import sparse, stats
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

MINIMUM_CELL = 11
SMALL = range(1, MINIMUM_CELL)
NOT_RECORDED = "(not recorded)"
OTHER_LEVELS = "other levels"
NOT = "(not)"
EVERYBODY = frozenset()


def is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_withheld(value) -> bool:
    return isinstance(value, dict) and "withheld" in value


# ---------------------------------------------------------------------------------------------------------------------
# Labels to sets


def yes(*words):
    """A condition that holds or not."""
    return (words, True)


def of(attribute, level):
    """A level of an attribute that each patient has one level of."""
    return (attribute if isinstance(attribute, tuple) else (attribute,), level)


def column_attribute(place: dict):
    """The column that a place names. "Other levels" are the tool's word for the rare levels of a column of the study."""
    origin = "study" if place["level"] == OTHER_LEVELS else place["origin"]
    return ("column", origin, place["name"])


def column_condition(place: dict | None):
    """The condition that a `column` or a `variable` of an estimate states; none for everybody."""
    if place is None:
        return EVERYBODY
    attribute = column_attribute(place)
    if place["level"] is not None:
        return frozenset([(attribute, place["level"])])
    if place["recorded"] is False:
        return frozenset([(attribute, NOT_RECORDED)])
    return frozenset([yes("has any level of", place["origin"], place["name"])])


INDEX = yes("index day")
RECEIVED = ("column", "tool", "received medication for opioid use disorder")
EXPOSED = yes("in table", "exposures")


class Labels:
    """Says which sets an estimate counts: `sets(finding, estimate)` gives the set of `n` and the set of `events`."""

    def __init__(self, results: dict):
        self.findings = {finding["id"]: finding for finding in results["analyses"]}
        settings = self.findings.get("day7_withdrawal", {}).get("settings") or {}
        self.day7 = settings.get("day")
        self.day7_window = settings.get("window")
        match = re.fullmatch(r"(-?\d+) to (-?\d+)", self.day7_window or "")
        self.day7_days = (int(match[1]), int(match[2])) if match else None
        self.day7_is_week_1 = self.day7 == "7" and self.day7_window == "4 to 10"
        self.not_planned = self.columns_not_planned(settings.get("not_planned"))
        start = (self.findings.get("moud_start", {}).get("settings") or {}).get("from", "")
        self.counted_from = frozenset() if start.startswith("study day") else frozenset([yes("has a day to count from")])
        self.planned = [yes("withdrawal planned around day 7")] if settings.get("not_planned") else []

    def setting(self, finding: str, name: str):
        return (self.findings.get(finding, {}).get("settings") or {}).get(name)

    def columns_not_planned(self, words):
        if not words:
            return None
        name, _, levels = words.partition(" ")
        return ("column", "study", name), [level for level in re.split(r", | and ", levels) if level]

    def population(self, finding: dict) -> frozenset:
        """The set of a finding's population, by what its description says of it."""
        words = (finding["population"].get("description") or "").split("; observations")[0]
        if words.startswith(("everyone in the study", "all patients")):
            return EVERYBODY
        if words.startswith("patients with an index day"):
            return frozenset([INDEX])
        if words == "patients with an opioid exposure":
            return frozenset([EXPOSED])
        if words == "patients with a pain score while exposed":
            return frozenset([EXPOSED_SCORE])
        return frozenset([yes("population", finding["id"])])

    def sets(self, finding: dict, estimate: dict):
        column, variable = column_condition(estimate["column"]), column_condition(estimate["variable"])
        group = {axis: word for axis, word in estimate["group"].items() if axis != "instrument"}
        rule = SETS.get((finding["id"], estimate["name"]))
        if rule is not None:
            found = rule(self, finding, estimate, group, column, variable)
            if found is not None:
                return found
        # What no rule says more of stands alone: its variable says what is described, not who.
        words = (finding["id"], estimate["name"], *sorted(estimate["group"].items()), *sorted(variable, key=repr))
        here = frozenset([yes(*words)]) | column
        if estimate["unit"] != "share" and not (estimate["unit"] or "").startswith("hazard ratio"):
            return here, None  # events of other ratios are visits or scores
        return here, here | {yes("event", *words)}


EXPOSED_SCORE = yes("pain score while exposed")
DEFINITIONS = ("consort", "ninety_days", "svendsen_wide")
STARTED = lambda day: yes("started by day", int(day))  # noqa: E731

SETS = {}


def says(finding: str, *names: str):
    def register(function):
        for name in names:
            SETS[finding, name] = function
        return function

    return register


@says("cohort_flow", "patients")
def _(labels, finding, estimate, group, column, variable):
    step, branch = int(group["step"]), group["branch"]
    stages = {}
    for other in finding["estimates"]:
        if other["name"] == "patients" and other["group"]["branch"] == branch:
            stages[int(other["group"]["step"])] = other["group"]["stage"]
    conditions = set()
    for number in range(1, step + 1):
        stage = stages.get(number, f"stage {number}")
        if stage == "in the study":
            continue
        if stage == "with an index day":
            conditions.add(INDEX)
        elif stage.startswith("in a trial that assessed withdrawal"):
            conditions.update(labels.planned or [yes("flow", branch, stage)])
        elif stage == f"assessed around day {labels.day7}":
            conditions.add(yes("assessed around day", str(labels.day7)))
        elif stage == "scored while exposed to an opioid":
            conditions.add(EXPOSED_SCORE)
        else:
            conditions.add(yes("flow", branch, stage))
    return frozenset(conditions), None


@says("cohort_flow", "left_out")
def _(labels, finding, estimate, group, column, variable):
    """Those who reached the step before, less those who reached this one."""
    step = int(group["step"])

    def stage(number):
        for other in finding["estimates"]:
            if other["name"] == "patients" and other["group"]["branch"] == group["branch"]:
                if int(other["group"]["step"]) == number:
                    return labels.sets(finding, other)[0]
        return None

    before, after = stage(step - 1), stage(step)
    if before is None or after is None or len(after - before) != 1:
        return None
    ((attribute, _),) = after - before
    return before | {(attribute, NOT)}, None


@says("data_quality", "patients_in_table")
def _(labels, finding, estimate, group, column, variable):
    return (EVERYBODY if group["table"] == "patients" else frozenset([yes("in table", group["table"])])), None


@says("data_quality", "patients_in_tables")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([of("tables", group["tables"])]), None


@says("data_quality", "patients_in_other_tables")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([of("tables", "(any other)")]), None


@says("data_quality", "level_patients")
def _(labels, finding, estimate, group, column, variable):
    place, table = estimate["variable"], group["table"]
    if table == "patients":
        if place["level"] is None:
            return frozenset([(("pooled", place["origin"], place["name"]), "(any other)")]), None
        return variable, None
    return frozenset([yes("in table", table), yes(table, place["name"], place["level"] or "(any other)")]), None


@says("data_quality", "missing_share")
def _(labels, finding, estimate, group, column, variable):
    """Of the table of patients a row is a patient."""
    everybody = finding["population"]["patients"]
    if group.get("table") == "patients" and is_number(everybody) and estimate["n"] in (everybody, None):
        place = estimate["variable"]
        return EVERYBODY, frozenset([(column_attribute(place), NOT_RECORDED)])
    return None, None


@says("data_quality", "single_score_share")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([yes("in table", "pain")]), frozenset([yes("in table", "pain"), yes("one day with a score")])


@says("data_quality", "with_several_eras_share")
@says("opioid_use", "several_eras_share")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([EXPOSED]), frozenset([EXPOSED, yes("several eras")])


@says("baseline_table", "patients")
def _(labels, finding, estimate, group, column, variable):
    return column, None


@says("baseline_table", "share")
def _(labels, finding, estimate, group, column, variable):
    return column, column | variable


@says("baseline_table", "missing")
def _(labels, finding, estimate, group, column, variable):
    place = estimate["variable"]
    return column, column | {(column_attribute(place), NOT_RECORDED)}


@says("opioid_doses", "taking_share")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([EXPOSED]), frozenset([EXPOSED, yes("exposures", "drug", group["drug"])])


@says("opioid_doses", "mme_median", "mme_lower_quartile", "mme_upper_quartile", "high_dose_share")
def _(labels, finding, estimate, group, column, variable):
    dosed = yes("dose known", group.get("denominator"), group.get("buprenorphine"))
    return frozenset([EXPOSED, dosed]), frozenset(
        [EXPOSED, dosed, yes("high dose", group.get("denominator"), group.get("buprenorphine"))]
    )


@says("opioid_use", "covered_share")
def _(labels, finding, estimate, group, column, variable):
    axis = "month" if "month" in group else "week"
    if axis not in group:
        return None
    seen = yes("observed all of", axis, group[axis])
    return frozenset([seen]), frozenset([seen, yes("covered", axis, group[axis], group["covered_by"])])


@says("opioid_use", "first_era_running_share", "switched_share")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([EXPOSED]), frozenset([EXPOSED, yes(estimate["name"])])


@says("opioid_use", "switch_share")
def _(labels, finding, estimate, group, column, variable):
    switched = frozenset([EXPOSED, yes("switched_share")])
    return switched, switched | {yes("switched", group.get("from"), group.get("to"))}


@says("opioid_use", "eras_median", "eras_lower_quartile", "eras_upper_quartile", "first_era_median")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([EXPOSED]), None


@says("opioid_use", "long_term_share")
def _(labels, finding, estimate, group, column, variable):
    judged = frozenset([EXPOSED, yes("judged by", group["definition"])])
    return judged, judged | {yes("long term by", group["definition"])}


@says("opioid_use", "long_term_agreement_share")
def _(labels, finding, estimate, group, column, variable):
    name = group["agreement"]
    definitions = DEFINITIONS if name in ("all_three", "any_of_three") else name.split("_and_")
    judged = frozenset([EXPOSED, *(yes("judged by", definition) for definition in definitions)])
    if name == "any_of_three":
        return judged, judged | {yes("long term by any")}
    return judged, judged | {yes("long term by", definition) for definition in definitions}


@says("day7_withdrawal", "no_withdrawal_share", "not_assessed_share", "tipping_share", "effective_sample_size")
def _(labels, finding, estimate, group, column, variable):
    assessed, free = yes("assessed around day", str(labels.day7)), yes("free around day", str(labels.day7))
    column = frozenset(
        of(("scale around day", str(labels.day7)), level) if attribute[1:] == ("tool", "scale") else (attribute, level)
        for attribute, level in column
    )
    everybody = frozenset([INDEX, *labels.planned]) | column
    if estimate["name"] in ("not_assessed_share", "tipping_share"):
        not_assessed = everybody | {(assessed[0], NOT)}
        return (everybody, not_assessed) if estimate["name"] == "not_assessed_share" else (not_assessed, None)
    if estimate["name"] == "effective_sample_size":
        return None, None
    denominator = group["denominator"]
    if denominator == "assessed":
        return everybody | {assessed}, everybody | {assessed, free}
    if denominator == "missing_as_withdrawal":
        return everybody, everybody | {assessed, free}
    if denominator == "best_case":
        return everybody, ("less", everybody, everybody | {assessed, (free[0], NOT)})
    return None, None


@says("withdrawal_course", "no_withdrawal_share")
def _(labels, finding, estimate, group, column, variable):
    axis = "day" if "day" in group else "week"
    scale = tuple(level for attribute, level in column if attribute[1:] == ("tool", "scale"))
    column = frozenset(part for part in column if part[0][1:] != ("tool", "scale"))
    if axis == "week" and group[axis] == "1" and labels.day7_is_week_1:
        around = (str(labels.day7),)
        scales = [of(("scale around day", *around), word) for word in scale]
        assessed = frozenset([INDEX, yes("assessed around day", *around), *scales]) | column
        return assessed, assessed | {yes("free around day", *around)}
    assessed = frozenset([INDEX, yes("assessed on", axis, group[axis], *scale)]) | column
    return assessed, assessed | {yes("free on", axis, group[axis], *scale)}


@says("withdrawal_course", "not_yet_free_share", "median_days_to_none")
def _(labels, finding, estimate, group, column, variable):
    scale = tuple(level for attribute, level in column if attribute[1:] == ("tool", "scale"))
    column = frozenset(part for part in column if part[0][1:] != ("tool", "scale"))
    course = frozenset([INDEX, yes("course", group["ending"], *scale)]) | column
    return course, course | {yes("became free", group["ending"], *scale)}


@says("pain_course", "scored_share")
def _(labels, finding, estimate, group, column, variable):
    base = labels.population(finding) | {yes("in the analysis of pain_course")} | column | variable
    return base, base | {yes("scored at visit", group["day"])}


@says("missingness", "ever_scored_share")
def _(labels, finding, estimate, group, column, variable):
    return EVERYBODY, labels.population(finding)


@says("missingness", "pattern_share")
def _(labels, finding, estimate, group, column, variable):
    base = labels.population(finding)
    return base, base | {of("pattern of missing scores", group["pattern"])}


@says("missingness", "left_share")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([EXPOSED_SCORE]), frozenset([EXPOSED_SCORE, yes("left the study")])


@says("missingness", "patients")
def _(labels, finding, estimate, group, column, variable):
    if "quarter" not in group:
        return None
    return frozenset([EXPOSED_SCORE, of("quarter by time seen", group["quarter"])]), None


@says("individual_trends", "patients", "worsening_share", "improving_share")
def _(labels, finding, estimate, group, column, variable):
    slope = labels.population(finding) | {yes("person-specific slope")}
    level = estimate["name"].removesuffix("_share")
    return slope, None if level == "patients" else slope | {of("meaningful change", level)}


@says("pain_variability", "patients", "patients_early_and_late", "prevalent_share")
def _(labels, finding, estimate, group, column, variable):
    base = labels.population(finding)
    if estimate["name"] == "patients":
        return base | ({yes("enough scores in band", group["band"])} if "band" in group else set()), None
    return (base, base | {yes("prevalent user")}) if estimate["name"] == "prevalent_share" else None


@says("subgroups", "patients")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([EXPOSED_SCORE]) | column, None


@says("pain_by_duration_band", "mean", "mean_exposure_days")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([EXPOSED_SCORE, yes("scored in band", group["band"])]), None


@says("pain_by_duration_band", "level_share")
def _(labels, finding, estimate, group, column, variable):
    base = frozenset([EXPOSED_SCORE, of("band of the longest exposure", group["band"])])
    return base, base | {yes("last score", group["term"])}


@says("pain_by_duration_band", "prevalent_share")
@says("pain_trend", "prevalent_share")
@says("dose_response", "prevalent_share")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([EXPOSED_SCORE]), frozenset([EXPOSED_SCORE, yes("prevalent user")])


@says("pain_trend", "patients")
def _(labels, finding, estimate, group, column, variable):
    if group.get("model") in ("against_unexposed", "with_first_days", "as_started", "serial"):
        return None
    return frozenset([EXPOSED_SCORE, yes("in model", group.get("model"))]), None


@says("taper", "stable_dose", "changed")
def _(labels, finding, estimate, group, column, variable):
    stable = frozenset([yes("stable dose")])
    return (stable | {of("first change", group["change"])} if estimate["name"] == "changed" else stable), None


@says("taper", "velocity_share")
def _(labels, finding, estimate, group, column, variable):
    base = frozenset([yes("fastest taper known")])
    return base, base | {of("velocity", group["velocity"])}


@says("taper", "patients")
@says("rotation", "patients")
@says("nonopioid", "patients")
def _(labels, finding, estimate, group, column, variable):
    here = tuple(sorted(group.items()))
    return labels.population(finding) | {yes("began", finding["id"], *here)}, None


@says("rotation", "rotated")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([yes("rotated within overlap", int(group["overlap"]))]), None


@says("dechallenge", "changed", "patients", "meaningful_share")
def _(labels, finding, estimate, group, column, variable):
    changed = frozenset([yes("dose went", group["change"])])
    scored = changed | {yes("scores around", group["change"])}
    if estimate["name"] == "changed":
        return changed, None
    if estimate["name"] == "patients":
        return scored, None
    return scored, scored | {of(("pain after", group["change"]), group["pain"])}


@says("dechallenge", "dechallenge_rechallenge", "pattern_share")
def _(labels, finding, estimate, group, column, variable):
    analysis = group.get("analysis", "main")
    base = frozenset([yes("down then up")]) if analysis == "main" else frozenset([yes("down then up", analysis)])
    if estimate["name"] == "dechallenge_rechallenge":
        return base, None
    return base, base | {of(("answer to down then up", analysis), group["down_then_up"])}


@says("oih_pattern", "judged_share")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([yes("could be judged")]), frozenset([yes("could be judged")]) | labels.population(finding)


@says("oih_pattern", "class_share", "rule_share", "fact_known_share", "fact_share", "same_class_share", "cohen_kappa")
def _(labels, finding, estimate, group, column, variable):
    base = frozenset([yes("could be judged")]) | labels.population(finding)
    name = estimate["name"]
    if name == "class_share":
        return base, base | {of("class", group["pattern"])}
    if name == "rule_share":
        return base, base | {yes("meets rule", group["rule"])}
    if name == "fact_known_share":
        return base, base | {yes("fact known", group["fact"])}
    if name == "fact_share":
        known = base | {yes("fact known", group["fact"])}
        return known, known | {yes("fact", group["fact"])}
    return None


@says("moud_start", "started_share")
def _(labels, finding, estimate, group, column, variable):
    base = column | variable
    if "within_days" in group:
        base |= labels.counted_from
        return base, base | {INDEX, STARTED(group["within_days"])}
    return base, base | {INDEX}


def _of_drug(group, column):
    return frozenset([INDEX, of("first drug", group["drug"])]) | column


@says("moud_start", "delay_within_share", "delay_median", "delay_lower_quartile", "delay_upper_quartile")
def _(labels, finding, estimate, group, column, variable):
    base = _of_drug(group, column)
    return base, base | {STARTED(group["within_days"])} if "within_days" in group else None


@says("moud_start", "on_drug_share", "dose_on_day_median", "dose_on_day_lower_quartile", "dose_on_day_upper_quartile")
def _(labels, finding, estimate, group, column, variable):
    base = _of_drug(group, column) | {yes("dose known on day", group["day"])}
    on_drug = base | {yes("on the drug on day", group["day"])}
    return (base, on_drug) if estimate["name"] == "on_drug_share" else (None, None)


@says("moud_start", "score_before_share", "score_before_mean", "score_after_share", "change_after_start")
def _(labels, finding, estimate, group, column, variable):
    started = _of_drug(group, column)
    before = started | {yes("score before")}
    if estimate["name"] == "score_before_share":
        return started, before
    if estimate["name"] == "score_before_mean":
        return before, None
    after = before | {yes("score after", group["day"])}
    return (before, after) if estimate["name"] == "score_after_share" else (after, None)


@says("moud_start", "no_withdrawal_after_start")
def _(labels, finding, estimate, group, column, variable):
    started, day = _of_drug(group, column), group["day"]
    if day == "7" and labels.day7_is_week_1:
        # The same days since the same day: the assessments that `day7_withdrawal` counts, here by drug and scale.
        assessed = started | {yes("assessed around day", day), of(("scale around day", day), group["scale"])}
    else:
        assessed = started | {yes("assessed after start", day, group["scale"])}
    free = assessed | {yes("free around day", day) if len(assessed) > len(started) + 1 else
                       yes("free after start", day, group["scale"])}
    return (assessed, free) if group["denominator"] == "assessed" else (started, free)


@says("moud_start", "grade_rose_share", "grade_fell_share")
def _(labels, finding, estimate, group, column, variable):
    base = _of_drug(group, column) | {yes("graded before and after", group["scale"])}
    return base, base | {of(("grade after the first dose", group["scale"]), estimate["name"])}


@says("nonopioid", "had_care")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([yes("in table", "interventions"), yes("care", group["care"])]), None


@says("relapse", "weekly_result_share")
def _(labels, finding, estimate, group, column, variable):
    base = labels.population(finding) | {yes("followed through week", int(group["week"]))}
    return base, base | {of(("result of week", group["week"]), group["result"])}


@says("relapse", "returned_share")
def _(labels, finding, estimate, group, column, variable):
    base = labels.population(finding) | column
    return base, base | {yes("returned", group["endpoint"], group["missing_weeks"])}


@says("relapse", "unseen_return_share")
def _(labels, finding, estimate, group, column, variable):
    returned = labels.population(finding) | column | {yes("returned", group["endpoint"], "rule")}
    return returned, returned | {yes("return unseen", group["endpoint"])}


@says("relapse", "returned_by_week", "mean_weeks_free")
@says("retention", "left_by_day", "mean_days_in_treatment")
def _(labels, finding, estimate, group, column, variable):
    return labels.population(finding) | column, None


@says("relapse", "mean_weeks_difference")
@says("retention", "mean_days_difference")
def _(labels, finding, estimate, group, column, variable):
    """Of the patients of both groups."""
    return frozenset([yes(place_of(finding, estimate))]), None


@says("retention", "started_treatment_share")
def _(labels, finding, estimate, group, column, variable):
    return frozenset([yes("time zero of retention")]), frozenset([yes("time zero of retention")]) | labels.population(
        finding
    )


@says("retention", "retained_share")
def _(labels, finding, estimate, group, column, variable):
    base = labels.population(finding) | column
    return base, base | {yes("retained", int(group["day"]), int(group["gap"]))}


# ---------------------------------------------------------------------------------------------------------------------
# What implies what


class Implications:
    """Conditions that follow from others by what their labels say, or by what a table shows."""

    def __init__(self, conditions, labels: Labels, learned: dict):
        self.direct = collections.defaultdict(set)
        for condition in conditions:
            for implied in self.by_label(condition, conditions, labels):
                self.add(condition, implied)
        for condition, implied in learned.items():
            self.direct[condition].add(implied)
        if labels.not_planned and labels.planned:
            attribute, levels = labels.not_planned
            for condition in conditions:
                if condition[0] == attribute and condition[1] != NOT_RECORDED:
                    planned = labels.planned[0]
                    self.direct[condition].add((planned[0], NOT) if condition[1] in levels else planned)

    def add(self, condition, implied):
        self.direct[condition].add(implied)
        if condition[1] is True and implied[1] is True:
            self.direct[implied[0], NOT].add((condition[0], NOT))

    @staticmethod
    def by_label(condition, conditions, labels):
        attribute, level = condition
        if attribute == RECEIVED:
            yield from {"yes": [INDEX], "no": [(INDEX[0], NOT)]}.get(level, ())
        if condition == (INDEX[0], NOT):
            yield (RECEIVED, "no")
        if level is not True:
            return
        kind = attribute[0]
        if kind == "started by day":
            yield INDEX
            yield from labels.counted_from
            for other in conditions:
                if other[0][0] == kind and other[1] is True and other[0][1] > attribute[1]:
                    yield other
        elif kind == "index day":
            yield yes("in table", "moud")
            yield (RECEIVED, "yes")
        elif kind == "long term by":
            yield yes("judged by", attribute[1])
        elif condition == yes("population", "retention"):
            yield INDEX
            yield yes("time zero of retention")
        elif condition == yes("population", "relapse") and labels.setting("relapse", "from") == "first_dose":
            yield INDEX
        elif kind == "assessed on" and attribute[1] == "day":
            yield INDEX
            day = int(attribute[2])
            if labels.day7_days and labels.day7_days[0] <= day <= labels.day7_days[1]:
                yield yes("assessed around day", str(labels.day7))
            # A week's assessment is the one nearest to its seventh day, three days either side.
            if day >= 4 and not ((day + 3) // 7 == 1 and labels.day7_is_week_1):
                yield yes("assessed on", "week", str((day + 3) // 7), *attribute[3:])
        elif kind == "covered" and attribute[3] not in ("any_opioid", "moud"):
            yield yes(*attribute[:3], "any_opioid")
        elif kind == "followed through week":
            for other in conditions:
                if other[0][0] == kind and other[1] is True and other[0][1] < attribute[1]:
                    yield other
        elif kind == "returned" and attribute[2] == "seen_only":
            yield yes("returned", attribute[1], "rule")
        elif kind == "retained":
            for other in conditions:
                if other[0][0] == kind and other[1] is True and other != condition:
                    if other[0][1] <= attribute[1] and other[0][2] >= attribute[2]:
                        yield other
        elif kind == "rotated within overlap":
            for other in conditions:
                if other[0][0] == kind and other[1] is True and other[0][1] > attribute[1]:
                    yield other
        elif kind == "last score":
            for other in conditions:
                if other[0][0] == kind and other[1] is True:
                    if float(other[0][1].removeprefix("above ")) < float(attribute[1].removeprefix("above ")):
                        yield other

    def close(self, conditions) -> frozenset | None:
        """The conditions and all that follow from them; None where they contradict each other."""
        closed, todo = {}, list(conditions)
        while todo:
            attribute, level = todo.pop()
            if attribute in closed:
                if closed[attribute] != level:
                    return None
                continue
            closed[attribute] = level
            todo.extend(self.direct.get((attribute, level), ()))
        return frozenset(closed.items())


# ---------------------------------------------------------------------------------------------------------------------
# A release: the numbers and their sets


@dataclass
class Count:
    """A count in the release: its set, its number (None where it is withheld or unknown), and where it stands."""

    people: object
    number: int | None
    withheld: bool
    where: str


@dataclass
class Leak:
    kind: str
    where: str
    said: str


def describe(people) -> str:
    if isinstance(people, tuple):
        return " less ".join(f"[{describe(part)}]" for part in people[1:])
    if not people:
        return "everybody"

    def word(condition):
        attribute, level = condition
        words = " ".join(str(part) for part in attribute if part not in ("column", "study"))
        return words if level is True else f"not {words}" if level == NOT else f"{words}={level}"

    return " & ".join(sorted(map(word, people)))


def place_of(finding: dict, entry: dict) -> str:
    words = [finding["id"], entry["name"], *(f"{axis}={word}" for axis, word in sorted(entry["group"].items()))]
    for key in ("column", "variable"):
        if entry[key]:
            place = entry[key]
            words.append(f"{place['name']}={NOT_RECORDED if place['recorded'] is False else place['level']}")
    if entry.get("interval"):
        words.append(entry["interval"])
    return " ".join(map(str, words))


@functools.lru_cache
def normal_quantile(probability: float) -> float:
    return float(stats.norm.ppf(probability))


def wilson(events, n, level):
    z = normal_quantile(0.5 + level / 2)
    share, centre = events / n, (events / n + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return centre - half, centre + half


def step_of_rounding(value: float) -> float:
    """Half of the last digit that is written, for a number of up to 6 significant digits; else next to nothing."""
    text = repr(float(value))
    digits = text.split("e")[0].replace(".", "").replace("-", "").strip("0")
    if len(digits) > 6 or value == 0:
        return 1e-9
    places = len(text.split(".")[1]) if "." in text and "e" not in text else 0
    return 0.5 * 10.0**-places + 1e-12


def events_from_share(value: float, n: int) -> list[int]:
    tolerance = step_of_rounding(value)
    guess = round(value * n)
    reach = int(tolerance * n) + 1
    return [k for k in range(max(0, guess - reach), min(n, guess + reach) + 1) if abs(k / n - value) <= tolerance]


STALE = {"withheld": "an earlier release stands"}


def without_stale(results: dict) -> dict:
    """The results without the numbers that stand from earlier releases: these were attacked as they came out, and are of other data."""
    for finding in results["analyses"]:
        population = finding["population"]
        for part in ("patients", "observations"):
            if population.get(f"{part}_as_of"):
                population[part] = STALE
        for entry in [*finding["estimates"], *finding["tests"]]:
            if entry.get("as_of"):
                entry.update({name: STALE for name, number in entry.items() if is_number(number) and name != "level"})
    for table in results.get("quality", []):
        if table.get("as_of"):
            table.update({name: STALE for name, number in table.items() if is_number(number)})
            for cells in ("reasons", "unreadable"):
                table[cells] = []
    return results


class Release:
    """What a folder of a report gives away as counts that are of its own day."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.results = without_stale(json.loads((self.folder / "results.json").read_text(encoding="utf-8")))
        self.labels = Labels(self.results)
        self.from_tables = self.read_tables()
        self.counts: list[Count] = []
        self.ranges: list[tuple[object, int, int, str]] = []
        for finding in self.results["analyses"]:
            self.read_finding(finding)

    @property
    def internal(self) -> bool:
        return bool(self.results["run"].get("internal"))

    def everybody(self) -> int:
        """The largest population that the release names: no set is larger."""
        populations = [finding["population"].get("patients") for finding in self.results["analyses"]]
        return max((round(number) for number in populations if is_number(number)), default=20000)

    def read_tables(self) -> dict:
        """Numbers of tables/*.csv by finding and key: a second source, beside results.json."""
        found = {}
        fixed = {"name", "column", "column_level", "column_origin", "variable", "variable_level", "variable_reference",
                 "variable_origin", "value", "se", "lower", "upper", "confidence_level", "interval", "n", "events", "unit"}
        for path in sorted((self.folder / "tables").glob("*.csv")):
            with open(path, newline="", encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    if "name" not in row:
                        break
                    if row.get("as_of"):
                        continue
                    group = tuple(sorted((axis, word) for axis, word in row.items() if axis not in fixed and word))
                    key = (path.stem, row["name"], group, row.get("column") or "", row.get("column_level") or "",
                           row.get("variable") or "", row.get("variable_level") or "", row.get("interval") or "")
                    found[key] = row
        return found

    def number(self, finding, estimate, name):
        """A number of an estimate, from results.json or, where it is withheld there, from the tables."""
        value = estimate[name]
        if not is_withheld(value):
            return value
        column, variable = estimate["column"] or {}, estimate["variable"] or {}
        key = (finding["id"], estimate["name"], tuple(sorted(estimate["group"].items())), column.get("name") or "",
               column.get("level") or "", variable.get("name") or "", variable.get("level") or "",
               estimate["interval"] or "")
        row = self.from_tables.get(key)
        text = row.get(name) if row else None
        return float(text) if text and re.fullmatch(r"-?[\d.]+(e-?\d+)?", text) else value

    def add(self, people, number, where):
        if people is None:
            return
        withheld = is_withheld(number)
        if not withheld and not is_number(number):
            return
        self.counts.append(Count(people, None if withheld else round(number), withheld, where))

    def read_finding(self, finding):
        patients = finding["population"].get("patients")
        self.add(self.labels.population(finding), patients, f"{finding['id']} population")
        if finding["id"] == "day7_withdrawal":
            assessed = frozenset([INDEX, *self.labels.planned, yes("assessed around day", str(self.labels.day7))])
            self.add(assessed, finding["population"].get("observations"), "day7_withdrawal observations")
        for estimate in finding["estimates"]:
            self.read_estimate(finding, estimate)

    def read_estimate(self, finding, estimate):
        unit, where = estimate["unit"] or "", place_of(finding, estimate)
        n, events, value = (self.number(finding, estimate, name) for name in ("n", "events", "value"))
        if finding["id"] == "data_quality" and estimate["name"] == "missing_share":
            people, missing = self.labels.sets(finding, estimate)
            if missing is not None and (is_number(value) or is_withheld(value)):
                everybody = finding["population"]["patients"]
                # A share of three digits gives a range, or a number where that has room for one alone.
                slack = 0 if is_withheld(value) or not value else 0.5 * 10 ** (math.floor(math.log10(value)) - 2) * everybody
                if slack < 0.5 or is_withheld(value):
                    self.add(missing, value if is_withheld(value) else round(value * everybody), f"{where} share x n")
                else:
                    least, most = math.ceil(value * everybody - slack), math.floor(value * everybody + slack)
                    self.ranges.append((missing, least, most, f"{where} share x n"))
            return
        if unit.startswith(("rows", "share of rows", "changes", "assessment")):
            return
        people, happened = self.labels.sets(finding, estimate)
        if unit == "patients":
            self.add(people, value, f"{where} value")
            return
        self.add(people, n, f"{where} n")
        if events is not None:
            self.add(happened, events, f"{where} events")
        if unit == "share" and happened is not None and events is not None:
            self.invert(people, happened, estimate, n, events, value, where)

    def invert(self, people, happened, estimate, n, events, value, where):
        """Events of a share, and n and events of an interval, where they are withheld and the share is not."""
        if is_number(n) and is_withheld(events) and is_number(value) and n > 0:
            if found := events_from_share(value, round(n)):
                self.ranges.append((happened, found[0], found[-1], f"{where} share x n"))
        elif is_withheld(n) and is_number(value):
            lower, upper = estimate["lower"], estimate["upper"]
            if estimate["interval"] != "wilson" or not (is_number(lower) and is_number(upper)):
                return
            found = []
            for size in range(1, self.everybody() + 1):
                for k in events_from_share(value, size):
                    low, high = wilson(k, size, estimate["level"] or 0.95)
                    if abs(low - lower) <= step_of_rounding(lower) and abs(high - upper) <= step_of_rounding(upper):
                        found.append((size, k))
            if found:
                for people_, values in ((people, [f[0] for f in found]), (happened, [f[1] for f in found])):
                    self.ranges.append((people_, min(values), max(values), f"{where} interval"))


# ---------------------------------------------------------------------------------------------------------------------
# Equations


@dataclass
class Equation:
    """sum of coefficient x set (=, <=, >=) 0, and in words why."""

    terms: dict
    sense: str
    kind: str
    said: str


CLOSED_WITHOUT_REST = {"tables", "pattern of missing scores", "quarter by time seen", "velocity", "class", "first drug",
                       "result of week", "scale around day"}


class System:
    """The sets of a release, the equations between them, and the numbers that are known."""

    def __init__(self, release: Release, others: list[Release] = ()):
        self.release = release
        labels = release.labels
        conditions = set()
        for count in release.counts:
            for people in self.parts(count.people):
                conditions |= people
        self.learned = self.learn(release)
        self.implications = Implications(conditions, labels, self.learned)
        # Columns all of whose levels are listed: by table 1, or by the data's quality without "any other".
        pooled = {attribute[1:] for attribute, _ in conditions if attribute[0] == "pooled"}
        listed_whole = set()
        for count in release.counts:
            if isinstance(count.people, frozenset) and count.where.startswith(("baseline_table share",
                                                                               "data_quality level_patients")):
                for attribute, level in count.people:
                    if attribute[0] == "column" and level != NOT_RECORDED:
                        if count.where.startswith("baseline_table") or attribute[1:] not in pooled:
                            listed_whole.add(attribute)
        self.levels = collections.defaultdict(set)
        for attribute, level in conditions:
            self.levels[attribute].add(level)
        for attribute, levels in self.levels.items():
            kind = attribute[0]
            if kind == "column":
                if levels == {NOT_RECORDED}:
                    levels.add("(a value)")
                elif attribute not in listed_whole and attribute[1] == "study":
                    levels.add("(a level that is not listed)")
                # Few without a value are among the other levels.
                if OTHER_LEVELS not in levels:
                    levels.add(NOT_RECORDED)
            elif kind == "pooled":
                levels.add("(rest)")
            elif levels & {True, NOT}:
                levels |= {True, NOT}
            elif kind not in CLOSED_WITHOUT_REST:
                levels.add("(none of these)")
        self.known, self.withheld, self.where, self.conflicts = self.numbers(release)
        for name, where in self.not_listed(release):
            if name not in self.known and name not in self.withheld:
                self.known[name] = 0
                self.where[name] = where
        self.bounds = collections.defaultdict(lambda: [0, None])
        for people, low, high, where in release.ranges:
            name = self.name(people)
            if name is not None:
                bound = self.bounds[name]
                bound[0] = max(bound[0], low)
                bound[1] = high if bound[1] is None else min(bound[1], high)
                self.where.setdefault(name, where)
        self.equations = list(self.make_equations())
        self.equations += list(self.nested())
        self.sets = set(self.known) | set(self.withheld) | {s for e in self.equations for s in e.terms}

    @staticmethod
    def parts(people):
        return people[1:] if isinstance(people, tuple) else (people,)

    def name(self, people):
        """The closed form of a set; None for a set that is empty by its labels."""
        if isinstance(people, tuple):
            return ("less", *(self.implications.close(part) for part in people[1:]))
        return self.implications.close(people)

    def is_pooled(self, attribute, level):
        """Whether a level is among those that the release calls "other levels"."""
        levels = self.levels.get(attribute, set())
        return OTHER_LEVELS in levels and level not in levels

    def numbers(self, release: Release):
        known, withheld, where, conflicts = {}, set(), {}, []
        for count in release.counts:
            # An internal run counts rare levels apart, of which the released one says nothing.
            if any(self.is_pooled(*condition) for part in self.parts(count.people) for condition in part):
                continue
            name = self.name(count.people)
            if name is None:
                if count.number:
                    conflicts.append((count.where, "is not empty", count.number))
                continue
            if count.withheld:
                withheld.add(name)
            elif name in known and known[name] != count.number:
                conflicts.append((count.where, f"{count.number}, elsewhere {known[name]}: {where[name]}", count.number))
                continue
            else:
                known[name] = count.number
                where[name] = count.where
            where.setdefault(name, count.where)
        return known, withheld - set(known), where, conflicts

    LISTS_ALL = {"day7_withdrawal", "relapse", "retention", "moud_start"}

    def not_listed(self, release: Release):
        """A finding by a column lists every level that any of its patients has: the levels that it does not list are empty."""
        for finding in release.results["analyses"]:
            if finding["id"] not in self.LISTS_ALL:
                continue
            listed, wholes = collections.defaultdict(set), collections.defaultdict(set)
            for estimate in finding["estimates"]:
                place = estimate["column"]
                if not place or (place["level"] is None and place["recorded"] is not False):
                    continue
                attribute = column_attribute(place)
                listed[attribute].add(NOT_RECORDED if place["level"] is None else place["level"])
                people = release.labels.sets(finding, estimate)[0]
                if people is not None and any(other == attribute for other, _ in people):
                    wholes[attribute].add(frozenset(c for c in people if c[0] != attribute))
            for attribute, sets in wholes.items():
                for whole in sets:
                    for level in self.levels.get(attribute, set()) - listed[attribute]:
                        if level == NOT_RECORDED and (attribute[1] == "tool" or OTHER_LEVELS in self.levels[attribute]):
                            continue
                        name = self.implications.close(whole | {(attribute, level)})
                        if name is not None:
                            yield name, f"{finding['id']} does not list {attribute[2]}={level}"

    @staticmethod
    def learn(release: Release) -> dict:
        """Levels that table 1 shows within one level of its column alone: an arm of one trial."""
        table = collections.defaultdict(dict)
        totals = {}
        for count in release.counts:
            people = count.people
            if not isinstance(people, frozenset) or not count.where.startswith("baseline_table"):
                continue
            if len(people) == 1 and count.number is not None:
                ((attribute, level),) = people
                totals[attribute, level] = count.number
            if len(people) == 2 and all(attribute[0] == "column" for attribute, _ in people):
                for inner, outer in itertools.permutations(people):
                    table[inner, outer[0]][outer[1]] = count.number
        learned = {}
        for (inner, attribute), numbers in table.items():
            if inner[1] == NOT_RECORDED:
                continue
            some = [level for level, number in numbers.items() if number != 0]
            listed = {level for (other, level) in totals if other == attribute}
            if len(some) == 1 and some[0] != NOT_RECORDED:
                number = numbers[some[0]]
                if number is not None and totals.get(inner) == number or (number is None and set(numbers) >= listed):
                    learned[inner] = (attribute, some[0])
        return learned

    def make_equations(self):
        names = {name for name in [*self.known, *self.withheld] if isinstance(name, frozenset)}
        for name in [*self.known, *self.withheld]:
            if isinstance(name, tuple):
                names |= set(name[1:])
                yield Equation({name: 1, name[1]: -1, name[2]: 1}, "=", "best case", "best case = all - assessed not free")
        done = set()
        for people in sorted(names, key=lambda s: sorted(map(repr, s))):
            for condition in sorted(people, key=repr):
                attribute = condition[0]
                if attribute[0] == "pooled":
                    continue
                whole = self.implications.close(people - {condition})
                if whole is None or condition in whole:
                    continue
                if any(attribute == other for other, _ in whole) or (whole, attribute) in done:
                    continue
                done.add((whole, attribute))
                terms = {whole: -1}
                for level in self.levels[attribute]:
                    part = self.implications.close(whole | {(attribute, level)})
                    if part is not None:
                        terms[part] = terms.get(part, 0) + 1
                if len(terms) > 1 and terms.get(whole) == -1:
                    yield Equation(terms, "=", f"levels of {self.kind(attribute)}",
                                   f"{self.short(whole)} = sum over {' '.join(map(str, attribute))}")
        yield from self.pooled()
        yield from self.tables()
        yield from self.unions()

    def nested(self):
        """A set that nobody printed is no larger than the printed ones that it lies in."""
        printed = set(self.known) | set(self.withheld)
        made = {s for e in self.equations for s in e.terms if isinstance(s, frozenset)} - printed
        for people in sorted(made, key=lambda s: sorted(map(repr, s))):
            above = set()
            for condition in people:
                above.add(self.implications.close(people - {condition}))
                above.add(self.implications.close({condition}))
            for whole in sorted((a for a in above if a in printed and a < people), key=lambda s: sorted(map(repr, s))):
                yield Equation({people: 1, whole: -1}, "<=", "part of a printed set", describe(whole))

    @staticmethod
    def kind(attribute) -> str:
        return "a column" if attribute[0] == "column" else "yes and no" if attribute[0] not in CLOSED_WITHOUT_REST and \
            attribute[0] not in ("first change", "meaningful change", "pain after", "answer to down then up",
                                 "grade after the first dose") else attribute[0]

    def pooled(self):
        """Data quality: everybody = the levels that it lists + those that it pools + the missing."""
        listed = collections.defaultdict(set)
        for count in self.release.counts:
            if count.where.startswith("data_quality level_patients") and "table=patients" in count.where:
                ((attribute, level),) = count.people
                listed[attribute[1:]].add((attribute, level))
        for key, conditions in listed.items():
            terms = {EVERYBODY: -1}
            for condition in conditions:
                part = self.implications.close({condition})
                terms[part] = terms.get(part, 0) + 1
            missing = self.implications.close({(("column", *key), NOT_RECORDED)})
            said = f"everybody = levels of {key[-1]}"
            if any(attribute[0] == "pooled" for attribute, _ in conditions):
                # "Any other, or maybe with none".
                yield Equation(terms, "<=", "levels and any other", said)
                yield Equation({**terms, missing: 1}, ">=", "levels and any other", said)
            else:
                yield Equation({**terms, missing: 1}, "=", "levels and missing", said)

    def tables(self):
        """Patients in a table = those in the combinations that hold it, and some of the other combinations."""
        combinations = [level for level in self.levels.get(("tables",), ()) if level != "(any other)"]
        if not combinations:
            return
        others = frozenset([of("tables", "(any other)")])
        for attribute in list(self.levels):
            if attribute[0] != "in table" or len(attribute) != 2:
                continue
            holding = [frozenset([of("tables", c)]) for c in combinations if attribute[1] in c.split("+")]
            table = self.implications.close({(attribute, True)})
            if table not in self.known and table not in self.withheld:
                continue
            yield Equation({table: -1, **{h: 1 for h in holding}}, "<=", "combinations of tables", f"in {attribute[1]}")
            yield Equation({table: -1, **{h: 1 for h in holding}, others: 1}, ">=", "combinations of tables",
                           f"in {attribute[1]}")

    def unions(self):
        """Covered by any opioid is at most the sum over opioids; the agreement of definitions, two pairs at a time."""
        for attribute in sorted((a for a in self.levels if a[0] == "covered" and a[-1] == "any_opioid"), key=repr):
            drugs = [a for a in self.levels if a[:3] == attribute[:3] and a[-1] not in ("any_opioid", "moud")]
            seen = yes("observed all of", *attribute[1:3])
            any_opioid = self.implications.close({seen, (attribute, True)})
            parts = [self.implications.close({seen, (drug, True)}) for drug in drugs]
            if any(drug[-1] == "other_opioids" for drug in drugs):
                yield Equation({any_opioid: -1, **{part: 1 for part in parts}}, ">=", "union of drugs", describe(any_opioid))
        judged = frozenset([EXPOSED, *(yes("judged by", definition) for definition in DEFINITIONS)])
        if (("long term by any",) in self.levels) and all(("long term by", d) in self.levels for d in DEFINITIONS):
            terms = {self.implications.close(judged | {yes("long term by any")}): -1}
            for size in (1, 2, 3):
                for some in itertools.combinations(DEFINITIONS, size):
                    part = self.implications.close(judged | {yes("long term by", d) for d in some})
                    terms[part] = 1 if size != 2 else -1
            yield Equation(terms, "=", "union of definitions", "inclusion and exclusion")
        yield from self.compared()

    def compared(self):
        """A difference of two groups is of the patients of both: its group and the one that it is compared with."""
        for finding in self.release.results["analyses"]:
            groups = collections.defaultdict(dict)
            for estimate in finding["estimates"]:
                match = re.fullmatch(r"(mean_\w+)_(free|difference|in_treatment)", estimate["name"])
                if match and estimate["column"] and estimate["column"]["recorded"]:
                    key = (match[1], tuple(sorted(estimate["group"].items())), estimate["column"]["name"])
                    side = "difference" if match[2] == "difference" else "mean"
                    groups[key].setdefault(side, {})[estimate["column"]["level"]] = estimate
            for sides in groups.values():
                means, compared = sides.get("mean", {}), sides.get("difference", {})
                references = set(means) - set(compared)
                if compared and len(references) == 1 and set(compared) <= set(means):
                    reference = means[references.pop()]
                    for level, estimate in sorted(compared.items()):
                        sets = [self.name(self.release.labels.sets(finding, e)[0])
                                for e in (estimate, means[level], reference)]
                        yield Equation({sets[0]: -1, sets[1]: 1, sets[2]: 1}, "=", "both groups of a difference",
                                       place_of(finding, estimate))

    def short(self, people) -> str:
        """A set in words, without the conditions that follow from its others."""
        if isinstance(people, tuple):
            return describe(people)
        needed = people
        for condition in sorted(people, key=lambda c: (c[1] is not True, repr(c))):
            if self.implications.close(needed - {condition}) == people:
                needed -= {condition}
        return describe(needed)

    # The truth of an internal run.

    def truth(self, internal: Release) -> dict:
        """The true size of every set that the internal run prints or that follows from what it prints."""
        true = {s: 0 for s, k in self.known.items() if k == 0 and "does not list" in self.where[s]}
        true |= self.numbers(internal)[0]
        waiting = [e for e in self.equations if e.sense == "="]
        progress = True
        while progress:
            progress = False
            for equation in waiting:
                unknown = [s for s in equation.terms if s not in true]
                if len(unknown) == 1:
                    rest = sum(c * true[s] for s, c in equation.terms.items() if s in true)
                    true[unknown[0]] = round(-rest / equation.terms[unknown[0]])
                    progress = True
            waiting = [e for e in waiting if any(s not in true for s in e.terms)]
        return true

    def check(self, internal: Release):
        """Each kind of equation: how many of its equations hold in truth, and those that do not."""
        printed, _, _, conflicts = self.numbers(internal)
        true = self.truth(internal)
        held, broken = collections.Counter(), []
        for equation in self.equations:
            if all(s in true for s in equation.terms):
                total = sum(c * true[s] for s, c in equation.terms.items())
                good = {"=": total == 0, "<=": total <= 0, ">=": total >= 0}[equation.sense]
                bad = [s for s in equation.terms if true[s] < 0]
                if good and not bad:
                    held[equation.kind] += 1
                else:
                    broken.append((equation, {describe(s): true[s] for s in equation.terms}))
        return held, broken, conflicts


# ---------------------------------------------------------------------------------------------------------------------
# Solving


@dataclass
class Range:
    low: int
    high: int
    exact: bool = True
    because: list = field(default_factory=list)


class Solver:
    """Smallest and largest whole numbers of sets, a connected component at a time."""

    def __init__(self, system: System):
        self.system = system
        everybody = system.known.get(EVERYBODY)
        self.top = everybody if everybody is not None else 10**6
        known = system.known
        self.unknown = sorted((s for s in system.sets if s not in known), key=repr)
        self.place = {s: i for i, s in enumerate(self.unknown)}
        rows, seen = [], set()
        for equation in system.equations:
            constant, terms = 0, {}
            for people, coefficient in equation.terms.items():
                if people in known:
                    constant += coefficient * known[people]
                else:
                    terms[self.place[people]] = coefficient
            if not terms:
                continue
            low = -constant if equation.sense in ("=", ">=") else -np.inf
            high = -constant if equation.sense in ("=", "<=") else np.inf
            key = (tuple(sorted(terms.items())), low, high)
            if key not in seen:
                seen.add(key)
                rows.append((terms, low, high, equation))
        self.low = np.zeros(len(self.unknown))
        self.high = np.full(len(self.unknown), float(self.top))
        for people, (low, high) in system.bounds.items():
            if people in self.place:
                i = self.place[people]
                self.low[i] = max(self.low[i], low)
                if high is not None:
                    self.high[i] = min(self.high[i], high)
        self.rows = rows
        self.contradictions = []
        start = self.low.copy(), self.high.copy()
        while not self.propagate():
            # Numbers of several dates, or a wrong rule: go on without the equation.
            self.low, self.high = start[0].copy(), start[1].copy()

    def propagate(self):
        """Tightens bounds row by row until nothing moves (interval arithmetic)."""
        of_variable = collections.defaultdict(list)
        for r, (terms, *_rest) in enumerate(self.rows):
            for i in terms:
                of_variable[i].append(r)
        todo, queued = collections.deque(range(len(self.rows))), set(range(len(self.rows)))
        steps = 0
        while todo and steps < 400_000:
            steps += 1
            r = todo.popleft()
            queued.discard(r)
            terms, low, high, _ = self.rows[r]
            least = sum(c * (self.low[i] if c > 0 else self.high[i]) for i, c in terms.items())
            most = sum(c * (self.high[i] if c > 0 else self.low[i]) for i, c in terms.items())
            if least > high + 1e-6 or most < low - 1e-6:
                self.contradictions.append(self.rows.pop(r)[3])
                return False
            for i, c in terms.items():
                rest_least = least - c * (self.low[i] if c > 0 else self.high[i])
                rest_most = most - c * (self.high[i] if c > 0 else self.low[i])
                top, bottom = (high - rest_least) / c, (low - rest_most) / c
                if c < 0:
                    top, bottom = bottom, top
                moved = False
                if top < self.high[i] - 1e-6:
                    self.high[i] = math.floor(top + 1e-6)
                    moved = True
                if bottom > self.low[i] + 1e-6:
                    self.low[i] = math.ceil(bottom - 1e-6)
                    moved = True
                if moved:
                    least = sum(k * (self.low[j] if k > 0 else self.high[j]) for j, k in terms.items())
                    most = sum(k * (self.high[j] if k > 0 else self.low[j]) for j, k in terms.items())
                    for other in of_variable[i]:
                        if other not in queued:
                            queued.add(other)
                            todo.append(other)
        return True

    def components(self):
        fixed = self.low == self.high
        parent = list(range(len(self.unknown)))

        def root(i):
            while parent[i] != i:
                parent[i] = parent[parent[i]]
                i = parent[i]
            return i

        for terms, *_rest in self.rows:
            free = [i for i in terms if not fixed[i]]
            for i in free[1:]:
                parent[root(i)] = root(free[0])
        groups, rows = collections.defaultdict(list), collections.defaultdict(list)
        for i in range(len(self.unknown)):
            if not fixed[i]:
                groups[root(i)].append(i)
        for r, (terms, *_rest) in enumerate(self.rows):
            free = [i for i in terms if not fixed[i]]
            if free:
                rows[root(free[0])].append(r)
        return [(group, rows[key]) for key, group in groups.items()]

    def ranges(self, targets) -> dict:
        """The range of every target: exact where it does not span 1 to 10, at least that wide where it does."""
        found, wanted = {}, set()
        for people in targets:
            i = self.place.get(people)
            if i is None:
                continue
            if self.low[i] == self.high[i]:
                found[people] = Range(int(self.low[i]), int(self.high[i]))
            else:
                wanted.add(i)
        for group, rows in self.components():
            here = [i for i in group if i in wanted]
            if here:
                found |= self.solve(group, rows, here)
        return found

    def solve(self, group, rows, here):
        local = {i: j for j, i in enumerate(group)}
        data, row_of, column_of, low, high = [], [], [], [], []
        for r, number in enumerate(rows):
            terms, row_low, row_high, _ = self.rows[number]
            shift = 0
            for i, c in terms.items():
                if i in local:
                    data.append(c), row_of.append(r), column_of.append(local[i])
                else:
                    shift += c * self.low[i]
            low.append(row_low - shift), high.append(row_high - shift)
        matrix = sparse.csr_matrix((data, (row_of, column_of)), shape=(len(rows), len(group)))
        low, high = np.array(low), np.array(high)
        bounds = Bounds(self.low[group], self.high[group])
        constraint = LinearConstraint(matrix, low, high)
        seen_low, seen_high = self.high[group].copy(), self.low[group].copy()

        def optimum(objective):
            for whole in (0, 1):
                done = milp(objective, constraints=constraint, bounds=bounds,
                            integrality=np.full(len(group), whole), options={"time_limit": 20})
                if done.x is None:
                    return None, whole == 1 and done.status == 1
                if np.abs(done.x - np.round(done.x)).max() < 1e-6:
                    x = np.round(done.x)
                    np.minimum(seen_low, x, out=seen_low), np.maximum(seen_high, x, out=seen_high)
                    return x, True
            return None, False

        everything = np.zeros(len(group))
        everything[[local[i] for i in here]] = 1
        random = np.random.default_rng(1)
        for objective in (everything, -everything, *(random.normal(size=len(group)) * everything for _ in range(6))):
            optimum(objective)
        found = {}
        for i in here:
            j, exact = local[i], True
            low_enough = seen_low[j] <= min(1, seen_high[j]) and seen_low[j] < seen_high[j]
            if not (seen_low[j] <= 1 and seen_high[j] >= MINIMUM_CELL - 1):
                objective = np.zeros(len(group))
                objective[j] = 1
                if seen_low[j] > self.low[i]:
                    exact &= optimum(objective)[1]
                if seen_high[j] < self.high[i] and not (seen_low[j] <= 1 and seen_high[j] >= MINIMUM_CELL - 1):
                    exact &= optimum(-objective)[1]
            found[self.unknown[i]] = Range(int(seen_low[j]), int(seen_high[j]), exact)
        self.last = (matrix, low, high, group, rows)
        return found

    def why(self, people) -> list[str]:
        """The equations that pin a set, by the dual values of its least and largest value (no whole numbers needed)."""
        if people not in self.place:
            return []
        start = self.place[people]
        original_low, original_high = np.zeros(len(self.unknown)), np.full(len(self.unknown), float(self.top))
        near, rows, frontier = {start}, set(), {start}
        of_variable = collections.defaultdict(list)
        for r, (terms, *_rest) in enumerate(self.rows):
            for i in terms:
                of_variable[i].append(r)
        for _ in range(3):
            new = {r for i in frontier for r in of_variable[i]} - rows
            rows |= new
            frontier = {i for r in new for i in self.rows[r][0]} - near
            near |= frontier
            if len(near) > 3000:
                break
        near, rows = sorted(near), sorted(rows)
        if not rows:
            return []
        local = {i: j for j, i in enumerate(near)}
        entries = [(r, local[i], c) for r, number in enumerate(rows) for i, c in self.rows[number][0].items()]
        matrix = sparse.csr_matrix(([c for *_, c in entries], ([r for r, *_ in entries], [j for _, j, _ in entries])),
                                   shape=(len(rows), len(near)))
        equal = [k for k, r in enumerate(rows) if self.rows[r][1] == self.rows[r][2]]
        below = [k for k, r in enumerate(rows) if self.rows[r][1] == -np.inf]
        above = [k for k, r in enumerate(rows) if self.rows[r][2] == np.inf]
        upper = sparse.vstack([matrix[below], -matrix[above]]) if below or above else None
        limit = [self.rows[rows[k]][2] for k in below] + [-self.rows[rows[k]][1] for k in above]
        used = {}
        for sign in (1, -1):
            objective = np.zeros(len(near))
            objective[local[start]] = sign
            done = linprog(objective, A_ub=upper, b_ub=limit or None, A_eq=matrix[equal] if equal else None,
                           b_eq=[self.rows[rows[k]][1] for k in equal] or None,
                           bounds=list(zip(original_low[near], original_high[near])), method="highs")
            if done.status != 0:
                continue
            if equal:
                for k, dual in zip(equal, done.eqlin.marginals):
                    if abs(dual) > 1e-7:
                        used[rows[k]] = 1
            if upper is not None:
                for k, dual in zip(below + above, done.ineqlin.marginals):
                    if abs(dual) > 1e-7:
                        used[rows[k]] = 1
        return [f"{self.rows[r][3].kind}: {self.rows[r][3].said}" for r in used][:8]


# ---------------------------------------------------------------------------------------------------------------------
# The attack


@dataclass
class Attack:
    numbers: int = 0
    withheld_numbers: int = 0
    withheld_cells: int = 0
    unknown: int = 0
    recovered: int = 0
    narrowed: int = 0
    leaks: list = field(default_factory=list)
    notes: list = field(default_factory=list)

    def by_kind(self) -> dict:
        return dict(sorted(collections.Counter(leak.kind for leak in self.leaks).items()))


def spans(found: Range) -> bool:
    return found.low <= 1 and found.high >= MINIMUM_CELL - 1


def attack(folder, truth=None, previous=(), why=True, scored_anew=False) -> Attack:
    """Attacks the report in a folder; see the top of this file. Earlier releases are folders, or the systems of these.

    `scored_anew` says that everybody has new scores in each release: what a mean of scores changed by is then of everybody."""
    release = Release(folder)
    internal = Release(truth) if truth else None
    system = System(release)
    result = Attack()
    result.numbers, result.withheld_numbers = count_numbers(release)
    result.withheld_cells = len(system.withheld)
    result.notes += [f"two numbers of one set: {a} {b}" for a, b, _ in system.conflicts]
    solve_cells(system, internal, result, why)
    differences(system, result)
    for kind in (homogeneous, no_spread, quantiles, tests_of_withheld, curves, words, figures, rows_and_files):
        kind(release, system, result)
    for before in previous:
        between(before if isinstance(before, System) else System(Release(before)), system, result, scored_anew)
    result.leaks.sort(key=lambda leak: (leak.kind, leak.where, leak.said))
    return result


def count_numbers(release: Release):
    numbers = withheld = 0
    for finding in release.results["analyses"]:
        for entry in [*finding["estimates"], *finding["tests"]]:
            for name in ("value", "se", "lower", "upper", "n", "events", "statistic", "df", "p"):
                numbers += is_number(entry.get(name))
                withheld += is_withheld(entry.get(name))
    return numbers, withheld


def solve_cells(system: System, internal, result: Attack, why):
    """Withheld cells, and cells that nobody printed (complements, differences, levels), by equations."""
    solver = Solver(system)
    for equation in solver.contradictions:
        result.notes.append(f"the released numbers contradict an equation: {equation.kind}: {equation.said}")
    true = system.truth(internal) if internal else {}
    unprinted = {s for s in system.sets if s not in system.known and s not in system.withheld}
    plain = {next(s for s in e.terms if s not in system.known) for e in system.equations
             if len(e.terms) == 3 and sum(s not in system.known for s in e.terms) == 1}
    unprinted -= plain  # `differences` reports them
    result.unknown = len(solver.unknown)
    targets = set(system.withheld)
    targets |= {s for s in unprinted if true.get(s) in SMALL} if internal else unprinted
    ranges = solver.ranges(sorted(targets, key=repr))
    for people, found in sorted(ranges.items(), key=lambda item: describe(item[0])):
        printed = people in system.withheld
        size = true.get(people)
        recovered, narrowed = found.low == found.high, not spans(found)
        result.recovered += recovered and printed
        result.narrowed += narrowed and printed and not recovered
        if size is not None and narrowed and not found.low <= size <= found.high:
            result.notes.append(f"the truth {size} is outside {found.low} to {found.high}: {describe(people)}")
            continue
        if size is None:
            small = found.low >= 1 and found.high <= MINIMUM_CELL - 1
        else:
            small = size in SMALL
        if small and narrowed:
            kind = ("recovered" if recovered else "narrowed") + ("" if printed else ", not printed")
            text = f"{found.low}" if recovered else f"{found.low} to {found.high}"
            where = system.where.get(people, "not printed")
            reasons = solver.why(people) if why else []
            result.leaks.append(Leak(kind, f"{where} {{{system.short(people)}}}", f"{text} by {' | '.join(reasons)}"))


def differences(system: System, result: Attack):
    """Two released counts of nested sets that differ by 1 to 10, each difference once."""
    known = [(s, k) for s, k in system.known.items() if isinstance(s, frozenset)]
    by_size = sorted(known, key=lambda item: (item[1], sorted(map(repr, item[0]))))
    sizes = [k for _, k in by_size]
    seen = set()
    for at, (inner, size) in enumerate(by_size):
        outers = []
        for outer, whole in itertools.islice(by_size, at + 1, None):
            if whole - size >= MINIMUM_CELL:
                break
            if inner < outer or not outer < inner or any(between < inner and outer < between for between, _ in outers):
                continue
            outers.append((outer, whole))
        outers = [(o, w) for o, w in outers if w > size and not any(o < other for other, _ in outers)]
        for outer, whole in outers:
            if (outer, whole - size) not in seen:
                seen.add((outer, whole - size))
                result.leaks.append(Leak("difference", f"{system.where[outer]} less {system.where[inner]}",
                                         f"{whole} - {size} = {whole - size}"))
    system.differences = seen


def estimates(release: Release):
    for finding in release.results["analyses"]:
        for estimate in finding["estimates"]:
            yield finding, estimate


def homogeneous(release, system, result):
    """“0 of 12”, “12 of 12”: everybody in a small group is alike."""
    seen = set()
    for finding, estimate in estimates(release):
        n, events = estimate["n"], estimate["events"]
        if (estimate["unit"] or "") == "share" and is_number(n) and is_number(events):
            place = place_of(finding, {**estimate, "interval": None})
            if MINIMUM_CELL <= n < 2 * MINIMUM_CELL and events in (0, n) and place not in seen:
                seen.add(place)
                result.leaks.append(Leak("homogeneous group", place, f"{events} of {n}"))


def no_spread(release, system, result):
    for finding, estimate in estimates(release):
        if estimate["name"].startswith("sd") and estimate["name"] == "sd" and estimate["value"] == 0:
            result.leaks.append(Leak("no spread", place_of(finding, estimate), "standard deviation 0"))
        elif estimate["name"].endswith("mean") and estimate["se"] == 0:
            result.leaks.append(Leak("no spread", place_of(finding, estimate), "standard error 0"))


QUANTILE_NAMES = (("lower_quartile", 0.25), ("upper_quartile", 0.75), ("median", 0.5), ("minimum", 0.0), ("maximum", 1.0))


def quantiles(release, system, result):
    """A quantile with fewer patients than the minimum cell on a side, where the number of patients is known."""
    for finding, estimate in estimates(release):
        if not is_number(estimate["value"]) or estimate["interval"]:
            continue
        share = estimate["group"].get("quantile")
        if share is None:
            share = next((q for name, q in QUANTILE_NAMES if estimate["name"].endswith(name)), None)
        if share is None:
            continue
        n = estimate["n"]
        if n is None and finding["id"] == "baseline_table":
            place = estimate["variable"]
            column = column_condition(estimate["column"])
            recorded = system.known.get(system.name(column))
            missing = system.known.get(system.name(column | {(column_attribute(place), NOT_RECORDED)}))
            n = recorded - (missing or 0) if recorded is not None else None
        if n is None and finding["id"] == "data_quality" and "table" in estimate["group"]:
            table = estimate["group"]["table"]
            n = system.known.get(EVERYBODY if table == "patients" else system.name(frozenset([yes("in table", table)])))
        if is_number(n) and n > 0 and math.ceil(min(float(share), 1 - float(share)) * n - 1e-9) < MINIMUM_CELL:
            result.leaks.append(Leak("quantile", place_of(finding, estimate), f"{share} of {n}"))


def tests_of_withheld(release, system, result):
    """A shown p-value of a binomial test beside a withheld share, with the values of events that would give it."""
    for finding in release.results["analyses"]:
        withheld = {}
        for estimate in finding["estimates"]:
            if is_withheld(estimate["events"]) or (is_withheld(estimate["value"]) and estimate["unit"] == "share"):
                withheld[place_of(finding, {**estimate, "name": "", "interval": None})] = estimate
        for test in finding["tests"]:
            if not is_number(test["p"]) or "binomial" not in test["name"] and "by_chance" not in test["name"]:
                continue
            group = {axis: word for axis, word in test["group"].items() if axis != "claim"}
            estimate = withheld.get(place_of(finding, {**test, "name": "", "group": group}))
            if estimate is None:
                continue
            result.leaks.append(Leak("test", place_of(finding, test), f"p = {test['p']} beside a withheld share"))


CURVES = {"returned_by_week": "week", "left_by_day": "day", "not_yet_free_share": "day", "onset_share": "within_days",
          "restart_share": "within_days"}


def curves(release, system, result):
    """Steps of cumulative curves that stand for 1 to 10 patients: a step of the curve is at least events / n."""
    lines = collections.defaultdict(list)
    for finding, estimate in estimates(release):
        axis = CURVES.get(estimate["name"])
        if axis and axis in estimate["group"] and is_number(estimate["value"]) and is_number(estimate["n"]):
            rest = {a: w for a, w in estimate["group"].items() if a != axis}
            place = place_of(finding, {**estimate, "group": rest, "interval": None})
            kind = "curve" if estimate["interval"] != "turnbull_log_log" else "curve (interval-censored)"
            start = 1.0 if estimate["name"].startswith("not_yet") else 0.0
            lines[kind, place, start, axis].append((float(estimate["group"][axis]), estimate["value"], estimate["n"]))
    for (kind, place, start, axis), points in sorted(lines.items()):
        before, at = start, 0
        for when, value, n in sorted(points):
            events = abs(value - before) * n
            rounding = (step_of_rounding(value) + step_of_rounding(before)) * n if value and before else 0
            if 0.5 < events - rounding and events + rounding < MINIMUM_CELL - 0.5:
                result.leaks.append(Leak(kind, f"{place} {axis} {at:g} to {when:g}", f"at most {events:.2f} of {n}"))
            before, at = value, when


def text_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix in (".html", ".svg"):
        text = re.sub(r"<(style|script|svg).*?</\1>" if path.suffix == ".html" else r"<(style|script).*?</\1>", " ", text,
                      flags=re.DOTALL)
        text = html.unescape(re.sub(r"<[^>]+>", "  ", text))
    return text


RULES_IN_WORDS = re.compile(
    r"\b1 (?:to|–|-) 10 (?:rows or )?(?:patients|people)|\b(?:fewer|less|more) than \d+ (?:patients|people)|"
    r"\b(?:at )?least \d+ (?:patients|people)|\b\d+ (?:patients|people) or more|has 10 patients scored on two days",
    re.IGNORECASE)


def words(release, system, result):
    """Counts of 1 to 10 patients in sentences: “7 patients”, “7 of 40”, “33 of 40”."""
    texts = {}
    for name in ("report.html", "summary.md", "summary.txt"):
        if (release.folder / name).exists():
            texts[name] = text_of(release.folder / name)
    for path in sorted((release.folder / "checklists").glob("*.md")):
        texts[path.name] = text_of(path)
    prose = []
    for finding in release.results["analyses"]:
        prose += [finding["title"], finding["reason"] or "", finding["method"] or "", *finding["cautions"]]
    texts["results.json"] = "\n".join(prose)
    for name, text in texts.items():
        # Rules that name their own limits are no counts.
        text = RULES_IN_WORDS.sub(" ", text)
        for match in re.finditer(r"(?<![\d.,–-])(\d[\d,]*) (?:patients|people)\b", text):
            if int(match[1].replace(",", "")) in SMALL:
                result.leaks.append(Leak("words", name, around(text, match)))
        # A week of a year, as 2025-W02 of 2025-01-06, is no count.
        for match in re.finditer(r"(?<![\w.,–/-])(\d[\d,]*) ?(?:of|/) ?(\d[\d,]*)(?![\d.,]*%|[/\d]| intervals)", text):
            part, whole = (int(number.replace(",", "")) for number in match.groups())
            if part <= whole and whole >= MINIMUM_CELL and (part in SMALL or whole - part in SMALL):
                result.leaks.append(Leak("words", name, around(text, match)))


def around(text: str, match: re.Match) -> str:
    return " ".join(text[max(0, match.start() - 50) : match.end() + 30].split())


def figures(release, system, result):
    """Counts of 1 to 10 in the numbers that a figure plots."""
    for path in sorted((release.folder / "figures").glob("*.csv")):
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                numbers = {name: float(row[name]) for name in ("n", "events", "patients", "share")
                           if re.fullmatch(r"[\d.]+", row.get(name) or "")}
                counts = [numbers[name] for name in ("n", "events", "patients") if name in numbers]
                if {"n", "events"} <= set(numbers):
                    counts.append(numbers["n"] - numbers["events"])
                if any(round(count) in SMALL for count in counts):
                    result.leaks.append(Leak("figure", path.name, " ".join(f"{k}={v}" for k, v in row.items() if v)))


def rows_and_files(release, system, result):
    """Counts of rejected rows that follow from others, hashes of inputs, and files for the study's own hands."""
    if release.internal:
        return
    reads = {}
    for finding, estimate in estimates(release):
        table = estimate["group"].get("table")
        if finding["id"] == "data_quality" and estimate["name"] == "missing_share" and is_number(estimate["n"]):
            reads.setdefault(table, set()).add(estimate["n"])
    for entry in release.results.get("quality") or []:
        table = entry["table"]
        named = {name: entry.get(name) for name in ("read", "kept", "rejected", "duplicates")}
        unknown = [name for name, value in named.items() if is_withheld(value)]
        if len(unknown) == 1 and all(is_number(v) for n, v in named.items() if n not in unknown):
            total = {n: v for n, v in named.items() if n not in unknown}
            value = (total["kept"] + total["rejected"] + total["duplicates"] if unknown[0] == "read" else
                     total["read"] - sum(v for n, v in total.items() if n != "read"))
            if value in SMALL:
                result.leaks.append(Leak("rows", f"quality {table} {unknown[0]}", f"{value} = by read = kept + …"))
        if is_withheld(named["rejected"]) and is_number(named["kept"]):
            for read in sorted(reads.get(table, ())):
                lost = read - named["kept"] - (named["duplicates"] if is_number(named["duplicates"]) else 0)
                if lost in SMALL:
                    result.leaks.append(Leak("rows", f"quality {table} rejected", f"{lost}: a share is of {read} rows read"))
        reasons = entry.get("reasons") or []
        hidden = [r for r in reasons if is_withheld(r["rows"])]
        if len(hidden) == 1 and is_number(named["rejected"]):
            value = named["rejected"] - sum(r["rows"] for r in reasons if is_number(r["rows"]))
            if value in SMALL:
                result.leaks.append(Leak("rows", f"quality {table} {hidden[0]['reason']}", f"{value}"))
    for name in ("rejects.csv",):
        if (release.folder / name).exists():
            result.leaks.append(Leak("private", name, "a file for the study's own hands is in the released folder"))
    for entry in release.results.get("inputs") or []:
        if entry.get("sha256"):
            result.leaks.append(Leak("private", f"inputs {entry['file']}", "a hash proves a guess of the file"))


# ---------------------------------------------------------------------------------------------------------------------
# Two releases


def between(earlier: "System", later: "System", result: Attack, scored_anew=False):
    """Numbers of the same key in two releases of one study: a small difference is about the few who are new."""
    systems = [earlier, later]
    before, after = earlier.release, later.release
    if before.results["study"]["title"] != after.results["study"]["title"]:
        result.notes.append(f"{before.folder}: another study")
        return
    def same_set(people) -> bool:
        """Who is pooled as "any other" is not the same from one release to the next; nor are other levels, if others are listed."""
        return isinstance(people, frozenset) and all(
            "(any other)" not in attribute and level != "(any other)"
            and (level != OTHER_LEVELS or earlier.levels.get(attribute) == later.levels.get(attribute))
            for attribute, level in people)

    change = {s: systems[1].known[s] - k for s, k in systems[0].known.items() if s in systems[1].known and same_set(s)}
    for people, number in change.items():
        if abs(number) in SMALL:
            was, now = (system.known[people] for system in systems)
            result.leaks.append(Leak("between releases", systems[1].where[people], f"{was} became {now}"))
    # Both releases hold an equation: so do the changes, which may be of either sign.
    printed, waiting, progress = set(change), [e for e in systems[1].equations if e.sense == "="], True
    both = {(frozenset(e.terms.items())) for e in systems[0].equations}
    waiting = [e for e in waiting if frozenset(e.terms.items()) in both]
    while progress:
        progress = False
        for equation in waiting:
            unknown = [s for s in equation.terms if s not in change]
            if len(unknown) == 1:
                rest = sum(c * change[s] for s, c in equation.terms.items() if s in change)
                change[unknown[0]] = round(-rest / equation.terms[unknown[0]])
                progress = True
        waiting = [e for e in waiting if any(s not in change for s in e.terms)]
    for people in sorted(set(change) - printed, key=describe):
        if abs(change[people]) in SMALL:
            result.leaks.append(Leak("between releases, by equations", describe(people), f"changed by {change[people]}"))
    sums(before, after, result, scored_anew)


def sums(before: Release, after: Release, result: Attack, scored_anew=False):
    """A mean of n and a mean of n + 1 give the new patient's value."""

    def keyed(release):
        return {place_of(f, e): e for f, e in estimates(release)}

    old, new = keyed(before), keyed(after)
    sizes = []
    for release in (before, after):
        system_of = {}
        for count in release.counts:
            if count.where.startswith("baseline_table patients") and count.number is not None:
                system_of[count.people] = count.number
        sizes.append(system_of)
    rests(old, new, result)
    for place in sorted(set(old) & set(new)):
        first, second = old[place], new[place]
        if scored_anew and not place.startswith("baseline_table"):
            continue
        if not (is_number(first["value"]) and is_number(second["value"])) or first["value"] == second["value"]:
            continue
        n, m = first["n"], second["n"]
        if first["name"] == "mean" and place.startswith("baseline_table"):
            people = column_condition(first["column"])
            n, m = sizes[0].get(people), sizes[1].get(people)
        if is_number(n) and is_number(m) and first["unit"] not in ("share", "patients") and abs(m - n) < MINIMUM_CELL:
            if m == n:
                result.leaks.append(Leak("between releases, value", place, f"of the same {n}: values of few changed"))
            else:
                total = m * second["value"] - n * first["value"]
                result.leaks.append(Leak("between releases, value", place,
                                         f"{m} x {second['value']:g} - {n} x {first['value']:g} = {total:.6g} of {m - n}"))


def rests(old, new, result: Attack):
    """Two means that both changed by many, of all and of a level of a column: what the rest changed by is their difference."""

    def counts(entries):
        numbers = [entry[name] for entry in entries for name in ("value", "n")]
        return numbers if all(map(is_number, numbers)) else None

    wholes = {(e["name"], tuple(sorted(e["group"].items())), repr(e["variable"]), e["interval"], place.split()[0]): place
              for place, e in new.items() if e["column"] is None and place in old and e["unit"] not in ("share", "patients")}
    for place in sorted(set(old) & set(new)):
        part = new[place]
        name = (part["name"], tuple(sorted(part["group"].items())), repr(part["variable"]), part["interval"], place.split()[0])
        if part["column"] is None or name not in wholes:
            continue
        numbers = counts([old[wholes[name]], new[wholes[name]], old[place], part])
        if numbers is None:
            continue
        _, n, _, m, _, k, _, l = numbers
        if abs((m - n) - (l - k)) in SMALL and m != n and l != k:
            result.leaks.append(Leak("between releases, value of the rest", place, f"{m} - {n} less {l} - {k}"))


# ---------------------------------------------------------------------------------------------------------------------
# Command


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(description="Attack a released nocitrend report.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--truth", type=Path, help="an --internal report of the same data, to judge by")
    parser.add_argument("--previous", type=Path, nargs="*", default=[], help="earlier releases of the same study")
    parser.add_argument("--validate", action="store_true", help="check every equation against the truth and end")
    parser.add_argument("--list", type=int, default=400, help="how many leaks to list")
    options = parser.parse_args(arguments)
    if options.validate:
        return validate(options.folder, options.truth)
    result = attack(options.folder, options.truth, options.previous)
    print(f"{'numbers shown':<28}{result.numbers:>8}")
    print(f"{'numbers withheld':<28}{result.withheld_numbers:>8}")
    print(f"{'withheld counts (sets)':<28}{result.withheld_cells:>8}")
    print(f"{'unknown sets in equations':<28}{result.unknown:>8}")
    print(f"{'withheld recovered':<28}{result.recovered:>8}")
    print(f"{'withheld narrowed':<28}{result.narrowed:>8}")
    print(f"{'leaks':<28}{len(result.leaks):>8}")
    for kind, number in result.by_kind().items():
        print(f"  {kind:<26}{number:>8}")
    for note in result.notes:
        print(f"note: {note}")
    for leak in result.leaks[: options.list]:
        print(f"LEAK {leak.kind}: {leak.where}: {leak.said}")
    return 1 if result.leaks else 0


def validate(folder, truth) -> int:
    system, internal = System(Release(folder)), Release(truth)
    held, broken, conflicts = system.check(internal)
    for kind, number in sorted(held.items()):
        print(f"holds {number:>6}  {kind}")
    for equation, values in broken:
        print(f"BROKEN {equation.kind}: {equation.said} {values}")
    for conflict in conflicts:
        print("CONFLICT", *conflict)
    for condition, implied in sorted(system.learned.items(), key=repr):
        print("learned", describe(frozenset([condition])), "implies", describe(frozenset([implied])))
    return 1 if broken or conflicts else 0


if __name__ == "__main__":
    sys.exit(main())
