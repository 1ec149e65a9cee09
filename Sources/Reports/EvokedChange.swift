import Findings

/// How the scores of one evoked test move with exposure, read as more or less sensitivity: in most such tests a higher score is
/// less of it.
struct EvokedChange {
    /// What a change of the score says.
    enum Reading: String {
        case more = "more sensitive"
        case less = "less sensitive"
        case open = "no clear change"
    }

    let finding: Finding
    let instrument: String

    /// The change of the score per 30 days in one of the regressions.
    func slope(_ model: String = "tobit", term: String? = nil) -> Estimate? {
        var group = ["instrument": instrument, "model": model]
        group["term"] = term
        return finding.estimate("slope", group)
    }

    /// The ratio of the rates of giving up, where the score is a time.
    var hazardRatio: Estimate? {
        finding.estimate("hazard_ratio", ["instrument": instrument, "model": "cox"])
    }

    private var higherIsMoreSensitive: Bool {
        finding.settings["direction_of_\(instrument)"] == "higher_is_more_pain"
    }

    /// What a slope or a hazard ratio says of sensitivity; `nil` where it is not shown.
    func reading(_ estimate: Estimate) -> Reading? {
        guard let lower = estimate.lower?.number, let upper = estimate.upper?.number else { return nil }
        let isRatio = estimate.name == "hazard_ratio"
        let unchanged = isRatio ? 1.0 : 0.0
        guard lower > unchanged || upper < unchanged else { return .open }
        let rises = lower > unchanged
        // Whoever gives up at a higher rate is more sensitive, whichever way scores go.
        return rises == (isRatio || higherIsMoreSensitive) ? .more : .less
    }

    /// The change per 30 days in a sentence.
    var sentence: String? {
        guard let slope = slope() else { return nil }
        let name = Wording.evokedTest(instrument)
        let unit = Wording.unitName(slope.unit)
        let text = EstimateText(slope)
        guard let value = slope.value?.number, let lower = slope.lower?.number, let upper = slope.upper?.number,
            let reading = reading(slope)
        else { return "The change of the \(name) with exposure is withheld, as it rests on few patients." }
        let interval = EstimateText.intervalName(slope.level)
        guard reading != .open else {
            return "No clear trend in the \(name): the change per further 30 days of opioid exposure is \(text.value) "
                + "\(unit) (\(interval) \(text.limits ?? "")), which leaves room for more sensitivity as well as for less."
        }
        let isTime = unit == "seconds"
        let way = value > 0 ? (isTime ? "longer" : "higher") : (isTime ? "shorter" : "lower")
        let limits = [lower, upper].map { abs($0) }.sorted().map { text.limit($0) }.joined(separator: " to ")
        return "With each further 30 days of opioid exposure the \(name) was \(text.limit(abs(value))) \(unit) \(way) "
            + "(\(interval) \(limits)): \(reading.rawValue)."
    }

    /// What stands behind the change, a sentence each.
    var details: [String] {
        [
            cutOff,
            PainTrendAnswer.withinAndBetween(
                slope("tobit_within_between", term: "within"), slope("tobit_within_between", term: "between")),
            survival,
        ].compactMap(\.self)
    }

    private var cutOff: String? {
        guard let cutOff = finding.estimate("cut_off", ["instrument": instrument]),
            let share = finding.estimate("censored_share", ["instrument": instrument])
        else { return nil }
        let limit = "\(EstimateText(cutOff).value) \(Wording.unitName(cutOff.unit))"
        return switch share.value?.number {
        case 0?: "No score was at the cut-off of \(limit)."
        case nil: "Scores at the cut-off of \(limit) count as at least that."
        default:
            "\(EstimateText(share).value) of the scores were at the cut-off of \(limit) and count as at least that."
        }
    }

    private var survival: String? {
        guard let ratio = hazardRatio, ratio.value?.number != nil else { return nil }
        let test = finding.test("proportional_hazards", ["instrument": instrument, "model": "cox"])
        let bent = test?.p?.number.flatMap { p in
            p < 0.05 ? "; it changes over the seconds (\(NumberText.pValue(p))), so this is an average" : nil
        }
        return
            "The rate of withdrawing the hand, per further 30 days, is \(EstimateText(ratio).sentence) times what it was, "
            + "where above 1 is more sensitive\(bent ?? "")."
    }
}
