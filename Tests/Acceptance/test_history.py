"""The history of a study: what it holds, what the next report says from it, and what cannot happen to it."""

import csv
import io
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from jsonschema import Draft202012Validator
from nbclient import NotebookClient

from conftest import PAIN, PATIENTS, ROOT, SAMPLE, STUDY
from test_between_releases import Weeks

DAYS = ["2026-01-05", "2026-01-12", "2026-01-19"]
# As a SHA-256 is written.
HASH = re.compile(rb"[0-9a-f]{64}")


@pytest.fixture(scope="module")
def growing(tool, tmp_path_factory):
    """Three weeks of a study that grows; the last one has pain that it had not."""
    weeks = Weeks(tool, tmp_path_factory.mktemp("growing"))

    def worse(name, row):
        if name == "pain.csv" and row["patient"] in weeks.people[120:]:
            row["score"] = str(min(10, int(float(row["score"])) + 5)) if row["score"] else row["score"]
        return row

    weeks.said = []
    for number, day in enumerate(DAYS):
        weeks.write(weeks.people[: (90, 120, 160)[number]], worse)
        _, said = weeks.run(day, name=f"week-{number + 1}")
        weeks.said.append(said)
    weeks.reports = [tool.read(weeks.output / f"week-{number + 1}") for number in range(3)]
    return weeks


@pytest.fixture
def small(study):
    return study(STUDY, patients=PATIENTS, pain=PAIN)


def database(output):
    return output / ".private/history.sqlite"


