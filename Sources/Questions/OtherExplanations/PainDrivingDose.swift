import Cohort
import Estimation
import Findings

/// Does pain drive the dose? What the score adds to the patient's own past dose in telling the dose at the next scored day, and the
/// reverse, by a dynamic panel regression. If the first is there and the second is not, doses follow pain, and so may exposure:
/// reverse causation.
struct PainDrivingDose {
    let exposed: ExposedPain
    /// With an exposed score.
    let persons: PersonSet
    let main: MainTrend
    let level: ConfidenceLevel
    let executor: BlockExecutor

    /// Days further apart than this are not in a row: what was prescribed months later is no answer to that pain.
    static let maximumGap = 100
    /// Of more patients than this so many are taken, evenly spread: each is walked through several times, and no more would be learned.
    static let mostPatients = 10_000

    func explain(in explanations: inout Explanations) {
        guard let scores = exposed.scoresOfPeople else { return }
        let sample = persons.persons.evenlySpread(Self.mostPatients)
        let days = { @Sendable [center = exposed.scoreCenter] (number: Int) in
            Self.days(of: sample[number], in: scores, center: center)
        }
        add(
            .doseAfterPain, tests: (.doseAfterPainIsZero, .doseAfterPainSerial, .doseAfterPainInstruments), sample,
            DynamicPanel.Model(response: "daily dose", predictor: "pain score"), subject: "The dose after pain",
            to: &explanations
        ) { number in days(number).map { .init(day: $0.day, response: $0.dose, predictor: $0.score) } }
        add(
            .painAfterDose, tests: (.painAfterDoseIsZero, .painAfterDoseSerial, .painAfterDoseInstruments), sample,
            DynamicPanel.Model(response: "pain score", predictor: "daily dose"), subject: "The pain after a dose",
            to: &explanations
        ) { number in days(number).map { .init(day: $0.day, response: $0.score, predictor: $0.dose) } }
    }

    /// The exposed days on which a patient was scored: the day, the mean score and log2 of the day's dose, where it is known.
    private static func days(
        of person: Int, in scores: ExposedScores, center: Double
    ) -> [(day: Int, score: Double, dose: Double?)] {
        var days: [(day: Int, score: Double, dose: Double?)] = []
        var cursor = scores.cursor
        var doses = DailyDoseCursor(scores.cohort.exposures, person: person)
        scores.forEachDay(of: person, at: &cursor) { status, day, score in
            guard status.days != nil else { return }
            days.append((Int(day.rawValue), score - center, doses.doublings(on: day)))
        }
        return days
    }

    private func add(
        _ quantity: Quantity<ExplanationKey>,
        tests: (
            zero: DeclaredTest<ExplanationKey>, serial: DeclaredTest<ExplanationKey>,
            instruments: DeclaredTest<ExplanationKey>
        ), _ sample: [Int], _ model: DynamicPanel.Model, subject: Prose, to explanations: inout Explanations,
        occasions: @escaping @Sendable (_ number: Int) -> [DynamicPanel.Occasion]
    ) {
        let outcome = DynamicPanel.fit(
            model, groupCount: sample.count, maximumGap: Self.maximumGap, executor: executor, occasions: occasions)
        switch outcome {
        case .notEstimable(.noObservations), .notEstimable(.tooFewGroups):
            explanations.note(
                subject, "too few patients have scores on enough days in a row with the daily doses that it needs")
        case .notEstimable(.constantColumn), .notEstimable(.constantResponse), .notEstimable(.collinear):
            explanations.note(subject, "the pain, or the daily dose, does not change enough from score to score")
        case .notEstimable(let reason):
            explanations.note(subject, reason)
        case .fitted(let fit):
            let lagged: [Double] = [0, 1] + Array(repeating: 0, count: max(0, fit.coefficients.count - 2))
            guard let estimate = fit.prediction(lagged), let interval = fit.interval(lagged, level: level) else {
                explanations.note(subject, Explanations.restsOnFew)
                return
            }
            let own = PersonSet(ascending: sample.indices.filter { fit.hasDifference[$0] }.map { sample[$0] })
            let basis = Basis.of(own, apart: [persons.subtracting(own)])
            explanations.add(quantity, main.explanationKey, estimate, interval, n: fit.persons, basis: basis)
            explanations.add(tests.zero, main.explanationKey, fit.test(lagged), basis: basis)
            explanations.add(check: tests.serial, main.explanationKey, fit.secondOrderCorrelation, basis: basis)
            explanations.add(check: tests.instruments, main.explanationKey, fit.overidentification, basis: basis)
        }
    }
}
