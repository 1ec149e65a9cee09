import Disclosure
import Findings
import Presentation

/// Whether pain rises with the length of opioid exposure, in plain words that claim an association and no more.
enum PainTrendAnswer {
    static func answer(_ finding: ReleasedFinding) -> PlainAnswer {
        if let reason = finding.reason {
            return .unanswered(PainTrend.question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        let sentences = finding.all(.slope).filter { $0.key.model == .unadjusted }.flatMap { key, _ in
            let instrument = key.instrument
            let trendLead = TrendLead(finding, instrument)
            let lead = trendLead.sentences
            // What is of all trials together is no answer.
            guard trendLead.trials.isEmpty else {
                return lead
                    + [prevalentUse(finding[.prevalentShare, TrendKey(instrument: instrument)])].compactMap(\.self)
            }
            let opening = odds(finding, instrument).map { odds in
                [odds] + lead.prefix(1).map { "With the steps between levels taken as equal: \($0)" } + lead.dropFirst()
            }
            return (opening ?? lead) + details(finding, instrument)
        }
        return PlainAnswer(
            PainTrend.question,
            sentences: sentences.isEmpty
                ? [] : sentences + ["This is an association over time, not proof that the opioids changed the pain."],
            otherwise: "No slope was estimated; see the table of the model.")
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
            heterogeneity(finding, instrument),
        ].compactMap(\.self)
    }

    /// What days of exposure are, where too many patients were exposed before anybody looked.
    private static func prevalentUse(_ share: ReleasedEstimate?) -> String? {
        guard let share, let number = share.number, number > TrendSubject.mostPrevalent else { return nil }
        return
            "\(EstimateText(share).sentence) of the patients were exposed already when their record begins: exposure is the time "
            + "since then, and not its length."
    }

    /// Whether slopes differ, by the model that holds: where residuals remember, slopes that are alike pass for different ones.
    private static func heterogeneity(_ finding: ReleasedFinding, _ instrument: InstrumentInfo) -> String? {
        let serial = TrendKey(instrument: instrument, model: .serial)
        guard finding.setting(PainTrendSetting.residuals) == PainTrendSetting.remember,
            let test = finding[.slopesAreAlike, serial]
        else {
            return finding[.sdSlope, TrendKey(instrument: instrument, model: .unadjusted)].flatMap {
                heterogeneity($0, instrument)
            }
        }
        guard let p = test.p?.number, let spread = finding[.sdSlope, serial], spread.number != nil else { return nil }
        return p < 0.05
            ? "Patients differ: person-specific slopes have a standard deviation of \(EstimateText(spread).value) "
                + "\(Unit.scorePer("30 days").words(instrument)), with residuals that remember."
            : "Patients' slopes do not differ measurably once it is allowed for that scores close in time are alike "
                + "(\(NumberText.pValue(p)))."
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
