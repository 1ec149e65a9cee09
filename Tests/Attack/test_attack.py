"""What is released is attacked (attack.py), and nothing may come of it.

The attack itself is tested first, on reports written by hand that leak in each known way, and on one that does not:
this needs no program. The rest run the built tool: NOCITREND names it, as for Tests/Acceptance; without one it is skipped.

    ATTACK_WEEKS=52     weeks of weekly reports (2 by default; `make attack` takes a year)
    ATTACK_SIZES=…      sizes of the simulated studies, with commas (50 by default; `make attack` goes to 10,000)
"""

import csv
import datetime
import json
import os
import random
import re
import subprocess
from pathlib import Path

import pytest

from attack import Range, Release, Solver, System, attack, spans, wilson

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CTN0094 = ROOT / "data/studies/ctn0094.yaml"
CTN0094_DATA = ROOT.parent / "shared/data/ctn0094"
SIZES = [int(size) for size in os.environ.get("ATTACK_SIZES", "50").split(",")]
WEEKS = int(os.environ.get("ATTACK_WEEKS", "2"))
WITHHELD = {"withheld": "rests on few patients"}

# ---------------------------------------------------------------------------------------------------------------------
# Reports written by hand


def place(name, level=None, *, recorded=None, origin="study"):
    return {"name": name, "origin": origin, "level": level, "recorded": True if level else recorded, "reference": None}


def estimate(name, *, value=None, n=None, events=None, unit="share", column=None, variable=None, interval=None, se=None,
             lower=None, upper=None, **group):
    return {"name": name, "group": {axis: str(word) for axis, word in group.items()}, "column": column, "variable": variable,
            "value": value, "se": se, "lower": lower, "upper": upper, "level": 0.95 if interval else None,
            "interval": interval, "n": n, "events": events, "unit": unit}


def share(name, events, n, **more):
    """A share with its events: withheld where either count is None."""
    if None in (events, n):
        return estimate(name, value=WITHHELD, n=WITHHELD if n is None else n, events=WITHHELD if events is None else events,
                        **more)
    return estimate(name, value=events / n, n=n, events=events, **more)


def patients(number, **more):
    number = WITHHELD if number is None else number
    return estimate("patients", value=number, n=number, unit="patients", **more)


def finding(identifier, *estimates, patients=500, description="all patients", tests=(), cautions=(), settings=None, **more):
    return {"id": identifier, "title": identifier, "status": "estimated", "reason": None, "method": "", "tests": list(tests),
            "population": {"patients": patients, "observations": None, "description": description} | more,
            "estimates": list(estimates), "cautions": list(cautions), "settings": settings or {}}


def by(arm):
    return place("arm", arm)


def table_1(*, sex=((120, 130), (125, 125)), arms=(250, 250)):
    """Table 1: two arms of which each has so many women and men."""
    rows = [patients(sum(arms))] + [patients(n, column=by(arm)) for arm, n in zip("AB", arms)]
    totals = [None if None in column else sum(column) for column in zip(*sex)]
    for level, total in zip(("female", "male"), totals):
        if total is not None:
            rows.append(share("share", total, sum(arms), variable=place("sex", level)))
    rows.append(share("share", 0, sum(arms), variable=place("sex", recorded=False)))
    for arm, n, counts in zip("AB", arms, sex):
        for level, count in zip(("female", "male"), counts):
            rows.append(share("share", count, n, variable=place("sex", level), column=by(arm)))
    return finding("baseline_table", *rows, patients=sum(arms), description="everyone in the study's patient tables")


class Folder:
    """Writes a report's folder with these findings."""

    def __init__(self, path):
        self.path = path

    def write(self, *findings, name="run", quality=(), inputs=(), words="", internal=False, files=()):
        folder = self.path / name
        for below in ("tables", "figures"):
            (folder / below).mkdir(parents=True, exist_ok=True)
        results = {"schema": "nocitrend.results/2", "study": {"title": "By hand"}, "run": {"internal": internal},
                   "inputs": list(inputs), "quality": list(quality), "analyses": list(findings)}
        (folder / "results.json").write_text(json.dumps(results), encoding="utf-8")
        (folder / "summary.md").write_text(words, encoding="utf-8")
        for file, text in dict(files).items():
            (folder / file).write_text(text, encoding="utf-8")
        return folder


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def kinds(folder, **more):
    return attack(folder, **more).by_kind()


