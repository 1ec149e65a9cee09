"""A run that withholds nothing has a folder, a link, a mode and a mark of its own, and never mixes with one for release."""

import csv
import json
import os
import shutil
import stat
import xml.etree.ElementTree as ElementTree

import pytest
from conftest import PAIN, PATIENTS, SAMPLE, STUDY

MARK = "INTERNAL: small numbers are not withheld. Do not pass on."


@pytest.fixture
def small(study):
    return study(STUDY, patients=PATIENTS, pain=PAIN)


def content(folder) -> dict:
    """Every file of a folder, links as such."""
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if (path.is_symlink() or path.is_file()) and ".private" not in path.parts
    }


def assert_refused(done, *words) -> None:
    assert done.returncode == 73 and done.stderr.count("\n") == 1, (done.returncode, done.stderr)
    for word in map(str, words):
        assert word in done.stderr, (word, done.stderr)


def report(tool, study, output, *flags):
    return tool.run("report", study, "--output", output, *flags)


def test_folder_and_link(tool, small, tmp_path):
    out = tmp_path / "out"
    for _ in range(2):
        assert report(tool, small, out, "--run", "r").returncode == 0
        done = report(tool, small, out, "--run", "r", "--internal")
        assert (done.returncode, done.stdout) == (0, f"{out}/r-internal/report.html\n")
    assert {path.name for path in out.iterdir()} == {
        ".lock", ".private", "latest", "latest-internal", "r", "r-internal",
    }
    assert os.readlink(out / "latest") == "r" and os.readlink(out / "latest-internal") == "r-internal"
    assert {path.name for path in (out / ".private").iterdir() if path.is_dir()} == {"r", "r-internal"}
    for name, is_internal in (("r", False), ("r-internal", True)):
        run = json.loads((out / name / "results.json").read_text(encoding="utf-8"))["run"]
        assert run["internal"] is is_internal and run["id"] == name


def test_names_by_week(tool, small, tmp_path):
    assert report(tool, small, tmp_path / "out", "--internal").returncode == 0
    (name,) = [path.name for path in (tmp_path / "out").iterdir() if path.name.startswith("small-")]
    assert name.endswith("-internal") and os.readlink(tmp_path / "out/latest-internal") == name
    assert not (tmp_path / "out/latest").exists()


def test_an_ending_that_is_there_is_not_added_again(tool, small, tmp_path):
    done = report(tool, small, tmp_path / "out", "--run", "mine-internal", "--internal")
    assert done.stdout == f"{tmp_path}/out/mine-internal/report.html\n"


def test_no_run_for_release_bears_the_name_of_an_internal_one(tool, small, tmp_path):
    done = report(tool, small, tmp_path / "out", "--run", "mine-internal")
    assert done.returncode == 64 and "mine-internal" in done.stderr and "--internal" in done.stderr
    for name in ("latest", "latest-internal"):
        assert report(tool, small, tmp_path / "out", "--run", name, "--internal").returncode == 64


def test_only_its_owner_may_read_it(tool, small, tmp_path):
    out, notebook = tmp_path / "out", tmp_path / "notebook"
    done = tool.run(
        "report", small, "--output", out, "--run", "r", "--internal", "--notebook", notebook, umask=0
    )
    assert done.returncode == 0, done.stderr
    for folder in (out / "r-internal", notebook):
        paths = [folder, *folder.rglob("*")]
        assert len(paths) > 5
        for path in paths:
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), (path, oct(mode))


def test_neither_kind_takes_the_place_of_the_other(tool, small, tmp_path):
    """Names keep them apart; so does what stands in results.json, for reports that older versions wrote, or that were renamed."""
    out = tmp_path / "out"
    assert report(tool, small, out, "--run", "r").returncode == 0
    assert report(tool, small, out, "--run", "s", "--internal").returncode == 0
    shutil.copytree(out / "r", out / "t-internal")
    shutil.copytree(out / "s-internal", out / "u")
    before = content(out)
    assert_refused(report(tool, small, out, "--run", "t", "--internal"), out / "t-internal", "is a report for release", "--run")
    assert_refused(report(tool, small, out, "--run", "u"), out / "u", "is an internal report", "--run")
    assert content(out) == before


def test_neither_notebook_takes_the_place_of_the_other(tool, small, tmp_path):
    out = tmp_path / "out"
    for number, (first, second) in enumerate((([], ["--internal"]), (["--internal"], []))):
        folder = tmp_path / f"notebook{number}"
        for _ in range(2):
            assert report(tool, small, out, "--run", "r", "--notebook", folder, *first).returncode == 0
        before = content(folder)
        assert_refused(report(tool, small, out, "--run", "r", "--notebook", folder, *second), "SHA256SUMS", "--notebook")
        assert content(folder) == before


