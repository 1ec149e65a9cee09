"""What the questions about changes of treatment make of simulated studies with a planted effect, as a table.

    changes.py NOCITREND STUDIES WORKERS [FOLDER]

Each study is made by `nocitrend simulate --tidy` and asked by `nocitrend report --internal`, as a user would. Answers are kept in
FOLDER (.build/coverage-changes), below a name of the program's own bytes, one file a kind: a run that was broken off goes on, and answers
of another program are not taken for its own. The table is printed.
"""

import hashlib
import json
import math
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

KEPT = {"difference", "change", "difference_after_start"}


@dataclass(frozen=True)
class Kind:
    """A kind of study: how many people, the scenario, what is asked."""

    people: int
    scenario: str
    analyses: str


KINDS = {
    "tapering": Kind(600, "tapering", "{taper: {}}"),
    "abrupt_stop": Kind(600, "abrupt_stop", "{taper: {}}"),
    "rotation": Kind(500, "opioid_rotation", "{rotation: {}, dechallenge: {}}"),
    "moud": Kind(500, "moud_initiation", "{moud_start: {}}"),
    "care": Kind(800, "nonopioid_care", "{nonopioid: {}}"),
    "null": Kind(
        800,
        "null",
        "{rotation: {}, nonopioid: {}, pain_course: {by: [arm], adjust: [age, sex]}, "
        "taper: {baseline: 120, follow_up: 180}, dechallenge: {}, moud_start: {}}",
    ),
}

Estimate = dict
Choice = Callable[[Estimate], bool]


@dataclass(frozen=True)
class Row:
    """A row of the table: an interval of a kind of study, and what is true."""

    kind: str
    title: str
    truth: float
    choose: Choice


def emulated(question: str, analysis: str, strategy: str, day: int) -> Choice:
    """The difference of a strategy's mean score at a day."""
    group = {"analysis": analysis, "strategy": strategy, "outcome": "score", "day": str(day)}
    return lambda e: e["id"] == question and e["n"] == "difference" and group.items() <= e["g"].items()


def before_after(question: str, strategy: str) -> Choice:
    return lambda e: e["id"] == question and e["n"] == "change" and e["g"].get("strategy") == strategy


def after_start(drug: str, day: int, model: str) -> Choice:
    group = {"drug": drug, "day": str(day), "model": model}
    return lambda e: e["n"] == "difference_after_start" and group.items() <= e["g"].items()


def ladder(direction: str, analysis: str) -> Choice:
    group = {"change": direction, "analysis": analysis}
    return lambda e: e["id"] == "dechallenge" and e["n"] == "difference" and group.items() <= e["g"].items()


