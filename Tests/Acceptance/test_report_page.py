"""report.html is one self-contained file that opens with the answers."""

import re
from html.parser import HTMLParser

import pytest


class Page(HTMLParser):
    """Elements, their attributes and the text outside style."""

    VOID = {"meta", "link", "br", "hr", "img", "input", "col", "source", "area", "base", "embed", "wbr", "track"}

    def __init__(self, html: str):
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def page(report) -> Page:
    return Page(report.text("report.html"))


def test_it_is_well_formed(any_report):
    shown = page(any_report)
    assert shown.open == []
    identifiers = [attributes["id"] for _, attributes in shown.elements if "id" in attributes]
    assert len(identifiers) == len(set(identifiers)), "an id stands twice"
    links = [
        attributes["href"]
        for tag, attributes in shown.elements
        if tag == "a" and attributes.get("href", "").startswith("#")
    ]
    assert {link[1:] for link in links} <= set(identifiers)


def test_it_loads_nothing(any_report):
    html = any_report.text("report.html")
    shown = page(any_report)
    assert not [
        tag for tag, _ in shown.elements if tag in {"script", "link", "iframe", "object", "embed", "base", "img"}
    ]
    for tag, attributes in shown.elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), f"<{tag} {name}> is a script"
            if name in {"src", "srcset", "data", "action", "poster", "xlink:href"} or (name == "href" and tag != "a"):
                assert value.startswith("#"), f"<{tag} {name}={value!r}> loads something"
    assert "@import" not in html
    assert not re.search(r"url\(\s*['\"]?(?!#)", html)


def test_figures_are_inline_and_named(any_report):
    shown = page(any_report)
    figures = [attributes for tag, attributes in shown.elements if tag == "svg"]
    assert figures
    for attributes in figures:
        assert (
            attributes.get("aria-label") or attributes.get("aria-labelledby") or attributes.get("aria-hidden") == "true"
        )


def test_synthetic_is_said(sample, ctn0094):
    for name in ("report.html", "summary.md"):
        assert "SYNTHETIC" in sample.text(name).upper(), name
        assert "SYNTHETIC" not in ctn0094.text(name).upper(), name
    assert sample.results["study"]["synthetic"] and not ctn0094.results["study"]["synthetic"]


def test_internal_is_said(ctn0094, ctn0094_internal):
    for name in ("report.html", "summary.md"):
        assert "INTERNAL" in ctn0094_internal.text(name).upper(), name
    assert ctn0094_internal.results["run"]["internal"] and not ctn0094.results["run"]["internal"]


def test_row_accounting_stands_in_the_page(any_report):
    text = page(any_report).text.replace(",", "").replace("\u202f", "").replace("\u00a0", "")
    for table in any_report.results["quality"]:
        for key in ("read", "kept", "rejected"):
            count = "withheld" if isinstance(table[key], dict) else table[key]
            assert re.search(rf"\b{count}\b", text), (table["table"], key)


def test_it_opens_with_the_answers(ctn0094):
    """Each trial's share among those assessed, rounded to one decimal, stands in the first words of the page."""
    shares = [
        estimate
        for estimate in ctn0094.finding("day7_withdrawal")["estimates"]
        if estimate["group"] == {"denominator": "assessed"}
        and estimate["column"]["name"] == "trial"
        and estimate["interval"] == "wilson"
    ]
    assert [share["column"]["level"] for share in shares] == ["30", "51"]
    opening = page(ctn0094).text[:4000]
    for share in shares:
        value, lower, upper = (f"{100 * share[number]:.1f}" for number in ("value", "lower", "upper"))
        told = f"Trial {share['column']['level']}: of {share['n']} patients assessed around day 7"
        assert f"{told}, {value}% (95% CI {lower} to {upper}) had no withdrawal." in opening


def test_what_cannot_be_estimated_is_said(ctn0094):
    reason = ctn0094.finding("pain_trend")["reason"]
    assert reason.rstrip(".").casefold() in page(ctn0094).text.casefold()


def test_summary_fits_a_screen(any_report):
    lines = any_report.text("summary.md").splitlines()
    assert len(lines) <= 40
    # A long path or title cannot be broken; prose can.
    assert sum(len(line) > 100 for line in lines) == 0, max(lines, key=len)


@pytest.mark.parametrize("name", ["report.html", "summary.md", "summary.txt"])
def test_nothing_is_left_unfilled(any_report, name):
    text = any_report.text(name)
    for trace in ("{{", "}}", "nan", "inf", "nil", "Optional("):
        assert not re.search(rf"(?<![\w#-]){re.escape(trace)}(?![\w-])", text), trace
