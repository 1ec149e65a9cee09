"""What a person at a terminal sees: how far a run is, what came of it, and help that works as it stands."""

import json
import os
import re
import shutil
import subprocess

import pytest

from conftest import PAIN, PATIENTS, ROOT, SAMPLE, STUDY

ERASED = "\r\x1b[K"


def left_standing(said: str) -> str:
    """What stays on the screen when every line of progress has been erased."""
    return "\n".join(line.split(ERASED)[-1] for line in said.replace("\r\n", "\n").split("\n"))


def progress(said: str) -> list[str]:
    return [line.split("\r\n")[0] for line in said.split(ERASED)[1:] if line and not line.startswith(("\x1b", "\r"))]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    for name, text in (("patients.csv", PATIENTS), ("pain.csv", PAIN), ("study.yaml", STUDY)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "study.yaml"


@pytest.fixture(scope="module")
def seen(tool, tmp_path_factory):
    """Two reports of the sample at a terminal, the second with times of the first at hand."""
    output = tmp_path_factory.mktemp("terminal")
    runs = [tool.at_terminal("report", SAMPLE, "--output", output, columns=200) for _ in range(2)]
    assert [status for _, status in runs] == [0, 0]
    return output, [said for said, _ in runs]


class TestProgress:
    def test_every_stage_is_named(self, seen):
        lines = progress(seen[1][0])
        for stage in ("reading", "estimating", "auditing", "drawing"):
            assert any(line.startswith(stage) for line in lines), stage

    def test_it_says_how_much_is_done(self, seen):
        answers = [re.match(r"estimating, (\d+) of (\d+) answers", line) for line in progress(seen[1][0])]
        done = [int(found[1]) for found in answers if found]
        assert done == sorted(done) and done[-1] > done[0] + 5
        assert {int(found[2]) for found in answers if found} == {25}
        assert any("pain_trend" in line for line in progress(seen[1][0]))

    def test_the_second_time_it_says_how_long_it_takes(self, seen):
        said = [line for line in progress(seen[1][1]) if "left if it goes as last time" in line]
        left = [int(re.search(r"about (\d+) s left", line)[1]) for line in said]
        assert left == sorted(left, reverse=True) and left[0] > left[-1]

    def test_reading_says_its_rate_and_the_time_left(self, tool, tmp_path):
        subprocess.run([tool.binary, "simulate", tmp_path / "big", "--people", "60000", "--quiet"], check=True)
        said, status = tool.at_terminal("check", tmp_path / "big/study.yaml")
        assert status == 0
        rows = [line for line in progress(said) if line.startswith("reading")]
        assert any(re.match(r"reading pain\.csv, \d+%, [\d,]+ rows", line) for line in rows)
        shares = [int(re.search(r"(\d+)%", line)[1]) for line in rows if "%" in line]
        assert shares == sorted(shares) and shares[-1] > 50

    def test_bootstrap_samples_and_imputations_are_counted(self, seen):
        lines = progress(seen[1][0] + seen[1][1])
        assert any(re.search(r"\d+ of [\d,]+ (bootstrap samples|imputations|patients)", line) for line in lines), lines

    def test_it_fits_the_terminal(self, tool, tmp_path):
        said, status = tool.at_terminal("report", SAMPLE, "--output", tmp_path, columns=30, LC_ALL="C")
        assert status == 0
        assert max(map(len, progress(said))) == 29
        assert said.isascii()

    @pytest.mark.parametrize("flag", ["--quiet", "--verbose", "--log-format=json"])
    def test_none_where_nobody_asked_for_it(self, tool, small, tmp_path, flag):
        said, status = tool.at_terminal("report", small, "--output", tmp_path, flag)
        assert status == 0 and ERASED not in said
        if flag == "--quiet":
            assert said == ""

    def test_none_in_a_pipe(self, tool, small, tmp_path):
        done = tool.run("report", small, "--output", tmp_path)
        assert "\x1b" not in done.stdout + done.stderr
        assert done.stdout.count("\n") == 1  # the path alone, for scripts


class TestResult:
    def test_it_is_worth_reading_without_the_report(self, seen):
        output, (said, _) = seen
        screen = left_standing(said)
        mail = (output / "latest/summary.txt").read_text(encoding="utf-8")
        first = re.search(r"^- (.*?)\n- ", mail, re.MULTILINE | re.DOTALL)[1]
        assert first in screen
        assert re.search(r"Data: .* kept", screen) and re.search(r"\d+ cautions in report.html", screen)
        assert re.search(r"Done in \d+\.\d s, with .*warnings", screen)
        assert screen.rstrip().endswith("/report.html")

    def test_its_place_alone_goes_to_standard_output(self, tool, small, tmp_path):
        with open(tmp_path / "said", "w", encoding="utf-8") as file:
            said, status = tool.at_terminal("report", small, "--output", tmp_path / "out", stdout=file)
        assert status == 0 and "Done in" in said
        (place,) = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
        assert place.endswith("/report.html")

    def test_no_warning_is_lost_below_the_line_of_progress(self, seen):
        output, (said, _) = seen
        (log,) = (output / ".private").glob("*/log.jsonl")
        lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        warnings = [line["message"] for line in lines if line["level"] == "warning"]
        assert len(warnings) > 5
        screen = left_standing(said).replace("\x1b[33m", "").replace("\x1b[0m", "")
        assert [line for line in screen.splitlines() if line.startswith("warning: ")] == [
            "warning: " + warning for warning in warnings]

    def test_colours_only_where_they_are_wanted(self, tool, small, tmp_path):
        for number, (environment, colored) in enumerate([({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]):
            said, _ = tool.at_terminal("report", small, "--output", tmp_path / str(number), **environment)
            assert bool(re.search(r"\x1b\[\d+m", said)) == colored, environment


def commands(tool) -> list[dict]:
    helped = json.loads(tool.run("--experimental-dump-help").stdout)["command"]
    return [command for command in helped["subcommands"] if command["commandName"] != "help"]


class TestHelp:
    def test_every_example_works_as_it_is_printed(self, tool, tmp_path):
        """Line by line, as somebody would paste it, in a folder that has what the project has."""
        shutil.copytree(ROOT / "data/sample", tmp_path / "data/sample")
        shutil.copytree(ROOT / "docs", tmp_path / "docs")
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin/nocitrend").symlink_to(tool.binary)
        environment = os.environ | {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
        tried = set()
        for command in commands(tool):
            name = command["commandName"]
            examples = re.findall(r"^Example: (.*)$", tool.run(name, "--help").stdout, re.MULTILINE)
            assert examples, name
            assert examples == re.findall(r"^Example: (.*)$", command["discussion"], re.MULTILINE)  # none is broken
            assert any(example.startswith(f"nocitrend {name} ") for example in examples)
            for example in examples:
                if example in tried:
                    continue
                done = subprocess.run(
                    ["bash", "-c", example], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
                assert done.returncode in (0, 10 if name == "weekly" else 0), (example, done.stderr)
                tried.add(example)
        assert len(tried) >= 10

    def test_manual_pages_say_all_that_help_says(self, tool, tmp_path):
        assert tool.run("documents", "--manual", tmp_path).returncode == 0
        shown = [command for command in commands(tool) if command["shouldDisplay"]]
        assert {path.name for path in tmp_path.iterdir()} == {"nocitrend.1"} | {
            f"nocitrend-{command['commandName']}.1" for command in shown}
        for command in shown:
            page = formatted(tmp_path / f"nocitrend-{command['commandName']}.1")
            for argument in command["arguments"]:
                for name in argument.get("names", []):
                    flag = ("-" if name["kind"] == "short" else "--") + name["name"]
                    assert (re.search(rf"{flag}\b", page) is not None) == argument["shouldDisplay"], flag
                if argument["shouldDisplay"]:
                    assert flat(argument["abstract"].split(".")[0]) in flat(page)
            for line in command["discussion"].splitlines():
                assert flat(line.split(": ", 1)[-1])[:60] in flat(page), line
        assert "nocitrend-weekly(1)" in formatted(tmp_path / "nocitrend.1")

    def test_manual_pages_are_without_fault(self, tool, tmp_path):
        tool.run("documents", "--manual", tmp_path)
        for page in sorted(tmp_path.iterdir()):
            done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True)
            faults = [line for line in done.stdout.splitlines() if "missing date" not in line]
            assert not faults, faults[:5]


def formatted(page) -> str:
    done = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=900", page], capture_output=True, text=True, check=True)
    return re.sub(r".\x08", "", done.stdout)


def flat(text: str) -> str:
    return re.sub(r"\W+", " ", text.replace("‐", "-")).strip()


class TestCompletions:
    def completed(self, tool, tmp_path, *words):
        """What bash proposes for the last of the words."""
        script = tmp_path / "nocitrend.bash"
        script.write_text(tool.run("--generate-completion-script", "bash").stdout, encoding="utf-8")
        typed = " ".join(["nocitrend", *words])
        done = subprocess.run(
            ["bash", "--norc", "-c", f"""
             source {script}
             COMP_LINE={typed!r}; COMP_POINT=${{#COMP_LINE}}; COMP_WORDS=(nocitrend {' '.join(word or "''" for word in words)})
             COMP_CWORD={len(words)}; COMP_TYPE=9
             function=$(complete -p nocitrend | grep -oP '(?<=-F )\\S+')
             $function nocitrend "${{COMP_WORDS[-1]}}" "${{COMP_WORDS[-2]}}"
             printf '%s\\n' "${{COMPREPLY[@]}}"
             """], capture_output=True, text=True, cwd=tmp_path, env=os.environ | {"PATH": f"{tool.binary.parent}:{os.environ['PATH']}"})
        return {line.strip() for line in done.stdout.splitlines()}, done.stderr

    def test_commands(self, tool, tmp_path):
        proposed, complaint = self.completed(tool, tmp_path, "")
        assert {"report", "weekly", "history", "check", "plan", "init", "simulate"} <= proposed, complaint
        assert "documents" not in proposed
        assert self.completed(tool, tmp_path, "rep")[0] == {"report"}

    def test_flags(self, tool, tmp_path):
        proposed, _ = self.completed(tool, tmp_path, "report", "--not")
        assert "--notebook" in proposed

    def test_values(self, tool, tmp_path):
        proposed, _ = self.completed(tool, tmp_path, "history", "--finding", "pain_t")
        assert proposed == {"pain_trend"}
        proposed, _ = self.completed(tool, tmp_path, "simulate", "--scenario", "tap")
        assert proposed == {"tapering"}

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_each_shell_has_every_command(self, tool, shell):
        script = tool.run("--generate-completion-script", shell).stdout
        for command in commands(tool):
            if command["shouldDisplay"]:
                assert command["commandName"] in script
        if shutil.which(shell):
            assert subprocess.run([shell, "-n"], input=script, text=True, capture_output=True).returncode == 0


def test_make_install_and_uninstall(tool, tmp_path):
    """As a packager does: everything below DESTDIR, and nothing of it left afterwards."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^install: ##.*\n((?:\t.*\n)+)", text, re.MULTILINE)[0]
    undo = re.search(r"^uninstall: ##.*\n((?:\t.*\n)+)", text, re.MULTILINE)[0]
    head = ("SHELL := /bin/bash\n.SHELLFLAGS := -e -u -o pipefail -c\n.ONESHELL:\nPREFIX ?= /usr/local\nDESTDIR ?=\n"
            f"NOCITREND := {tool.binary}\n")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "Makefile").write_text(head + recipe + "\n" + undo, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}

    def make(target):
        return subprocess.run(
            ["make", target, f"DESTDIR={tmp_path / 'root'}", "PREFIX=/usr"], cwd=tmp_path, env=environment,
            capture_output=True, text=True)

    done = make("install")
    assert done.returncode == 0, done.stderr
    files = {str(path.relative_to(tmp_path / "root/usr")) for path in (tmp_path / "root").rglob("*") if path.is_file()}
    assert {"bin/nocitrend", "share/man/man1/nocitrend.1", "share/man/man1/nocitrend-report.1",
            "share/bash-completion/completions/nocitrend", "share/zsh/site-functions/_nocitrend",
            "share/fish/vendor_completions.d/nocitrend.fish",
            "lib/nocitrend/mail-hook", "lib/nocitrend/failure-hook"} <= files
    run = subprocess.run([tmp_path / "root/usr/bin/nocitrend", "--version"], capture_output=True, text=True)
    assert run.returncode == 0 and run.stdout == tool.run("--version").stdout
    assert make("uninstall").returncode == 0
    assert not [path for path in (tmp_path / "root").rglob("*") if path.is_file()]
