"""The same input gives the same bytes, whatever the number of threads."""

import filecmp
import random
import re
import shutil

import pytest

from conftest import CTN0094, ROOT, SAMPLE


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_threads_change_nothing_in_the_sample(tool, sample, tmp_path, threads):
    assert_same(sample, tool.report(SAMPLE, tmp_path, "--threads", threads))


@pytest.mark.parametrize("threads", [1, 8])
def test_threads_change_nothing_in_ctn0094(tool, ctn0094, tmp_path, threads):
    assert_same(ctn0094, tool.report(CTN0094, tmp_path, "--threads", threads))


def assert_same(one, other) -> None:
    first, second = one.files, other.files
    assert set(first) == set(second)
    assert {"report.html", "summary.md", "results.json"} <= set(first)
    assert any(name.startswith("tables/") for name in first) and any(name.endswith(".svg") for name in first)
    assert [name for name in first if first[name] != second[name]] == []
    for name in ("rejects.csv", "rows.csv"):
        assert (one.private / name).read_bytes() == (other.private / name).read_bytes(), name


def in_another_order(folder, seed: int) -> None:
    """Puts the patients of every file in an order of its own; each keeps the order of its rows."""
    chance = random.Random(seed)
    for path in sorted(folder.glob("*.csv")):
        header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        rows = {}
        for line in lines:
            rows.setdefault(line.split(",")[0], []).append(line)
        patients = sorted(rows)
        chance.shuffle(patients)
        path.write_text(header + "".join(line for patient in patients for line in rows[patient]), encoding="utf-8")


def assert_same_but_for_rejects(one, other) -> None:
    assert [name for name, data in one.files.items() if other.files[name] != data] == []
    assert set(one.files) == set(other.files)


@pytest.mark.parametrize("flags", [[], ["--internal"]])
@pytest.mark.parametrize("has_patients", [True, False])
def test_patients_in_another_order_change_nothing(tool, tmp_path, flags, has_patients):
    """Nor does what is drawn at random: bootstraps, imputations, the noise of matching."""
    reports = []
    for number, folder in enumerate([tmp_path / "first", tmp_path / "second"]):
        shutil.copytree(SAMPLE.parent, folder)
        if not has_patients:
            text = (folder / "study.yaml").read_text(encoding="utf-8")
            text = re.sub(r"  patients:\n.*\n.*\n", "", text)
            text = re.sub(r", (by|adjust): \[[^]]*\]|by: \[[^]]*\], ", "", text).replace("{by: arm}", "{}")
            text = re.sub(r"(pain_course|subgroups): .*", r"\1: {}", text)
            (folder / "study.yaml").write_text(text.replace("  subgroups: {}\n", ""), encoding="utf-8")
        if number == 1:
            in_another_order(folder, seed=3)
        reports.append(tool.report(folder / "study.yaml", tmp_path / f"out{number}", *flags))
    assert (SAMPLE.parent / "pain.csv").read_bytes() != (tmp_path / "second/pain.csv").read_bytes()
    assert_same_but_for_rejects(*reports)


def test_latest_points_at_the_run_and_nothing_else_is_left(tool, tmp_path):
    tool.report(SAMPLE, tmp_path, name="one")
    tool.report(SAMPLE, tmp_path, name="two")
    assert (tmp_path / "latest").is_symlink()
    assert (tmp_path / "latest").resolve() == (tmp_path / "two").resolve()
    assert {path.name for path in tmp_path.iterdir() if not path.name.startswith(".")} == {"one", "two", "latest"}
    one, two = (tmp_path / name for name in ("one", "two"))
    assert filecmp.cmp(one / "results.json", two / "results.json", shallow=False) is False, "they bear their names"
    rejects = [tmp_path / f".private/{name}/rejects.csv" for name in ("one", "two")]
    assert filecmp.cmp(*rejects, shallow=False)


def test_a_run_can_be_made_again(tool, tmp_path):
    first = tool.report(SAMPLE, tmp_path)
    before = first.files
    assert tool.report(SAMPLE, tmp_path).files == before


def test_simulate_is_fixed_by_its_seed(tool, tmp_path):
    def simulate(folder: str, seed: int) -> dict[str, bytes]:
        done = tool.run(
            "simulate", tmp_path / folder, "--people", 300, "--scores", 20, "--seed", seed, "--scenario", "hyperalgesia"
        )
        assert done.returncode == 0, done.stderr
        return {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}

    first = simulate("first", 7)
    assert {"patients.csv", "pain.csv", "exposures.csv", "withdrawal.csv", "moud.csv", "study.yaml"} <= set(first)
    assert simulate("second", 7) == first
    other = simulate("other", 8)
    assert other["pain.csv"] != first["pain.csv"]


def test_the_sample_is_what_the_simulator_makes(tool, tmp_path):
    """data/README.md has the command; a simulator that draws otherwise must come with a new sample."""
    text = (ROOT / "data/README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"nocitrend (simulate data/sample .*)", text)
    words = [tmp_path / "again" if word == "data/sample" else word for word in command.split()]
    assert tool.run(*words).returncode == 0
    tables = sorted(path.name for path in SAMPLE.parent.glob("*.csv"))
    assert len(tables) == 9
    for name in [*tables, "truth.json"]:
        assert (tmp_path / "again" / name).read_bytes() == (SAMPLE.parent / name).read_bytes(), name