def test_a_report_without_small_counts_leaks_nothing(folder):
    assert kinds(folder.write(table_1())) == {}


def test_a_total_gives_a_withheld_level_back(folder):
    """5 women in A: 250 women less 245 in B, and 250 in A less 245 men."""
    report = table_1(sex=((5, 245), (245, 5)))
    withheld_one = [e for e in report["estimates"]]
    for e in withheld_one:
        if e["events"] == 5 and e["column"] == by("A"):
            e |= {"value": WITHHELD, "events": WITHHELD}
    found = attack(folder.write({**report, "estimates": withheld_one}))
    assert found.recovered == 1
    assert any(leak.kind == "recovered" and leak.said.startswith("5 by") for leak in found.leaks)


def test_a_square_of_withheld_cells_is_safe(folder):
    """Both levels of both arms are withheld, with room for 0 to 130 in each: nothing can be said."""
    report = finding("baseline_table", patients(500), patients(250, column=by("A")), patients(250, column=by("B")),
                     share("share", 120, 500, variable=place("sex", "female")),
                     share("share", 380, 500, variable=place("sex", "male")),
                     share("share", 0, 500, variable=place("sex", recorded=False)),
                     *(share("share", None, 250, variable=place("sex", level), column=by(arm))
                       for level in ("female", "male") for arm in "AB"))
    truth = json.loads(json.dumps(report))
    for e, events in zip(truth["estimates"][-4:], (4, 116, 246, 134)):
        e |= {"events": events, "value": events / 250}
    safe = folder.write(report)
    assert kinds(safe) == {}
    assert kinds(safe, truth=folder.write(truth, name="truth", internal=True)) == {}


def test_a_withheld_pair_that_sums_to_nine_is_narrowed(folder):
    levels = {"female": 300, "male": 191}
    report = finding("baseline_table", patients(500),
                     *(share("share", events, 500, variable=place("sex", level)) for level, events in levels.items()),
                     share("share", None, 500, variable=place("sex", "other")),
                     share("share", None, 500, variable=place("sex", recorded=False)))
    truth = json.loads(json.dumps(report))
    for e, events in zip(truth["estimates"][-2:], (6, 3)):
        e |= {"events": events, "value": events / 500}
    found = attack(folder.write(report), truth=folder.write(truth, name="truth", internal=True))
    assert found.by_kind()["narrowed"] == 2
    assert all(leak.said.startswith("0 to 9") for leak in found.leaks if leak.kind == "narrowed")


def day7(*estimates, patients=300, **more):
    return finding("day7_withdrawal", *estimates, patients=patients, settings={"day": "7", "window": "4 to 10"},
                   description="patients with an index day (the first dose); observations are those assessed", **more)


def test_three_denominators_give_who_was_not_assessed(folder):
    """Assessed 290 of 300: 10 were not, though that share is withheld."""
    found = attack(folder.write(day7(share("no_withdrawal_share", 200, 290, denominator="assessed"),
                                     share("no_withdrawal_share", 200, 300, denominator="missing_as_withdrawal"),
                                     share("not_assessed_share", None, 300))))
    assert {"recovered", "difference"} <= set(found.by_kind())
    best = attack(folder.write(day7(share("no_withdrawal_share", 200, 300, denominator="missing_as_withdrawal"),
                                    share("no_withdrawal_share", 207, 300, denominator="best_case"),
                                    share("not_assessed_share", None, 300))))
    assert any(leak.said.startswith("7 by") for leak in best.leaks)


