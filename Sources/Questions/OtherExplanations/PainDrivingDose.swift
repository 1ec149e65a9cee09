import Estimation
import Findings

/// Does pain drive the dose? The change of the daily dose that follows a change of pain, and the change of pain that follows a
/// change of dose, both within patients. If the first is there and the second is not, doses follow pain, and so may exposure:
/// reverse causation.
struct PainDrivingDose {
    let exposed: ExposedPain
    let walk: PainWalk
    /// With an exposed score.
    let persons: PersonSet
    let main: MainTrend
    let level: ConfidenceLevel
    let executor: BlockExecutor

    /// Days further apart than this are not in a row: what was prescribed months later is no answer to that pain.
    static let maximumGap = 100

    func explain(in explanations: inout Explanations) {
        guard exposed.scoresOfPeople != nil else { return }
        let lagged = LaggedExposure.fit(walk.lags, executor: executor)
        add(
            .doseAfterPain, .doseAfterPainIsZero, lagged.outcomeToExposure, of: lagged.hasOutcomeToExposure,
            subject: "The dose after pain", to: &explanations)
        add(
            .painAfterDose, .painAfterDoseIsZero, lagged.exposureToOutcome, of: lagged.hasExposureToOutcome,
            subject: "The pain after a dose", to: &explanations)
    }

    private func add(
        _ quantity: Quantity<ExplanationKey>, _ test: DeclaredTest<ExplanationKey>,
        _ outcome: FitOutcome<ClusterRobustRegression.Fit>, of hasRows: [Bool], subject: Prose,
        to explanations: inout Explanations
    ) {
        let slope = [0.0, 1]
        switch outcome {
        case .notEstimable(.noObservations):
            explanations.note(subject, "no patient has three scores in a row with the daily doses that it needs")
        case .notEstimable(.constantColumn), .notEstimable(.constantResponse):
            explanations.note(subject, "the pain, or the daily dose, does not change from score to score")
        case .notEstimable(let reason):
            explanations.note(subject, reason)
        case .fitted(let fit):
            guard let estimate = fit.prediction(slope), let interval = fit.interval(slope, level: level) else {
                explanations.note(subject, Explanations.restsOnFew)
                return
            }
            let own = PersonSet(below: hasRows.count) { hasRows[$0] }
            let basis = Basis.of(own, apart: [persons.subtracting(own)])
            explanations.add(quantity, main.explanationKey, estimate, interval, n: fit.groups, basis: basis)
            explanations.add(test, main.explanationKey, fit.test(slope), basis: basis)
        }
    }
}
