import Disclosure
import Findings
import Presentation

/// Emulated trials in plain words.
struct EmulationWords {
    let finding: ReleasedFinding
    let instrument: InstrumentInfo

    /// What an answer begins with: the comparison per protocol, else by what was begun; never what was seen before and after alone.
    var lead: [String] {
        let perProtocol = differences(.perProtocol)
        let compared = perProtocol.isEmpty ? differences(.intentionToTreat) : perProtocol
        return compared.isEmpty ? [Self.notCompared] : PlainAnswer.together(compared)
    }

    private static let notCompared =
        "The strategies could not be compared with each other, or too few numbers of that may be shown; see the tables and cautions."

    /// What follows “By day 210 after”: the difference of each strategy at the last month, per protocol; none where that may not be shown,
    /// as
    /// in the months of the grace period the strategies are followed by the same patients.
    func differences(_ analysis: EmulationAnalysis) -> [String] {
        EmulationTables.strategies(finding).dropFirst().compactMap { difference($0, analysis) }
    }

    /// “By day 210 the mean score on the Numeric rating scale was 4.9 (…) with a taper and 4.6 (…) with a stable dose: a difference of
    /// 0.3 (…), no clear difference.”
    private func difference(_ strategy: StrategyWord, _ analysis: EmulationAnalysis) -> String? {
        let strategies = EmulationTables.strategies(finding)
        guard let comparator = strategies.first,
            let (key, last) = finding.all(.strategyDifference).last(where: {
                $0.key.outcome == .score && $0.key.analysis == analysis && $0.key.strategy == strategy
            }), let value = last.number, let day = key.day
        else { return nil }
        func mean(_ strategy: StrategyWord) -> String {
            var own = key
            own.strategy = strategy
            own.comparator = nil
            return finding[.strategyMean, own].map { EstimateText($0).value } ?? EstimateText.absent
        }
        let conclusion = Verdict(last, none: 0, finding[.strategiesAreAlike, key]).conclusion(
            "\(instrument.meaning(ofHigher: value > 0)) with \(strategy.label)")
        return
            "By day \(NumberText.count(day)) the mean score on the \(instrument.title) was \(mean(strategy)) with \(strategy.label) and "
            + "\(mean(comparator)) with \(comparator.label): a difference of \(EstimateText(last).sentence), \(conclusion), in patients who "
            + "were alike in what is known of them."
    }

    /// “A comparison of before and after would have seen a change of … with a taper, of which … is expected by regression to the mean.”
    var beforeAndAfter: [String] {
        EmulationTables.strategies(finding).dropFirst().compactMap { strategy in
            finding.all(.beforeAfterChange).first { $0.key.strategy == strategy }
                .flatMap { Self.beforeAndAfter($0.key, strategy, finding) }
        }
    }

    /// The sentence of one strategy, of care too.
    static func beforeAndAfter(_ key: EmulationKey, _ strategy: StrategyWord, _ finding: ReleasedFinding) -> String? {
        guard let change = finding[.beforeAfterChange, key], change.number != nil else { return nil }
        let expected = finding[.expectedByChance, key].flatMap { expected in
            expected.number.map { _ in
                ", with \(EstimateText(expected).value) expected by regression to the mean alone"
            }
        }
        return
            "Before and after \(strategy.label), without a comparison, the score changed by \(EstimateText(change).sentence)"
            + "\(expected ?? "")."
    }

    /// Responders at the moderate level, and each event.
    var shares: [String] {
        let strategies = EmulationTables.strategies(finding)
        guard let comparator = strategies.first else { return [] }
        let told: [(EmulationOutcome, EmulationAnalysis)] =
            [(.responder30, .perProtocol)] + EmulationOutcome.harms.map { ($0, .intentionToTreat) }
        return told.compactMap { outcome, analysis in
            let parts = strategies.dropFirst().compactMap { strategy -> String? in
                guard
                    let (key, difference) = finding.all(.shareDifference).last(where: {
                        $0.key.outcome == outcome && $0.key.analysis == analysis && $0.key.strategy == strategy
                    }), difference.number != nil
                else { return nil }
                var own = key
                own.comparator = nil
                var reference = own
                reference.strategy = comparator
                guard let share = finding[.strategyShare, own], let other = finding[.strategyShare, reference] else {
                    return nil
                }
                return
                    "\(EstimateText(share).value) with \(strategy.label) against \(EstimateText(other).value) (difference "
                    + "\(EstimateText(difference).sentence))"
            }
            guard !parts.isEmpty else { return nil }
            return "\(Wording.capitalized(outcome.label)): \(Wording.list(parts))."
        }
    }
}
