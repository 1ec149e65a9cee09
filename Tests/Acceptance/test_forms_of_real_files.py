"""Files as programs and people leave them: each is read as the tidy files are, or one clear message names the remedy,
and the remedy then reads it. Every input is made here; what the tidy files give is the reference."""

import gzip
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

DAYS = (7, 35, 63, 91)
PEOPLE = range(40)
STUDY = """\
nocitrend: 1
title: Tidy
missing: ["", NA]
tables:
  patients:
    - file: patients.csv
      columns: {patient: id, age: age, sex: sex, arm: arm}
  pain:
    - file: pain.csv
      columns: {patient: id, day: day, score: nrs}
      instrument: nrs
  exposures:
    - file: exposures.csv
      columns: {patient: id, start_day: start, days_supply: supply, drug: drug, dose_mg: mg}
  moud:
    - file: moud.csv
      columns: {patient: id, day: day, dose_mg: mg}
      drug: buprenorphine
  withdrawal:
    - file: withdrawal.csv
      columns: {patient: id, day: day, score: cows}
      scale: cows
index: first_moud_dose
analyses:
  day7_withdrawal: {by: [arm]}
  pain_trend: {instrument: nrs}
"""
PAIN = "      columns: {patient: id, day: day, score: nrs}\n"


def code(person: int) -> str:
    return f"{person + 1:04d}"


def supply(person: int) -> int:
    return (60, 120, 240)[person % 3]


