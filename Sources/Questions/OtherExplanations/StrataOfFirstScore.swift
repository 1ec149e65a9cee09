import Cohort
import Estimation
import Findings

/// Is the trend that of one part of the patients? The slope among those who began with low, middling and high scores.
///
/// The first score is left out of the slope: patients who were chosen by a high one fall back by chance alone, and within the
/// rows that would look like a slope.
struct StrataOfFirstScore {
    let exposed: ExposedPain
    /// With an exposed score.
    let persons: PersonSet
    let main: MainTrend
    let courses: [ScoreCourse?]
    let level: ConfidenceLevel
    let executor: BlockExecutor

    private static let strata = 3

    func explain(in explanations: inout Explanations) {
        let (exposed, courses) = (exposed, courses)
        let later = main.moments.line { person in
            courses[person]?.later(than: exposed.people[person]) ?? .init()
        }
        let baseline = courses.map { $0.map { exposed.meanScore(of: $0.first) } }
        let outcome = BaselineStrata.fit(
            later, response: TrendMoments.response, predictor: TrendMoments.exposure, baseline: baseline,
            cuts: .quantiles(Self.strata), executor: executor)
        let subject: Prose = "The slope by the first score"
        switch outcome {
        case .notEstimable(.constantColumn): explanations.note(subject, "nearly all first scores are alike")
        case .notEstimable(.noObservations), .notEstimable(.invalidArgument):
            explanations.note(subject, "too few patients have scores on a later day")
        case .notEstimable(let reason): explanations.note(subject, reason)
        case .fitted(let fit):
            let members = PersonSet.parts(fit.strata.count, below: baseline.count) { person in
                guard later.rowCount(ofGroup: person) > 0, let first = baseline[person] else { return nil }
                return fit.strata.firstIndex { stratum in stratum.upper.map { first <= $0 } ?? true }
            }
            add(fit, of: members, to: &explanations)
        }
    }

    private func add(_ fit: BaselineStrata, of members: [PersonSet], to explanations: inout Explanations) {
        // Any of the counts is the others' difference from all.
        let apart = members + [members.reduce(persons) { $0.subtracting($1) }]
        for ((name, stratum), own) in zip(zip(FirstScores.strata(fit.strata.count), fit.strata), members) {
            let key = StratumKey(instrument: main.instrument.info, stratum: name)
            let basis = Basis.of(own, apart: apart)
            if let upper = stratum.upper { explanations.finding.add(.stratumLimit, key, upper, basis: basis) }
            guard let fit = stratum.fit.fit, let slope = stratum.slope,
                let interval = fit.interval([0, 1], level: level)
            else {
                explanations.note(
                    "The slope with the \(name) first scores",
                    stratum.fit.reason.map { Prose($0) } ?? Explanations.restsOnFew)
                continue
            }
            explanations.add(.slopeInStratum, key, slope, interval, n: stratum.people, basis: basis)
        }
        switch fit.homogeneity {
        case .fitted(let homogeneity):
            explanations.add(
                .slopesAreEqualAcrossStrata, main.explanationKey, homogeneity.test,
                basis: .of(members.reduce(PersonSet()) { $0.union($1) }, apart: apart))
        case .notEstimable(let reason): explanations.note("The comparison of the strata", reason)
        }
    }
}

extension ExposedPain {
    /// The mean of a first day's scores.
    func meanScore(of first: ScoreCourse.FirstDay) -> Double {
        scoreCenter + first.y / Double(first.scores)
    }
}
