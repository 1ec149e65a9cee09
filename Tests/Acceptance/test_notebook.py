"""The exported notebook runs from start to end and draws, with nothing but its own folder."""

import json
import shutil

import nbformat
import pytest
from nbclient import NotebookClient


@pytest.fixture(params=["sample", "ctn0094", "ctn0094_internal"])
def folder(request, tmp_path):
    """A copy of the export, away from everything else."""
    report = request.getfixturevalue(request.param)
    return shutil.copytree(report.folder.parent / "run-notebook", tmp_path / "notebook")


def run(folder) -> None:
    """Runs an exported notebook, which must draw and must not complain."""
    (path,) = folder.glob("*.ipynb")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.get("outputs") for cell in notebook.cells), "outputs are not exported"
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in outputs), "no figure was drawn"
    assert not [output for output in outputs if output.output_type == "stream" and output.name == "stderr"]


def test_it_runs_and_draws(folder):
    run(folder)


def test_each_table_is_described_as_it_is(folder):
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described = {resource["path"]: resource for resource in package["resources"]}
    assert set(described) == {f"tables/{path.name}" for path in (folder / "tables").glob("*.csv")}
    for path, resource in described.items():
        header = (folder / path).read_text(encoding="utf-8").splitlines()[0]
        fields = resource["schema"]["fields"]
        assert header == ",".join(field["name"] for field in fields), path
        assert all(field["description"] for field in fields), path
    places = {field["name"] for field in described["tables/baseline_table.csv"]["schema"]["fields"]}
    assert {"column", "column_level", "variable", "variable_level", "variable_reference"} <= places
