import Findings
import Foundation

/// Results as the analyses write them, small enough to check by eye.
enum ReportFixtures {
    /// A trial study: three trials' arms, one of them too small to show, one pain rating a person.
    static let trial = Results(
        study: .init(
            title: "CTN-0094 harmonised trials: withdrawal on day 7", synthetic: false,
            index: "the first day with a dose of medication for opioid use disorder above zero",
            definitions: [
                .init(
                    term: "No withdrawal",
                    meaning: "COWS at most 4 (Wesson & Ling 2003, doi:10.1080/02791072.2003.10400007) or SOWS 0 "
                        + "(Handelsman 1987)."),
                .init(
                    term: "Day-7 status",
                    meaning: "The assessment nearest to day 7 within days 4 to 10; a tie goes to the later day; of "
                        + "several on that day, the worst."),
                .init(
                    term: "Exposure era", meaning: "Exposures merged while the drug-free gap is at most 30 days."),
            ]),
        run: .init(id: "ctn-0094-2026-w47", version: "0.1.0", isInternal: false, minimumCell: 11),
        inputs: [
            .init(
                table: "patients", file: "demographics.csv", bytes: 131_072,
                sha256: String(repeating: "9f86d081884c7d65", count: 4)),
            .init(
                table: "withdrawal", file: "withdrawal.csv", bytes: 2_411_020,
                sha256: String(repeating: "60303ae22b998861", count: 4)),
        ],
        quality: [
            .init(table: "patients", read: 3_560, kept: 3_560, rejected: 0, filtered: 0, reasons: []),
            .init(
                table: "withdrawal", read: 52_114, kept: 52_061, rejected: 53, filtered: 1_204,
                reasons: [
                    .init(column: "withdrawal", reason: "not a number", rows: 41),
                    .init(column: "when", reason: "empty cell where a study day is required", rows: 12),
                ]),
            .init(table: "pain", read: 3_398, kept: 3_398, rejected: 0, filtered: 0, reasons: []),
        ],
        analyses: [trialFlow, trialBaseline, trialDay7, trialCourse, trialTrend, trialBands])

    /// A synthetic study with an estimated trend.
    static let synthetic = Results(
        study: .init(
            title: "Synthetic study, scenario hyperalgesia", synthetic: true,
            index: "the first day with a dose of medication for opioid use disorder above zero",
            definitions: [.init(term: "Exposure days", meaning: "Day minus the first day of the era that covers it.")]),
        run: .init(id: "sample", version: "0.1.0", isInternal: false, minimumCell: 11),
        inputs: [.init(table: "pain", file: "pain.csv", bytes: 912, sha256: nil)],
        quality: [
            .init(
                table: "pain", read: 40_100, kept: 39_600, rejected: 500, filtered: 0,
                reasons: [.init(column: "score", reason: "outside nrs 0-10", rows: 500)])
        ],
        analyses: [
            syntheticFlow,
            day7(
                groups: [
                    ([:], 640, 402, 160), (["arm": "buprenorphine"], 330, 231, 70),
                    (["arm": "methadone"], 310, 171, 90),
                ],
                claim: 0.95), course(start: 640), trend, bands,
        ])

    // MARK: Findings of the trial study

    static let trialFlow = flow([
        ("all", 0, "patients in the study file", 3_560, []),
        ("all", 1, "reached the index day", 2_492, [("never received a dose above zero", 1_068)]),
        ("withdrawal", 1, "at least one withdrawal assessment", 2_301, [("no withdrawal assessment", 191)]),
        (
            "withdrawal", 2, "assessed in days 4 to 10", 1_618,
            [("assessed on other days only", 675), ("left the study before day 4", 8)]
        ),
        ("pain", 1, "at least one pain rating", 2_404, [("no pain rating", 88)]),
        ("pain", 2, "two or more pain ratings", 0, [("a single pain rating", 2_404)]),
    ])

    static let syntheticFlow = flow([
        ("all", 0, "patients in the study file", 2_000, []),
        ("all", 1, "at least one pain score", 1_948, [("no pain score", 52)]),
        ("pain", 1, "assessed while exposed", 1_702, [("never exposed", 246)]),
    ])

