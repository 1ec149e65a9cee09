import Estimation
import Findings

/// Is it who stays? Whether the last score predicts leaving, and what the slope would be if those who left had gone on
/// otherwise than they were seen to go.
struct LeavingAndPain {
    let exposed: ExposedPain
    let main: MainTrend
    let leavers: StudyLeavers
    let level: ConfidenceLevel
    let executor: BlockExecutor

    /// How much steeper those who left go afterwards, in hundredths of the instrument's range per 30 days: 0.1 and 0.2 points of
    /// 10. Fixed beforehand, so that the slope at hand does not choose what it is tried with.
    private static let shifts = [-2.0, -1, 0, 1, 2]

    private static let mixture = "The mixture of those who stayed and those who left"

    private var group: [String: String] { ["instrument": main.instrument.id] }
    private var counts: (left: Int, stayed: Int) { leavers.counts }

    func explanation() -> Explanation {
        var explanation = Explanation(estimates: leavers.estimates(group))
        addDropout(to: &explanation)
        addMixture(to: &explanation)
        return explanation
    }

    private func addDropout(to explanation: inout Explanation) {
        guard let scores = exposed.scoresOfPeople else { return }
        let (people, leavers) = (exposed.people, leavers)
        let outcome = DropoutByLastSeverity.fit(groupCount: people.count, executor: executor) { person, take in
            guard people[person].n > 0 else { return }
            scores.forEachDay(of: person) { _, day, score in
                guard leavers.canLeave(after: day, person: person) else { return }
                take(score, leavers.isLast(day, of: person))
            }
        }
        let subject = "The odds of leaving by the last score"
        switch outcome {
        case .notEstimable(.noObservations), .notEstimable(.noEvents):
            explanation.note(subject, "nobody left by this definition")
        case .notEstimable(.emptyCategory):
            explanation.note(subject, "nobody stayed after a score after which one could leave")
        case .notEstimable(.constantColumn): explanation.note(subject, "all scores are alike")
        case .notEstimable(.separated):
            explanation.note(subject, "the scores before leaving and the others do not overlap")
        case .notEstimable(let reason): explanation.note(subject, reason)
        case .fitted(let fit):
            let interval = fit.oddsRatioInterval(level: level)
            let cells = [fit.people, exposed.peopleExposed - fit.people, counts.left, counts.stayed]
            explanation.estimates.append(
                Estimate(
                    "dropout_odds_ratio", group: group, value: Measure(fit.oddsRatio),
                    interval: interval, n: fit.people,
                    events: fit.events, unit: "odds ratio per unit of score", cells: cells))
            explanation.add("dropout_does_not_depend_on_last_score", group, fit.test, cells: cells)
        }
    }

    /// The mixture of the mixed model's slopes in either pattern (Hedeker & Gibbons 1997, 10.1037/1082-989X.2.1.64).
    private func addMixture(to explanation: inout Explanation) {
        for (pattern, count) in [("left", counts.left), ("stayed", counts.stayed)] where count == 0 {
            explanation.note(Self.mixture, "nobody \(pattern) by this definition")
            return
        }
        let (exposed, hasLeft) = (exposed.people, leavers.hasLeft)
        func slope(_ pattern: Bool) -> Result<Estimation.Estimate, NotEstimable> {
            main.slope(among: { exposed[$0].n > 0 && hasLeft[$0] == pattern }, executor: executor)
        }
        switch (slope(false), slope(true)) {
        case (.failure(let reason), _): explanation.note("The slope of those who stayed", reason)
        case (_, .failure(let reason)): explanation.note("The slope of those who left", reason)
        case (.success(let stayed), .success(let left)):
            let mixture = PatternMixture.of(
                stayed: stayed, peopleStayed: counts.stayed, left: left, peopleLeft: counts.left)
            switch mixture {
            case .notEstimable(let reason):
                explanation.note(Self.mixture, reason)
            case .fitted(let mixture): add(mixture, to: &explanation)
            }
        }
    }

    private func add(_ mixture: PatternMixture, to explanation: inout Explanation) {
        let (stayed, left) = (mixture.peopleStayed, mixture.peopleLeft)
        let cells = [stayed, left]
        for (name, slope, people) in [("stayed", mixture.stayed, stayed), ("left", mixture.left, left)] {
            let interval = ConfidenceInterval.wald(
                estimate: slope.value, standardError: slope.standardError, level: level)
            explanation.add(
                "slope", group.merging(["pattern": name]) { $1 }, slope, interval, people: people,
                unit: main.units.slope, cells: cells)
        }
        let range = main.instrument.range
        let deltas = Self.shifts.map { (range.upperBound - range.lowerBound) * $0 / 100 }
        for point in mixture.points(deltas: deltas, level: level) {
            explanation.add(
                "slope", group.merging(["pattern": "mixture", "delta": point.delta.plainText]) { $1 }, point.estimate,
                point.interval, people: stayed + left, unit: main.units.slope, cells: cells)
        }
        guard let tipping = TippingPoint.of(mixture, level: level).fit else { return }
        for (side, delta) in [("below", tipping.below), ("above", tipping.above)] {
            guard let delta else { continue }
            explanation.estimates.append(
                Estimate(
                    "tipping_delta", group: group.merging(["side": side]) { $1 }, value: Measure(delta),
                    n: stayed + left, unit: main.units.slope, cells: cells))
        }
    }
}
