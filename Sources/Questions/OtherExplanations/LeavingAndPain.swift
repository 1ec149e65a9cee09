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
    let level: ConfidenceLevel
    let executor: BlockExecutor

    /// How much steeper those who left go afterwards, in hundredths of the instrument's range per 30 days: 0.1 and 0.2 points of
    /// 10. Fixed beforehand, so that the slope at hand does not choose what it is tried with.
    private static let shifts = [-2.0, -1, 0, 1, 2]

    private static let mixture: Prose = "The mixture of those who stayed and those who left"

    func explain(in explanations: inout Explanations) {
        let (left, stayed) = leavers.persons
        leavers.addReadings(main.explanationKey, to: &explanations.finding)
        addDropout(left: left, stayed: stayed, to: &explanations)
        addMixture(left: left, stayed: stayed, to: &explanations)
    }

    private func addDropout(left: PersonSet, stayed: PersonSet, to explanations: inout Explanations) {
        guard let scores = exposed.scoresOfPeople else { return }
        let (people, leavers) = (exposed.people, leavers)
        let outcome = DropoutByLastSeverity.fit(groupCount: people.count, executor: executor) { person, take in
            guard people[person].n > 0 else { return }
            var cursor = scores.cursor
            scores.forEachDay(of: person, at: &cursor) { _, day, score in
                guard leavers.canLeave(after: day, person: person) else { return }
                take(score, leavers.isLast(day, of: person))
            }
        }
        let subject: Prose = "The odds of leaving by the last score"
        switch outcome {
        case .notEstimable(.noObservations), .notEstimable(.noEvents):
            explanations.note(subject, "nobody left by this definition")
        case .notEstimable(.emptyCategory):
            explanations.note(subject, "nobody stayed after a score after which one could leave")
        case .notEstimable(.constantColumn): explanations.note(subject, "all scores are alike")
        case .notEstimable(.separated):
            explanations.note(subject, "the scores before leaving and the others do not overlap")
        case .notEstimable(let reason): explanations.note(subject, reason)
        case .fitted(let fit):
            // Nobody can leave later who cannot leave after the first score.
            let couldLeave = PersonSet(below: people.count) { person in
                guard people[person].n > 0, let day = scores.firstDay(of: person) else { return false }
                return leavers.canLeave(after: day, person: person)
            }
            let basis = Basis.of(couldLeave, apart: [persons.subtracting(couldLeave), left, stayed])
            explanations.finding.add(
                .dropoutOddsRatio, main.explanationKey, fit.oddsRatio, fit.oddsRatioInterval(level: level),
                n: fit.people, events: fit.events, basis: basis)
            explanations.add(.dropoutDoesNotDependOnLastScore, main.explanationKey, fit.test, basis: basis)
        }
    }

    /// The mixture of the mixed model's slopes in either pattern (Hedeker & Gibbons 1997, 10.1037/1082-989X.2.1.64).
    private func addMixture(left: PersonSet, stayed: PersonSet, to explanations: inout Explanations) {
        guard !left.isEmpty else { return explanations.note(Self.mixture, "nobody left by this definition") }
        guard !stayed.isEmpty else { return explanations.note(Self.mixture, "nobody stayed by this definition") }
        let (exposed, hasLeft) = (exposed.people, leavers.hasLeft)
        func slope(_ pattern: Bool) -> Result<PointEstimate, NotEstimable> {
            main.slope(among: { exposed[$0].n > 0 && hasLeft[$0] == pattern }, executor: executor)
        }
        switch (slope(false), slope(true)) {
        case (.failure(let reason), _): explanations.note("The slope of those who stayed", reason)
        case (_, .failure(let reason)): explanations.note("The slope of those who left", reason)
        case (.success(let slopeOfStayed), .success(let slopeOfLeft)):
            let mixture = PatternMixture.of(
                stayed: slopeOfStayed, peopleStayed: stayed.count, left: slopeOfLeft, peopleLeft: left.count)
            switch mixture {
            case .notEstimable(let reason): explanations.note(Self.mixture, reason)
            case .fitted(let mixture): add(mixture, left: left, stayed: stayed, to: &explanations)
            }
        }
    }

    private func add(
        _ mixture: PatternMixture, left: PersonSet, stayed: PersonSet, to explanations: inout Explanations
    ) {
        let instrument = main.instrument.info
        for (pattern, slope, own, others) in [
            (LeavingPattern.stayed, mixture.stayed, stayed, left), (.left, mixture.left, left, stayed),
        ] {
            let interval = ConfidenceInterval.wald(
                estimate: slope.value, standardError: slope.standardError, level: level)
            explanations.add(
                .slopeOfPattern, PatternKey(instrument: instrument, pattern: pattern), slope, interval, n: own.count,
                basis: .of(own, apart: [others]))
        }
        let together = Basis.of(left.union(stayed), apart: [left, stayed])
        let n = left.count + stayed.count
        let range = main.instrument.range
        let deltas = Self.shifts.map { (range.upperBound - range.lowerBound) * $0 / 100 }
        for point in mixture.points(deltas: deltas, level: level) {
            explanations.add(
                .slopeOfPattern, PatternKey(instrument: instrument, pattern: .mixture, delta: point.delta),
                point.estimate, point.interval, n: n, basis: together)
        }
        guard let tipping = TippingPoint.of(mixture, level: level).fit else { return }
        for (side, delta) in [(TippingSide.below, tipping.below), (.above, tipping.above)] {
            guard let delta else { continue }
            explanations.finding.add(
                .tippingDelta, TippingKey(instrument: instrument, side: side), delta, n: n, basis: together)
        }
    }
}

extension ExposedScores {
    /// The first day with a score of a person, exposed or not.
    fileprivate func firstDay(of person: Int) -> StudyDay? {
        let pain = cohort.pain[person]
        return pain.indices.first { pain[$0].instrument == instrument }.map { pain[$0].day }
    }
}
