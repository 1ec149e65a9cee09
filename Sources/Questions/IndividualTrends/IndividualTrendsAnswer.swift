import Disclosure
import Findings
import Presentation

/// How differently patients go, in plain words.
struct IndividualTrendsAnswer {
    let finding: ReleasedFinding
    let instrument: InstrumentInfo

    /// A sentence each.
    var sentences: [String] { [shares, spread].compactMap(\.self) }

    private func estimate(_ quantity: Quantity<IndividualTrendsKey>, _ quantile: Double? = nil) -> ReleasedEstimate? {
        finding[quantity, IndividualTrendsKey(instrument: instrument, quantile: quantile)]
    }

    /// Those who got worse by a change that matters beside those who got better.
    private var shares: String? {
        guard let worse = estimate(.worseningShare), let better = estimate(.improvingShare),
            let change = finding.setting("meaningful_change").map({ "\($0) \(instrument.unitWords)" })
        else { return nil }
        let few = "are too few, or too nearly everybody, to show"
        switch (worse.number, better.number) {
        case (nil, nil): return nil
        case (_?, nil):
            return
                "By person-specific lines from first to last score, \(EstimateText(worse).sentence) of patients worsened by at "
                + "least \(change); those who improved by as much \(few)."
        case (nil, _?):
            return
                "By person-specific lines from first to last score, \(EstimateText(better).sentence) of patients improved by at "
                + "least \(change); those who worsened by as much \(few)."
        case (_?, _?):
            return
                "By person-specific lines from first to last score, \(EstimateText(worse).sentence) of patients worsened by at "
                + "least \(change); \(EstimateText(better).sentence) improved by as much."
        }
    }

    private var spread: String? {
        guard let lowest = IndividualTrends.quantiles.first, let highest = IndividualTrends.quantiles.last,
            let lower = estimate(.slopeQuantile, lowest)?.number, let upper = estimate(.slopeQuantile, highest)?.number
        else { return nil }
        let direction = instrument.isHigherMorePain ? "" : ", where a rise is \(instrument.meaning(ofHigher: true))"
        return "The middle four fifths of patients have person-specific slopes from \(slope(lower)) to \(slope(upper)) "
            + "\(instrument.unitWords) per 30 days\(direction); with few scores each, part of that is chance."
    }

    private func slope(_ number: Double) -> String { NumberText.fixed(number, decimals: 2) }
}
