import Disclosure
import Findings
import Presentation

/// A kind of care and what it is compared with, as results show them.
struct ComparedCare {
    let instrument: InstrumentInfo
    let care: StrategyWord
    let comparator: StrategyWord

    /// Every comparison, in the order of the results: of each two strategies that were counted the first is the comparator.
    static func all(_ finding: ReleasedFinding) -> [ComparedCare] {
        let counted = finding.all(.initiators)
        return stride(from: 0, to: counted.count - 1, by: 2).compactMap { number in
            guard let comparator = counted[number].key.strategy, let care = counted[number + 1].key.strategy else {
                return nil
            }
            return ComparedCare(instrument: counted[number].key.instrument, care: care, comparator: comparator)
        }
    }

    /// The last number of a difference that may be shown.
    func last(
        _ quantity: Quantity<EmulationKey>, _ outcome: EmulationOutcome, _ analysis: EmulationAnalysis,
        in finding: ReleasedFinding
    ) -> (key: EmulationKey, estimate: ReleasedEstimate)? {
        finding.all(quantity).last {
            $0.key.outcome == outcome && $0.key.analysis == analysis && $0.key.strategy == care
                && $0.estimate.value != nil
        }
    }

    /// Under either strategy, of the month of a difference.
    func levels(
        _ quantity: Quantity<EmulationKey>, of key: EmulationKey, in finding: ReleasedFinding
    ) -> (care: ReleasedEstimate?, comparator: ReleasedEstimate?) {
        var own = key
        own.comparator = nil
        var other = own
        other.strategy = comparator
        return (finding[quantity, own], finding[quantity, other])
    }

    /// Whether it is the care that cannot matter: a setting in force names it.
    func isControl(in finding: ReleasedFinding) -> Bool {
        finding.setting("negative_control_care") == care.label
    }

    /// Of a key that is about one strategy alone.
    func key(_ outcome: EmulationOutcome, _ analysis: EmulationAnalysis?, _ strategy: StrategyWord) -> EmulationKey {
        EmulationKey(instrument: instrument, outcome: outcome, analysis: analysis, strategy: strategy)
    }
}

/// Non-opioid care in plain words.
struct NonopioidWords {
    private let finding: ReleasedFinding
    private let compared: [ComparedCare]
    /// As many kinds as are told one by one.
    private static let mostTold = 4

    init(_ finding: ReleasedFinding) {
        self.finding = finding
        compared = ComparedCare.all(finding)
    }

    /// The difference of each kind, how strong a confounder must be, what before and after would have seen, the dose, responders, and the
    /// negative control.
    var answer: PlainAnswer {
        if let reason = finding.reason { return .unanswered(Nonopioid.question, reason: reason) }
        let told = Array(compared.filter(isTold).prefix(Self.mostTold))
        let left = compared.count(where: isTold) - told.count
        let further = left > 0 ? ["Further kinds are in the tables."] : []
        return PlainAnswer(
            Nonopioid.question,
            sentences: PlainAnswer.together(told.compactMap(difference)) + told.compactMap(perProtocol)
                + told.compactMap(eValue) + told.compactMap(beforeAndAfter) + told.compactMap(dose)
                + told.compactMap(responders) + compared.compactMap(control) + further,
            otherwise: "Too few numbers may be shown to say; see the tables.")
    }

    private func isTold(_ care: ComparedCare) -> Bool { !care.isControl(in: finding) }

    /// “By day 180 the mean score on the Numeric rating scale was 4.2 in patients who began yoga and 4.9 had they begun another kind of
    /// care: a difference of −0.7 (…), less pain with yoga.”
    private func difference(_ care: ComparedCare) -> String? {
        guard let (key, last) = care.last(.strategyDifference, .score, .intentionToTreat, in: finding),
            let value = last.number, let day = key.day
        else { return nil }
        let levels = care.levels(.strategyMean, of: key, in: finding)
        func mean(_ level: ReleasedEstimate?) -> String { level.map { EstimateText($0).value } ?? EstimateText.absent }
        let conclusion = Verdict(last, none: 0, finding[.strategiesAreAlike, key]).conclusion(
            "\(care.instrument.meaning(ofHigher: value > 0)) with \(care.care.label)")
        return
            "By day \(NumberText.count(day)) after a start of care the mean score on the \(care.instrument.title) was "
            + "\(mean(levels.care)) with \(care.care.label) and \(mean(levels.comparator)) with \(care.comparator.label), in patients made "
            + "alike in what is known of them: a difference of \(EstimateText(last).sentence), \(conclusion)."
    }

