"""No withheld share of return to use or retention, and no week's result, follows from the others and the whole by one subtraction."""

from collections import defaultdict

import pytest

from conftest import Report

SHARES = {"relapse": ("returned_share", "unseen_return_share"), "retention": ("retained_share",)}


@pytest.fixture(params=["sample", "ctn0094"])
def released(request) -> Report:
    return request.getfixturevalue(request.param)


def shown(count) -> bool:
    return isinstance(count, (int, float))


def counts(report: Report) -> dict[tuple, dict]:
    """By question, quantity, what it is about, and column (None for everybody): patients and events of each level."""
    found: dict[tuple, dict] = defaultdict(dict)
    for question, names in SHARES.items():
        for one in report.finding(question)["estimates"]:
            if one["name"] in names and one["group"].get("missing_weeks") != "imputed":
                column = one["column"] or {"name": None, "level": None}
                about = question, one["name"], tuple(sorted(one["group"].items()))
                found[(*about, column["name"])][column["level"]] = one["n"], one["events"]
    return found


def test_levels_of_a_column(released):
    found, withheld = counts(released), 0
    for (*about, column), levels in found.items():
        whole = found.get((*about, None), {}).get(None)
        # Bands of pain leave out who has no score before.
        if column in (None, "pain before") or whole is None or not all(map(shown, whole)):
            continue
        hidden = [level for level, pair in levels.items() if not all(map(shown, pair))]
        withheld += len(hidden)
        if len(hidden) == 1:
            n, events = (
                whole[place] - sum(pair[place] for level, pair in levels.items() if level not in hidden)
                for place in (0, 1)
            )
            assert not 1 <= events <= 10 and not 1 <= n - events <= 10, (about, column, hidden)
    assert withheld > 0, "nothing was withheld, so that nothing was looked at"


def test_results_of_a_week(released):
    weeks = defaultdict(list)
    for one in released.finding("relapse")["estimates"]:
        if one["name"] == "weekly_result_share":
            weeks[one["group"]["week"]].append(shown(one["events"]))
    assert weeks
    for week, results in weeks.items():
        assert len(results) == 4 and results.count(False) != 1, week
