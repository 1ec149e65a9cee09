import Findings
import Testing

@testable import Reports

@Suite("Other explanations in words")
struct OtherExplanationsAnswerTests {
    private static func estimate(
        _ name: String, about group: [String: String] = [:], _ value: Double, _ limits: (Double, Double)? = nil,
        n: Int? = nil
    ) -> Estimate {
        Estimate(
            name, group: group.merging(["instrument": "nrs"]) { $1 }, value: Measure(value),
            lower: limits.flatMap { Measure($0.0) }, upper: limits.flatMap { Measure($0.1) }, level: 0.95, n: n)
    }

    private static let all: [Estimate] = [
        estimate("dose_after_pain", 0.05, (0.01, 0.09), n: 300), estimate("pain_after_dose", -0.02, (-0.08, 0.04)),
        estimate("stratum_limit", about: ["stratum": "lower"], 4.1),
        estimate("slope", about: ["stratum": "lower"], 0.1, (0.08, 0.12), n: 150),
        estimate("slope", about: ["stratum": "higher"], 0.14, (0.12, 0.16), n: 150),
        estimate("e_value", about: ["contrast_days": "365"], 3.26),
        estimate("e_value_of_limit", about: ["contrast_days": "365"], 2.84),
        estimate("expected_fall", 0.27), estimate("observed_fall", -0.34, (-0.39, -0.29), n: 120),
        estimate("dropout_odds_ratio", 1.3, (1.2, 1.4), n: 300),
        estimate("slope", about: ["pattern": "stayed"], 0.11, (0.1, 0.12), n: 200),
        estimate("slope", about: ["pattern": "left"], 0.13, (0.11, 0.15), n: 100),
        estimate("slope", about: ["pattern": "mixture", "delta": "-0.1"], 0.08, (0.07, 0.09), n: 300),
        estimate("slope", about: ["pattern": "mixture", "delta": "0"], 0.12, (0.11, 0.13), n: 300),
        estimate("tipping_delta", about: ["side": "below"], -0.29857),
    ]

    private func finding(_ estimates: [Estimate], tests: [HypothesisTest] = []) -> Finding {
        Finding(
            id: "other_explanations", title: "What else",
            population: .init(patients: 300, observations: 3000, description: "patients"), estimand: "", method: "",
            settings: ["contrast_days": "365", "inclusion_limit": "at least 4"], estimates: estimates, tests: tests,
            cautions: [])
    }

    @Test("A sentence for each explanation, the E-value first")
    func sentences() {
        let test = HypothesisTest(
            "slopes_are_equal_across_strata", group: ["instrument": "nrs"], p: Measure(0.0125))
        let answer = OtherExplanationsAnswer.answer(finding(Self.all, tests: [test]))
        #expect(answer.question == "What else could explain the trend?" && answer.isEstimated)
        #expect(
            answer.lead
                == "To explain the slope away, something unmeasured would have to go with both longer exposure and the pain score "
                + "by a risk ratio of 3.3 each (E-value over 365 days); 2.8 would bring its interval to no effect.")
        #expect(
            answer.more == [
                "A score one point higher than the one before was followed by a change of the daily dose by 3.5% (95% CI 0.7% to "
                    + "6.4%): doses answer to pain, so that part of the trend may be prescribing that follows it. Twice the dose was "
                    + "followed by a change of the score by \u{2212}0.020 (95% CI \u{2212}0.080 to 0.040) points.",
                "Among patients apart by their first score, which is left out, the slope per 30 days is 0.100 (95% CI 0.080 to "
                    + "0.120) with the lower first scores and 0.140 (95% CI 0.120 to 0.160) with the higher first scores (test of "
                    + "equal slopes: p = 0.013).",
                "First scores of at least 4 points are expected to fall by 0.270 points by chance alone (regression to the mean); "
                    + "they were seen to rise by 0.340 (95% CI 0.290 to 0.390).",
                "With a score one point higher, the odds of leaving after it were 1.30 (95% CI 1.20 to 1.40) times as high: "
                    + "those who left were not like those who stayed, which the mixed model allows for as far as the recorded score "
                    + "tells it.",
                "The slope is 0.110 (95% CI 0.100 to 0.120) points per 30 days among those who stayed and 0.130 (95% CI 0.110 to "
                    + "0.150) among those who left, 0.120 (95% CI 0.110 to 0.130) together; its interval would reach zero if those "
                    + "who left went on with a slope 0.299 lower than was seen of them.",
            ])
    }

    @Test("What is withheld or absent has no sentence")
    func withheld() {
        let hidden = Self.all.map { estimate in
            var hidden = estimate
            hidden.value = .withheld("few")
            return hidden
        }
        let answer = OtherExplanationsAnswer.answer(finding(hidden))
        #expect(answer.lead == "The numbers are withheld, as they rest on few patients; see the table.")
        #expect(answer.more.isEmpty)
        let one = OtherExplanationsAnswer.answer(
            finding([Self.estimate("dose_after_pain", 0.01, (-0.02, 0.04), n: 300)]))
        #expect(
            one.lead
                == "A score one point higher than the one before was followed by a change of the daily dose by 0.7% (95% CI "
                + "\u{2212}1.4% to 2.8%): no clear sign that pain drives the dose.")
    }

    @Test("An interval that holds no effect needs no explaining away")
    func nothingToExplain() {
        let group = ["contrast_days": "365"]
        let answer = OtherExplanationsAnswer.answer(
            finding([Self.estimate("e_value", about: group, 1.4), Self.estimate("e_value_of_limit", about: group, 1)]))
        #expect(
            answer.lead
                == "Nothing unmeasured is needed to explain the slope away, as its interval holds no effect (E-value of the "
                + "estimate over 365 days: 1.4).")
    }

    @Test("One table, a heading over each explanation")
    func table() throws {
        let test = HypothesisTest("dose_after_pain_is_zero", group: ["instrument": "nrs"], p: Measure(0.02))
        let tables = FindingTables.tables(finding(Self.all, tests: [test]))
        #expect(tables.count == 1)
        let rows = try #require(tables.first).rows
        #expect(
            rows.compactMap(\.groupHeading) == [
                "Does pain drive the dose?", "Is it one part of the patients?",
                "How strong must something unmeasured be?",
                "Is it regression to the mean?", "Do those in pain leave?", "What if those who left went on otherwise?",
                "Where would the conclusion change?",
            ])
        let texts = rows.map { $0.cells.map(\.text) }
        #expect(
            texts.contains([
                "Daily dose after a score one point higher", "300", "0.050 (0.010 to 0.090)", "doublings of daily MME",
                "0.020", "\u{2014}", "\u{2014}",
            ]))
        #expect(
            texts.contains([
                "Slope, lower first scores (up to 4.1)", "150", "0.100 (0.080 to 0.120)", "points per 30 days", "",
                "", "",
            ]))
        #expect(
            texts.contains([
                "Slope, all, \u{03B4} = \u{2212}0.1", "300", "0.080 (0.070 to 0.090)", "points per 30 days", "",
                "", "",
            ]))
        #expect(
            texts.contains([
                "Tipping \u{03B4}, less steep", "\u{2014}", "\u{2212}0.299", "points per 30 days", "", "", "",
            ]))
    }

    @Test("Not estimable is said with the reason")
    func notEstimable() {
        let answer = OtherExplanationsAnswer.answer(
            Finding(
                notEstimable: "other_explanations", title: "", reason: "the study has no pain scores",
                population: .init(patients: 0, observations: 0, description: ""), estimand: "", method: ""))
        #expect(answer.lead == "This study cannot say. The study has no pain scores." && !answer.isEstimated)
    }
}