    private func perProtocol(_ care: ComparedCare) -> String? {
        guard let (_, last) = care.last(.strategyDifference, .score, .perProtocol, in: finding), last.number != nil
        else { return nil }
        return
            "With no further kind of care begun later, the difference of \(care.care.label) would be \(EstimateText(last).sentence)."
    }

    private func eValue(_ care: ComparedCare) -> String? {
        guard let (key, estimate) = finding.all(.careEValue).last(where: { $0.key.strategy == care.care }),
            estimate.number != nil, let difference = finding[.strategyDifference, key],
            case .clear = Verdict(difference, none: 0, finding[.strategiesAreAlike, key])
        else { return nil }
        let limit = finding[.careEValueOfLimit, key].flatMap { limit in
            limit.number.map { _ in ", and \(EstimateText(limit).value) to move its interval to zero" }
        }
        return
            "To explain the difference of \(care.care.label) away, something that is not held alike must be associated with both the start "
            + "of care and pain by a risk ratio of \(EstimateText(estimate).value) each (E-value\(limit ?? "")); time itself may be it, "
            + "where care is begun at a bad time that would have passed."
    }

    private func beforeAndAfter(_ care: ComparedCare) -> String? {
        EmulationWords.beforeAndAfter(care.key(.score, .beforeAfter, care.care), care.care, finding)
    }

    private func dose(_ care: ComparedCare) -> String? {
        guard let (key, last) = care.last(.doseDifference, .dose, .intentionToTreat, in: finding),
            let value = last.number, let day = key.day
        else { return nil }
        let conclusion = Verdict(last, none: 0, finding[.strategiesAreAlike, key]).conclusion(
            value > 0 ? "higher" : "lower")
        let change = finding[.doseChange, care.key(.dose, .beforeAfter, care.care)].flatMap { change in
            change.number.map { _ in "; before and after, it changed by \(EstimateText(change).sentence)" }
        }
        return
            "Of patients on opioids, the mean daily dose by day \(NumberText.count(day)) with \(care.care.label) differed by "
            + "\(EstimateText(last).sentence) mg of morphine equivalents from that with \(care.comparator.label), \(conclusion)"
            + "\(change ?? "")."
    }

    private func responders(_ care: ComparedCare) -> String? {
        guard let (key, last) = care.last(.shareDifference, .responder30, .intentionToTreat, in: finding),
            last.number != nil
        else { return nil }
        let levels = care.levels(.strategyShare, of: key, in: finding)
        guard let own = levels.care, let other = levels.comparator else { return nil }
        return
            "\(Wording.capitalized(EmulationOutcome.responder30.label)): \(EstimateText(own).value) with \(care.care.label) against "
            + "\(EstimateText(other).value) with \(care.comparator.label) (difference \(EstimateText(last).sentence))."
    }

    /// What cannot have to do with the care.
    private func control(_ care: ComparedCare) -> String? {
        if isTold(care) {
            guard let (_, last) = care.last(.shareDifference, .negativeControl, .intentionToTreat, in: finding),
                last.number != nil
            else { return nil }
            return
                "The negative control (\(name)) differed by \(EstimateText(last).sentence) with \(care.care.label), "
                + "\(last.excludes(0) == true ? "more than chance: the groups are not alike" : "no clear difference, as it should")."
        }
        guard let (_, last) = care.last(.strategyDifference, .score, .intentionToTreat, in: finding), last.number != nil
        else { return nil }
        return
            "The negative control, \(care.care.label), differed in the score by \(EstimateText(last).sentence), "
            + "\(last.excludes(0) == true ? "more than chance: the groups are not alike" : "no clear difference, as it should")."
    }

    private var name: String { finding.setting("negative_control").map(Wording.phrase) ?? "" }
}
