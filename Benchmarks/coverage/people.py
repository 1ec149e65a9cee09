"""What the questions about whose course it is, and who returns to use, make of simulated studies with a planted answer, as a table.

    people.py NOCITREND STUDIES WORKERS [FOLDER]

Each study is made by `nocitrend simulate --tidy` and asked by `nocitrend report --internal`, as a user would. Answers are kept in FOLDER
(.build/coverage-people). The table is printed.
"""

import math
import sys

from planted import Choice, Kind, Row, Table, write

# Thirty days a band, so that a ratio per band is one per 30 days.
BANDS = str([30 * band for band in range(0, 37)])

KINDS = {
    "spreading": Kind(
        "Symptoms become more frequent with the length of exposure; patients in pain leave sooner", 400, "spreading", f"{{symptoms: {{bands: {BANDS}}}}}"
    ),
    "return": Kind(
        "Return to use is sooner the more pain before it and the more variable; who uses misses visits; leaving is like neither",
        600,
        "return_to_use",
        "{relapse: {endpoints: [{name: seen, positives: 1, width: 1, missing: missing}, ctn0094], adjust: []}, retention: {}}",
    ),
    "drives": Kind(
        "Doses rise after painful scores, pain has a memory, and neither dose nor duration does anything",
        400,
        "pain_drives_dose",
        "{dose_response: {}, pain_trend: {}, subgroups: {}, missingness: {}}",
    ),
    "evoked": Kind(
        "Seconds in cold water fall by 4 in 30 days of exposure, with tests stopped at 300; thresholds of pressure and heat stay as they are",
        400,
        "evoked_tests",
        "{evoked_pain: {}}",
    ),
    "patterns": Kind(
        "A fifth each of hyperalgesia, tolerance and progression; a tenth each of withdrawal and opioid use disorder; else nothing",
        400,
        "mixed_patterns",
        "{oih_pattern: {meaningful_change: 1}}",
    ),
    "null": Kind(
        "Nothing has an effect",
        400,
        "null",
        "{dose_response: {}, subgroups: {}, missingness: {}, pain_variability: {}, symptoms: {}, oih_pattern: {}, relapse: {}, "
        "retention: {days: [14, 28, 56]}}",
    ),
}


def of(question: str, name: str, **group: str) -> Choice:
    return lambda e: e["id"] == question and e["n"] == name and group.items() <= e["g"].items()


def rows() -> list[Row]:
    """Every row."""
    table: list[Row] = []
    planted = {"allodynia": 0.15, "sleep_lost_to_pain": 0.10, "shorter_relief": 0.12, "mood": 0.0, "anxiety": 0.0}
    for symptom, truth in planted.items():
        choose = of("symptoms", "symptom_odds_ratio", symptom=symptom)
        table.append(Row("spreading", f"`symptoms`, {symptom}, log odds per 30 days", truth, choose, is_ratio=True))
    for endpoint in ("seen", "ctn0094"):
        choose = of("relapse", "return_hazard_ratio", endpoint=endpoint, model="crude", term="pain_before")
        title = f"`relapse`, {endpoint}, pain before, log hazard ratio"
        table.append(Row("return", title, math.log(1.25), choose, is_ratio=True))
    choose = of("relapse", "return_hazard_ratio", endpoint="seen", model="crude", term="pain_variability_before")
    title = "`relapse`, seen, variability before, log hazard ratio"
    table.append(Row("return", title, math.log(1.6), choose, is_ratio=True))
    for term in ("pain_before", "pain_variability_before"):
        choose = of("retention", "leaving_hazard_ratio", model="crude", term=term)
        table.append(Row("return", f"`retention`, {term}, log hazard ratio", 0.0, choose, is_ratio=True))
    for kind in ("drives", "null"):
        for model, term, name in (
            ("both", None, "slope"),
            ("both", None, "dose_doubling"),
            ("product", None, "interaction"),
            ("within_between_robust", "within", "slope"),
            ("within_between_robust", "within", "dose_doubling"),
            ("within_between_robust", "between", "dose_doubling"),
        ):
            group = {"model": model} | ({"term": term} if term else {})
            title = f"`dose_response`, {name}, {model}{', ' + term if term else ''}"
            table.append(Row(kind, title, 0.0, of("dose_response", name, **group)))
        table.append(Row(kind, "`subgroups`, slope, between the sexes", 0.0, of("subgroups", "slope_difference", column="sex")))
        for handling in ("mixed_model", "weighted", "pattern_mixture"):
            choose = of("missingness", "slope", handling=handling)
            table.append(Row(kind, f"`missingness`, slope, {handling}", 0.0, choose))
    for instrument, truth in (("cold_pressor_s", -4.0), ("ppt_kpa", 0.0), ("heat_threshold_c", 0.0)):
        for model, term in (("tobit", None), ("tobit_within_between", "within")):
            group = {"instrument": instrument, "model": model} | ({"term": term} if term else {})
            title = f"`evoked_pain`, {instrument}, {model}{', ' + term if term else ''}"
            table.append(Row("evoked", title, truth, of("evoked_pain", "slope", **group)))
    for pattern, truth in (
        ("hyperalgesia", 0.2),
        ("tolerance", 0.2),
        ("progression", 0.2),
        ("withdrawal", 0.1),
        ("opioid_use_disorder", 0.1),
    ):
        choose = of("oih_pattern", "class_share", pattern=pattern)
        table.append(Row("patterns", f"`oih_pattern`, share compatible with {pattern} alone, by 1 point", truth, choose))
    choose = of("pain_variability", "late_to_early", variability="rmssd_time_adjusted", adjustment="mean_level")
    table.append(Row("null", "`pain_variability`, late against early, log ratio", 0.0, choose, is_ratio=True))
    for symptom in ("allodynia", "mood"):
        choose = of("symptoms", "symptom_odds_ratio", symptom=symptom)
        table.append(Row("null", f"`symptoms`, {symptom}, log odds per band", 0.0, choose, is_ratio=True))
    for question, name in (("relapse", "return_hazard_ratio"), ("retention", "leaving_hazard_ratio")):
        choose = of(question, name, model="crude", term="pain_before")
        table.append(Row("null", f"`{question}`, pain before, log hazard ratio", 0.0, choose, is_ratio=True))
    return table


NAMES = {
    "symptom_odds_ratio", "return_hazard_ratio", "leaving_hazard_ratio", "slope", "dose_doubling", "interaction", "slope_difference",
    "late_to_early", "class_share",
}  # fmt: skip


if __name__ == "__main__":
    folder = sys.argv[4] if len(sys.argv) > 4 else ".build/coverage-people"
    write(Table(KINDS, NAMES, rows()), sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), folder)
