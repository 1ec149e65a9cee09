import Cohort
import Estimation
import Findings

/// Does pain drive the dose? The change of the daily dose that follows a change of pain, and the change of pain that follows a
/// change of dose, both within patients. If the first is there and the second is not, doses follow pain, and so may exposure.
struct PainDrivingDose {
    let exposed: ExposedPain
    let main: MainTrend
    let level: ConfidenceLevel
    let executor: BlockExecutor

    /// Days further apart than this are not in a row: what was prescribed months later is no answer to that pain.
    static let maximumGap = 100

    func explanation() -> Explanation {
        guard let scores = exposed.scoresOfPeople else { return Explanation() }
        let lagged = LaggedExposure.fit(
            groupCount: exposed.people.count, method: .firstDifferences, maximumGap: Self.maximumGap, executor: executor
        ) { Self.occasions(of: $0, scores) }
        var explanation = Explanation()
        add(
            "dose_after_pain", lagged.outcomeToExposure, unit: "doublings of daily MME per unit of score",
            subject: "The dose after pain", to: &explanation)
        add(
            "pain_after_dose", lagged.exposureToOutcome, unit: main.units.dose, subject: "The pain after a dose",
            to: &explanation)
        return explanation
    }

    /// The days with exposed scores: pain, and log2 of the dose where the whole of it is known and not 0.
    private static func occasions(of person: Int, _ scores: ExposedScores) -> [LaggedExposure.Occasion] {
        var doses = DailyDoseCursor(scores.cohort.exposures, person: person)
        var occasions: [LaggedExposure.Occasion] = []
        scores.forEachDay(of: person) { exposureDays, day, score in
            guard exposureDays != nil else { return }
            occasions.append(.init(day: Int(day.rawValue), outcome: score, exposure: doses.doublings(on: day)))
        }
        return occasions
    }

    private func add(
        _ name: String, _ outcome: Outcome<ClusterRobustRegression.Fit>, unit: String, subject: String,
        to explanation: inout Explanation
    ) {
        let group = ["instrument": main.instrument.id]
        let slope = [0.0, 1]
        switch outcome {
        case .notEstimable(.noObservations):
            explanation.note(subject, "no patient has three scores in a row with the daily doses that it needs")
        case .notEstimable(.constantColumn), .notEstimable(.constantResponse):
            explanation.note(subject, "the pain, or the daily dose, does not change from score to score")
        case .notEstimable(let reason):
            explanation.note(subject, reason)
        case .fitted(let fit):
            guard let estimate = fit.prediction(slope), let interval = fit.interval(slope, level: level) else {
                explanation.note(subject, Explanation.restsOnFew)
                return
            }
            let cells = [fit.groups, exposed.peopleExposed - fit.groups]
            explanation.add(name, group, estimate, interval, people: fit.groups, unit: unit, cells: cells)
            explanation.add("\(name)_is_zero", group, fit.tTest(slope), cells: cells)
        }
    }
}