    static let trialBaseline: Finding = {
        let columns = [("overall", 2_492), ("Methadone", 1_101), ("Outpatient BUP + EMM", 1_383), ("Inpatient BUP", 8)]
        var estimates: [Estimate] = []
        for (column, n) in columns {
            let group = ["column": column]
            func add(_ name: String, _ more: [String: String], _ value: Double, _ events: Int? = nil, unit: String) {
                estimates.append(
                    Estimate(
                        name, group: group.merging(more) { own, _ in own }, value: Measure(value), n: n,
                        events: events, unit: unit, cells: [n]))
            }
            estimates.append(Estimate("patients", group: group, value: Measure(n), n: n, unit: "patients"))
            add("mean", ["variable": "age"], 35.62, unit: "years")
            add("sd", ["variable": "age"], 10.31, unit: "years")
            add("median", ["variable": "age"], 33, unit: "years")
            add("lower_quartile", ["variable": "age"], 27, unit: "years")
            add("upper_quartile", ["variable": "age"], 43.5, unit: "years")
            add("missing", ["variable": "age"], 0.012, unit: "share")
            let women = Int(Double(n) * 0.335)
            add("share", ["variable": "sex", "level": "female"], Double(women) / Double(n), women, unit: "share")
            add(
                "share", ["variable": "sex", "level": "male"], Double(n - women) / Double(n), n - women, unit: "share")
        }
        for (variable, difference) in [("age", 0.184), ("sex", 0.061)] {
            estimates.append(
                Estimate(
                    "standardized_difference", group: ["variable": variable, "column": "largest pairwise"],
                    value: Measure(difference)))
        }
        return Finding(
            id: "baseline_table", title: "Patients at baseline",
            population: .init(patients: 2_492, observations: nil, description: "patients who reached the index day"),
            estimand: "characteristics at baseline",
            method: "counts, means with standard deviations, medians with quartiles; standardised differences "
                + "(Austin 2009, doi:10.1002/sim.3697)",
            settings: ["by": "arm"], estimates: estimates, cautions: [])
    }()

    static let trialDay7 = day7(
        groups: [
            ([:], 1_618, 1_006, 874), (["arm": "Methadone"], 702, 391, 399),
            (["arm": "Outpatient BUP + EMM"], 908, 610, 475), (["arm": "Inpatient BUP"], 8, 5, 0),
            (["scale": "cows"], 1_610, 1_003, 0), (["scale": "sows"], 0, 0, 2_492),
        ], claim: 0.95)

    static let trialCourse = course(start: 2_301)

    static let trialTrend = Finding(
        notEstimable: "pain_trend", title: "Pain and length of exposure",
        reason: "One pain assessment per person: a change over time needs at least two.",
        population: .init(
            patients: 2_404, observations: 2_404, description: "patients with a pain rating while exposed"),
        estimand: "change of the mean pain score per 30 days of opioid exposure",
        method: "linear mixed model, random intercept and slope, REML")

    static let trialBands = Finding(
        notEstimable: "pain_by_duration_band", title: "Pain by band of exposure",
        reason: "Every assessment lies in one band of exposure.",
        population: .init(
            patients: 2_404, observations: 2_404, description: "patients with a pain rating while exposed"),
        estimand: "mean pain score by band of exposure", method: "mixed model with bands")

    // MARK: Findings of the synthetic study

    static let trend: Finding = {
        let group = ["instrument": "nrs", "model": "unadjusted"]
        let split = ["instrument": "nrs", "model": "within_between"]
        func slope(_ value: Double, _ se: Double, _ group: [String: String]) -> Estimate {
            Estimate(
                "slope", group: group, value: Measure(value), se: Measure(se), lower: Measure(value - 1.96 * se),
                upper: Measure(value + 1.96 * se), level: 0.95, interval: "wald", n: 1_702,
                unit: "nrs points per 30 days")
        }
        var estimates = [
            Estimate(
                "intercept", group: group, value: Measure(4.213), se: Measure(0.0412), lower: Measure(4.132),
                upper: Measure(4.294), level: 0.95, interval: "wald", n: 1_702, unit: "nrs points"),
            slope(0.11732, 0.00913, group),
            Estimate("sd_intercept", group: group, value: Measure(1.4981), unit: "nrs points"),
            Estimate("sd_slope", group: group, value: Measure(0.14872), unit: "nrs points per 30 days"),
            Estimate("correlation", group: group, value: Measure(-0.2132)),
            Estimate("sd_residual", group: group, value: Measure(1.2034), unit: "nrs points"),
            Estimate("log_likelihood", group: group, value: Measure(-61_234.5678)),
            slope(0.1162, 0.0094, split.merging(["term": "within"]) { $1 }),
            slope(0.1391, 0.0412, split.merging(["term": "between"]) { $1 }),
        ]
        for day in stride(from: 0, through: 540, by: 30) {
            let mean = 4.213 + 0.11732 * Double(day) / 30
            let half = 1.96 * (0.0412 * 0.0412 + pow(0.00913 * Double(day - 120) / 30, 2)).squareRoot()
            estimates.append(
                Estimate(
                    "predicted_mean", group: group.merging(["exposure_days": String(day)]) { $1 },
                    value: Measure(mean), lower: Measure(mean - half), upper: Measure(mean + half), level: 0.95,
                    interval: "wald", n: 1_702, unit: "nrs points"))
        }
        return Finding(
            id: "pain_trend", title: "Pain and length of exposure",
            population: .init(
                patients: 1_702, observations: 31_447, description: "patients with pain scores while exposed"),
            estimand: "change of the mean pain score per 30 days of opioid exposure",
            method:
                "linear mixed model, random intercept and slope, REML (Bates et al. 2015, doi:10.18637/jss.v067.i01)",
            settings: ["optimiser": "Nelder-Mead", "tolerance": "1e-10"], estimates: estimates,
            cautions: ["Dropout depends on pain: the model takes it as missing at random given the scores seen."])
    }()