def test_one_set_in_two_findings_is_one_number(folder):
    """Withheld in the one, shown in the other: week 1 is the time around day 7."""
    found = attack(folder.write(
        day7(share("no_withdrawal_share", None, None, denominator="assessed", column=by("A"))),
        finding("withdrawal_course", share("no_withdrawal_share", 40, 45, denominator="assessed", week=1, column=by("A")),
                description="patients with an index day; observations are assessments")))
    assert any("assessed" in leak.where and leak.kind.startswith(("recovered", "difference")) for leak in found.leaks)


def test_a_nested_population_differs_by_few(folder):
    assert kinds(folder.write(table_1(), day7(patients=495)))["difference"] == 1


def test_a_share_with_its_n_gives_withheld_events_back(folder):
    half = estimate("several_eras_share", value=0.0333, n=120, events=WITHHELD)
    found = attack(folder.write(finding("opioid_use", half, patients=120, description="patients with an opioid exposure")))
    assert any(leak.said.startswith("4 by") or leak.kind.startswith("recovered") for leak in found.leaks)


def test_an_interval_alone_gives_n_and_events_back(folder):
    low, high = wilson(6, 61, 0.95)
    alone = estimate("several_eras_share", value=6 / 61, n=WITHHELD, events=WITHHELD, lower=low, upper=high,
                     interval="wilson")
    system = System(Release(folder.write(finding("opioid_use", alone, patients=120,
                                                 description="patients with an opioid exposure"))))
    ranges = Solver(system).ranges(system.withheld)
    assert sorted((r.low, r.high) for r in ranges.values() if r.low == r.high)[0] == (6, 6)


def test_a_table_shows_what_results_json_withholds(folder):
    hidden = share("taking_share", None, 200, drug="codeine", interval=None)
    row = "name,drug,value,n,events,unit\ntaking_share,codeine,0.03,200,6,share\n"
    report = finding("opioid_doses", hidden, patients=200, description="patients with an opioid exposure")
    path = folder.write(report)
    (path / "tables/opioid_doses.csv").write_text(row)
    release = Release(path)
    assert any(count.number == 6 for count in release.counts)


def test_the_levels_of_two_columns_are_one_total(folder):
    """Arms sum to the total that sites sum to, which nobody prints: the withheld site is 8."""
    sites = [place("site", name) for name in ("1", "2", "3")]
    counts = zip(sites, (120, 72, None))
    found = attack(folder.write(
        table_1(),
        day7(*(share("no_withdrawal_share", 60, n, denominator="missing_as_withdrawal", column=by(arm))
               for arm, n in (("A", 100), ("B", 100))),
             *(share("no_withdrawal_share", 60 if n else None, n, denominator="missing_as_withdrawal", column=site)
               for site, n in counts), patients=200)))
    assert any(leak.kind.startswith("recovered") and leak.said.startswith("8 by") for leak in found.leaks)


@pytest.mark.parametrize(
    "kind, report",
    [
        ("homogeneous group", finding("symptoms", share("already_present_share", 0, 12, symptom="mood"))),
        ("homogeneous group", finding("symptoms", share("already_present_share", 15, 15, symptom="mood"))),
        ("no spread", finding("baseline_table", estimate("sd", value=0, unit="units of the variable",
                                                         variable=place("age")))),
        ("quantile", finding("opioid_use", estimate("eras_lower_quartile", value=2, n=30, unit="eras"))),
        ("quantile", finding("data_quality", estimate("patients_in_table", value=500, n=500, unit="patients", table="patients"),
                             estimate("column_quantile", value=71, unit="as recorded", table="patients", quantile="0.99",
                                      variable=place("age")))),
        ("words", finding("cohort_flow", cautions=["In 7 patients the dose was not known."])),
        ("words", finding("cohort_flow", cautions=["Of the patients, 33 of 40 stayed."])),
        ("curve", finding("retention", *(estimate("left_by_day", value=value, n=200, day=day, gap=7,
                                                  interval="kaplan_meier_log_log")
                                         for day, value in ((28, 0.3012345678), (56, 0.3212345678))))),
        ("curve (interval-censored)",
         finding("withdrawal_course", *(estimate("not_yet_free_share", value=value, n=200, day=day, ending="first",
                                                 interval="turnbull_log_log") for day, value in ((1, 0.7012345678), (2, 0.6812345678))))),
        ("test", finding("oih_pattern", share("rule_share", None, 60, rule="a"),
                         tests=[{"name": "exact_binomial", "group": {"rule": "a"}, "column": None, "variable": None,
                                 "statistic": None, "df": None, "p": 0.011}])),
    ],
)
def test_each_other_kind_is_found(folder, kind, report):
    assert kind in kinds(folder.write(report))


