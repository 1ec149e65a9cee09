import Disclosure
import Findings
import Presentation

/// Whether pain goes before something, in a sentence.
enum PainAnswer {
    /// A hazard ratio per unit of pain, of its change or of its variability.
    struct Ratio {
        let predictor: PainPredictor
        let model: HazardModel
        let instrument: InstrumentInfo
        let estimate: ReleasedEstimate
    }

    /// “Leaving treatment was sooner with more pain before (hazard ratio per unit of … 1.10 (95% CI …), unadjusted); this is an
    /// association.” Of each predictor the adjusted ratio where there is one; `nil` without any.
    static func sentence(_ event: String, _ ratios: [Ratio]) -> String? {
        let parts = PainPredictor.allCases.compactMap { predictor -> String? in
            let own = ratios.filter { $0.predictor == predictor && $0.estimate.number != nil }
            guard let ratio = own.last, let limits = ratio.estimate.limits else { return nil }
            let found = limits.lower > 1 ? "sooner" : limits.upper < 1 ? "later" : "not shown to be sooner or later"
            let held = ratio.model == .adjusted ? "adjusted" : "unadjusted"
            return "\(found) with more \(predictor.phrase) (hazard ratio per unit of \(ratio.instrument.title) "
                + "\(EstimateText(ratio.estimate).sentence), \(held))"
        }
        guard !parts.isEmpty else { return nil }
        return "\(Wording.capitalized(event)) was \(Wording.list(parts)); these are associations."
    }
}
