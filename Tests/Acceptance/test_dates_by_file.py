"""Files of one study that write days in different ways, and a file without patients' identifiers."""

PEOPLE = [f"{number:04d}" for number in range(40)]

# CDISC study days have no day 0: from DY -3 to DY 8 are 10 days.
PAIN = "id,day,nrs\n" + "".join(f"{who},{day},5\n" for who in PEOPLE for day in (-1, 0, 7))
DOSES = "id,day,mg\n" + "".join(f"{who},-3,8\n" for who in PEOPLE)
COWS = "id,day,cows\n" + "".join(f"{who},8,3\n" for who in PEOPLE)

YAML = """\
nocitrend: 1
title: Two clocks
tables:
  pain: [{file: pain.csv, columns: {patient: id, day: day, score: nrs}, instrument: nrs}]
  moud:
    - {file: moud.csv, columns: {patient: id, day: day, dose_mg: mg}, drug: buprenorphine, dates: {no_day_zero: true}}
  withdrawal:
    - {file: cows.csv, columns: {patient: id, day: day, score: cows}, scale: cows, dates: {no_day_zero: true}}
index: first_moud_dose
analyses: {day7_withdrawal: {day: 10, window: [10, 10]}}
"""


def test_no_day_zero_in_some_tables(tool, study, tmp_path):
    path = study(YAML, pain=PAIN, moud=DOSES, cows=COWS)
    report = tool.report(path, tmp_path / "out")
    assert [(table["read"], table["rejected"]) for table in report.results["quality"]] == [(120, 0), (40, 0), (40, 0)]
    # All forty are assessed ten days after the first dose, and none is in withdrawal.
    shares = [
        (entry["events"], entry["n"])
        for entry in report.finding("day7_withdrawal")["estimates"]
        if entry["name"] == "no_withdrawal_share" and entry["group"]["denominator"] == "assessed"
    ]
    assert shares and set(shares) == {(40, 40)}


def test_no_day_zero_in_all_tables_names_the_remedy(tool, study):
    of_all = YAML.replace(", dates: {no_day_zero: true}", "") + "dates: {no_day_zero: true}\n"
    path = study(of_all, pain=PAIN, moud=DOSES, cows=COWS)
    done = tool.run("check", path)
    assert done.returncode == 65
    assert "day 0 where there is none (40)" in done.stderr
    assert "write it in the entries of the files that have no day 0" in done.stderr