def score(person: int, day: int) -> int:
    return min(10, 2 + person % 4 + day // 30 + (person * day) % 3)


def last_day(person: int) -> int:
    return max(3 + supply(person) - 1, DAYS[-1], supply(person) + 12)


TABLES = {
    "patients": [["id", "age", "sex", "arm"]]
    + [[code(p), 30 + p % 37, ("male", "female")[p % 2], ("a", "b")[p // 2 % 2]] for p in PEOPLE],
    "pain": [["id", "day", "nrs"]] + [[code(p), day, score(p, day)] for p in PEOPLE for day in DAYS],
    "exposures": [["id", "start", "supply", "drug", "mg"]]
    + [[code(p), 3, supply(p), ("oxycodone", "morphine")[p % 2], (20, 40, 60)[p % 3]] for p in PEOPLE],
    "moud": [["id", "day", "mg"]] + [[code(p), supply(p) + 5 + n, (8, 16)[n]] for p in PEOPLE for n in (0, 1)],
    "withdrawal": [["id", "day", "cows"]] + [[code(p), supply(p) + 12, (2, 9, 4)[p % 3]] for p in PEOPLE],
}


def text(rows, mark: str = ",") -> str:
    return "".join(mark.join(map(str, row)) + "\n" for row in rows)


def with_column(rows, name, cell, at=None):
    """The rows with one more column, whose cells a function of the row number gives."""
    added = [name] + [cell(number) for number in range(len(rows) - 1)]
    place = len(rows[0]) if at is None else at
    return [row[:place] + [new] + row[place:] for row, new in zip(rows, added, strict=True)]


def mapped(rows, header, change):
    """The rows with the cells of a column changed by a function of cell and row number."""
    place = rows[0].index(header)
    return [rows[0]] + [
        [change(cell, number) if column == place else cell for column, cell in enumerate(row)]
        for number, row in enumerate(rows[1:])
    ]


def calendar(form: str, own: bool = True):
    """The tables with dates for days, each patient entering on another day of three years."""

    def write(cell, row_id):
        entry = date(2012, 1, 1) + timedelta(days=(int(row_id) * 37 % 1000) if own else 0)
        day = entry + timedelta(days=int(cell))
        serial = (day - date(1899, 12, 30)).days
        month = day.strftime("%b").upper()
        return form.format(d=day.day, m=day.month, y=day.year, iso=day.isoformat(), mon=month, serial=serial)

    changed = {}
    for name, header in (("pain", "day"), ("exposures", "start"), ("moud", "day"), ("withdrawal", "day")):
        rows = TABLES[name]
        place = rows[0].index(header)
        changed[f"{name}.csv"] = [rows[0]] + [
            [write(cell, row[0]) if column == place else cell for column, cell in enumerate(row)] for row in rows[1:]
        ]
    return changed


@dataclass
class Form:
    """A form of the files: tables that differ (rows, text or bytes), and what the study file says of them."""

    files: dict
    study: str = STUDY


def folder_of(form: Form, place, names: dict | None = None):
    files = {f"{name}.csv": rows for name, rows in TABLES.items()} | form.files
    for name, content in files.items():
        if content is None:
            continue
        if isinstance(content, list):
            content = text(content)
        (place / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    study = place / "study.yaml"
    study.write_bytes(form.study if isinstance(form.study, bytes) else form.study.encode())
    return study


def answers(report) -> list:
    """Every number of the findings with all that says what it is about, but not the prose; what is said of the files differs."""
    return [
        (finding["id"], finding["status"], finding["estimates"], finding["tests"])
        for finding in report.results["analyses"]
        if finding["id"] != "data_quality"
    ]


@pytest.fixture(scope="module")
def tidy(tool, tmp_path_factory):
    place = tmp_path_factory.mktemp("tidy")
    report = tool.report(folder_of(Form({}), place), place / "out")
    assert any(finding["status"] == "estimated" for finding in report.results["analyses"])
    return answers(report)


def pain_key(key: str) -> str:
    assert PAIN in STUDY
    return STUDY.replace(PAIN, PAIN + f"      {key}\n")


def wide() -> list:
    return [["id", *(f"pain_d{day}" for day in DAYS)]] + [[code(p), *(score(p, day) for day in DAYS)] for p in PEOPLE]


def flat() -> list:
    people = {row[0]: row[1:] for row in TABLES["patients"][1:]}
    return [["id", "day", "nrs", "age", "sex", "arm"]] + [[*row, *people[row[0]]] for row in TABLES["pain"][1:]]


def items() -> list:
    def parts(total):
        return [min(4, max(0, int(total) - 4 * n)) for n in range(11)]

    return [["id", "day", *(f"cows{n + 1}" for n in range(11))]] + [
        [row[0], row[1], *parts(row[2])] for row in TABLES["withdrawal"][1:]
    ]


def ended(rows, ends):
    """Exposures with the day of their end, as a function of it says."""
    return [["id", "start", "stop", "drug", "mg"]] + [
        [row[0], row[1], ends(int(row[1]) + int(row[2]) - 1, number), *row[3:]] for number, row in enumerate(rows[1:])
    ]


def coded(change, keys: str = "") -> Form:
    """Other codes for the patients."""
    return Form(
        {f"{name}.csv": mapped(rows, "id", lambda cell, _: change(cell)) for name, rows in TABLES.items()}, STUDY + keys
    )


SPELLINGS = {
    "oxycodone": ("Oxycodone HCl", "OXYCODONE", "oxycodone ", "Percocet", "OXYCODONE-ACETAMINOPHEN 5-325 MG"),
    "morphine": ("morphine sulfate ER", "Morphine", "MORPHINE SULFATE", "morphine", "MS Contin"),
}
FLOAT_IDS = lambda name: mapped(TABLES[name], "id", lambda cell, _: f"{int(cell)}.0")  # noqa: E731
SHIFTED = "dates: {shifted: true, %sorigin: %s}\n"

# Forms that are read as they are, or with what the study file says of them.
AS_TIDY = {
    "sep line": Form({"pain.csv": "sep=;\n" + text(TABLES["pain"], ";")}),
    "sep line in quotes": Form({"pain.csv": '"sep=|"\r\n' + text(TABLES["pain"], "|")}),
    "pipe": Form({"pain.csv": text(TABLES["pain"], "|")}),
    "tab with a byte order mark and CR LF": Form(
        {"pain.csv": ("\ufeff" + text(TABLES["pain"], "\t")).replace("\n", "\r\n")}
    ),
    "gzip of a semicolon file": Form({"pain.csv": gzip.compress(text(TABLES["pain"], ";").encode())}),
    "other order of columns": Form({"pain.csv": [row[::-1] for row in TABLES["pain"]]}),
    "blanks that do not break in the header": Form(
        {"pain.csv": "\u00a0id\u00a0,day ,\u200bnrs\n" + text(TABLES["pain"][1:])}
    ),
    "flat file": Form({"pain.csv": flat(), "patients.csv": None}, STUDY.replace("patients.csv", "pain.csv")),
    "fill": Form(
        {"pain.csv": "id,day,nrs,comment,rater\n" + text(TABLES["pain"][1:])}, pain_key("fill: true")
    ),
    "decimal comma": Form(
        {"pain.csv": text(mapped(TABLES["pain"], "nrs", lambda cell, _: f"{cell},0"), ";")},
        pain_key('decimal: ","'),
    ),
    "UTF-16 without a mark": Form(
        {"pain.csv": text(TABLES["pain"]).encode("utf-16-le")}, pain_key("encoding: utf-16")
    ),
    "UTF-16 with a mark": Form({"pain.csv": text(TABLES["pain"]).encode("utf-16")}, pain_key("encoding: utf-16")),
    "row names": Form(
        {"pain.csv": text([TABLES["pain"][0]] + [[f'"{n}"', *row] for n, row in enumerate(TABLES["pain"][1:])])},
        pain_key("row_names: true"),
    ),
    "title and comments": Form(
        {"pain.csv": "Export of a ward\n#made today\n" + text(TABLES["pain"])}, pain_key('skip: 1\n      comment: "#"')
    ),
    "ids as decimal numbers": Form({"withdrawal.csv": FLOAT_IDS("withdrawal")}, STUDY + "ids: {compare: loosely}\n"),
    "wide": Form(
        {"pain.csv": wide()},
        STUDY.replace(PAIN, '      columns: {patient: id}\n      unpivot: {score: "pain_d{day}"}\n'),
    ),
    "words of a drug": Form(
        {"exposures.csv": mapped(TABLES["exposures"], "drug", lambda cell, n: SPELLINGS[cell][n // 2 % 5])}
    ),
    "titles of an instrument": Form(
        {
            "pain.csv": with_column(
                TABLES["pain"], "tool", lambda n: ("NRS", "Numeric Rating Scale", "nrs ", "Nrs")[n % 4]
            )
        },
        STUDY.replace("score: nrs}\n      instrument: nrs", "score: nrs, instrument: tool}"),
    ),
    "codes as decimal numbers": Form(
        {
            "patients.csv": mapped(
                TABLES["patients"], "sex", lambda cell, _: {"male": "1.0", "female": "02"}[cell]
            )
        },
        STUDY.replace("arm: arm}", "arm: arm}\n      recode: {sex: {1: male, 2: female}}"),
    ),
    "fractions of a day": Form(
        {"pain.csv": mapped(TABLES["pain"], "day", lambda cell, _: f"{cell}.4375")},
        STUDY + "dates: {fractions: floor}\n",
    ),
    "index by a column": Form(
        {"patients.csv": with_column(TABLES["patients"], "t0", lambda n: supply(n) + 5)},
        STUDY.replace("arm: arm}", "arm: arm, t0: t0}").replace("first_moud_dose", "{column: t0}"),
    ),
    "doses of two drugs": Form(
        {
            "moud.csv": mapped(
                TABLES["moud"],
                "mg",
                lambda cell, n: (f"{cell}/{cell // 4}", f"{cell} mg", cell, f"{cell}-{cell // 4} mg")[n // 2 % 4],
            )
        },
        STUDY.replace("dose_mg: mg}\n      drug", "dose_mg: {column: mg, number: first}}\n      drug"),
    ),
    "items of COWS": Form(
        {"withdrawal.csv": items()}, STUDY.replace("score: cows}", 'score: {sum: "cows{1..11}"}}')
    ),
    "fills that stand twice": Form({"exposures.csv": TABLES["exposures"] + TABLES["exposures"][1:]}),
    "scores that stand twice": Form(
        {"pain.csv": TABLES["pain"] + TABLES["pain"][1:]}, STUDY + "duplicates: {pain: drop}\n"
    ),
    "days of their end": Form(
        {"exposures.csv": ended(TABLES["exposures"], lambda end, _: end)},
        STUDY.replace("days_supply: supply", "end_day: stop"),
    ),
    "refills before the end": Form(
        # 20 of the days in a first fill and 20 in a second one that comes 2 days early.
        {
            "exposures.csv": [TABLES["exposures"][0]]
            + [
                row
                for p, d, s, drug, mg in TABLES["exposures"][1:]
                for row in ([p, d, 20, drug, mg], [p, d + 18, s - 20, drug, mg])
            ]
        }
    ),
    "dates, from each patient's first exposure": Form(
        calendar("{iso} 10:30:00"), STUDY + SHIFTED % ("", "first_exposure")
    ),
    "American dates": Form(
        calendar("{m}/{d}/{y}"), STUDY + SHIFTED % ("format: M/D/YYYY, ", "2012-01-01")
    ),
    "dates as SAS writes them": Form(
        calendar("{d:02d}{mon}{y}"), STUDY + SHIFTED % ("format: DDMONYYYY, ", "2012-01-01")
    ),
    "Excel's serial numbers": Form(
        calendar("{serial}"), STUDY + SHIFTED % ("format: excel, ", "2012-01-01")
    ),
    "ids like a date": coded(lambda cell: f"2019-0{int(cell[0]) + 1}-{cell[1:]}"),
    "ids like a telephone number": coded(lambda cell: f"001-002-{cell}"),
    "ids like a social security number, trusted": coded(lambda cell: f"101-02-{cell}", "ids: {trusted: true}\n"),
    "ids with a word": coded(lambda cell: f"Subject {cell}"),
    "a study file with a byte order mark and CR LF": Form({}, ("\ufeff# my study\n" + STUDY).replace("\n", "\r\n").encode()),
}
# Numbers that hang on the calendar or on the column that sets the index are others; what is relative to a patient is not.
RELATIVE = {
    "dates, from each patient's first exposure",
    "American dates",
    "dates as SAS writes them",
    "Excel's serial numbers",
}


@pytest.mark.parametrize("form", AS_TIDY)
def test_read_as_the_tidy_files(tool, tmp_path, tidy, form):
    report = tool.report(folder_of(AS_TIDY[form], tmp_path), tmp_path / "out")
    questions = {"pain_trend", "day7_withdrawal"} if form in RELATIVE or form == "index by a column" else None

    def asked(found):
        return [finding for finding in found if questions is None or finding[0] in questions]

    assert asked(answers(report)) == asked(tidy), form


def test_a_visual_analogue_scale_in_two_units_is_one_in_millimetres(tool, tmp_path):
    units = with_column(TABLES["pain"], "unit", lambda n: ("cm", "mm")[n % 2])
    in_both = mapped(units, "nrs", lambda cell, n: cell if n % 2 == 0 else 10 * cell)
    in_one = mapped(TABLES["pain"], "nrs", lambda cell, _: 10 * cell)
    vas = STUDY.replace("instrument: nrs", "instrument: vas")
    read = vas.replace("score: nrs}", "score: {column: nrs, times: {column: unit, values: {cm: 10, mm: 1}}}}")
    found = []
    for name, form in (("both", Form({"pain.csv": in_both}, read)), ("one", Form({"pain.csv": in_one}, vas))):
        place = tmp_path / name
        place.mkdir()
        found.append(answers(tool.report(folder_of(form, place), place / "out")))
    assert found[0] == found[1]


def test_what_is_still_taken_ends_with_the_last_day_of_the_patient(tool, tmp_path):
    stop = STUDY.replace("days_supply: supply", "end_day: stop")
    closed = ended(TABLES["exposures"], lambda end, n: last_day(n) if n % 4 == 0 else end)
    found = []
    for name, rows, study in (
        (
            "open",
            mapped(closed, "stop", lambda cell, n: "" if n % 4 == 0 else cell),
            stop.replace("mg}\n  moud", 'mg}\n      ongoing: ""\n  moud'),
        ),
        ("closed", closed, stop),
    ):
        place = tmp_path / name
        place.mkdir()
        found.append(answers(tool.report(folder_of(Form({"exposures.csv": rows}, study), place), place / "out")))
    assert found[0] == found[1]


def test_an_infusion_takes_no_oral_factor(tool, tmp_path):
    route = STUDY.replace("dose_mg: mg}\n  moud", "dose_mg: mg, route: route}\n  moud")
    rows = with_column(TABLES["exposures"], "route", lambda n: ("oral", "intravenous")[n % 2])
    done = tool.run("check", folder_of(Form({"exposures.csv": rows}, route), tmp_path))
    assert done.returncode == 0, done.stderr
    assert '"morphine (intravenous)" (rows: 20)' in done.stdout + done.stderr


def workbook() -> bytes:
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return stored.getvalue()


def swallowed() -> str:
    rows = with_column(TABLES["pain"], "note", lambda _: "", at=1)
    rows[20][1], rows[60][1] = '"scar 5""', '"ok"'
    return text(rows)


def escaped() -> str:
    said = '"he said \\"hi, there\\", twice"'
    return text(with_column(TABLES["pain"], "note", lambda n: said if n % 10 == 0 else '""', at=1))


def words_of_nothing(name, header, words) -> list:
    return mapped(TABLES[name], header, lambda cell, n: words[n] if n < len(words) else cell)


MOVED = STUDY.replace("days_supply: supply", "end_day: stop")
# Forms that end in a message: what it must say, and the study file that follows it, which must read every row.
TOLD = {
    "short rows": (Form({"pain.csv": AS_TIDY["fill"].files["pain.csv"]}), ["fill: true"], pain_key("fill: true")),
    "decimal comma": (
        Form({"pain.csv": AS_TIDY["decimal comma"].files["pain.csv"]}),
        ["decimal comma", "decimal: \",\""],
        pain_key('decimal: ","'),
    ),
    "UTF-16": (
        Form({"pain.csv": AS_TIDY["UTF-16 without a mark"].files["pain.csv"]}),
        ["is encoded as UTF-16", "encoding: utf-16"],
        pain_key("encoding: utf-16"),
    ),
    "row names": (
        Form({"pain.csv": AS_TIDY["row names"].files["pain.csv"]}),
        ["the header has 3 names", "row_names: true"],
        pain_key("row_names: true"),
    ),
    "a point for missing": (
        Form({"patients.csv": words_of_nothing("patients", "age", [".", ".", "."])}),
        ['"age"', '"." looks like a missing value', 'add it to "missing"'],
        STUDY.replace('["", NA]', '["", NA, "."]'),
    ),
    "columns of visits": (
        Form({"pain.csv": [wide()[0]] + [row[:4] + [""] for row in wide()[1:]]},
            STUDY.replace(PAIN, "      columns: {patient: id, score: pain_d91}\n      day: 91\n")),
        ["unpivot: {score: {pain_d91: DAY"],
        STUDY.replace(PAIN, '      columns: {patient: id}\n      unpivot: {score: "pain_d{day}"}\n'),
    ),
    "what is still taken": (
        Form({"exposures.csv": ended(TABLES["exposures"], lambda end, n: "" if n % 4 == 0 else end)}, MOVED),
        ['"stop": value is missing', "ongoing: ['', WORD]"],
        MOVED.replace("mg}\n  moud", 'mg}\n      ongoing: ""\n  moud'),
    ),
    "American dates": (
        Form(calendar("{m}/{d}/{y}"), STUDY + SHIFTED % ("", "2012-01-01")),
        ["format: M/D/YYYY"],
        STUDY + SHIFTED % ("format: M/D/YYYY, ", "2012-01-01"),
    ),
    "European dates": (
        Form(calendar("{d}.{m}.{y}"), STUDY + SHIFTED % ("", "2012-01-01")),
        ["format: D.M.YYYY"],
        STUDY + SHIFTED % ("format: D.M.YYYY, ", "2012-01-01"),
    ),
    "fractions of a day": (
        Form({"pain.csv": AS_TIDY["fractions of a day"].files["pain.csv"]}),
        ["day is not a whole number", "dates: {fractions: floor}"],
        STUDY + "dates: {fractions: floor}\n",
    ),
    "several columns for a score": (
        Form({"withdrawal.csv": items()}, STUDY.replace("score: cows}", "score: [cows1, cows2]}")),
        ["names several columns", "score: {sum: [...]}"],
        AS_TIDY["items of COWS"].study,
    ),
    "words for a number of days": (
        Form({"exposures.csv": words_of_nothing("exposures", "supply", ["30 days"] * 3)}),
        ['"supply": day is not a whole number', "recode: {days_supply: {WORD: 30}}"],
        STUDY.replace("mg}\n  moud", 'mg}\n      recode: {days_supply: {"30 days": 30}}\n  moud'),
    ),
}


@pytest.mark.parametrize("form", TOLD)
def test_told_with_a_remedy_that_reads_it(tool, tmp_path, form):
    given, says, remedied = TOLD[form]
    study = folder_of(given, tmp_path)
    files = {path.name for path in tmp_path.iterdir()}
    done = tool.run("check", study)
    assert done.returncode in (65, 78), done.stdout + done.stderr
    for words in says:
        assert words in done.stderr, (words, done.stderr)
    study.write_text(remedied, encoding="utf-8")
    done = tool.run("check", study)
    assert done.returncode == 0, done.stderr
    assert "rejected because" not in done.stdout, done.stdout
    assert files == {path.name for path in tmp_path.iterdir()}


# Forms for which there is no key: what the message must say, and the exit code.
REFUSED = {
    "a workbook": (Form({"pain.csv": workbook()}), 65, ["pain.csv", "Excel workbook", "save the sheet as CSV"]),
    "lines run together": (
        Form({"pain.csv": swallowed()}), 65, ["41 of 160 rows", "a quote that is not doubled", "must stand twice"],
    ),
    "a backslash before a quote": (Form({"pain.csv": escaped()}), 65, ["16 of 160 rows", "not behind a backslash"]),
    "a tab in the study file": (Form({}, STUDY.replace("  patients:", "\tpatients:")), 78, ["line 5", "tab"]),
    "typographic quotes": (Form({}, STUDY.replace('[""', "[“”")), 78, ["line 3", "typographic quotes"]),
    "a study file in UTF-16": (Form({}, STUDY.encode("utf-16")), 78, ["UTF-16", "save it as UTF-8"]),
    "a backslash between folders": (
        Form({}, STUDY.replace("file: pain.csv", r"file: data\pain.csv")), 66, ['write "/" between folders'],
    ),
    "a word in the index column": (
        Form(
            {"patients.csv": with_column(TABLES["patients"], "t0", lambda n: "day 5" if n == 7 else supply(n) + 5)},
            AS_TIDY["index by a column"].study,
        ), 65, ['"t0"'],
    ),
}


@pytest.mark.parametrize("form", REFUSED)
def test_refused_in_clear_words(tool, tmp_path, form):
    given, status, says = REFUSED[form]
    done = tool.run("check", folder_of(given, tmp_path))
    assert done.returncode == status, (done.returncode, done.stderr)
    for words in says:
        assert words in done.stderr, (words, done.stderr)


def test_rows_that_cannot_be_used_are_counted_by_reason(tool, tmp_path):
    odd = words_of_nothing("exposures", "supply", [0, -30, 999, "", "30.0"])
    study = STUDY + "max_rejected: 0.2\n"
    done = tool.run("check", folder_of(Form({"exposures.csv": odd}, study), tmp_path), "--internal")
    assert done.returncode == 0, done.stderr
    assert re.search(r"Exposures\s+40\s+37\s+3\s", done.stdout), done.stdout
    assert re.search(r"Value is out of range\s+supply\s+2\n", done.stdout), done.stdout
    assert re.search(r"Value is missing\s+supply\s+1\n", done.stdout), done.stdout
    assert "supplies of more than 365 days (rows: fewer than 11)" in done.stderr + done.stdout


@pytest.mark.parametrize(
    "form, says",
    [
        (Form({"withdrawal.csv": FLOAT_IDS("withdrawal")}, STUDY), None),
        (
            Form({"patients.csv": None, "withdrawal.csv": FLOAT_IDS("withdrawal")},
                re.sub(r"  patients:.*?(?=  pain:)", "", STUDY, flags=re.S).replace("{by: [arm]}", "{}")),
            "ids: {compare: loosely}",
        ),
        (Form({"pain.csv": TABLES["pain"] + TABLES["pain"][1:]}), "duplicates: {pain: drop}"),
        (
            Form({"exposures.csv": ended(TABLES["exposures"], lambda end, n: "" if n == 0 else end)}, MOVED),
            "ongoing: ''",
        ),
        (
            Form({"moud.csv": words_of_nothing("moud", "mg", ["8/2", "16", "8/2"])}),
            "number: first",
        ),
        (
            Form(
                {
                    "patients.csv": with_column(
                        TABLES["patients"], "bmi", lambda n: ("NULL", "#N/A")[n] if n < 2 else 20 + n / 4
                    )
                },
                STUDY.replace("arm: arm}", "arm: arm, bmi: bmi}")),
            'would hold numbers but for "#N/A" and "NULL"',
        ),
        (Form(calendar("{iso}"), STUDY + SHIFTED % ("", "2012-01-01")), "origin: first_exposure"),
    ],
)
def test_noticed_in_a_run_that_goes_on(tool, tmp_path, form, says):
    done = tool.run("check", folder_of(form, tmp_path))
    if says is None:
        assert done.returncode == 65 and "ids: {compare: loosely}" in done.stderr, done.stderr
    else:
        assert done.returncode == 0, done.stderr
        assert says in done.stderr + done.stdout, done.stderr


@pytest.mark.parametrize(
    "name", ["denominator", "claim", "scale", "day", "model", "term", "exposure", "n", "overall"]
)
def test_a_column_of_patients_may_have_any_name(tool, tmp_path, tidy, name):
    study = STUDY.replace("arm: arm}", f'"{name}": arm}}').replace("[arm]", f'["{name}"]')
    study = study.replace("instrument: nrs}", f'instrument: nrs, adjust: ["{name}"]}}')
    report = tool.report(folder_of(Form({}, study), tmp_path), tmp_path / "out")

    def shares(found, column):
        return [
            (entry["column"]["level"], entry["value"], entry["group"])
            for identifier, _, estimates, _ in found
            if identifier == "day7_withdrawal"
            for entry in estimates
            if entry["name"] == "no_withdrawal_share"
            # The tool's own scale of withdrawal is no column of the study, whatever that is called.
            and entry["column"] and entry["column"]["origin"] == "study" and entry["column"]["name"] == column
        ]

    assert shares(answers(report), name) == shares(tidy, "arm") != []


@pytest.mark.parametrize(
    "title", ["a/b\\\\c: d", "Über 5 µg “x”", "研究", "..", "", "x" * 300, "Trial A (weeks 1-2)", "say \\\"so\\\""]
)
def test_a_report_of_any_title_is_a_folder_inside_the_output(tool, tmp_path, title):
    study = folder_of(Form({}, STUDY.replace("title: Tidy", f'title: "{title}"')), tmp_path)
    done = tool.run("report", study, "--output", tmp_path / "out")
    assert done.returncode in (0, 78), done.stderr
    if done.returncode == 78:
        assert "title" in done.stderr
        return
    made = [path for path in (tmp_path / "out").iterdir() if path.is_dir() and path.name not in ("latest", ".private")]
    assert len(made) == 1 and (made[0] / "report.html").exists(), made


def test_two_studies_whose_titles_make_one_name_do_not_replace_each_other(tool, tmp_path):
    made = []
    for number, title in enumerate(("研究", "調査")):
        place = tmp_path / str(number)
        place.mkdir()
        study = folder_of(Form({}, STUDY.replace("Tidy", title)), place)
        done = tool.run("report", study, "--output", tmp_path / "out")
        if done.returncode != 0:
            assert done.returncode == 73 and "--run" in done.stderr, done.stderr
            return
        made.append(done.stdout.splitlines()[-1])
    assert len(set(made)) == 2, made
