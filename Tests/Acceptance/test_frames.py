"""Every finding says what it is about: estimand, time zero, comparator, and the two attacks that it invites most."""

import re

from test_report_page import page

PARTS = ["population", "strategies", "variable", "summary", "time_zero", "comparator"]


def test_every_finding_has_all_of_it(any_report):
    for finding in any_report.results["analyses"]:
        frame = finding["frame"]
        assert all(frame[part].endswith(".") for part in PARTS), finding["id"]
        assert frame["intercurrent_events"] and len(frame["attacks"]) == 2, finding["id"]


def test_the_page_shows_it_with_the_method(any_report):
    text = page(any_report).text

    def shown(words: str) -> bool:
        return re.sub(r"\s+", " ", words).strip() in text

    for finding in any_report.results["analyses"]:
        frame = finding["frame"]
        for part in PARTS:
            assert shown(frame[part]), (finding["id"], part)
        for event in frame["intercurrent_events"]:
            assert shown(event["handling"]), (finding["id"], event)
        for attack in frame["attacks"]:
            assert shown(attack["attack"]) and shown(attack["done"]), (finding["id"], attack)


def test_a_setting_of_the_study_is_in_it(sample):
    """Its study file asks `taper` with 120 days of a stable dose, and day 7 in a window from 4 to 10."""
    assert "stable for 120 days" in sample.finding("taper")["frame"]["population"]
    assert "from day 4 to day 10" in sample.finding("day7_withdrawal")["frame"]["variable"]
