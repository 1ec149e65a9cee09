import Disclosure
import Findings
import Presentation

/// Duration against dose, in plain words.
struct DoseResponseAnswer {
    let finding: ReleasedFinding
    let instrument: InstrumentInfo
    /// What was found of which came first, where that was asked.
    let explanations: ReleasedFinding?
    /// The correlation from which on the two are not told apart.
    let tooAlike: Double

    /// A sentence each.
    var sentences: [String] {
        guard let lead else { return [] }
        return [lead, slopeByDose, dosesWithin, limits].compactMap(\.self)
    }

    private func estimate(
        _ quantity: Quantity<DoseResponseKey>, _ model: DoseModelName? = nil, _ term: DoseTerm? = nil,
        at dose: DoseLevel? = nil
    ) -> ReleasedEstimate? {
        finding[quantity, DoseResponseKey(instrument: instrument, model: model, term: term, dose: dose)]
    }

    private func correlation(_ term: DoseTerm) -> ReleasedEstimate? { estimate(.durationDoseCorrelation, nil, term) }

    /// Whether the two move together so closely that a model cannot tell them apart; the tolerance is that of released digits.
    private var areAlike: Bool {
        [DoseTerm.overScores, .within].contains { abs(correlation($0)?.number ?? 0) >= tooAlike - 0.005 }
    }

    // MARK: - The two together

    private var lead: String? {
        guard let duration = estimate(.slopeOfDuration, .both), let dose = estimate(.slopeOfDose, .both),
            let slope = duration.number, let doubling = dose.number
        else { return nil }
        let numbers =
            "at the same daily dose the mean score \(change(slope)) by \(size(duration)) per 30 days of exposure, and at the same "
            + "duration it was \(size(dose)) \(doubling < 0 ? "lower" : "higher") with twice the daily dose\(note)."
        guard !areAlike else {
            return
                "The length of exposure and the dose move together too closely to be told apart: by the model, \(numbers)"
        }
        let verdict =
            switch (duration.excludes(0) == true, dose.excludes(0) == true) {
            case (true, true): "Both go with the pain score"
            case (true, false): "The length of exposure goes with the pain score, and the dose does not clearly"
            case (false, true): "The dose goes with the pain score, and the length of exposure does not clearly"
            case (false, false): "Neither the length of exposure nor the dose clearly goes with the pain score"
            }
        return "\(prevalentUse ?? "")\(verdict): \(numbers)"
    }

    /// Where many were exposed before anybody looked, duration is something else.
    private var prevalentUse: String? {
        guard let share = estimate(.prevalentDoseShare), let number = share.number,
            number > TrendSubject.mostPrevalent
        else { return nil }
        return
            "Length of exposure is counted from the first day on record, and \(EstimateText(share).value) of the patients were "
            + "exposed before it. "
    }

    // MARK: - How the one depends on the other

    private var slopeByDose: String? {
        guard let product = estimate(.productOfBoth, .product), product.number != nil,
            let isClear = product.excludes(0)
        else { return nil }
        let slopes = [DoseLevel.low, .high].compactMap { level -> String? in
            guard let slope = estimate(.slopeOfDuration, .product, at: level), slope.number != nil,
                let dose = estimate(.doseAtLevel, at: level), dose.number != nil
            else { return nil }
            return "\(EstimateText(slope).sentence) at \(EstimateText(dose).value) MME a day"
        }
        let numbers = slopes.count == 2 ? ": per 30 days the score changes by \(Wording.list(slopes))" : ""
        // Where doses answer to pain and do nothing, the product is found in two studies of three (docs/which-estimator.md).
        if isClear, dosesGoOtherwiseBetween {
            return
                "The slope of duration differs by dose\(numbers), but twice the dose goes with pain otherwise between patients than within "
                + "them, as where doses answer to pain: the slopes then differ with neither having an effect, and it is no finding."
        }
        return "The slope of duration \(isClear ? "depends" : "does not clearly depend") on the dose\(numbers)."
    }

    /// Whether the dose goes with pain otherwise between patients than within them.
    private var dosesGoOtherwiseBetween: Bool {
        estimate(.slopeOfDose, .withinBetweenRobust, .betweenMinusWithin)?.excludes(0) ?? false
    }

    // MARK: - Within and between patients

    private var dosesWithin: String? {
        guard let within = estimate(.slopeOfDose, .withinBetween, .within),
            let between = estimate(.slopeOfDose, .withinBetween, .between), let own = within.number,
            let others = between.number
        else { return nil }
        return
            "Within a patient, twice the dose went with a score \(size(within)) \(own < 0 ? "lower" : "higher"); between patients, "
            + "with one \(size(between)) \(others < 0 ? "lower" : "higher")."
    }

    // MARK: - What cannot be told

    private var limits: String? {
        let known = correlation(.overScores).flatMap { over in
            over.number.map { _ in
                let within = correlation(.within).flatMap { own in
                    own.number.map { _ in ", within patients \(EstimateText(own).value)" }
                }
                return
                    "Days of exposure and log dose correlate by \(EstimateText(over).value) over scores\(within ?? ""). "
            }
        }
        return (known ?? "")
            + "Doses are given because of pain, so that what goes with the dose may have come before it: these are associations"
            + (doseAfterPain.map { "; \($0)" } ?? "") + "."
    }

    /// What the question of other explanations says of doses that answer to pain.
    private var doseAfterPain: String? {
        let key = ExplanationKey(instrument: instrument)
        guard let explanations, explanations.isEstimated, let dose = explanations[.doseAfterPain, key],
            let followsPain = dose.excludes(0)
        else { return nil }
        let objections = [DeclaredTest.doseAfterPainSerial, .doseAfterPainInstruments].contains {
            explanations[$0, key]?.p?.number.map { $0 < 0.05 } ?? false
        }
        let source = "(see \u{201C}\(explanations.title)\u{201D})"
        return objections
            ? "whether doses follow pain could not be told \(source)"
            : followsPain
                ? "in this study the dose at the next score did follow the pain before it \(source)"
                : "there was no clear sign that the dose at the next score follows the pain before it \(source)"
    }

    // MARK: - Words

    private func change(_ value: Double) -> String { value < 0 ? "fell" : "rose" }

    /// The size of a difference with its interval, both without a sign where the difference is negative.
    private func size(_ estimate: ReleasedEstimate) -> String {
        guard let value = estimate.number else { return EstimateText.withheld }
        let text = EstimateText(estimate)
        let limits = estimate.limits.map { value < 0 ? (-$0.upper, -$0.lower) : ($0.lower, $0.upper) }
        let interval = limits.map {
            " (\(EstimateText.intervalName(estimate.level)) \(text.limit($0.0)) to \(text.limit($0.1)))"
        }
        return "\(text.limit(abs(value))) \(instrument.unitWords)\(interval ?? "")"
    }

    /// Where a higher score is less pain.
    private var note: String { instrument.directionNote.map { " (\(Wording.uncapitalized($0.dropLast())))" } ?? "" }
}
