import Disclosure
import Findings
import Presentation

/// How the scores of one evoked test move with exposure, read as more or less sensitivity: in most such tests a higher score is
/// less of it.
struct EvokedChange {
    /// What a change of the score says.
    enum Reading {
        case more
        case less
        case open
    }

    let finding: ReleasedFinding
    let instrument: InstrumentInfo

    /// The change of the score per 30 days in one of the regressions.
    func slope(_ model: TrendModelName = .tobit, _ term: TrendTerm? = nil) -> ReleasedEstimate? {
        finding[.slope, TrendKey(instrument: instrument, model: model, term: term)]
    }

    private var cox: TrendKey { TrendKey(instrument: instrument, model: .cox) }

    /// What a slope says of sensitivity; `nil` where it is not shown.
    func reading(ofSlope slope: ReleasedEstimate) -> Reading? {
        reading(slope, unchanged: 0, isHigherMore: instrument.isHigherMorePain)
    }

    /// What a hazard ratio says of it: whoever gives up at a higher rate is more sensitive, whichever way scores go.
    func reading(ofHazardRatio ratio: ReleasedEstimate) -> Reading? {
        reading(ratio, unchanged: 1, isHigherMore: true)
    }

    private func reading(_ estimate: ReleasedEstimate, unchanged: Double, isHigherMore: Bool) -> Reading? {
        guard let (lower, _) = estimate.limits, let hasChanged = estimate.excludes(unchanged) else { return nil }
        guard hasChanged else { return .open }
        return (lower > unchanged) == isHigherMore ? .more : .less
    }

    /// A reading in words, in those of the instrument: `more sensitive`, `less pain`.
    func words(_ reading: Reading?) -> String {
        let isClinical = instrument.modality == .clinical
        return switch reading {
        case .more: isClinical ? "more pain" : "more sensitive"
        case .less: isClinical ? "less pain" : "less sensitive"
        case .open: "no clear change"
        case nil: EstimateText.absent
        }
    }

    /// The change per 30 days in a sentence.
    var sentence: String? {
        guard let slope = slope() else { return nil }
        let (title, unit) = (instrument.title, instrument.unitWords)
        let text = EstimateText(slope)
        guard let value = slope.number, let (lower, upper) = slope.limits, let reading = reading(ofSlope: slope) else {
            return slope.isWithheld
                ? "\(title): the change with exposure is withheld, as it rests on few patients."
                : "\(title): the change with exposure could not be estimated."
        }
        let interval = EstimateText.intervalName(slope.level)
        guard reading != .open else {
            return "\(title) showed no clear trend: the change per further 30 days of opioid exposure is \(text.value) "
                + "\(unit) (\(interval) \(text.limits ?? "")), which leaves room for "
                + "\(instrument.meaning(ofHigher: instrument.isHigherMorePain)) as well as for less."
        }
        let way = value > 0 ? (instrument.isTime ? "longer" : "higher") : (instrument.isTime ? "shorter" : "lower")
        let limits = [lower, upper].map { abs($0) }.sorted().map { text.limit($0) }.joined(separator: " to ")
        return "\(title) was \(text.limit(abs(value))) \(unit) \(way) with each further 30 days of opioid exposure "
            + "(\(interval) \(limits)): \(words(reading))."
    }

    /// What stands behind the change, a sentence each.
    var details: [String] {
        [
            cutOff,
            PainTrendAnswer.withinAndBetween(
                slope(.tobitWithinBetween, .within), slope(.tobitWithinBetween, .between)), survival,
        ].compactMap(\.self)
    }

    private var cutOff: String? {
        let key = EvokedKey(instrument: instrument)
        guard let cutOff = finding[.cutOff, key], let share = finding[.censoredShare, key] else { return nil }
        let limit = "\(EstimateText(cutOff).value) \(instrument.unitWords)"
        return switch share.number {
        case 0?: "No score was at the cut-off of \(limit)."
        case nil: "Scores at the cut-off of \(limit) count as at least that."
        default:
            "\(EstimateText(share).value) of the scores were at the cut-off of \(limit) and count as at least that."
        }
    }

    private var survival: String? {
        guard let ratio = finding[.hazardRatio, cox], ratio.number != nil else { return nil }
        let bent = finding[.proportionalHazards, cox]?.p?.number.flatMap { p in
            p < 0.05 ? "; it changes over the seconds (\(NumberText.pValue(p))), so this is an average" : nil
        }
        return
            "The rate of withdrawing the hand, per further 30 days, is \(EstimateText(ratio).sentence) times what it was, "
            + "where above 1 is more sensitive\(bent ?? "")."
    }
}
