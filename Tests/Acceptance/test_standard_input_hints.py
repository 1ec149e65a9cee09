"""What a file looks like is told of standard input too, which can be read once: by the rows behind its header."""

import re
import subprocess

STUDY = """\
nocitrend: 1
tables:
  pain: [{file: FILE, columns: {patient: id, day: day, score: score}, instrument: nrs}]
"""


def both(tool, tmp_path, text: bytes):
    """What `check` says of a file, and of the same on standard input, with the same name."""
    (tmp_path / "pain.csv").write_bytes(text)
    said = []
    for file in ("pain.csv", '"-"'):
        (tmp_path / "study.yaml").write_text(STUDY.replace("FILE", file), encoding="utf-8")
        done = subprocess.run(
            [tool.binary, "check", tmp_path / "study.yaml"], input=text, capture_output=True, timeout=60
        )
        # A sentence that begins with the name begins with a capital letter.
        said.append((done.returncode, re.sub("[Ss]tandard input", "pain.csv", done.stderr.decode())))
    return said


def test_decimal_commas(tool, tmp_path):
    text = "id;day;score\n" + "".join(f"p{number % 20};{number};{number % 9},5\n" for number in range(40))
    file, stream = both(tool, tmp_path, text.encode())
    assert file == stream and file[0] == 65
    assert "numbers have a decimal comma; add 'decimal: \",\"'" in stream[1]


def test_another_encoding(tool, tmp_path):
    text = "id,day,score,note\n" + "".join(f"p{number},0,5,Rücken\n" for number in range(20))
    file, stream = both(tool, tmp_path, text.encode("windows-1252"))
    assert file == stream
    assert 'add "encoding: windows-1252" to the entry' in stream[1]


def test_identifiers_in_columns_that_nobody_uses(tool, tmp_path):
    text = "id,day,score,contact\np1,0,5,\np2,0,5,me@example.org\n"
    file, stream = both(tool, tmp_path, text.encode())
    assert file == stream and file[0] == 65
    assert 'line 3, column "contact"' in stream[1] and "example.org" not in stream[1]


def test_all_rows_are_read_after_the_look(tool, tmp_path):
    text = "id,day,score\n" + "".join(f"p{number % 500},{number},5\n" for number in range(30_000))
    (tmp_path / "study.yaml").write_text(STUDY.replace("FILE", '"-"'), encoding="utf-8")
    done = subprocess.run(
        [tool.binary, "check", tmp_path / "study.yaml"], input=text.encode(), capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert b"500 patients" in done.stdout and b"30,000" in done.stdout