def test_neither_page_of_check_takes_the_place_of_the_other(tool, small, tmp_path):
    page, other = tmp_path / "page.html", tmp_path / "internal.html"
    for _ in range(2):
        assert tool.run("check", small, "--page", page).returncode == 0
        done = tool.run("check", small, "--page", other, "--internal")
        assert done.returncode == 0 and MARK in done.stdout
    assert "INTERNAL" not in page.read_text(encoding="utf-8") and "INTERNAL" in other.read_text(encoding="utf-8")
    assert stat.S_IMODE(other.stat().st_mode) == 0o600 and stat.S_IMODE(page.stat().st_mode) == 0o644
    before = page.read_bytes(), other.read_bytes()
    assert_refused(tool.run("check", small, "--page", page, "--internal"), page, "--page")
    assert_refused(tool.run("check", small, "--page", other), other, "--page")
    assert (page.read_bytes(), other.read_bytes()) == before


@pytest.fixture(scope="module")
def both(tool, tmp_path_factory):
    """The sample for release and internal, each with its notebook."""
    folder = tmp_path_factory.mktemp("both")
    return (
        tool.report(SAMPLE, folder, "--notebook", folder / "released-notebook"),
        tool.report(SAMPLE, folder, "--internal", "--notebook", folder / "internal-notebook"),
    )


def files(report, kind: str):
    for folder in (report.folder, report.folder.parent / f"{kind}-notebook"):
        yield from (path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")


def test_everything_is_marked(both):
    """Page, mail, checklist, table, figure, script, notebook and description: each alone says that it is internal."""
    seen = dict.fromkeys((".html", ".md", ".txt", ".json", ".csv", ".svg", ".gp", ".ipynb"), 0)
    for path in files(both[1], "internal"):
        text = path.read_text(encoding="utf-8")
        seen[path.suffix] += 1
        match path.suffix:
            case ".csv":
                header, *rows = csv.reader(text.splitlines(keepends=True))
                assert header[-1] == "internal" and all(row[-1] == "do not pass on" for row in rows), path
            case ".svg":
                words = [node.text for node in ElementTree.fromstring(text).iter() if node.tag.endswith("}text")]
                assert "INTERNAL" in words, path
            case ".json" if path.name == "results.json":
                assert json.loads(text)["run"]["internal"] is True
            case _:
                assert "INTERNAL" in text, path
    assert all(seen.values()), seen


def test_nothing_of_a_run_for_release_is(both):
    for path in files(both[0], "released"):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            # The code asks the tables, and is the same in both.
            text = "".join(
                line for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown" for line in cell["source"]
            )
        assert "INTERNAL" not in text and "do not pass on" not in text.lower().replace("do not pass it on", ""), path


def test_the_notebook_says_and_draws_it(both, tmp_path):
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    for report, kind in zip(both, ("released", "internal")):
        folder = report.folder.parent / f"{kind}-notebook"
        notebook = nbformat.read(folder / "nocitrend.ipynb", as_version=4)
        last = 'figure, axis = plt.subplots()\nprint("on figure:", [text.get_text() for text in figure.texts])\nplt.close()'
        notebook.cells.append(nbformat.v4.new_code_cell(last))
        client = nbclient.NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
        )
        client.execute()
        printed = "".join(
            output.get("text", "") for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
        )
        assert (MARK in printed) is (kind == "internal")
        assert f"on figure: {['INTERNAL'] if kind == 'internal' else []}" in printed


@pytest.mark.parametrize(("least", "is_internal"), [(2, True), (4, True), (5, False), (11, False)])
def test_a_minimum_cell_below_5_is_internal(tool, study, tmp_path, least, is_internal):
    path = study(STUDY + f"disclosure: {{minimum_cell: {least}}}\n", patients=PATIENTS, pain=PAIN)
    done = report(tool, path, tmp_path / "out", "--run", "r")
    assert done.returncode == 0
    name = "r-internal" if is_internal else "r"
    assert done.stdout == f"{tmp_path}/out/{name}/report.html\n"
    assert (f"minimum_cell: {least}" in done.stderr) is is_internal
    results = json.loads((tmp_path / "out" / name / "results.json").read_text(encoding="utf-8"))
    assert results["run"] | {"version": "", "withheld": {}} == {
        "id": name, "internal": is_internal, "minimum_cell": least, "version": "", "withheld": {},
    }
    assert set(results["run"]["withheld"]) == {"of_few", "to_protect", "cut_short"}
    checked = tool.run("check", path)
    assert checked.returncode == 0 and (MARK in checked.stdout) is is_internal