def at_the_end(method: str) -> Choice:
    """The difference of the last group that is compared, at the last visit."""

    def choose(e: Estimate) -> bool:
        return (
            e["id"] == "pain_course" and e["n"] == "difference" and e["g"]["model"] == method and "delta" not in e["g"]
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
            table.append(Row(kind, title, truth, emulated(question, analysis, strategy, day)))
        table.append(Row(kind, f"`{question}`, {strategy}, before and after", truth, before_after(question, strategy)))
    for name in ("physical_therapy", "cognitive_behavioural_therapy"):
        for kind, truth, alone in (("care", against_others(name), CARE[name][0]), ("null", 0.0, 0.0)):
            for analysis in ("intention_to_treat", "per_protocol"):
                choose = emulated("nonopioid", analysis, name, 180)
                table.append(Row(kind, f"`nonopioid`, {name}, {analysis}", truth, choose))
            naive = before_after("nonopioid", name)
            table.append(Row(kind, f"`nonopioid`, {name}, before and after", alone, naive))
    for drug, truth in (("methadone", 0.3), ("naltrexone", 1.0)):
        for kind, own in (("moud", truth), ("null", 0.0)):
            for model in ("mixed_model", "least_squares"):
                table.append(Row(kind, f"`moud_start`, {drug}, day 90, {model}", own, after_start(drug, 90, model)))
    for direction in ("down", "up"):
        for analysis in ("main", "without_days_before", "before_after"):
            table.append(Row("null", f"`dechallenge`, {direction}, {analysis}", 0.0, ladder(direction, analysis)))
    for method in ("mixed_model", "imputed", "jump_to_reference", "copy_increments"):
        table.append(Row("null", f"`pain_course`, {method}", 0.0, at_the_end(method)))
    return table


def answers(nocitrend: Path, kind: Kind, seed: int) -> list[Estimate]:
    """Every interval of a simulated study that a row may ask for."""
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study"
        run = [nocitrend, "simulate", study, "--people", str(kind.people), "--scenario", kind.scenario]
        subprocess.run([*run, "--seed", str(seed), "--tidy", "--quiet"], check=True)
        text = (study / "study.yaml").read_text(encoding="utf-8")
        head = text.split("analyses:")[0].split("disclosure:")[0]
        file = study / "asked.yaml"
        file.write_text(f"{head}analyses: {kind.analyses}\n", encoding="utf-8")
        output = Path(folder) / "reports"
        subprocess.run(
            [nocitrend, "report", file, "--output", output, "--run", "run", "--quiet", "--internal"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (results,) = output.rglob("results.json")
        found = []
        for analysis in json.loads(results.read_text(encoding="utf-8"))["analyses"]:
            for e in analysis["estimates"]:
                if e["name"] in KEPT and isinstance(e.get("value"), float | int) and e.get("lower") is not None:
                    group = dict(e["group"])
                    found.append(
                        {"id": analysis["id"], "n": e["name"], "g": group, "v": e["value"], "l": e["lower"], "u": e["upper"]}
                    )
        return found


def simulate(nocitrend: Path, name: str, studies: int, workers: int, folder: Path) -> None:
    file = folder / f"{name}.jsonl"
    done = {study["seed"] for study in kept(folder, name)}
    with ThreadPoolExecutor(workers) as pool, file.open("a", encoding="utf-8") as out:
        seeds = [seed for seed in range(1, studies + 1) if seed not in done]
        for seed, found in zip(seeds, pool.map(lambda seed: answers(nocitrend, KINDS[name], seed), seeds)):
            out.write(json.dumps({"seed": seed, "rows": found}) + "\n")
            out.flush()


def kept(folder: Path, name: str) -> Iterator[dict]:
    file = folder / f"{name}.jsonl"
    if file.exists():
        yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


def line(row: Row, studies: list[list[Estimate]]) -> str | None:
    found = []
    for study in studies:
        own = [e for e in study if row.choose(e)]
        if own:
            found.append((own[-1]["v"], own[-1]["l"], own[-1]["u"]))
    if len(found) < 10:
        return None
    bias = statistics.fmean(value for value, _, _ in found) - row.truth
    spread = statistics.stdev(value for value, _, _ in found)
    holds = sum(low <= row.truth <= high for _, low, high in found) / len(found)
    excludes = sum(not low <= 0 <= high for _, low, high in found) / len(found)
    emphasis = "**" if abs(bias) > 4 * spread / math.sqrt(len(found)) else ""
    return (
        f"| {row.title} | {len(found):,} | {row.truth:+.2f} | {emphasis}{bias:+.3f}{emphasis} | {spread:.3f} "
        f"| {100 * holds:.1f}% | {100 * excludes:.1f}% |"
    )


TITLES = {
    "tapering": "A stable dose is tapered after a painful visit: -0.6 points in the end, a point more for 14 days after each step",
    "abrupt_stop": "A stable dose is stopped on one day after a painful visit: +0.5 points, 1.5 more for 14 days",
    "rotation": "One opioid is changed for another after a painful visit: -0.5 points",
    "care": "Non-opioid care begins after a painful visit",
    "moud": "Medication for opioid use disorder begins after a painful visit: methadone +0.3 and naltrexone +1.0 points against buprenorphine",
    "null": "Nothing has an effect; non-opioid care begins after a painful score",
}


def main(nocitrend: str, studies: int, workers: int, folder: str = ".build/coverage-changes") -> None:
    program = Path(nocitrend).resolve()
    place = Path(folder) / hashlib.sha256(program.read_bytes()).hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    for name in KINDS:
        simulate(program, name, studies, workers, place)
    for name, title in TITLES.items():
        found = [study["rows"] for study in kept(place, name)]
        print(f"### {title}\n\n{KINDS[name].people} people, {len(found):,} studies.\n")
        print("| interval | studies | truth | bias | SD | coverage | excludes zero |\n|---|---:|---:|---:|---:|---:|---:|")
        for row in rows():
            if row.kind == name and (text := line(row, found)):
                print(text)
        print()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:5])
