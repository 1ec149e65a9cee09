import Cohort
import Estimation
import Findings

/// How strong something unmeasured must be to explain the trend away: the E-value of the slope over a stated contrast of
/// exposure.
struct UnmeasuredConfounding {
    let exposed: ExposedPain
    /// With an exposed score.
    let persons: PersonSet
    let main: MainTrend
    /// The contrast asked for.
    let contrastAsked: Int?
    let level: ConfidenceLevel

    func explain(in explanations: inout Explanations) {
        let contrastDays = contrastAsked ?? exposed.middleSpan
        let fit = main.fitted.fit
        guard let slope = fit.prediction([0, 1]) else { return }
        let contrast = Double(contrastDays) / MainTrend.days
        let interval = fit.inference([0, contrast], level: level).fit?.interval
        // How patients differ when the trend is taken away: what changes from score to score is error of measurement and passing pain,
        // by which no two patients differ.
        let spread = fit.r2.randomVariance.squareRoot()
        let range = main.instrument.range
        guard abs(slope.value * contrast) <= range.upperBound - range.lowerBound else {
            return explanations.note("The E-value", "the slope over the contrast is more than the instrument's range")
        }
        switch EValue.ofDifference(slope.value * contrast, interval: interval, standardDeviation: spread) {
        case .notEstimable(let reason): explanations.note("The E-value", reason)
        case .fitted(let eValue):
            let key = ContrastKey(instrument: main.instrument.info, days: contrastDays)
            let (n, basis) = (fit.groups, Basis.of(persons))
            explanations.finding.add(.scoreSD, main.explanationKey, spread, n: n, basis: basis)
            explanations.finding.add(
                .differenceOverContrast, key, slope.value * contrast, se: slope.standardError * contrast, interval,
                n: n, basis: basis)
            explanations.finding.add(.eValue, key, eValue.ofEstimate, n: n, basis: basis)
            if let limit = eValue.ofNearerLimit {
                explanations.finding.add(.eValueOfLimit, key, limit, n: n, basis: basis)
            }
        }
        if contrastAsked != nil,
            exposed.people.count(where: { $0.n > 0 && Int($0.longest) >= contrastDays }) <= Self.few
        {
            explanations.finding.cautions.append(
                """
                Next to nobody was scored after \(setting: contrastDays) days of exposure: the E-value extrapolates the line.
                """)
        }
    }

    private static let few = 20
}