    static let bands: Finding = {
        let rows: [(band: String, mean: Double, days: Double, assessments: Int, patients: Int)] = [
            ("0-29", 4.27, 14.2, 6_120, 1_702), ("30-89", 4.48, 59.7, 9_904, 1_503),
            ("90-179", 4.71, 131.0, 8_823, 1_204),
            ("180-364", 5.13, 254.4, 5_433, 733), ("365+", 5.9, 441.0, 1_167, 188),
        ]
        let estimates = rows.flatMap { row -> [Estimate] in
            let group = ["instrument": "nrs", "band": row.band]
            let se = 1.9 / Double(row.patients).squareRoot()
            return [
                Estimate(
                    "mean", group: group, value: Measure(row.mean), se: Measure(se),
                    lower: Measure(row.mean - 1.96 * se),
                    upper: Measure(row.mean + 1.96 * se), level: 0.95, interval: "wald", n: row.patients,
                    unit: "nrs points"),
                Estimate("mean_exposure_days", group: group, value: Measure(row.days), n: row.patients, unit: "days"),
                Estimate("assessments", group: group, value: Measure(row.assessments), n: row.patients, unit: "rows"),
            ]
        }
        return Finding(
            id: "pain_by_duration_band", title: "Pain by band of exposure",
            population: .init(
                patients: 1_702, observations: 31_447, description: "patients with pain scores while exposed"),
            estimand: "mean pain score by band of exposure", method: "mixed model with the bands as a factor",
            settings: ["bands": "0-29, 30-89, 90-179, 180-364, 365+"], estimates: estimates,
            tests: [
                HypothesisTest(
                    "linear_trend_across_bands", group: ["instrument": "nrs"], statistic: Measure(163.2),
                    df: Measure(1), p: Measure(2.3e-37))
            ],
            cautions: ["Patients with long exposure are those who stayed."])
    }()

    // MARK: Makers

    static func flow(_ stages: [(String, Int, String, Int, [(String, Int)])]) -> Finding {
        let estimates = stages.flatMap { branch, step, stage, patients, lost in
            [
                Estimate(
                    "patients", group: ["branch": branch, "step": String(step), "stage": stage],
                    value: Measure(patients), n: patients, unit: "patients")
            ]
                + lost.map { reason, count in
                    Estimate(
                        "left_out", group: ["branch": branch, "step": String(step), "reason": reason],
                        value: Measure(count), n: count, unit: "patients")
                }
        }
        return Finding(
            id: "cohort_flow", title: "Patient flow",
            population: .init(patients: stages.first?.3, observations: nil, description: "everybody in the study file"),
            estimand: "patients at each stage", method: "counts (STROBE)", estimates: estimates, cautions: [])
    }

