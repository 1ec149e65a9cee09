import Findings
import Testing

@testable import Reports

@Suite("Evoked pain in plain words")
struct EvokedPainAnswerTests {
    private func slope(
        _ instrument: String, _ value: Double, _ half: Double, model: String = "tobit", term: String? = nil,
        unit: String = "s per 30 days"
    ) -> Estimate {
        var group = ["instrument": instrument, "model": model]
        group["term"] = term
        return Estimate(
            "slope", group: group, value: Measure(value), se: Measure(half / 1.96), lower: Measure(value - half),
            upper: Measure(value + half), level: 0.95, interval: "wald", n: 60, unit: unit)
    }

    private func share(_ instrument: String, _ value: Measure?) -> [Estimate] {
        [
            Estimate("cut_off", group: ["instrument": instrument], value: Measure(180.0), unit: "s"),
            Estimate("censored_share", group: ["instrument": instrument], value: value, unit: "share of rows"),
        ]
    }

    private func finding(
        _ estimates: [Estimate], tests: [HypothesisTest] = [], directions: [String: String] = [:]
    ) -> Finding {
        Finding(
            id: "evoked_pain", title: "Evoked pain",
            population: .init(patients: 60, observations: 200, description: "patients"), estimand: "", method: "",
            settings: directions, estimates: estimates, tests: tests, cautions: [])
    }

