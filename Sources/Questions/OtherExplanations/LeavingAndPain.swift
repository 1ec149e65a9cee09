import Cohort
import Estimation
import Findings

/// Is dropout informative? Whether the last score predicts leaving, and what the slope would be if those who left had gone on
/// otherwise than they were seen to go.
struct LeavingAndPain {
    let exposed: ExposedPain
    /// With an exposed score.
    let persons: PersonSet
    let main: MainTrend
    let leavers: StudyLeavers
    let hazard: LeavingHazard?
    /// The slope with those who left imputed, worked out where somebody left and somebody stayed.
    let imputed: () -> ImputedTrend?
    let days: ScoredDays
    let level: ConfidenceLevel
    let executor: BlockExecutor

    private static let imputation: Prose = "The slope with those who left imputed"

    func explain(in explanations: inout Explanations) {
        let (left, stayed) = leavers.persons
        leavers.addReadings(main.explanationKey, to: &explanations.finding)
        guard let hazard else { return }
        addDropout(hazard, to: &explanations)
        if let fit = hazard.outcome.fit {
            explanations.add(
                days.line { number, days in hazard.weights(days, of: self.days.persons[number], fit) }, .leaving, days,
                among: persons, main.instrument.info, level: level)
        }
        addPatterns(left: left, stayed: stayed, to: &explanations)
    }

    private func addDropout(_ hazard: LeavingHazard, to explanations: inout Explanations) {
        let subject: Prose = "The odds of leaving by the last score"
        switch hazard.outcome {
        case .notEstimable(.noObservations), .notEstimable(.noEvents):
            explanations.note(subject, "nobody left by this definition")
        case .notEstimable(.emptyCategory):
            explanations.note(subject, "nobody stayed after a score after which one could leave")
        case .notEstimable(.constantColumn): explanations.note(subject, "all scores are alike")
        case .notEstimable(.separated):
            explanations.note(subject, "the scores before leaving and the others do not overlap")
        case .notEstimable(let reason): explanations.note(subject, reason)
        case .fitted(let fit):
            let basis = hazard.basis(among: persons)
            explanations.finding.add(
                .dropoutOddsRatio, main.explanationKey, fit.oddsRatio, fit.oddsRatioInterval(level: level),
                n: fit.people, events: fit.events, basis: basis)
            explanations.add(.dropoutDoesNotDependOnLastScore, main.explanationKey, fit.test, basis: basis)
        }
    }

    /// The slopes of those who stayed and of those who left, as seen, and of all with what the latter would have scored imputed.
    private func addPatterns(left: PersonSet, stayed: PersonSet, to explanations: inout Explanations) {
        guard !left.isEmpty else { return explanations.note(Self.imputation, "nobody left by this definition") }
        guard !stayed.isEmpty else { return explanations.note(Self.imputation, "nobody stayed by this definition") }
        let (exposed, hasLeft, instrument) = (exposed.people, leavers.hasLeft, main.instrument.info)
        for (pattern, own, others) in [(LeavingPattern.stayed, stayed, left), (.left, left, stayed)] {
            let slope = main.slope(
                among: { exposed[$0].n > 0 && hasLeft[$0] == (pattern == .left) }, executor: executor)
            switch slope {
            case .failure(let reason): explanations.note("The slope of \(pattern)", reason)
            case .success(let slope):
                explanations.add(
                    .slopeOfPattern, PatternKey(instrument: instrument, pattern: pattern), slope,
                    .wald(estimate: slope.value, standardError: slope.standardError, level: level), n: own.count,
                    basis: .of(own, apart: [others]))
            }
        }
        addImputed(left: left, stayed: stayed, to: &explanations)
    }

    private func addImputed(left: PersonSet, stayed: PersonSet, to explanations: inout Explanations) {
        guard let imputed = imputed(), let draws = imputed.draws else {
            return explanations.note(Self.imputation, "nobody left before the end of follow-up")
        }
        explanations.finding.set("imputations", "\(setting: draws)")
        let together = Basis.of(left.union(stayed), apart: [left, stayed])
        let n = left.count + stayed.count
        for (course, points) in imputed.courses {
            switch points {
            case .notEstimable(let reason): explanations.note(Self.imputation, reason)
            case .fitted(let points):
                for point in points {
                    let slope = point.slope
                    explanations.finding.add(
                        .slopeOfPattern,
                        PatternKey(
                            instrument: main.instrument.info, pattern: LeavingPattern(course), delta: point.delta),
                        slope.estimate.value, se: slope.estimate.standardError, slope.interval(level: level), n: n,
                        basis: together)
                }
            }
            guard course == .own else { continue }
            for (side, delta) in [(TippingSide.below, imputed.tipping?.below), (.above, imputed.tipping?.above)] {
                guard let delta else { continue }
                explanations.finding.add(
                    .tippingDelta, TippingKey(instrument: main.instrument.info, side: side), delta, n: n,
                    basis: together)
            }
        }
    }
}

extension LeavingPattern {
    /// All patients, with those who left on a stated course.
    fileprivate init(_ course: ImputedTrend.Course) {
        switch course {
        case .own: self = .imputed
        case .jumpToReference: self = .jumpToReference
        case .copyIncrements: self = .copyIncrements
        }
    }
}
