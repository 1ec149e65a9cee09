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
        /// That it is one.
        let test: ReleasedTest?
    }

    /// “Per unit of …, the hazard of leaving treatment was 1.10 times as high (95% CI …) for pain before (adjusted) …; sooner with more
    /// pain before. These are associations.” Of each predictor the adjusted ratio where there is one; `nil` without any.
    static func sentence(_ event: String, _ ratios: [Ratio]) -> String? {
        let told = PainPredictor.allCases.compactMap { predictor -> Ratio? in
            ratios.last { $0.predictor == predictor && $0.estimate.number != nil && $0.estimate.limits != nil }
        }
        guard let first = told.first else { return nil }
        let numbers = told.map { ratio in
            "\(EstimateText(ratio.estimate).sentence) for \(ratio.predictor.phrase)"
                + (ratio.model == .adjusted ? "" : ", unadjusted")
        }
        let verdicts = told.map { ($0, Verdict($0.estimate, none: 1, $0.test)) }
        func clear(_ isSuch: (Double) -> Bool) -> [String] {
            verdicts.compactMap { ratio, verdict in
                guard case .clear = verdict, ratio.estimate.number.map(isSuch) == true else { return nil }
                return ratio.predictor.phrase
            }
        }
        let (sooner, later) = (clear { $0 > 1 }, clear { $0 < 1 })
        let found = [
            sooner.isEmpty ? nil : "sooner with more \(Wording.list(sooner))",
            later.isEmpty ? nil : "later with more \(Wording.list(later))",
        ].compactMap(\.self)
        let isAnyAlone = verdicts.contains { if case .clearAlone = $0.1 { true } else { false } }
        let says: String
        if !found.isEmpty {
            says = "\(event) was \(found.joined(separator: " and ")), an association"
        } else {
            says =
                (isAnyAlone ? "once their number counts, " : "")
                + "none of them shows \(event) to be sooner or later with more pain"
        }
        return "Hazard ratios of \(event) per unit of \(first.instrument.title): \(Wording.list(numbers)); \(says)."
    }
}
