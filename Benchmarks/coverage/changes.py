"""What the questions about changes of treatment make of simulated studies with a planted effect, as a table.

    changes.py NOCITREND STUDIES WORKERS [FOLDER]

Each study is made by `nocitrend simulate --tidy` and asked by `nocitrend report --internal`, as a user would. Answers are kept in FOLDER
(.build/coverage-changes). The table is printed.
"""

import csv
import sys
from pathlib import Path

from planted import Choice, Estimate, Kind, Row, Table, write

COURSE_BEGINS = 37
COURSE_EFFECT = -0.5


def less_pain_with_buprenorphine(study: Path) -> None:
    """Takes half a point from the later scores of one arm; a score may be below 0 by it."""
    with (study / "patients.csv").open(newline="", encoding="utf-8") as file:
        treated = {row["patient"] for row in csv.DictReader(file) if row["arm"] == "buprenorphine"}
    with (study / "pain.csv").open(newline="", encoding="utf-8") as file:
        scores = list(csv.DictReader(file))
    for row in scores:
        if row["patient"] in treated and int(row["day"]) > COURSE_BEGINS:
            row["score"] = f"{float(row['score']) + COURSE_EFFECT:.1f}"
    with (study / "pain.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, scores[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(scores)
    text = (study / "study.yaml").read_text(encoding="utf-8")
    (study / "study.yaml").write_text(f"instruments: {{nrs: {{range: [-1, 10]}}}}\n{text}", encoding="utf-8")


KINDS = {
    "tapering": Kind(
        "A stable dose is tapered after a painful visit: -0.6 points in the end, a point more for 14 days after each step",
        600,
        "tapering",
        "{taper: {}}",
    ),
    "abrupt_stop": Kind(
        "A stable dose is stopped on one day after a painful visit: +0.5 points, 1.5 more for 14 days",
        600,
        "abrupt_stop",
        "{taper: {}}",
    ),
    "rotation": Kind(
        "One opioid is changed for another after a painful visit: -0.5 points",
        500,
        "opioid_rotation",
        "{rotation: {}, dechallenge: {}}",
    ),
    "care": Kind(
        "Non-opioid care begins after a painful visit",
        800,
        "nonopioid_care",
        "{nonopioid: {}}",
    ),
    "moud": Kind(
        "Medication for opioid use disorder begins after a painful visit: -0.5 points with methadone, -0.8 with buprenorphine, +0.2 with naltrexone",
        500,
        "moud_initiation",
        "{moud_start: {}}",
    ),
    "course": Kind(
        "One arm has half a point less pain from the second visit on",
        800,
        "null",
        "{pain_course: {by: [arm], adjust: [age, sex]}}",
        less_pain_with_buprenorphine,
    ),
    "null": Kind(
        "Nothing has an effect; non-opioid care begins after a painful score",
        800,
        "null",
        "{rotation: {}, nonopioid: {}, pain_course: {by: [arm], adjust: [age, sex]}, "
        "taper: {baseline: 120, follow_up: 180}, dechallenge: {}, moud_start: {}}",
    ),
}


NAMES = {"difference", "share_difference", "within_patient_difference", "change", "difference_after_start"}


def emulated(question: str, analysis: str, strategy: str, day: int, outcome: str = "score") -> Choice:
    """The difference of a strategy's mean score, or of its share of an event, at a day."""
    name = "difference" if outcome == "score" else "share_difference"
    group = {"analysis": analysis, "strategy": strategy, "outcome": outcome, "day": str(day)}
    return lambda e: e["id"] == question and e["n"] == name and group.items() <= e["g"].items()


def herself(question: str, strategy: str, period: str) -> Choice:
    """Each patient's scores in a period around the change, against hers before."""
    group = {"change": strategy, "outcome": "score", "period": period}
    return lambda e: e["id"] == question and e["n"] == "within_patient_difference" and group.items() <= e["g"].items()


def before_after(question: str, strategy: str) -> Choice:
    return lambda e: e["id"] == question and e["n"] == "change" and e["g"].get("strategy") == strategy


def after_start(drug: str, comparator: str, day: int, model: str) -> Choice:
    group = {"drug": drug, "comparator": comparator, "day": str(day), "model": model}
    return lambda e: e["n"] == "difference_after_start" and group.items() <= e["g"].items()


def ladder(direction: str, analysis: str) -> Choice:
    group = {"change": direction, "analysis": analysis}
    return lambda e: e["id"] == "dechallenge" and e["n"] == "difference" and group.items() <= e["g"].items()


def at_the_end(method: str, arm: str = "") -> Choice:
    """The difference of an arm, or of the last one that is compared, at the last visit."""

    def choose(e: Estimate) -> bool:
        return (
            e["id"] == "pain_course"
            and e["n"] == "difference"
            and e["g"]["model"] == method
            and "delta" not in e["g"]
            and (not arm or e["g"].get("variable_level") == arm)
        )

    return choose


# A kind of care is compared with the others, whose mean effect by how often each is begun alone is taken off: of physical and of
# cognitive behavioural therapy, as the two that are begun together are in no comparison with either.
CARE = {
    "physical_therapy": (-0.8, 0.25),
    "cognitive_behavioural_therapy": (-0.6, 0.25),
    "mindfulness": (-0.4, 0.15),
    "acupuncture": (-0.3, 0.1),
    "yoga": (-0.4, 0.1),
    "other": (0.0, 0.15),
}


def against_others(kind: str) -> float:
    own, _ = CARE[kind]
    others = [(effect, share) for name, (effect, share) in CARE.items() if name != kind]
    return own - sum(effect * share for effect, share in others) / sum(share for _, share in others)


def rows() -> list[Row]:
    """Every row, the naive answer beside each."""
    table: list[Row] = []
    for kind, question, strategy, day, truth in (
        ("tapering", "taper", "taper", 210, -0.6),
        ("abrupt_stop", "taper", "abrupt_stop", 210, 0.5),
        ("rotation", "rotation", "rotate", 180, -0.5),
        ("null", "rotation", "rotate", 180, 0.0),
        ("null", "taper", "taper", 180, 0.0),
        ("null", "taper", "abrupt_stop", 180, 0.0),
    ):
        for analysis in ("per_protocol", "per_protocol_truncated", "intention_to_treat"):
            title = f"`{question}`, {strategy}, {analysis}"
            # By intention is what comes of beginning, whatever follows: zero where nothing has an effect, else not what was planted.
            own = None if truth and analysis == "intention_to_treat" else truth
            table.append(Row(kind, title, own, emulated(question, analysis, strategy, day)))
        if not truth:
            responders = emulated(question, "per_protocol", strategy, day, "responder_30")
            table.append(Row(kind, f"`{question}`, {strategy}, per_protocol, share with 30% less pain", truth, responders))
            for period in ("before", "soon_after", "later"):
                title = f"`{question}`, {strategy}, each patient with herself, {period}"
                table.append(Row(kind, title, truth, herself(question, strategy, period)))
        table.append(Row(kind, f"`{question}`, {strategy}, before and after", truth, before_after(question, strategy)))
    for name in ("physical_therapy", "cognitive_behavioural_therapy"):
        for kind, truth, alone in (("care", against_others(name), CARE[name][0]), ("null", 0.0, 0.0)):
            for analysis in ("intention_to_treat", "per_protocol"):
                choose = emulated("nonopioid", analysis, name, 180)
                table.append(Row(kind, f"`nonopioid`, {name}, {analysis}", truth, choose))
            if not truth:
                responders = emulated("nonopioid", "intention_to_treat", name, 180, "responder_30")
                title = f"`nonopioid`, {name}, intention_to_treat, share with 30% less pain"
                table.append(Row(kind, title, truth, responders))
            naive = before_after("nonopioid", name)
            table.append(Row(kind, f"`nonopioid`, {name}, before and after", alone, naive))
    # Drugs are compared with the one that most started, which is not the same in all studies.
    for drug, comparator, truth in (
        ("methadone", "buprenorphine", 0.3),
        ("buprenorphine", "methadone", -0.3),
        ("naltrexone", "buprenorphine", 1.0),
        ("naltrexone", "methadone", 0.7),
    ):
        for kind, own in (("moud", truth), ("null", 0.0)):
            for model in ("mixed_model", "least_squares"):
                title = f"`moud_start`, {drug} against {comparator}, day 90, {model}"
                table.append(Row(kind, title, own, after_start(drug, comparator, 90, model)))
    for direction in ("down", "up"):
        for analysis in ("main", "without_days_before", "before_after"):
            table.append(Row("null", f"`dechallenge`, {direction}, {analysis}", 0.0, ladder(direction, analysis)))
    for method in ("mixed_model", "imputed", "jump_to_reference", "copy_increments"):
        table.append(Row("null", f"`pain_course`, {method}", 0.0, at_the_end(method)))
        # Those who left are given what would be without the drug, which is another truth.
        own = COURSE_EFFECT if method in ("mixed_model", "imputed") else None
        table.append(Row("course", f"`pain_course`, {method}", own, at_the_end(method, "buprenorphine")))
    return table


if __name__ == "__main__":
    folder = sys.argv[4] if len(sys.argv) > 4 else ".build/coverage-changes"
    write(Table(KINDS, NAMES, rows()), sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), folder)