def rows(output, query, *values):
    with sqlite3.connect(database(output)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(query, values).fetchall()


def names(output):
    return [row["name"] for row in rows(output, "SELECT name FROM run ORDER BY id")]


def key_of(entry):
    """The key of a number as the history writes it."""

    def escaped(word):
        return word.replace("\\", "\\\\").replace(";", "\\;").replace("=", "\\=")

    parts = {axis: word for axis, word in entry["group"].items()}
    for axis in ("column", "variable"):
        if place := entry[axis]:
            parts[axis] = place["name"]
            if place["recorded"]:
                parts[f"{axis}_level"] = place["level"]
            if place["recorded"] is False:
                parts[f"{axis}_recorded"] = "no"
            if place["reference"] is not None:
                parts[f"{axis}_reference"] = place["reference"]
            if place["origin"] == "tool":
                parts[f"{axis}_origin"] = "tool"
    return "; ".join(f"{name}={escaped(word)}" for name, word in sorted(parts.items()))


def shown(number):
    return None if isinstance(number, dict) else number


def test_a_first_report_has_nothing_before_it(growing):
    first = growing.reports[0]
    assert first.results["since"] is None
    assert "Since" not in first.text("summary.md") and 'id="since"' not in first.text("report.html")
    assert growing.said == ["", "", ""]


def test_later_ones_say_what_differs(growing):
    schema = json.loads((ROOT / "docs/results.schema.json").read_text(encoding="utf-8"))
    second, third = (report.results["since"] for report in growing.reports[1:])
    for report in growing.reports:
        assert not list(Draft202012Validator(schema).iter_errors(report.results))
    assert (second["run"], second["day"]) == ("week-1", DAYS[0])
    assert (third["run"], third["day"]) == ("week-2", DAYS[1])
    assert second["compared"] > 0 and second["expected_by_chance"] == pytest.approx(0.05 * second["compared"])
    assert {row["table"] for row in second["rows"]} >= {"pain", "patients"}
    assert all(row["now"] != row["before"] for row in second["rows"] + third["rows"])
    assert third["moved"], "the pain of the third week is other than before"


def test_what_moved_is_what_the_rule_says(growing):
    """Worked out again from the two results.json."""
    before, now = growing.reports[1], growing.reports[2]

    def numbers(report):
        return {
            (finding["id"], entry["name"], key_of(entry)): entry
            for finding in report.results["analyses"]
            for entry in reversed(finding["estimates"])
        }

    old, new = numbers(before), numbers(now)
    said = {(one["id"], one["name"], one["key"]) for one in now.results["since"]["moved"]}
    main = {
        (row["finding"], row["quantity"], row["key"])
        for row in rows(growing.output, "SELECT * FROM course WHERE run = 'week-3' AND is_main")
    }
    moved, compared = set(), 0
    for name in main & old.keys() & new.keys():
        parts = [shown(entry[part]) for entry in (old[name], new[name]) for part in ("lower", "value", "upper")]
        if None in parts or "as_of" in new[name]:
            continue
        compared += 1
        low, was, high, lower, value, upper = parts
        if not low <= value <= high and not lower <= was <= upper:
            moved.add(name)
    assert said == moved and compared == now.results["since"]["compared"]
    for one in now.results["since"]["moved"]:
        name = one["id"], one["name"], one["key"]
        assert one["before"]["value"] == old[name]["value"] and one["now"]["value"] == new[name]["value"]


def test_page_and_mail_say_it(growing):
    page, mail = growing.reports[2].text("report.html"), growing.reports[2].text("summary.md")
    assert "Since last time" in page and "Compared with run week-2 of 2026-01-12" in page
    assert "**Since run week-2 of 2026-01-12**" in mail and "moved beyond" in mail
    assert len(mail.splitlines()) <= 40
    assert (growing.reports[2].folder / "figures/course.svg").exists() and 'id="figure-course"' in page
    assert not (growing.reports[1].folder / "figures/course.svg").exists()


def test_it_holds_what_the_reports_show_and_nothing_else(growing):
    """Number by number, against the results.json of each run."""
    numbers = (("value", "value"), ("se", "se"), ("lower", "lower"), ("upper", "upper"), ("n", "n"), ("events", "events"))
    checked = withheld = 0
    for report in growing.reports:
        run = report.folder.name
        held = {
            (row["finding"], row["quantity"], row["key"], row["interval"] or None): row
            for row in rows(growing.output, "SELECT * FROM course WHERE run = ?", run)
        }
        for finding in report.results["analyses"]:
            for entry in finding["estimates"]:
                row = held.pop((finding["id"], entry["name"], key_of(entry), entry["interval"]))
                for part, column in numbers:
                    assert row[column] == shown(entry[part]), (run, finding["id"], entry, column)
                assert row["as_of"] == entry.get("as_of")
                withheld += row["state"] == "withheld"
                assert (row["state"] == "withheld") is isinstance(entry["value"], dict)
                checked += 1
        assert not held, "numbers that no report shows"
        for row in rows(growing.output, "SELECT f.* FROM finding f JOIN run r ON r.id = f.run WHERE r.name = ?", run):
            finding = report.finding(row["id"])
            assert row["patients"] == shown(finding["population"]["patients"])
            assert row["observations"] == shown(finding["population"]["observations"])
            assert row["reason"] == finding["reason"]
        files = rows(growing.output, "SELECT i.* FROM input i JOIN run r ON r.id = i.run WHERE r.name = ?", run)
        assert [(row["table_name"], row["file"]) for row in files] == [
            (one["table"], one["file"]) for one in report.results["inputs"]
        ]
        tables = rows(growing.output, "SELECT t.* FROM table_rows t JOIN run r ON r.id = t.run WHERE r.name = ?", run)
        shown_rows = {table["table"]: table for table in report.results["quality"]}
        assert len(tables) == len(shown_rows)
        for row in tables:
            for part in ("read", "kept", "rejected", "duplicates"):
                assert row[part] == shown(shown_rows[row["table_name"]][part])
    assert checked > 300 and withheld > 10
    bytes_ = database(growing.output).read_bytes()
    assert not HASH.search(bytes_)
    for patient in growing.people:
        assert patient.encode() not in bytes_ or len(patient) < 3
    assert stat.S_IMODE(database(growing.output).stat().st_mode) == 0o600


def test_what_a_report_says_of_before_stood_in_that_report(growing):
    """Every number of the section is in one of the two reports."""
    for before, now in zip(growing.reports, growing.reports[1:], strict=False):
        both = [
            {shown(entry[part]) for finding in report.results["analyses"] for entry in finding["estimates"] for part in ("value", "lower", "upper")}
            for report in (before, now)
        ]
        since = now.results["since"]
        for kind in ("moved", "new_numbers", "lost_numbers", "standing"):
            for one in since[kind]:
                for reading, numbers in ((one["before"], both[0]), (one["now"], both[1])):
                    for part in ("value", "lower", "upper"):
                        assert reading is None or reading[part] is None or reading[part] in numbers


def test_the_same_week_again_is_compared_with_the_same_and_has_the_same_bytes(growing, tool, tmp_path):
    output = shutil.copytree(growing.output, tmp_path / "reports", symlinks=True)
    before = tool.read(output / "week-3").files
    done = tool.run("report", growing.study, "--output", output, "--run", "week-3", "--as-of", DAYS[2], "--threads", "2")
    assert done.returncode == 0, done.stderr
    after = tool.read(output / "week-3")
    assert after.results["since"]["run"] == "week-2"
    assert after.files["report.html"] == before["report.html"]
    assert after.files == before
    assert names(output) == ["week-1", "week-2", "week-3"]


def test_an_internal_run_is_neither_recorded_nor_compared(growing, tool, tmp_path):
    output = shutil.copytree(growing.output, tmp_path / "reports", symlinks=True)
    report = tool.report(growing.study, output, "--internal", name="inside")
    assert report.results["since"] is None
    assert names(output) == ["week-1", "week-2", "week-3"]


def test_forgetting_begins_a_new_chapter(growing, tool, tmp_path):
    output = shutil.copytree(growing.output, tmp_path / "reports", symlinks=True)
    for name, flags, since in (("four", ["--forget"], None), ("five", [], "four"), ("four", [], None)):
        report = tool.report(growing.study, output, "--as-of", "2026-01-26", *flags, name=name)
        assert (report.results["since"] or {}).get("run") == since
    assert names(output)[:3] == ["week-1", "week-2", "week-3"]


def test_the_notebook_has_the_course(growing, tool, tmp_path):
    output = shutil.copytree(growing.output, tmp_path / "reports", symlinks=True)
    tool.report(growing.study, output, "--as-of", "2026-01-26", "--notebook", tmp_path / "notebook", name="four")
    with open(tmp_path / "notebook/tables/course.csv", newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert {row["run"] for row in table} == {"week-1", "week-2", "week-3", "four"}
    notebook = nbformat.read(tmp_path / "notebook/nocitrend.ipynb", as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path / "notebook")}}).execute()
    (cell,) = [cell for cell in notebook.cells if cell.get("id") == "history-figure"]
    assert any("image/png" in output.get("data", {}) for output in cell.outputs)


