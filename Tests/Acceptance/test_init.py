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
        assert rows(proposed.stdout)[table][1] == ours[table][1], table


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