def test_no_other_kind_is_seen_where_there_is_none(folder):
    report = finding(
        "retention", estimate("eras_lower_quartile", value=2, n=44, unit="eras"),
        share("already_present_share", 0, 120, symptom="mood"), share("gained_share", 11, 22, symptom="mood"),
        *(estimate("left_by_day", value=value, n=200, day=day, gap=7, interval="kaplan_meier_log_log")
          for day, value in ((28, 0.3012345678), (56, 0.3012345678), (84, 0.3612345678))),
        cautions=["Counts of 1 to 10 patients are withheld.", "33 of 60 patients stayed.", "Fewer than 10 patients began."])
    assert kinds(folder.write(table_1(), report)) == {}


def test_rejected_rows_follow_from_the_others(folder):
    table = {"table": "pain", "read": 3082, "kept": 3079, "rejected": WITHHELD, "duplicates": 0, "reasons": []}
    assert kinds(folder.write(quality=[table]))["rows"] == 1
    missing = estimate("missing_share", value=0.001, n=3082, unit="share of rows", table="pain",
                       variable=place("score", origin="tool"))
    assert kinds(folder.write(finding("data_quality", missing), quality=[{**table, "read": WITHHELD}]))["rows"] == 1
    reasons = [{"reason": "missing", "rows": 30}, {"reason": "range", "rows": WITHHELD}]
    some = {"table": "pain", "read": 100, "kept": 64, "rejected": 36, "duplicates": 0, "reasons": reasons}
    assert kinds(folder.write(quality=[some]))["rows"] == 1


def test_private_files(folder):
    path = folder.write(inputs=[{"file": "a.csv", "sha256": "0" * 64, "table": "pain", "bytes": 3}],
                        files={"rejects.csv": "file,line\n"})
    assert kinds(path)["private"] == 2


def test_a_figure_plots_a_small_count(folder):
    assert kinds(folder.write(files={"figures/a.csv": "arm,share,n,events\nA,0.1,40,4\n"}))["figure"] == 1


def test_a_second_week_tells_of_the_one_who_is_new(folder):
    def mean(value, n):
        return finding("pain_trend", estimate("intercept", value=value, n=n, unit="points", model="unadjusted"),
                       patients=n, description="patients with a pain score while exposed; observations are those scores")

    first = folder.write(table_1(), mean(4.0, 200), name="week1")
    second = folder.write(table_1(sex=((121, 130), (125, 125)), arms=(251, 250)), mean(4.02, 201), name="week2")
    found = kinds(second, previous=[first])
    assert {"between releases", "between releases, value"} <= set(found)
    assert kinds(first, previous=[first]) == {}
    later = folder.write(table_1(sex=((140, 145), (140, 140)), arms=(285, 280)), mean(4.02, 250), name="week3")
    assert kinds(later, previous=[first]) == {}


def test_a_second_week_tells_by_equations(folder):
    """Everybody grew by 15 and arm A by 12: arm B, withheld in both, by 3."""

    def week(name, everybody, in_a):
        return folder.write(finding("baseline_table", patients(everybody), patients(in_a, column=by("A")),
                                    patients(None, column=by("B")), share("share", None, everybody, variable=by("B")),
                                    share("share", in_a, everybody, variable=by("A")),
                                    share("share", 0, everybody, variable=place("arm", recorded=False)),
                                    patients=everybody), name=name)

    assert "between releases, by equations" in kinds(week("second", 515, 312), previous=[week("first", 500, 300)])