class TestCommand:
    """`nocitrend history`."""

    @pytest.fixture
    def history(self, growing, tool):
        def go(*flags, **options):
            return tool.run("history", growing.study, "--output", growing.output, *flags, **options)

        return go

    def test_lists_the_runs(self, history):
        done = history(env=os.environ | {"LC_ALL": "C.UTF-8"})
        assert (done.returncode, done.stderr) == (0, "")
        lines = done.stdout.splitlines()
        assert lines[0].split() == ["Run", "Day", "Patients", "Answered", "Withheld", "As", "before", "Warnings"]
        assert [line.split()[:2] for line in lines[1:4]] == [[f"week-{n + 1}", day] for n, day in enumerate(DAYS)]
        assert "pain_trend" in done.stdout and "█" in done.stdout
        assert all(len(line) <= 80 for line in lines), [line for line in lines if len(line) > 80]

    def test_shows_a_course(self, history, growing):
        done = history("--finding", "pain_trend", env=os.environ | {"LC_ALL": "C.UTF-8"})
        assert (done.returncode, done.stderr) == (0, "")
        assert "●" in done.stdout and "│" in done.stdout and "\x1b" not in done.stdout
        assert all(len(line) <= 80 for line in done.stdout.splitlines())
        text = rows(growing.output, "SELECT text FROM main_answers WHERE run = 'week-3' AND title LIKE 'Pain%expos%'")
        assert any(row["text"] in done.stdout for row in text)

    def test_ascii_where_the_locale_is(self, history):
        for flags, locale in ((["--ascii"], "C.UTF-8"), ([], "C"), ([], "")):
            env = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
            for words in ([], ["--finding", "pain_trend"]):
                done = history(*flags, *words, env=env | {"LC_ALL": locale})
                assert done.returncode == 0 and done.stdout.isascii(), done.stdout

    def test_colours_and_width_are_those_of_a_terminal(self, growing, tool):
        def on_terminal(width, **more):
            words = ["history", growing.study, "--output", growing.output, "--finding", "pain_trend"]
            text, status = tool.at_terminal(*words, columns=width, **more)
            assert status == 0
            return text

        colored = on_terminal(120)
        assert "\x1b[" in colored
        for more in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            assert "\x1b[" not in on_terminal(120, **more)
        narrow = on_terminal(50, NO_COLOR="1")
        assert max(len(line) for line in narrow.splitlines()) <= 50

    def test_chooses_numbers(self, history):
        done = history("--finding", "pain_trend", "--quantity", "slope", "--group", "model=adjusted", "--csv")
        table = list(csv.DictReader(io.StringIO(done.stdout)))
        assert {row["name"] for row in table} == {"slope"}
        assert all("model=adjusted" in row["key"].split("; ") for row in table)
        assert [row["run"] for row in table] == ["week-1", "week-2", "week-3"]

    def test_csv_and_json_say_the_same(self, history, growing):
        table = list(csv.DictReader(io.StringIO(history("--csv").stdout)))
        document = json.loads(history("--json").stdout)
        assert document["schema"] == "nocitrend.history/1"
        assert [run["name"] for run in document["runs"]] == ["week-1", "week-2", "week-3"]
        assert len(table) == len(document["numbers"]) == len(rows(growing.output, "SELECT * FROM main_answers"))
        for row, number in zip(table, document["numbers"], strict=True):
            assert (row["run"], row["finding"], row["key"]) == (number["run"], number["finding"], number["key"])
            assert (row["value"] or None) == ("withheld" if number["state"] == "withheld" else row["value"] or None)
            if number["value"] is not None:
                assert float(row["value"]) == number["value"]

    def test_errors(self, history, tool, tmp_path):
        done = history("--finding", "pain_trends")
        assert done.returncode == 64 and "pain_trend" in done.stderr and "cohort_flow" in done.stderr
        done = history("--finding", "pain_trend", "--quantity", "slop")
        assert done.returncode == 64 and "slope" in done.stderr
        done = history("--finding", "pain_trend", "--group", "model=none")
        assert done.returncode == 64 and "model=unadjusted" in done.stderr
        assert history("--quantity", "slope").returncode == 64
        assert history("--csv", "--json").returncode == 64
        done = tool.run("history", SAMPLE, "--output", tmp_path)
        assert done.returncode == 66 and "no history yet" in done.stderr
        assert not list(tmp_path.iterdir())

    def test_another_study_of_the_folder_has_none(self, growing, tool):
        done = tool.run("history", SAMPLE, "--output", growing.output)
        assert done.returncode == 66 and "no report of" in done.stderr


