import Cohort
import Estimation
import Findings

/// Is it regression to the mean? How far the scores of patients who began with pain high enough for a trial are expected to fall
/// by chance alone, beside how far they fell.
struct FallFromHighScores {
    let exposed: ExposedPain
    let main: MainTrend
    let courses: [ScoreCourse?]
    let level: ConfidenceLevel

    /// Where trials of pain usually begin, as a share of the way from no pain to the most: 4 of 10.
    private static let inclusion = 0.4

    /// The score from which on a patient counts, and which way.
    var selection: RegressionToTheMean.Selection {
        let range = main.instrument.range
        let way = Self.inclusion * (range.upperBound - range.lowerBound)
        return main.instrument.direction == .higherIsMorePain
            ? .above(range.lowerBound + way) : .below(range.upperBound - way)
    }

    func explanation() -> Explanation {
        var explanation = Explanation()
        var firstExposure = OnlineMoments()
        var falls = OnlineMoments()
        for (person, course) in zip(exposed.people, courses) {
            guard let course else { continue }
            let later = course.later(than: person)
            guard later.n > 0 else { continue }
            firstExposure.add(Double(course.first.exposure) / MainTrend.days)
            let first = exposed.meanScore(of: course.first)
            if selection.takes(first) { falls.add(first - (exposed.scoreCenter + later.y / Double(later.n))) }
        }
        guard let start = firstExposure.mean else {
            explanation.note("Regression to the mean", "nobody has scores on a later day")
            return explanation
        }
        addExpected(startingAt: start, to: &explanation)
        addObserved(falls, of: firstExposure.count, to: &explanation)
        return explanation
    }

    private func addExpected(startingAt exposure: Double, to explanation: inout Explanation) {
        let fit = main.fitted.fit
        guard let mean = fit.prediction([1, exposure]) else { return }
        let outcome = RegressionToTheMean.expected(
            selecting: selection, mean: mean.value, betweenVariance: fit.groupVariance(at: exposure),
            withinVariance: fit.sdResidual * fit.sdResidual)
        switch outcome {
        case .notEstimable(let reason): explanation.note("The fall that is expected by chance", reason)
        case .fitted(let expected):
            explanation.estimates.append(
                Estimate(
                    "expected_fall", group: ["instrument": main.instrument.id], value: Measure(expected.expectedFall),
                    n: fit.groups, unit: main.units.level))
        }
    }

    private func addObserved(_ falls: OnlineMoments, of followed: Int, to explanation: inout Explanation) {
        guard let mean = falls.mean, let error = falls.standardErrorOfMean else {
            explanation.note("The fall that was observed", "too few patients began in that much pain")
            return
        }
        let interval = falls.meanInterval(level: level)
        explanation.estimates.append(
            Estimate(
                "observed_fall", group: ["instrument": main.instrument.id], value: Measure(mean), se: Measure(error),
                interval: interval, n: falls.count,
                unit: main.units.level,
                cells: [falls.count, followed - falls.count, exposed.peopleExposed - followed]))
    }
}

extension RegressionToTheMean.Selection {
    /// Whether a score is chosen; the limit itself is.
    fileprivate func takes(_ score: Double) -> Bool {
        switch self {
        case .above(let limit): score >= limit
        case .below(let limit): score <= limit
        }
    }

    /// The limit.
    var limit: Double {
        switch self {
        case .above(let limit), .below(let limit): limit
        }
    }
}
