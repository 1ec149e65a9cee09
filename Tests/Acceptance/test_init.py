"""`nocitrend init`: a study file proposed for a folder that nobody has described."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


@pytest.fixture
def folder(tmp_path):
    """The files of the sample study without its study file."""
    place = tmp_path / "clinic"
    place.mkdir()
    for file in SAMPLE.glob("*.csv"):
        shutil.copy(file, place / file.name)
    return place


def rows(text: str) -> dict[str, list[str]]:
    """What `check` prints of each table: the numbers of its line in the first table."""
    lines = text.split("\n\n")[1].splitlines()
    return {line.split()[0].lower(): re.findall(r"[\d,]+", line) for line in lines if re.match(r"^[A-Z]\w+ ", line)}


def test_the_sample_is_read_by_the_proposal_as_it_is(tool, folder):
    done = tool.run("init", folder)
    assert done.returncode == 0, done.stderr
    assert str(folder / "study.yaml") in done.stdout
    proposed = tool.run("check", folder / "study.yaml", "--internal")
    assert proposed.returncode == 0, proposed.stderr
    ours = rows(tool.run("check", SAMPLE / "study.yaml", "--internal").stdout)
    for table in ("patients", "pain", "exposures", "withdrawal", "moud"):
        # Kept, as rows without a score are left out by the proposal and rejected by the study's own file.
        kept, own = rows(proposed.stdout)[table][1], ours[table][1]
        if table == "moud":
            # Doses with their unit, which the sample's file rejects on purpose, are read by their first number.
            with_unit = [line for line in (folder / "moud.csv").read_text().splitlines() if line.endswith("mg")]
            assert int(own.replace(",", "")) < int(kept.replace(",", "")) <= int(own.replace(",", "")) + len(with_unit)
        else:
            assert kept == own, table


def test_a_file_that_is_there_is_never_replaced(tool, folder):
    (folder / "study.yaml").write_text("mine\n", encoding="utf-8")
    done = tool.run("init", folder)
    assert done.returncode == 73 and "--output" in done.stderr
    assert (folder / "study.yaml").read_text(encoding="utf-8") == "mine\n"


def test_it_can_be_printed_and_is_yaml_that_names_each_file(tool, folder):
    done = tool.run("init", folder, "--print")
    assert done.returncode == 0, done.stderr
    assert not (folder / "study.yaml").exists()
    study = yaml.safe_load(done.stdout)
    assert study["nocitrend"] == 1
    for file in folder.glob("*.csv"):
        assert file.name in done.stdout, file.name
    # No patient's code stands in it.
    code = (folder / "patients.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0].strip('"')
    assert json.dumps(code) not in done.stdout and f" {code}," not in done.stdout


def test_a_folder_that_is_not_there_is_missing_input(tool, tmp_path):
    done = tool.run("init", tmp_path / "nowhere")
    assert done.returncode == 66, done.stderr


def init_and_check(tool, folder, answers=()):
    """The proposal, and what `check` says of it once its questions are answered by replacements."""
    done = tool.run("init", folder)
    assert done.returncode == 0, done.stderr
    place = folder / "study.yaml"
    text = place.read_text(encoding="utf-8")
    for question, answer in answers:
        assert question in text, text
        text = text.replace(question, answer)
    place.write_text(text, encoding="utf-8")
    return text, tool.run("check", place)


def test_wide_files_with_units_and_dates_are_read_once_the_dates_are_declared(tool, tmp_path):
    people = range(1, 31)
    (tmp_path / "wide.csv").write_text(
        "id,nrs_d7,nrs_d35,vas_d7,vas_d35\n" + "".join(f"P{p},{p % 11},{p % 7},{p},{p + 60}\n" for p in people),
        encoding="utf-8",
    )
    (tmp_path / "cows.csv").write_text(
        "Export of a ward\nid;day;cows\n" + "".join(f"P{p};{p};{p % 20}\n" for p in people), encoding="utf-8"
    )
    text, done = init_and_check(tool, tmp_path)
    assert done.returncode == 0, done.stderr
    assert 'unpivot: {score: "{instrument}_d{day}"}' in text and "skip: 1" in text
    assert rows(done.stdout)["pain"][:2] == ["120", "120"] and rows(done.stdout)["withdrawal"][:2] == ["30", "30"]


def test_dates_wait_for_the_word_that_they_are_shifted(tool, tmp_path):
    (tmp_path / "scores.csv").write_text(
        "id,date,vas_cm\n" + "".join(f"P{n % 30},{n % 12 + 1}/{n % 28 + 1}/2020,{n % 10}.5\n" for n in range(90)),
        encoding="utf-8",
    )
    text, done = init_and_check(tool, tmp_path)
    assert done.returncode == 65 and "holds full dates" in done.stderr
    (tmp_path / "study.yaml").unlink()
    line = "dates: {shifted: true, format: M/D/YYYY, origin: 2020-01-01}"
    text, done = init_and_check(tool, tmp_path, [("# " + line, line)])
    assert done.returncode == 0, done.stderr
    assert "score: {column: vas_cm, times: 10}" in text and rows(done.stdout)["pain"][1] == "90"


def test_columns_without_a_day_are_left_to_be_filled_in(tool, tmp_path):
    (tmp_path / "trial.csv").write_text(
        "id,arm,pain_before,pain_after\n" + "".join(f"P{n},{'ab'[n % 2]},{n % 11},{n % 9}\n" for n in range(30)),
        encoding="utf-8",
    )
    asked = "    #   unpivot: {score: {pain_before: DAY, pain_after: DAY}}"
    text, done = init_and_check(tool, tmp_path)
    assert asked in text and done.returncode == 0 and "pain" not in rows(done.stdout)
    lines = text.splitlines()
    begin = next(n for n, line in enumerate(lines) if line == "#   pain:")
    lines[begin] = "  pain:"
    for number in range(begin, len(lines)):
        if lines[number].startswith("    # ") and not lines[number].startswith("    # ?"):
            lines[number] = "    " + lines[number][6:]
    text = "\n".join(lines).replace("pain_before: DAY, pain_after: DAY", "pain_before: 0, pain_after: 28") + "\n"
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    done = tool.run("check", tmp_path / "study.yaml")
    assert done.returncode == 0, done.stderr
    assert rows(done.stdout)["pain"][:2] == ["60", "60"]