class TestFaults:
    """What happens to the file costs no report and no earlier history."""

    @pytest.fixture
    def go(self, tool, small, tmp_path):
        output = tmp_path / "out"

        def run(name, *flags):
            done = tool.run("report", small, "--output", output, "--run", name, "--quiet", *flags)
            assert done.returncode == 0, done.stderr
            assert (output / name / "report.html").exists()
            return done.stderr

        run.output = output
        return run

    @pytest.mark.parametrize("damage", ["cut", "page", "emptied", "text", "another program's"])
    def test_damaged(self, go, damage):
        assert go("a") == ""
        file = database(go.output)
        data = file.read_bytes()
        assert len(data) > 3 * 4096
        if damage == "another program's":
            file.unlink()
            with sqlite3.connect(file) as connection:
                connection.execute("CREATE TABLE run (name)")
            damaged = file.read_bytes()
        else:
            damaged = {
                "cut": data[: len(data) // 2],
                "page": data[:4096] + bytes([0xA5]) * 4096 + data[8192:],
                "emptied": b"",
                "text": b"run,day\n",
            }[damage]
            file.write_bytes(damaged)
        said = go("b")
        assert "cannot be read" in said and "history.sqlite.unreadable-1" in said
        assert file.with_name("history.sqlite.unreadable-1").read_bytes() == damaged
        assert names(go.output) == ["b"]
        assert go("c") == ""
        file.write_bytes(b"again")
        assert "history.sqlite.unreadable-2" in go("d")

    def test_a_stray_journal_does_not_undo_a_history_begun_anew(self, go):
        go("a")
        file = database(go.output)
        file.write_bytes(b"damaged")
        file.with_name("history.sqlite-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 504)
        assert "unreadable-1" in go("b")
        assert names(go.output) == ["b"]
        assert go("c") == "" and names(go.output) == ["b", "c"]

    def test_of_a_later_version(self, go, tool, small):
        go("a")
        file = database(go.output)
        with sqlite3.connect(file) as connection:
            connection.execute("INSERT INTO grdb_migrations VALUES ('2')")
        before = file.read_bytes()
        said = go("b")
        assert "later version" in said and "goes on without" in said
        assert file.read_bytes() == before
        done = tool.run("history", small, "--output", go.output)
        assert done.returncode == 65 and "later version" in done.stderr

    def test_that_cannot_be_written(self, go):
        """A folder stands where SQLite would keep its journal, which stops root as well."""
        go("a")
        (go.output / ".private/history.sqlite-journal").mkdir()
        said = go("b")
        assert "cannot be used" in said and "goes on without" in said
        (go.output / ".private/history.sqlite-journal").rmdir()
        assert names(go.output) == ["a"]
        assert go("c") == "" and names(go.output) == ["a", "c"]

    def test_that_is_a_folder(self, go):
        go("a")
        database(go.output).unlink()
        database(go.output).mkdir()
        assert "is no file" in go("b")

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write what may not be written")
    def test_read_only(self, go):
        go("a")
        database(go.output).parent.chmod(0o500)
        try:
            done = go("b")
        finally:
            database(go.output).parent.chmod(0o700)
        assert "cannot be used" in done

    def test_with_a_loose_mode(self, go):
        go("a")
        database(go.output).chmod(0o666)
        assert go("b") == ""
        assert stat.S_IMODE(database(go.output).stat().st_mode) == 0o600

    @pytest.mark.parametrize(
        ("statements", "words"),
        [(["BEGIN EXCLUSIVE"], "goes on without"), (["BEGIN", "SELECT * FROM run"], "report is in its place")],
    )
    def test_held_by_another_program(self, go, statements, words):
        """Longer than a run waits, for reading and writing, or for writing alone; then no more."""
        go("a")
        connection = sqlite3.connect(database(go.output), isolation_level=None)
        for statement in statements:
            connection.execute(statement).fetchone()
        said = go("b")
        assert "held it" in said and words in said
        connection.execute("ROLLBACK")
        connection.close()
        assert go("c") == "" and names(go.output) == ["a", "c"]

    def test_two_at_once(self, tool, small, tmp_path):
        output = tmp_path / "out"
        with ThreadPoolExecutor() as pool:
            done = list(
                pool.map(
                    lambda number: tool.run("report", small, "--output", output, "--run", f"r{number}"), range(12)
                )
            )
        made = {f"r{number}" for number, one in enumerate(done) if one.returncode == 0}
        assert made and all(one.returncode in (0, 75) for one in done)
        assert set(names(output)) == made

    def test_killed_at_any_moment(self, tool, small, tmp_path):
        output = tmp_path / "out"
        words = ["report", small, "--output", output, "--verbose", "--as-of", "2026-01-05", "--run"]
        assert tool.run(*words, "first").returncode == 0
        kept = [tuple(row) for row in rows(output, "SELECT * FROM course WHERE run = 'first'")]
        assert kept
        chance = random.Random(20260105)
        for attempt in range(40):
            run = subprocess.Popen(
                [tool.binary, *map(str, words), f"r{attempt % 5}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
            # The history is written some milliseconds after the figures are drawn.
            for line in run.stderr:
                if b"stage=render" in line:
                    break
            time.sleep(chance.uniform(0, 0.04))
            run.send_signal(signal.SIGKILL)
            run.wait()
            run.stderr.close()
            assert [tuple(row) for row in rows(output, "SELECT * FROM course WHERE run = 'first'")] == kept
            assert rows(output, "PRAGMA integrity_check")[0][0] == "ok"
            counts = {row["n"] for row in rows(output, "SELECT count(*) n FROM course GROUP BY run")}
            assert counts == {len(kept)}, "a run is there with all its numbers or not at all"
        done = tool.run("report", small, "--output", output, "--run", "last", "--quiet")
        assert (done.returncode, done.stderr) == (0, "")
        assert "last" in names(output) and not list((output / ".private").glob("*partial*"))
