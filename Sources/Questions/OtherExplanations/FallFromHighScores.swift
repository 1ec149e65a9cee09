import Cohort
import Estimation
import Findings

/// Is it regression to the mean? How far the scores of patients who began with pain high enough for a trial are expected to fall
/// by chance alone, beside how far they fell.
struct FallFromHighScores {
    let exposed: ExposedPain
    /// With an exposed score.
    let persons: PersonSet
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

    func explain(in explanations: inout Explanations) {
        var (firstExposure, laterExposure) = (OnlineMoments(), OnlineMoments())
        // Patients by the number of scores that make their first day's mean.
        var sizes: [Int: Int] = [:]
        var falls = OnlineMoments()
        var followed: [Int] = []
        var selected: [Int] = []
        for (person, (sums, course)) in zip(exposed.people, courses).enumerated() {
            guard let course else { continue }
            let later = course.later(than: sums)
            guard later.n > 0 else { continue }
            firstExposure.add(Double(course.first.exposure) / MainTrend.days)
            laterExposure.add(later.x / Double(later.n) / MainTrend.days)
            sizes[Int(course.first.scores), default: 0] += 1
            followed.append(person)
            let first = exposed.meanScore(of: course.first)
            guard selection.takes(first) else { continue }
            falls.add(first - (exposed.scoreCenter + later.y / Double(later.n)))
            selected.append(person)
        }
        guard let start = firstExposure.mean, let end = laterExposure.mean else {
            explanations.note("Regression to the mean", "nobody has scores on a later day")
            return
        }
        addExpected(from: start, to: end, sizes, to: &explanations)
        addObserved(
            falls, of: PersonSet(ascending: selected), among: PersonSet(ascending: followed), to: &explanations)
    }

    /// The fall between two exposures, by the model's own covariance: the mean over patients of so many scores on the first day, as
    /// many as each number of scores lets be chosen.
    private func addExpected(
        from start: Double, to end: Double, _ sizes: [Int: Int], to explanations: inout Explanations
    ) {
        let fit = main.fitted.fit
        guard let mean = fit.prediction([1, start]) else { return }
        var (fall, chosen) = (0.0, 0.0)
        for (scores, people) in sizes.sorted(by: { $0.key < $1.key }) {
            let outcome = RegressionToTheMean.expected(
                selecting: selection, mean: mean.value, betweenVariance: fit.groupVariance(at: start),
                withinVariance: fit.sdResidual * fit.sdResidual, baselineMeasurements: scores,
                followUpCovariance: fit.groupCovariance(at: start, and: end))
            switch outcome {
            case .notEstimable(let reason):
                return explanations.note("The fall that is expected by chance", reason)
            case .fitted(let expected):
                let weight = Double(people) * expected.shareSelected
                fall += weight * expected.expectedFall
                chosen += weight
            }
        }
        guard chosen > 0 else { return }
        explanations.finding.add(
            .expectedFall, main.explanationKey, fall / chosen, n: fit.groups, basis: .of(persons))
    }

    private func addObserved(
        _ falls: OnlineMoments, of selected: PersonSet, among followed: PersonSet,
        to explanations: inout Explanations
    ) {
        guard let mean = falls.mean, let error = falls.standardErrorOfMean else {
            explanations.note("The fall that was observed", "too few patients began in that much pain")
            return
        }
        explanations.finding.add(
            .observedFall, main.explanationKey, mean, se: error, falls.meanInterval(level: level), n: falls.count,
            basis: .of(selected, apart: [followed.subtracting(selected), persons.subtracting(followed)]))
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

    /// In words: `at least 4`.
    var words: Prose {
        switch self {
        case .above(let limit): "at least \(setting: StudyWord(NumberText.plain(limit)))"
        case .below(let limit): "at most \(setting: StudyWord(NumberText.plain(limit)))"
        }
    }
}
