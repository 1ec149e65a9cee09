import Disclosure
import Findings
import Presentation

/// Whether pain rises with the length of opioid exposure, in plain words that claim an association and no more.
enum PainTrendAnswer {
    static func answer(_ finding: ReleasedFinding) -> PlainAnswer {
        if let reason = finding.reason {
            return .unanswered(PainTrend.question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        let sentences = finding.all(.slope).filter { $0.key.model == .unadjusted }.flatMap { key, slope in
            let lead = lead(slope, key.instrument)
            let opening = odds(finding, key.instrument).map {
                [$0, "With the steps between levels taken as equal, \(lead.prefix(1).lowercased())\(lead.dropFirst())"]
            }
            return (opening ?? [lead]) + details(finding, key.instrument)
        }
        return PlainAnswer(
            PainTrend.question,
            sentences: sentences.isEmpty
                ? [] : sentences + ["This is an association over time, not proof that the opioids changed the pain."],
            otherwise: "No slope was estimated; see the table of the model.")
    }

    /// The slope per 30 days in a sentence: rising, falling or not to be told. Where a higher score is not more pain it says
    /// what the movement of the score means.
    static func lead(_ slope: ReleasedEstimate, _ instrument: InstrumentInfo) -> String {
        let (title, unit, text) = (instrument.title, instrument.unitWords, EstimateText(slope))
        guard let value = slope.number else {
            return "The change of the score on the \(title) with exposure is "
                + (slope.isWithheld ? "withheld, as it rests on few patients." : "not known.")
        }
        let note = instrument.isHigherMorePain ? "." : "; a higher score is \(instrument.meaning(ofHigher: true))."
        guard let (lower, upper) = slope.limits else {
            return
                "Each further 30 days of opioid exposure went with a change of \(text.value) \(unit) on the \(title)\(note)"
        }
        let name = EstimateText.intervalName(slope.level)
        guard lower > 0 || upper < 0 else {
            return "No clear trend on the \(title): the change per further 30 days of opioid exposure is "
                + "\(text.value) \(unit) (\(name) \(text.limits ?? "")), "
                + "which leaves room for a fall of \(text.limit(abs(lower))) as well as a rise of \(text.limit(upper))\(note)"
        }
        let size = "\(text.limit(abs(value))) \(unit)"
        let interval = [lower, upper].map { abs($0) }.sorted().map { text.limit($0) }.joined(separator: " to ")
        let opening = "Each further 30 days of opioid exposure was associated with"
        guard !instrument.isHigherMorePain else {
            return "\(opening) \(size) \(value > 0 ? "more" : "less") (\(name) \(interval)) on the \(title)."
        }
        return "\(opening) a score on the \(title) \(size) \(value > 0 ? "higher" : "lower"), which is "
            + "\(instrument.meaning(ofHigher: value > 0)) (\(name) \(interval))."
    }

    /// What the scores say as ordered levels, where the instrument has them.
    private static func odds(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> String? {
        guard let ratio = finding[.oddsRatio, TrendKey(instrument: instrument, model: .cumulativeLink)],
            ratio.number != nil
        else { return nil }
        let meaning = instrument.isHigherMorePain ? "" : ", which is \(instrument.meaning(ofHigher: true))"
        return
            "Each further 30 days of opioid exposure was associated with \(EstimateText(ratio).sentence) times the odds of a "
            + "higher score on the \(instrument.title)\(meaning)."
    }

    /// What happens to a patient, beside how patients differ; `nil` where it is not known or not shown.
    static func withinAndBetween(_ within: ReleasedEstimate?, _ between: ReleasedEstimate?) -> String? {
        guard let within, let between, within.number != nil else { return nil }
        return "Within the same patient over time the slope is \(EstimateText(within).sentence); between patients "
            + "with longer and shorter exposure it is \(EstimateText(between).sentence)."
    }

    private static func details(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> [String] {
        func slope(_ term: TrendTerm) -> ReleasedEstimate? {
            finding[.slope, TrendKey(instrument: instrument, model: .withinBetween, term: term)]
        }
        return [
            prevalentUse(finding[.prevalentShare, TrendKey(instrument: instrument)]),
            TrendSlopes(finding, instrument: instrument).agreement,
            withinAndBetween(slope(.within), slope(.between)),
            finding[.sdSlope, TrendKey(instrument: instrument, model: .unadjusted)].flatMap {
                heterogeneity($0, instrument)
            },
        ].compactMap(\.self)
    }

    /// What days of exposure are, where too many patients were exposed before anybody looked.
    private static func prevalentUse(_ share: ReleasedEstimate?) -> String? {
        guard let share, let number = share.number, number > TrendSubject.mostPrevalent else { return nil }
        return
            "\(EstimateText(share).sentence) of the patients were exposed already when their record begins: exposure is the time "
            + "since then, and not its length."
    }

    /// Between-patient heterogeneity: how far slopes spread. Where the interval reaches down to nothing, or the spread rounds to
    /// it, there is no number to print but how large it may be.
    static func heterogeneity(_ spread: ReleasedEstimate, _ instrument: InstrumentInfo) -> String? {
        guard spread.number != nil else { return nil }
        let (text, unit) = (EstimateText(spread), Unit.scorePer("30 days").words(instrument))
        func isNothing(_ number: String) -> Bool { !number.contains { ("1"..."9").contains($0) } }
        let lower = spread.limits.map { text.limit($0.lower) }
        guard isNothing(text.value) || lower.map(isNothing) == true else {
            return "Patients differ: person-specific slopes have a standard deviation of \(text.value) \(unit)."
        }
        let reach = spread.limits.flatMap { limits in
            isNothing(text.limit(limits.upper))
                ? nil : "; their standard deviation may be up to \(text.limit(limits.upper)) \(unit)"
        }
        return "Patients' slopes do not differ measurably\(reach ?? "")."
    }
}
