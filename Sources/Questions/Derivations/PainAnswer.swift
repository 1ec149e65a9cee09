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
        func predictors(_ isSuch: ((lower: Double, upper: Double)) -> Bool) -> [String] {
            told.filter { $0.estimate.limits.map(isSuch) ?? false }.map(\.predictor.phrase)
        }
        let (sooner, later) = (predictors { $0.lower > 1 }, predictors { $0.upper < 1 })
        let found = [
            sooner.isEmpty ? nil : "sooner with more \(Wording.list(sooner))",
            later.isEmpty ? nil : "later with more \(Wording.list(later))",
        ].compactMap(\.self)
        let says =
            found.isEmpty
            ? "none of them shows \(event) to be sooner or later with more pain"
            : "\(event) was \(found.joined(separator: " and ")), an association"
        return "Hazard ratios of \(event) per unit of \(first.instrument.title): \(Wording.list(numbers)); \(says)."
    }
}