def test_what_spans_one_to_ten_is_safe():
    assert spans(Range(0, 10)) and spans(Range(1, 40))
    assert not spans(Range(0, 9)) and not spans(Range(2, 40)) and not spans(Range(5, 5))


# ---------------------------------------------------------------------------------------------------------------------
# The tool


@pytest.fixture(scope="session")
def tool():
    binary = Path(os.environ.get("NOCITREND", ROOT / ".build/release/nocitrend"))
    if not binary.exists():
        pytest.skip(f"{binary} is not there: run `make build`, or name the program in NOCITREND")
    return binary


def run(tool, *arguments):
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT, timeout=900,
                          stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    return done.stdout


def released(tool, study, output, name="run", *flags):
    """The folder of a report that is made in a folder of its own."""
    path = run(tool, "report", study, "--output", output, "--run", name, *flags).splitlines()[-1]
    return Path(ROOT, path).parent


def attacked(tool, study, folder):
    """The released report of a study, attacked, and judged by its internal twin; every equation is checked on the way."""
    public = released(tool, study, folder / "released")
    internal = released(tool, study, folder / "internal", "run", "--internal")
    held, broken, conflicts = System(Release(public)).check(Release(internal))
    assert held.total() > 0 and not broken and not conflicts, (broken[:3], conflicts[:3])
    return attack(public, internal)


def assert_nothing_leaked(found, one_date=True):
    if one_date:
        assert not found.notes, found.notes[:5]
        assert found.numbers > 100
    assert not found.leaks, "\n".join([str(found.by_kind()), *(f"{leak.kind}: {leak.where}: {leak.said}"
                                                               for leak in found.leaks[:20])])


def skip_slow(columns):
    if "site" in columns and "ATTACK_ALL" not in os.environ:
        pytest.skip("by site an attack takes minutes: `make attack` makes it")


