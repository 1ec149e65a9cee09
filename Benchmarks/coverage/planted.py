"""Simulated studies with a planted answer, asked as a user asks them, and tables of what came of it.

A table's module says which kinds of study there are, and which intervals are looked at. Answers are kept in a folder below a name of the
program's own bytes, one file a kind: a run that was broken off goes on, and answers of another program are not taken for its own.
"""

import hashlib
import json
import math
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

Estimate = dict
Choice = Callable[[Estimate], bool]


@dataclass(frozen=True)
class Kind:
    """A kind of study: what it is, how many people, the scenario, what is asked, and what is planted in the simulated folder besides."""

    title: str
    people: int
    scenario: str
    analyses: str
    plant: Callable[[Path], None] | None = None


@dataclass(frozen=True)
class Row:
    """A row of a table: an interval of a kind of study, and what is true, if what it estimates was planted. Ratios are looked at by their
    logarithm."""

    kind: str
    title: str
    truth: float | None
    choose: Choice
    is_ratio: bool = False


@dataclass(frozen=True)
class Table:
    """The kinds of study, the names of the quantities that any row asks for, and the rows."""

    kinds: dict[str, Kind]
    names: set[str]
    rows: list[Row]


def answers(nocitrend: Path, kind: Kind, names: set[str], seed: int) -> list[Estimate]:
    """Every interval of a simulated study that a row may ask for."""
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study"
        run = [nocitrend, "simulate", study, "--people", str(kind.people), "--scenario", kind.scenario]
        subprocess.run([*run, "--seed", str(seed), "--tidy", "--quiet"], check=True)
        if kind.plant:
            kind.plant(study)
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
                if e["name"] in names and isinstance(e.get("value"), float | int) and e.get("lower") is not None:
                    group = dict(e["group"])
                    # Of a number about a level of a column, which one; of a contrast, against which.
                    for key in ("column", "variable"):
                        if e.get(key):
                            group[key] = e[key]["name"]
                            group[f"{key}_level"] = e[key]["level"]
                    found.append(
                        {"id": analysis["id"], "n": e["name"], "g": group, "v": e["value"], "l": e["lower"], "u": e["upper"]}
                    )
        return found


def simulate(nocitrend: Path, table: Table, name: str, studies: int, workers: int, folder: Path) -> None:
    file = folder / f"{name}.jsonl"
    done = {study["seed"] for study in kept(folder, name)}
    with ThreadPoolExecutor(workers) as pool, file.open("a", encoding="utf-8") as out:
        seeds = [seed for seed in range(1, studies + 1) if seed not in done]
        for seed, found in zip(seeds, pool.map(lambda seed: answers(nocitrend, table.kinds[name], table.names, seed), seeds)):
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
    if row.is_ratio:
        found = [(math.log(value), math.log(low), math.log(high)) for value, low, high in found if min(value, low, high) > 0]
    if len(found) < 10:
        return None
    mean = statistics.fmean(value for value, _, _ in found)
    spread = statistics.stdev(value for value, _, _ in found)
    excludes = sum(not low <= 0 <= high for _, low, high in found) / len(found)
    if row.truth is None:
        return f"| {row.title} | {len(found):,} | | mean {mean:+.3f} | {spread:.3f} | | {100 * excludes:.1f}% |"
    bias = mean - row.truth
    holds = sum(low <= row.truth <= high for _, low, high in found) / len(found)
    emphasis = "**" if abs(bias) > 4 * spread / math.sqrt(len(found)) else ""
    return (
        f"| {row.title} | {len(found):,} | {row.truth:+.2f} | {emphasis}{bias:+.3f}{emphasis} | {spread:.3f} "
        f"| {100 * holds:.1f}% | {100 * excludes:.1f}% |"
    )


def write(table: Table, nocitrend: str, studies: int, workers: int, folder: str) -> None:
    """Simulates what is missing, and prints the table of every kind."""
    program = Path(nocitrend).resolve()
    place = Path(folder) / hashlib.sha256(program.read_bytes()).hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    for name in table.kinds:
        simulate(program, table, name, studies, workers, place)
    for name, kind in table.kinds.items():
        found = [study["rows"] for study in kept(place, name)]
        print(f"### {kind.title}\n\n{kind.people} people, {len(found):,} studies.\n")
        print("| interval | studies | truth | bias | SD | coverage | excludes zero |\n|---|---:|---:|---:|---:|---:|---:|")
        for row in table.rows:
            if row.kind == name and (text := line(row, found)):
                print(text)
        print()
