import Cohort
import Estimation
import Findings

/// Are scores taken when it hurts? Whether the next score comes sooner after a high one (``VisitPattern``), and what the slope is when
/// days on which a score was likely count for less.
struct VisitsAndPain {
    /// With an exposed score.
    let persons: PersonSet
    let main: MainTrend
    let pattern: VisitPattern
    let level: ConfidenceLevel

    private static let subject: Prose = "The rate of the next score by the last one"

    func explain(in explanations: inout Explanations) {
        let (instrument, days) = (main.instrument.info, pattern.days)
        explanations.add(
            days.line { _, days in days.map { _ in 1 } }, .none, days, among: persons, instrument, level: level)
        switch pattern.outcome {
        case .notEstimable(.noEvents), .notEstimable(.noObservations), .notEstimable(.tooFewGroups):
            explanations.note(Self.subject, "nobody has two scores in one era of exposure")
        case .notEstimable(.constantColumn):
            explanations.note(Self.subject, "whenever scores came, all had the same score last")
        case .notEstimable(.separated):
            explanations.note(Self.subject, "scores always came next to those whose last score was at one end")
        case .notEstimable(.noResidualVariation):
            explanations.note(Self.subject, "everybody was scored on the same days")
        case .notEstimable(let reason): explanations.note(Self.subject, reason)
        case .fitted(let fit):
            let basis = pattern.basis(among: persons)
            explanations.finding.add(
                .visitRateRatio, main.explanationKey, fit.rateRatio, fit.interval(level: level), n: fit.persons,
                events: fit.events, basis: basis)
            explanations.add(.visitsDoNotDependOnLastScore, main.explanationKey, fit.test, basis: basis)
            explanations.add(
                days.line { number, _ in pattern.weights[number] }, .visits, days, among: persons, instrument,
                level: level)
            if let caution = pattern.caution { explanations.finding.cautions.append(caution) }
        }
    }
}

extension Explanations {
    /// Adds a line through the exposed days, or says why there is none.
    mutating func add(
        _ line: FitOutcome<WeightedLine.Fit>, _ weighting: ScoreWeighting, _ days: ScoredDays, among persons: PersonSet,
        _ instrument: InstrumentInfo, level: ConfidenceLevel
    ) {
        switch line {
        case .notEstimable(let reason): note("The least-squares slope \(weighting.subject)", reason)
        case .fitted(let fit):
            let key = WeightingKey(instrument: instrument, weighting: weighting)
            let basis = days.basis(among: persons)
            add(.slopeWeighted, key, fit.slope, fit.interval(level: level), n: fit.groups, basis: basis)
            guard weighting != .none else { return }
            finding.add(.effectiveShare, key, fit.effectiveShare, basis: basis)
        }
    }
}
