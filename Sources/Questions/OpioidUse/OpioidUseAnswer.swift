import Disclosure
import Findings
import Presentation

/// Who took which opioid when, in plain words.
enum OpioidUseAnswer {
    static func answer(
        _ finding: ReleasedFinding, _ settings: OpioidUseSettings, besideDoses: Bool
    ) -> PlainAnswer {
        if let reason = finding.reason {
            return .unanswered(OpioidUse.question, reason: reason, preface: PlainAnswer.cannotSay)
        }
        let doses =
            besideDoses
            ? "Doses by the four denominators in use are under “\(OpioidDoses.title)”."
            : "The analysis `\(OpioidDoses.id)` gives doses by the four denominators in use."
        let told = [
            coverage(finding, settings), firstEra(finding), longTerm(finding), switches(finding), restarts(finding),
        ].compactMap(\.self)
        return PlainAnswer(
            OpioidUse.question, sentences: told.isEmpty ? [] : told + [doses],
            otherwise: "The shares and durations are withheld, as they rest on few patients. " + doses)
    }

    /// “Of the patients observed, 74.2% (95% CI …) were covered by an opioid in month 1 since study day 0, and 31.0% (…) in month 12.”
    private static func coverage(_ finding: ReleasedFinding, _ settings: OpioidUseSettings) -> String? {
        let shown = finding.all(.coveredShare).filter { $0.key.group == .anyOpioid && $0.estimate.number != nil }
        guard let first = shown.first, let last = shown.last else { return nil }
        func part(_ point: (key: CoverageKey, estimate: ReleasedEstimate)) -> String {
            "\(EstimateText(point.estimate).sentence) in \(settings.step.label) \(NumberText.count(point.key.time.number))"
        }
        let beginning =
            "Of the patients observed, the share covered by an opioid was \(part(first)) since \(settings.clock.label)"
        return first.key == last.key ? beginning + "." : "\(beginning) and \(part(last))."
    }

    private static func firstEra(_ finding: ReleasedFinding) -> String? {
        guard let median = finding[.firstEraMedian, Overall()] else {
            guard let running = finding[.stillRunningShare, Overall()], running.number != nil else { return nil }
            return
                "Fewer than half of the first eras of exposure are seen to end (\(EstimateText(running).value) go on)."
        }
        guard median.number != nil else { return nil }
        let several = finding[.severalErasShare, Overall()].flatMap { share in
            share.number == nil ? nil : "; \(EstimateText(share).sentence) of the patients had more than one"
        }
        return "Half of the first eras of exposure ended within \(EstimateText(median).value) days\(several ?? "")."
    }

    private static func longTerm(_ finding: ReleasedFinding) -> String? {
        let shares = LongTermTerm.allCases.compactMap { term -> String? in
            guard let share = finding[.longTermShare, LongTermKey(definition: term)], share.number != nil else {
                return nil
            }
            return "\(EstimateText(share).sentence) by \(term.name)"
        }
        guard !shares.isEmpty else { return nil }
        return "Therapy was long-term in \(Wording.list(shares)): name the definition that you quote."
    }

    private static func switches(_ finding: ReleasedFinding) -> String? {
        guard let share = finding[.switchedShare, SwitchKey()], share.number != nil else { return nil }
        let commonest = finding.all(.switchShare).first { $0.key.from != nil && $0.estimate.number != nil }?.key
        let pair = commonest.flatMap { key -> String? in
            guard let from = key.from, let to = key.to else { return nil }
            return ", most often from \(from.label) to \(to.label)"
        }
        return "\(EstimateText(share).sentence) switched the drug within an era\(pair ?? "")."
    }

    private static func restarts(_ finding: ReleasedFinding) -> String? {
        let shares = finding.all(.restartShare).filter { $0.estimate.number != nil }.map { key, estimate in
            "\(EstimateText(estimate).sentence) within \(NumberText.count(key.days)) days"
        }
        guard !shares.isEmpty else { return nil }
        return "Once the first era was known to be over, \(Wording.list(shares)) took an opioid again."
    }
}