    /// A day-7 finding from counts: group, assessed, free of withdrawal, not assessed.
    static func day7(groups: [([String: String], Int, Int, Int)], claim: Double?) -> Finding {
        var estimates: [Estimate] = []
        var tests: [HypothesisTest] = []
        for (group, assessed, free, missing) in groups {
            let counts = [
                ("assessed", free, assessed), ("missing_as_withdrawal", free, assessed + missing),
                ("best_case", free + missing, assessed + missing),
            ]
            for interval in ["wilson", "clopper_pearson"] {
                for (denominator, events, n) in counts {
                    let limits = wilson(events, n)
                    estimates.append(
                        Estimate(
                            "no_withdrawal_share", group: group.merging(["denominator": denominator]) { $1 },
                            value: Measure(Double(events) / Double(n)), lower: Measure(limits.lower),
                            upper: Measure(limits.upper), level: 0.95, interval: interval, n: n, events: events,
                            unit: "share", cells: [events, n - events, n, missing]))
                }
            }
            if let claim {
                tests.append(
                    HypothesisTest(
                        "exact_binomial_against_claim",
                        group: group.merging(["denominator": "assessed", "claim": String(claim)]) { $1 },
                        p: Measure(assessed == 0 ? Double.nan : 1e-12), cells: [assessed, free]))
            }
            let total = assessed + missing
            let limits = wilson(missing, total)
            estimates.append(
                Estimate(
                    "not_assessed_share", group: group, value: Measure(Double(missing) / Double(total)),
                    lower: Measure(limits.lower), upper: Measure(limits.upper), level: 0.95, interval: "wilson",
                    n: total, events: missing, unit: "share"))
        }
        return Finding(
            id: "day7_withdrawal", title: "No withdrawal on day 7",
            population: .init(
                patients: groups.first.map { $0.1 + $0.3 }, observations: nil,
                description: "patients who reached the index day"),
            estimand: "share of patients without withdrawal around day 7",
            method: "Wilson (1927, doi:10.1080/01621459.1927.10502953) and exact intervals (Clopper & Pearson 1934, "
                + "doi:10.1093/biomet/26.4.404)",
            settings: ["day": "7", "window": "4 to 10"].merging(claim.map { ["claim": String($0)] } ?? [:]) { $1 },
            estimates: estimates, tests: tests,
            cautions: ["Patients who were not assessed may differ from those who were."])
    }

    static func course(start: Int) -> Finding {
        var estimates: [Estimate] = []
        var notYet = 1.0
        for day in 0...28 {
            let n = day > 26 ? 9 : max(12, start - day * 62)
            let free = Int(Double(n) * (0.22 + 0.5 * (1 - exp(-Double(day) / 7))))
            let limits = wilson(free, n)
            for (key, time) in [("day", day)] + (day % 7 == 0 ? [("week", day / 7)] : []) {
                estimates.append(
                    Estimate(
                        "no_withdrawal_share", group: ["denominator": "assessed", key: String(time)],
                        value: Measure(Double(free) / Double(n)), lower: Measure(limits.lower),
                        upper: Measure(limits.upper), level: 0.95, interval: "wilson", n: n, events: free,
                        unit: "share",
                        cells: [free, n - free]))
            }
            notYet *= day == 0 ? 0.78 : 0.9
            estimates.append(
                Estimate(
                    "not_yet_free_share", group: ["day": String(day)], value: Measure(notYet),
                    lower: Measure(max(0, notYet - 0.022)), upper: Measure(min(1, notYet + 0.022)), level: 0.95,
                    interval: "kaplan_meier_log_log", n: start, unit: "share"))
        }
        estimates.append(
            Estimate(
                "median_days_to_none", value: Measure(5), lower: Measure(4), upper: Measure(5), level: 0.95,
                interval: "kaplan_meier_log_log", n: start, unit: "days"))
        return Finding(
            id: "withdrawal_course", title: "Withdrawal from day to day",
            population: .init(
                patients: start, observations: 18_204, description: "patients with a withdrawal assessment"),
            estimand: "share without withdrawal on each day; time to the first assessment without it",
            method: "Wilson intervals by day; Kaplan & Meier (1958, doi:10.1080/01621459.1958.10501452)",
            estimates: estimates, cautions: ["Later days rest on those who stayed in treatment."])
    }

    /// Wilson's 95% interval, in its own few lines: fixtures share nothing with the estimators.
    private static func wilson(_ events: Int, _ n: Int) -> (lower: Double, upper: Double) {
        guard n > 0 else { return (.nan, .nan) }
        let (share, size, z) = (Double(events) / Double(n), Double(n), 1.959964)
        let center = (share + z * z / (2 * size)) / (1 + z * z / size)
        let half = z / (1 + z * z / size) * (share * (1 - share) / size + z * z / (4 * size * size)).squareRoot()
        return (center - half, center + half)
    }
}
