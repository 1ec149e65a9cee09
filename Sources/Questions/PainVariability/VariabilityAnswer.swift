import Disclosure
import Findings
import Presentation

/// Whether pain swings more, in plain words.
struct VariabilityAnswer {
    let finding: ReleasedFinding
    let instrument: InstrumentInfo
    let settings: PainVariabilitySettings

    /// A sentence each; none without a comparison.
    var sentences: [String] {
        let comparisons = [withinPatients, acrossPatients].compactMap(\.self)
        guard !comparisons.isEmpty else { return [] }
        return comparisons + [sizes].compactMap(\.self) + events + [
            "Error of measurement is part of every one of these figures, and they are associations."
        ]
    }

    /// The index that leads: the change from one score to the next, brought to the same time between.
    private static let main = VariabilityMeasure.successiveAdjusted

    private func estimate(
        _ quantity: Quantity<VariabilityKey>, _ measure: VariabilityMeasure? = nil,
        _ adjustment: VariabilityAdjustment? = nil, event: VariabilityEvent? = nil
    ) -> ReleasedEstimate? {
        finding[
            quantity,
            VariabilityKey(instrument: instrument, measure: measure, adjustment: adjustment, event: event)]
    }

    private var withinPatients: String? {
        guard let ratio = estimate(.lateToEarly, Self.main, .meanLevel), let value = ratio.number,
            let isClear = ratio.excludes(1)
        else { return nil }
        let verdict = isClear ? (value > 1 ? "more" : "less") : "neither clearly more nor clearly less"
        return
            "In the same patients pain swung \(verdict) from day \(settings.lateFrom) of exposure on than before it: at the same mean "
            + "score the usual change from one score to the next, over the same time, was \(EstimateText(ratio).sentence) times as large."
    }

    private var acrossPatients: String? {
        guard let ratio = estimate(.ratioPerMonth, Self.main, .meanLevel), let value = ratio.number,
            let isClear = ratio.excludes(1)
        else { return nil }
        let verdict = isClear ? (value > 1 ? "more" : "less") : "neither clearly more nor clearly less"
        return
            "Across patients, pain swung \(verdict) in those whose scores lie later in \(duration): the usual change from one score to "
            + "the next was \(EstimateText(ratio).sentence) times as large per 30 days, at the same mean score."
    }

    /// Where many were exposed before anybody looked, duration is something else.
    private var duration: String {
        guard let share = estimate(.prevalentVariabilityShare)?.number, share > TrendSubject.mostPrevalent else {
            return "exposure"
        }
        return "exposure on record (\(NumberText.percent(share)) were exposed before it)"
    }

    private var sizes: String? {
        guard let change = estimate(.typicalVariability, .successive), change.number != nil,
            let spread = estimate(.typicalVariability, .sd), spread.number != nil
        else { return nil }
        let interval = estimate(.usualInterval).flatMap { own in
            own.number.map { $0 == 1 ? ", usually a day apart," : ", usually \(EstimateText(own).value) days apart," }
        }
        return
            "A patient's scores had a standard deviation of \(EstimateText(spread).value) \(instrument.unitWords) about their mean, and "
            + "one differed from the next\(interval ?? "") by \(EstimateText(change).value) (root mean square)."
    }

    private var events: [String] {
        VariabilityEvent.allCases.compactMap { event in
            guard let ratio = estimate(.variabilityHazardRatio, Self.main, .meanLevel, event: event),
                let value = ratio.number, let isClear = ratio.excludes(1)
            else { return nil }
            let verdict = isClear ? (value > 1 ? "came sooner" : "came later") : "came neither clearly sooner nor later"
            return
                "After day \(settings.landmark), \(event.label) \(verdict) where scores had swung more before: hazard ratio "
                + "\(EstimateText(ratio).sentence) for \(instrument.oneUnit) more from score to score."
        }
    }
}