    @Test("Shorter in cold water is more sensitive; the share at the cut-off and the survival view follow")
    func shorter() {
        let ratio = Estimate(
            "hazard_ratio", group: ["instrument": "cold_pressor_s", "model": "cox"], value: Measure(1.084),
            lower: Measure(1.021), upper: Measure(1.151), level: 0.95, interval: "wald_log", n: 60)
        let bent = HypothesisTest(
            "proportional_hazards", group: ["instrument": "cold_pressor_s", "model": "cox"], p: Measure(0.012))
        let answer = EvokedPainAnswer.answer(
            finding(
                share("cold_pressor_s", Measure(0.125)) + [slope("cold_pressor_s", -4.23, 3.1), ratio], tests: [bent]))
        #expect(answer.question == "Does sensitivity to evoked pain rise with the length of opioid exposure?")
        #expect(
            answer.lead
                == "With each further 30 days of opioid exposure the cold pressor time was 4.2 seconds shorter (95% CI 1.1 to "
                + "7.3): more sensitive.")
        #expect(
            answer.more == [
                "12.5% of the scores were at the cut-off of 180 seconds and count as at least that.",
                "The rate of withdrawing the hand, per further 30 days, is 1.084 (95% CI 1.021 to 1.151) times what it was, where "
                    + "above 1 is more sensitive; it changes over the seconds (p = 0.012), so this is an average.",
                "This is an association over time, not proof that the opioids changed the sensitivity.",
            ])
    }

    @Test("A higher threshold is less sensitive, a higher rating of the study's own test more")
    func directions() {
        func lead(_ estimate: Estimate, _ directions: [String: String] = [:]) -> String {
            EvokedPainAnswer.answer(finding([estimate], directions: directions)).lead
        }
        #expect(
            lead(slope("ppt_kpa", 12.4, 6.1, unit: "kPa per 30 days"))
                == "With each further 30 days of opioid exposure the pressure pain threshold was 12.4 kPa higher (95% CI 6.3 to 18.5): "
                + "less sensitive.")
        let pinprick = slope("pinprick", 0.42, 0.21, unit: "points per 30 days")
        #expect(
            lead(pinprick, ["direction_of_pinprick": "higher_is_more_pain"]).hasSuffix(
                "the pinprick score was 0.42 points higher (95% CI 0.21 to 0.63): more sensitive."))
        #expect(
            lead(slope("heat_threshold_c", -0.1, 0.3, unit: "\u{00B0}C per 30 days"))
                == "No clear trend in the heat pain threshold: the change per further 30 days of opioid exposure is \u{2212}0.10 "
                + "\u{00B0}C (95% CI \u{2212}0.40 to 0.20), which leaves room for more sensitivity as well as for less."
        )
    }

    @Test("Several tests: an overview first, then each")
    func several() {
        let withheld = Estimate(
            "slope", group: ["instrument": "heat_threshold_c", "model": "tobit"],
            value: .withheld("rests on 1 to 10 patients"))
        let answer = EvokedPainAnswer.answer(
            finding(
                share("cold_pressor_s", Measure(0.0)) + [slope("cold_pressor_s", -4.2, 3.1)]
                    + [slope("ppt_kpa", -12, 20, unit: "kPa per 30 days"), withheld]))
        #expect(
            answer.lead
                == "Of 3 evoked tests, 1 showed more sensitivity and 1 no clear change with longer exposure; 1 may not be shown."
        )
        #expect(answer.more.count == 5)
        #expect(
            answer.more[2]
                == "The change of the heat pain threshold with exposure is withheld, as it rests on few patients.")
        #expect(answer.more[3] == "Cold pressor time: No score was at the cut-off of 180 seconds.")
    }

    @Test("Not estimable: why")
    func notEstimable() {
        let finding = Finding(
            notEstimable: "evoked_pain", title: "", reason: "the study has no evoked pain score",
            population: .init(patients: nil, observations: nil, description: ""), estimand: "", method: "")
        let answer = EvokedPainAnswer.answer(finding)
        #expect(answer.lead == "This study cannot say. The study has no evoked pain score." && !answer.isEstimated)
    }

    @Test("The table has a row for every regression, and how it reads")
    func table() {
        let model = "tobit_within_between"
        let tables = EvokedPainTables.tables(
            finding(
                [
                    Estimate("patients", group: ["instrument": "cold_pressor_s"], value: Measure(60), unit: "patients"),
                    Estimate("assessments", group: ["instrument": "cold_pressor_s"], value: Measure(200), unit: "rows"),
                ] + share("cold_pressor_s", Measure(0.125)) + [
                    slope("cold_pressor_s", -4.23, 3.1), slope("cold_pressor_s", -5, 3, model: model, term: "within"),
                    slope("cold_pressor_s", 5, 3, model: model, term: "between"),
                    slope("cold_pressor_s", 10, 3, model: model, term: "between_minus_within"),
                    Estimate(
                        "hazard_ratio", group: ["instrument": "cold_pressor_s", "model": "cox"], value: Measure(1.3),
                        lower: Measure(1.1), upper: Measure(1.5), level: 0.95, interval: "wald_log", n: 60),
                ],
                tests: [
                    HypothesisTest(
                        "slope_is_zero", group: ["instrument": "cold_pressor_s", "model": "tobit"],
                        p: Measure(0.0071))
                ]))
        let rows = tables.first?.rows.map { $0.cells.map(\.text) } ?? []
        #expect(tables.first?.rows.first?.groupHeading == "Cold pressor time")
        #expect(
            rows.dropFirst() == [
                [
                    "Tobit regression", "60", "\u{2212}4.2 (\u{2212}7.3 to \u{2212}1.1)", "seconds", "0.007",
                    "more sensitive",
                ],
                [
                    "Within patients over time", "60", "\u{2212}5.0 (\u{2212}8.0 to \u{2212}2.0)", "seconds",
                    "\u{2014}",
                    "more sensitive",
                ],
                ["Between patients", "60", "5.0 (2.0 to 8.0)", "seconds", "\u{2014}", "less sensitive"],
                [
                    "Hazard ratio of withdrawing the hand (Cox)", "60", "1.30 (1.10 to 1.50)", "ratio", "\u{2014}",
                    "more sensitive",
                ],
            ])
        #expect(
            tables.last?.rows.map { $0.cells.map(\.text) }
                == [["Cold pressor time", "60", "200", "180 seconds", "12.5%"]])
    }
}
