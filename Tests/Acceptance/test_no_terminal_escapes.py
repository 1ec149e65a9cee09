"""Nothing that a terminal obeys gets from a file into the terminal, the log or a report."""

import subprocess

ESCAPE = "\x1b[31mRED\x07\u202e"
PEOPLE = range(60)

STUDY = """\
nocitrend: 1
title: Escapes
tables:
  patients: [{file: p.csv, columns: {patient: id, arm: arm, sex: sex}}]
  pain: [{file: "pain*.csv", columns: {patient: id, day: day, score: score, body_site: site}, instrument: nrs}]
  exposures:
    - {file: e.csv, columns: {patient: id, start_day: start, days_supply: days, drug: drug, dose_mg: mg, route: route}}
  symptoms: [{file: s.csv, columns: {patient: id, day: day, symptom: sym, present: "yes"}}]
  interventions: [{file: i.csv, columns: {patient: id, start_day: day, kind: kind}}]
index: first_exposure
"""


def obeyed(text: bytes) -> set:
    """Control characters, and marks that turn the direction of text."""
    signs = text.decode("utf-8", errors="replace")
    return {sign for sign in signs if (ord(sign) < 32 and sign not in "\t\n\r") or ord(sign) in (0x7F, 0x202E)}


def write(folder):
    tables = {
        "p": "id,arm,sex\n" + "".join(f"p{who},a{ESCAPE}{'x' if who % 2 else 'y'},f\n" for who in PEOPLE),
        f"pain{ESCAPE}": "id,day,score,site\n"
        + "".join(
            f"p{who},{day},{(who * 7 + day) % 11},knee{ESCAPE}\n" for who in PEOPLE for day in (0, 10, 40, 70, 100)
        ),
        "e": "id,start,days,drug,mg,route\n"
        + "".join(f"p{who},5,90,mor{ESCAPE if who % 3 else 'phine'},{20 + who % 5},oral{ESCAPE}\n" for who in PEOPLE),
        "s": "id,day,sym,yes\n" + "".join(f"p{who},20,itch{ESCAPE},yes\n" for who in PEOPLE),
        "i": "id,day,kind\n" + "".join(f"p{who},30,kind{ESCAPE}\n" for who in PEOPLE),
    }
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return folder / "study.yaml"


def test_cells_and_file_names(tool, tmp_path):
    study = write(tmp_path)
    for command in (["check", study], ["report", study, "--output", tmp_path / "out", "--run", "run", "--internal"]):
        done = subprocess.run([tool.binary, *command], capture_output=True, timeout=300)
        assert done.returncode == 0, done.stderr
        assert not obeyed(done.stdout + done.stderr)
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file() and path.suffix not in {".png", ".gz", ".pdf"}:
            assert not obeyed(path.read_bytes()), path.name


def test_the_study_file(tool, tmp_path):
    study = write(tmp_path)
    study.write_text(STUDY.replace("title: Escapes", 'title: "A\\e[31mB"'), encoding="utf-8")
    done = subprocess.run([tool.binary, "check", study], capture_output=True, timeout=60)
    assert done.returncode == 78 and not obeyed(done.stdout + done.stderr)
    assert b"title holds a control character" in done.stderr
