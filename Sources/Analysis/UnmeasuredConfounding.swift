import Estimation
import Findings

/// How strong something unmeasured must be to explain the trend away: the E-value of the slope over a stated contrast of
/// exposure.
struct UnmeasuredConfounding {
    let exposed: ExposedPain
    let main: MainTrend
    let contrastDays: Int
    let level: ConfidenceLevel

    func explanation() -> Explanation {
        let fit = main.fitted.fit
        var explanation = Explanation()
        guard let slope = fit.prediction([0, 1]) else { return explanation }
        let contrast = Double(contrastDays) / MainTrend.days
        let interval = fit.inference([0, contrast], level: level).fit?.interval
        // What is left of the scores' spread when the trend is taken away: between patients, and from score to score.
        let r2 = fit.r2
        let spread = (r2.randomVariance + r2.residualVariance).squareRoot()
        switch EValue.ofDifference(slope.value * contrast, interval: interval, standardDeviation: spread) {
        case .notEstimable(let reason): explanation.note("The E-value", reason)
        case .fitted(let eValue):
            var group = ["instrument": main.instrument.id]
            let people = fit.groups
            explanation.estimates.append(
                Estimate("score_sd", group: group, value: Measure(spread), n: people, unit: main.units.level))
            group["contrast_days"] = "\(contrastDays)"
            explanation.estimates.append(
                Estimate(
                    "difference_over_contrast", group: group, value: Measure(slope.value * contrast),
                    se: Measure(slope.standardError * contrast), interval: interval, n: people, unit: main.units.level))
            for (name, value) in [("e_value", eValue.ofEstimate), ("e_value_of_limit", eValue.ofNearerLimit)] {
                guard let value else { continue }
                explanation.estimates.append(
                    Estimate(name, group: group, value: Measure(value), n: people, unit: "risk ratio"))
            }
        }
        if exposed.people.count(where: { $0.n > 0 && Int($0.longest) >= contrastDays }) <= Self.few {
            explanation.cautions.append(
                "Next to nobody was scored after \(contrastDays) days of exposure: the E-value prolongs the line.")
        }
        return explanation
    }

    private static let few = 20
}
