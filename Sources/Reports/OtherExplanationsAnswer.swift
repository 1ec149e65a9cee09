import Findings
import Foundation

/// What else could explain the trend, in plain words: a sentence for each explanation that the study speaks to.
enum OtherExplanationsAnswer {
    static func answer(_ finding: Finding) -> PlainAnswer {
        let question = "What else could explain the trend?"
        guard finding.status == .estimated else {
            return .unanswered(finding, question, preface: PlainAnswer.cannotSay)
        }
        let sentences = finding.levels(of: "instrument").flatMap { instrument in
            let part = Part(finding: finding, instrument: instrument)
            return [
                part.unmeasured, part.painDrivingDose, part.firstScores, part.regressionToTheMean, part.leaving,
                part.thoseWhoLeft,
            ].compactMap(\.self)
        }
        return PlainAnswer(
            id: finding.id, question: question,
            lead: sentences.first ?? "The numbers are withheld, as they rest on few patients; see the table.",
            more: Array(sentences.dropFirst()), isEstimated: true)
    }

    /// The sentences on one instrument; `nil` where a number is absent or withheld.
    private struct Part {
        let finding: Finding
        let instrument: String

        private var points: String { Wording.points(instrument) }
        private var onePoint: String { Wording.onePoint(instrument) }

        private func estimate(_ name: String, _ group: [String: String] = [:]) -> Estimate? {
            finding.estimate(name, ["instrument": instrument].merging(group) { $1 }).flatMap {
                $0.value?.number == nil ? nil : $0
            }
        }

        var unmeasured: String? {
            let days = finding.settings["contrast_days"] ?? ""
            guard let eValue = estimate("e_value", ["contrast_days": days]), let value = eValue.value?.number else {
                return nil
            }
            let limit = estimate("e_value_of_limit", ["contrast_days": days])?.value?.number
            let ratio = NumberText.fixed(value, decimals: 1)
            guard limit != 1 else {
                return
                    "Nothing unmeasured is needed to explain the slope away, as its interval holds no effect (E-value of the "
                    + "estimate over \(days) days: \(ratio))."
            }
            let end = limit.map { "; \(NumberText.fixed($0, decimals: 1)) would bring its interval to no effect" } ?? ""
            return
                "To explain the slope away, something unmeasured would have to go with both longer exposure and the pain score by "
                + "a risk ratio of \(ratio) each (E-value over \(days) days)\(end)."
        }

        var painDrivingDose: String? {
            var sentences: [String] = []
            if let dose = estimate("dose_after_pain"), let value = dose.value?.number, let lower = dose.lower?.number,
                let upper = dose.upper?.number
            {
                sentences.append(
                    "A score \(onePoint) higher than the one before was followed by a change of the daily dose by \(Self.percent(value)) "
                        + "(\(EstimateText.intervalName(dose.level)) \(Self.percent(lower)) to \(Self.percent(upper))): "
                        + (lower > 0 || upper < 0
                            ? "doses answer to pain, so that part of the trend may be prescribing that follows it."
                            : "no clear sign that pain drives the dose."))
            }
            if let pain = estimate("pain_after_dose") {
                sentences.append(
                    "Twice the dose was followed by a change of the score by \(EstimateText(pain).sentence) \(points).")
            }
            return sentences.isEmpty ? nil : sentences.joined(separator: " ")
        }

        /// A change of the dose in doublings as a percentage: 0.1 is 7.2%.
        private static func percent(_ doublings: Double) -> String {
            NumberText.percent(exp2(doublings) - 1)
        }

        var firstScores: String? {
            let strata = finding.estimates(named: "slope").filter {
                $0.group["instrument"] == instrument && $0.value?.number != nil
            }.compactMap { slope in
                slope.group["stratum"].map { "\(EstimateText(slope).sentence) with the \($0) first scores" }
            }
            guard strata.count > 1 else { return nil }
            let test = finding.test("slopes_are_equal_across_strata", ["instrument": instrument])?.p?.number.map {
                " (test of equal slopes: \(NumberText.pValue($0)))"
            }
            return "Among patients apart by their first score, which is left out, the slope per 30 days is "
                + "\(Wording.list(strata))\(test ?? "")."
        }

        var regressionToTheMean: String? {
            guard let expected = estimate("expected_fall"), let observed = estimate("observed_fall"),
                let limit = finding.settings["inclusion_limit"]
            else { return nil }
            return
                "First scores of \(limit) \(points) are expected to \(Self.movement(expected)) \(points) by chance alone "
                + "(regression to the mean); they were seen to \(Self.movement(observed))."
        }

        /// “fall by 0.25 (95% CI 0.20 to 0.30)”, or “rise by …” with the signs turned.
        private static func movement(_ fall: Estimate) -> String {
            guard let value = fall.value?.number, value < 0 else { return "fall by \(EstimateText(fall).sentence)" }
            var rise = fall
            rise.value = Measure(-value)
            rise.lower = fall.upper?.number.flatMap { Measure(-$0) }
            rise.upper = fall.lower?.number.flatMap { Measure(-$0) }
            return "rise by \(EstimateText(rise).sentence)"
        }

        var leaving: String? {
            guard let odds = estimate("dropout_odds_ratio"), let lower = odds.lower?.number,
                let upper = odds.upper?.number
            else { return nil }
            return
                "With a score \(onePoint) higher, the odds of leaving after it were \(EstimateText(odds).sentence) times as high: "
                + (lower > 1 || upper < 1
                    ? "those who left were not like those who stayed, which the mixed model allows for as far as the recorded "
                        + "score tells it."
                    : "no clear link of leaving with the recorded score.")
        }

        var thoseWhoLeft: String? {
            guard let stayed = estimate("slope", ["pattern": "stayed"]),
                let left = estimate("slope", ["pattern": "left"]),
                let mixture = estimate("slope", ["pattern": "mixture", "delta": "0"]),
                let lower = mixture.lower?.number, let upper = mixture.upper?.number
            else { return nil }
            return "The slope is \(EstimateText(stayed).sentence) \(points) per 30 days among those who stayed and "
                + "\(EstimateText(left).sentence) among those who left, \(EstimateText(mixture).sentence) together; "
                + tipping(excludesZero: lower > 0 || upper < 0)
        }

        private func tipping(excludesZero: Bool) -> String {
            let courses = [("below", "lower"), ("above", "higher")].compactMap { side, word in
                estimate("tipping_delta", ["side": side])?.value?.number.map { delta in
                    let size = NumberText.fixed(abs(delta), decimals: NumberText.decimals(value: delta))
                    return "\(size) \(word)"
                }
            }
            guard !courses.isEmpty else {
                return "no course of those who left afterwards would change whether its interval holds zero."
            }
            return (excludesZero ? "its interval would reach zero" : "its interval holds zero and would leave it")
                + " if those who left went on with a slope \(courses.joined(separator: " or ")) than was seen of them."
        }
    }
}
