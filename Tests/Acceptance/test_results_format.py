"""results.json against its JSON Schema, and the rules that a schema cannot say."""

import json
import math
import re

import pytest
import yaml
from jsonschema import Draft202012Validator

from conftest import CTN0094, ROOT, SAMPLE, place, study_column


@pytest.fixture(scope="module")
def schema() -> dict:
    return json.loads((ROOT / "docs/results.schema.json").read_text(encoding="utf-8"))


def test_the_schema_is_one(schema):
    Draft202012Validator.check_schema(schema)


def test_results_fit_the_schema(any_report, schema):
    errors = sorted(Draft202012Validator(schema).iter_errors(any_report.results), key=lambda error: list(error.path))
    assert not errors, [f"{'/'.join(map(str, error.path))}: {error.message}" for error in errors[:5]]


def test_the_schema_refuses(sample, schema):
    """A schema that accepts anything would pass the test above."""
    validator = Draft202012Validator(schema)
    for break_it in (
        lambda results: results.pop("quality"),
        lambda results: results.update(extra=1),
        lambda results: results["analyses"][0].update(status="unknown"),
        lambda results: results["analyses"][0]["estimates"][0].update(value="12"),
        lambda results: results["analyses"][0]["estimates"][0].update(value={"withheld": 3}),
        lambda results: results["run"].pop("internal"),
        lambda results: results["analyses"][0]["estimates"][0]["group"].update(step=1),
        lambda results: results["analyses"][0]["estimates"][0].pop("variable"),
        lambda results: results["analyses"][0]["estimates"][0].update(column="arm"),
        lambda results: results["analyses"][0]["estimates"][0].update(column={"name": "arm", "level": "A"}),
        lambda results: results["analyses"][0]["estimates"][0].update(column=study_column("arm", "A") | {"value": "A"}),
        lambda results: results["analyses"][0]["estimates"][0].update(column=study_column("arm") | {"origin": "file"}),
    ):
        broken = json.loads(json.dumps(sample.results))
        break_it(broken)
        assert list(validator.iter_errors(broken)), "the schema accepts a broken document"


def documented() -> dict[tuple[str, str, str], list[set[str]]]:
    """By finding, kind and name: the keys that docs/results-format.md says tell what such a number is about."""
    text = (ROOT / "docs/results-format.md").read_text(encoding="utf-8")
    table = text[text.index("<!-- made by nocitrend documents: quantities -->") : text.index("<!-- end -->")]
    found, finding = {}, None
    for named, test, name, keys in re.findall(r"^\| (?:`(\w+)`)? ?\| (test )?`(\w+)` \| (.*?) \|", table, re.MULTILINE):
        finding = named or finding
        kind = "tests" if test else "estimates"
        found.setdefault((finding, kind, name), []).append(set(re.findall(r"`(\w+)`", keys)))
    return found


def test_each_number_is_where_the_document_says(any_report):
    """No other key, and so no column of a study, stands in `group`; nothing stands twice."""
    allowed = documented()
    for finding in any_report.results["analyses"]:
        for kind in ("estimates", "tests"):
            seen = set()
            for entry in finding[kind]:
                keys = set(entry["group"]) | {key for key in ("column", "variable") if entry[key] is not None}
                assert any(keys <= some for some in allowed[finding["id"], kind, entry["name"]]), (finding["id"], entry)
                about = entry["name"], place(entry), entry.get("interval")
                assert about not in seen, (finding["id"], entry)
                seen.add(about)


def test_a_column_is_whole_or_at_a_level_or_without_a_value(any_report):
    columns = [
        entry[key]
        for finding in any_report.results["analyses"]
        for entry in finding["estimates"] + finding["tests"]
        for key in ("column", "variable")
        if entry[key] is not None
    ]
    assert {column["recorded"] for column in columns} == {True, False, None}
    for column in columns:
        assert (column["level"] is not None) == (column["recorded"] is True), column
        assert column["reference"] is None or column["recorded"], column


def test_no_key_stands_twice_and_no_number_is_not_one(any_report):
    def pairs(items):
        keys = [key for key, _ in items]
        assert len(keys) == len(set(keys)), keys
        return dict(items)

    def constant(name):
        raise AssertionError(f"{name} is not JSON")

    json.loads(any_report.text("results.json"), object_pairs_hook=pairs, parse_constant=constant)


def test_intervals_hold_their_estimate(any_report):
    for finding in any_report.results["analyses"]:
        for estimate in finding["estimates"]:
            low, value, high = (estimate[key] for key in ("lower", "value", "upper"))
            if all(isinstance(number, (int, float)) for number in (low, value, high)):
                # A limit at the end of the range may differ from the estimate by rounding.
                assert low <= value + 1e-12 and value <= high + 1e-12, (finding["id"], estimate)
                assert all(map(math.isfinite, (low, value, high)))


def test_every_question_is_answered_or_says_why_not(any_report, request):
    study = SAMPLE if request.node.callspec.params["any_report"] == "sample" else CTN0094
    asked = list(yaml.safe_load(study.read_text(encoding="utf-8"))["analyses"])
    assert len(asked) >= 8
    assert [finding["id"] for finding in any_report.results["analyses"]] == asked
    for finding in any_report.results["analyses"]:
        assert finding["method"] and finding["estimand"] and finding["population"]["description"], finding["id"]
        if finding["status"] == "not_estimable":
            assert finding["reason"], finding["id"]
        else:
            assert finding["reason"] is None and finding["estimates"], finding["id"]
