import Estimation
import Findings

/// Is the trend that of one part of the patients? The slope among those who began with low, middling and high scores.
///
/// The first score is left out of the slope: patients who were chosen by a high one fall back by chance alone, and within the
/// rows that would look like a slope.
struct StrataOfFirstScore {
    let exposed: ExposedPain
    let main: MainTrend
    let courses: [ScoreCourse?]
    let level: ConfidenceLevel
    let executor: BlockExecutor

    private static let strata = 3

    func explanation() -> Explanation {
        var explanation = Explanation()
        let (exposed, courses) = (exposed, courses)
        let later = main.moments.line { person in
            courses[person]?.later(than: exposed.people[person]) ?? .init()
        }
        let outcome = BaselineStrata.fit(
            later, response: TrendMoments.response, predictor: TrendMoments.exposure,
            baseline: courses.map { $0.map { exposed.meanScore(of: $0.first) } }, cuts: .quantiles(Self.strata),
            executor: executor)
        let subject = "The slope by the first score"
        switch outcome {
        case .notEstimable(.constantColumn): explanation.note(subject, "nearly all first scores are alike")
        case .notEstimable(.noObservations), .notEstimable(.invalidArgument):
            explanation.note(subject, "too few patients have scores on a later day")
        case .notEstimable(let reason): explanation.note(subject, reason)
        case .fitted(let fit): add(fit, to: &explanation)
        }
        return explanation
    }

    private func add(_ fit: BaselineStrata, to explanation: inout Explanation) {
        let names = fit.strata.count == Self.strata ? ["lowest", "middle", "highest"] : ["lower", "higher"]
        let people = fit.strata.map(\.people)
        // Any of the counts is the others' difference from all.
        let cells = people + [exposed.peopleExposed - people.reduce(0, +)]
        for (name, stratum) in zip(names, fit.strata) {
            let group = ["instrument": main.instrument.id, "stratum": name]
            if let upper = stratum.upper {
                explanation.estimates.append(
                    Estimate(
                        "stratum_limit", group: group, value: Measure(upper), unit: main.units.level, cells: cells))
            }
            guard let fit = stratum.fit.fit, let slope = stratum.slope,
                let interval = fit.interval([0, 1], level: level)
            else {
                explanation.note(
                    "The slope with the \(name) first scores",
                    stratum.fit.reason?.withoutCounts ?? Explanation.restsOnFew)
                continue
            }
            explanation.add(
                "slope", group, slope, interval, people: stratum.people, unit: main.units.slope, cells: cells)
        }
        switch fit.homogeneity {
        case .fitted(let homogeneity):
            explanation.add(
                "slopes_are_equal_across_strata", ["instrument": main.instrument.id], homogeneity.test, cells: cells)
        case .notEstimable(let reason): explanation.note("The comparison of the strata", reason)
        }
    }
}

extension ExposedPain {
    /// The mean of a first day's scores.
    func meanScore(of first: ScoreCourse.FirstDay) -> Double {
        scoreCenter + first.y / Double(first.scores)
    }
}
