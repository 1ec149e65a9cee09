import Findings

/// Whether pain rises with the length of opioid exposure, in plain words that claim an association and no more.
enum PainTrendAnswer {
    static func answer(_ finding: Finding) -> PlainAnswer {
        let question = "Does pain rise with the length of opioid exposure?"
        guard finding.status == .estimated else {
            return .unanswered(finding, question, preface: PlainAnswer.cannotSay)
        }
        let slopes = finding.leadingEstimates(named: "slope").filter { $0.group["model"] == "unadjusted" }
        var sentences: [String] = []
        for slope in slopes {
            let instrument = slope.group["instrument"] ?? "pain"
            let lead = lead(slope, instrument)
            if let odds = odds(finding, instrument) {
                sentences += [odds, "With the steps between levels taken as equal: " + lead]
            } else {
                sentences.append(lead)
            }
            sentences += details(finding, instrument)
        }
        guard let first = sentences.first else {
            return PlainAnswer(
                id: finding.id, question: question, lead: "No slope was estimated; see the table of the model.",
                more: [], isEstimated: true)
        }
        return PlainAnswer(
            id: finding.id, question: question, lead: first,
            more: sentences.dropFirst() + [
                "This is an association over time, not proof that the opioids changed the pain."
            ], isEstimated: true)
    }

    /// The slope per 30 days in a sentence: rising, falling or not to be told.
    static func lead(_ slope: Estimate, _ instrument: String) -> String {
        let score = Wording.instrument(instrument)
        let points = Wording.points(instrument)
        let text = EstimateText(slope)
        guard let value = slope.value?.number else {
            return "The change of the \(score) with exposure is withheld, as it rests on few patients."
        }
        guard let lower = slope.lower?.number, let upper = slope.upper?.number else {
            return
                "Each further 30 days of opioid exposure went with a change of \(text.value) \(points) on the \(score)."
        }
        if lower > 0 || upper < 0 {
            let interval = [lower, upper].map { abs($0) }.sorted().map { text.limit($0) }.joined(separator: " to ")
            return "Each further 30 days of opioid exposure was associated with \(text.limit(abs(value))) \(points) "
                + "\(value > 0 ? "more" : "less") (\(EstimateText.intervalName(slope.level)) \(interval)) on the \(score)."
        }
        return "No clear trend on the \(score): the change per further 30 days of opioid exposure is "
            + "\(text.value) \(points) (\(EstimateText.intervalName(slope.level)) \(text.limits ?? "")), "
            + "which leaves room for a fall of \(text.limit(abs(lower))) as well as a rise of \(text.limit(upper))."
    }

    /// What the scores say as ordered levels, where the instrument has them.
    private static func odds(_ finding: Finding, _ instrument: String) -> String? {
        let ratio = finding.estimate("odds_ratio", ["instrument": instrument, "model": "cumulative_link"])
        guard let ratio, ratio.value?.number != nil else { return nil }
        return
            "Each further 30 days of opioid exposure was associated with \(EstimateText(ratio).sentence) times the odds of a "
            + "higher \(Wording.instrument(instrument))."
    }

    /// What happens to a patient, beside how patients differ; `nil` where it is not known or not shown.
    static func withinAndBetween(_ within: Estimate?, _ between: Estimate?) -> String? {
        guard let within, let between, within.value?.number != nil else { return nil }
        return "Within the same patient over time the slope is \(EstimateText(within).sentence); between patients "
            + "with longer and shorter exposure it is \(EstimateText(between).sentence)."
    }

    private static func details(_ finding: Finding, _ instrument: String) -> [String] {
        func slope(_ term: String) -> Estimate? {
            finding.estimate(
                "slope", ["instrument": instrument, "model": "within_between", "term": term])
        }
        var sentences: [String] = []
        if let agreement = TrendSlopes(finding, instrument: instrument).agreement { sentences.append(agreement) }
        if let split = withinAndBetween(slope("within"), slope("between")) { sentences.append(split) }
        let spread = finding.estimate("sd_slope", ["instrument": instrument, "model": "unadjusted"])
        if let spread, spread.value?.number != nil {
            sentences.append(
                "Patients differ: their own slopes have a standard deviation of "
                    + "\(EstimateText(spread).value) \(Wording.points(instrument)) per 30 days.")
        }
        return sentences
    }
}
