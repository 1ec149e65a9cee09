"""read = kept + rejected for every table, against plain counts of the files."""

import csv

from conftest import CTN0094_DATA, SAMPLE


def quality(report) -> dict[str, dict]:
    return {table["table"]: table for table in report.results["quality"]}


def records(path) -> int:
    """Data records of a file, blank lines not counted."""
    with open(path, newline="", encoding="utf-8") as file:
        return sum(1 for row in csv.reader(file) if row) - 1


def is_known(*counts) -> bool:
    """Whether none of them is withheld."""
    return all(isinstance(count, int) for count in counts)


def test_read_is_kept_and_rejected(any_report):
    for table in any_report.results["quality"]:
        outcomes = [table[name] for name in ("read", "kept", "rejected", "duplicates")]
        rows = [reason["rows"] for reason in table["reasons"]]
        if not is_known(*outcomes, *rows):
            assert not any_report.results["run"]["internal"], table
            continue
        assert table["read"] == table["kept"] + table["rejected"] + table["duplicates"], table
        assert table["rejected"] == sum(reason["rows"] for reason in table["reasons"]), table


def test_each_rejected_row_is_listed(any_report):
    listed = any_report.rejects
    rejected = [table["rejected"] for table in any_report.results["quality"]]
    if is_known(*rejected):
        assert len(listed) == sum(rejected)
    for row in listed:
        assert row["file"] and int(row["line"]) >= 1 and row["reason"], row


def test_rows_of_the_sample(sample_internal):
    found = quality(sample_internal)
    assert set(found) == {
        "patients", "pain", "exposures", "withdrawal", "moud", "interventions", "symptoms", "screens", "visits",
    }
    for name, table in found.items():
        assert table["read"] + table["filtered"] == records(SAMPLE.parent / f"{name}.csv"), name
    assert sum(table["rejected"] for table in found.values()) > 0, "the sample has bad rows on purpose"


def test_rejected_lines_of_the_sample_are_the_bad_ones(sample):
    """A rejected pain row that is said to be unreadable is so on exactly that line."""
    lines = (SAMPLE.parent / "pain.csv").read_text(encoding="utf-8").split("\n")
    column = lines[0].split(",").index("score")
    checked = 0
    for row in sample.rejects:
        if row["file"].endswith("pain.csv") and row["column"] == "score":
            (cells,) = csv.reader([lines[int(row["line"]) - 1]])
            try:
                assert not 0 <= float(cells[column]) <= 10, (row, cells)
            except ValueError:
                pass
            checked += 1
    assert checked > 0


def test_rows_of_ctn0094(ctn0094_internal):
    found = quality(ctn0094_internal)
    for name, file in {"pain": "pain.csv", "withdrawal": "withdrawal.csv", "moud": "treatment.csv"}.items():
        assert found[name]["read"] + found[name]["filtered"] == records(CTN0094_DATA / file), name
    exposures = found["exposures"]
    assert exposures["read"] + exposures["filtered"] == records(CTN0094_DATA / "all_drugs.csv")


def test_inputs_are_kept_with_their_hash(any_report):
    for source in any_report.inputs:
        assert source["bytes"] > 0 and len(source["sha256"]) == 64, source