def with_groups(study: Path, columns: list[str], into: Path) -> Path:
    """The study file with these columns wherever it groups patients, beside the same data."""
    text = study.read_text(encoding="utf-8")
    text = re.sub(r"by: \[[^\]]*\]", f"by: [{', '.join(columns)}]", text)
    text = re.sub(r"by: \w+", f"by: {columns[0]}", text)
    text = re.sub(r"^data:.*$", f"data: {json.dumps(str(data_of(study)))}", text, flags=re.MULTILINE)
    text = re.sub(r"moud_start: \{\}", f"moud_start: {{by: [{', '.join(columns)}]}}", text)
    text = re.sub(r"relapse: \{\}", f"relapse: {{by: [{', '.join(columns)}]}}", text)
    path = into / f"by-{'-'.join(columns)}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def data_of(study: Path) -> Path:
    match = re.search(r"^data:\s*\"?([^\"#\n]*)", study.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return (study.parent / match[1].strip()).resolve()


def test_the_sample(tool, tmp_path):
    assert_nothing_leaked(attacked(tool, ROOT / "data/sample/study.yaml", tmp_path))


@pytest.mark.parametrize("columns", [["trial"], ["arm"], ["site"], ["trial", "arm", "site"]], ids="-".join)
def test_ctn0094(tool, tmp_path, columns):
    skip_slow(columns)
    if not CTN0094_DATA.is_dir():
        pytest.skip(f"the CTN-0094 files are not in {CTN0094_DATA}: see data/studies/README.md")
    assert_nothing_leaked(attacked(tool, with_groups(CTN0094, columns, tmp_path), tmp_path))


@pytest.fixture(scope="session")
def simulated(tool, tmp_path_factory):
    made = {}

    def make(people, seed=1):
        if (people, seed) not in made:
            made[people, seed] = tmp_path_factory.mktemp("simulated") / f"of-{people}"
            run(tool, "simulate", made[people, seed], "--people", people, "--seed", seed, "--quiet")
        return made[people, seed]

    return make


@pytest.mark.parametrize("people", SIZES)
@pytest.mark.parametrize("columns", [["arm"], ["site"], ["arm", "site"], ["site", "arm"]], ids="-".join)
def test_simulated(tool, simulated, tmp_path, people, columns):
    assert_nothing_leaked(attacked(tool, with_groups(simulated(people) / "study.yaml", columns, tmp_path), tmp_path))


# A year of weekly reports.

QUESTIONS = ("cohort_flow", "data_quality", "baseline_table", "day7_withdrawal", "withdrawal_course", "pain_trend",
             "moud_start", "retention")


class Year:
    """A study that grows: everybody of a simulated one in a random order, some of whom leave and some of whose rows change."""

    def __init__(self, source: Path, folder: Path, seed: int):
        self.source, self.folder, self.random = source, folder, random.Random(seed)
        self.tables = {}
        for path in sorted(source.glob("*.csv")):
            with open(path, newline="", encoding="utf-8") as file:
                self.tables[path.name] = list(csv.DictReader(file))
        self.waiting = sorted({row["patient"] for row in self.tables["patients.csv"]})
        self.random.shuffle(self.waiting)
        self.present: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        text = (source / "study.yaml").read_text(encoding="utf-8")
        kept = [line for line in text.splitlines()
                if not re.match(r"  \w+: \{.*\}$", line) or line.split(":")[0].strip() in QUESTIONS]
        (folder / "study.yaml").write_text("\n".join(kept) + "\n", encoding="utf-8")

    def week(self, new: int, leave: int, change: int):
        """Lets so many people come, so many leave, and changes a value of so many rows; then writes the files."""
        for _ in range(min(leave, len(self.present))):
            self.present.remove(self.random.choice(self.present))
        self.present += [self.waiting.pop() for _ in range(min(new, len(self.waiting)))]
        here = set(self.present)
        scores = [row for row in self.tables["pain.csv"] if row["patient"] in here and row["score"].isdigit()]
        for row in self.random.sample(scores, min(change, len(scores))):
            row["score"] = str(self.random.randint(0, 10))
        grown = [row for row in self.tables["patients.csv"] if row["patient"] in here and row["sex"] in ("male", "female")]
        for row in self.random.sample(grown, min(change // 2, len(grown))):
            row["sex"] = "female" if row["sex"] == "male" else "male"
        for name, rows in self.tables.items():
            with open(self.folder / name, "w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, fieldnames=list(rows[0]))
                writer.writeheader()
                writer.writerows(row for row in rows if row["patient"] in here)
        return self.folder / "study.yaml"


@pytest.mark.parametrize("begin, most", [(300, 30), (600, 3), (40, 12)])
def test_a_year_of_weeks(tool, simulated, tmp_path, begin, most):
    """Each week's release is attacked with all before it at hand."""
    year = Year(simulated(2000, 2), tmp_path / "study", seed=begin)
    study = year.week(begin, 0, 0)
    monday = datetime.date(2026, 1, 5)
    earlier = [System(Release(released(tool, study, tmp_path / "released", "week-01", "--as-of", monday)))]
    renewed = []
    for number in range(2, WEEKS + 1):
        study = year.week(year.random.randint(0, most), year.random.choice((0, 0, 1, 3)), year.random.choice((0, 1, 4)))
        monday += datetime.timedelta(weeks=1)
        folder = released(tool, study, tmp_path / "released", f"week-{number:02}", "--as-of", monday)
        found = attack(folder, previous=earlier, why=False)
        assert_nothing_leaked(found, one_date=False)  # pooled levels and lists of levels are of another week
        earlier.append(System(Release(folder)))
        renewed.append(found.numbers)
    print(f"numbers of each week that do not stand from earlier ones: {renewed}")
    assert max(renewed) > 100 or WEEKS < 10  # that nothing is ever renewed would pass as well
