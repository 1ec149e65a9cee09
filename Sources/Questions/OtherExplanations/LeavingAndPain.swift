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
    let days: ScoredDays
    let level: ConfidenceLevel
    let executor: BlockExecutor

    /// How much steeper those who left go afterwards, in hundredths of the instrument's range per 30 days: 0.1 and 0.2 points of
    /// 10. Fixed beforehand, so that the slope at hand does not choose what it is tried with.
    private static let shifts = [-2.0, -1, 0, 1, 2]

    /// Draws, and how few there are of many patients: those who stayed tell most of the slope then, and draws differ by less.
    static let imputations = 5...50
    /// Scores that are imputed in all draws together.
    private static let mostImputedRows = 2_000_000
    /// Patients that the model is fitted to in all draws together.
    private static let mostRefittedPatients = 500_000
    /// Days of a leaver's grid; a longer course gets wider steps.
    private static let mostPlannedDays = 24
    private static let seed: UInt64 = 20_260_101

    private static let imputation: Prose = "The slope with those who left imputed"

    func explain(in explanations: inout Explanations) {
        let (left, stayed) = leavers.persons
        leavers.addReadings(main.explanationKey, to: &explanations.finding)
        guard let hazard = hazard() else { return }
        addDropout(hazard, left: left, stayed: stayed, to: &explanations)
        if let fit = hazard.fit {
            explanations.add(
                days.line { number, days in weights(days, of: self.days.persons[number], fit) }, .leaving, days,
                among: persons, main.instrument.info, level: level)
        }
        addPatterns(left: left, stayed: stayed, to: &explanations)
    }

    /// The hazard of leaving after each scored day, of all patients with an exposed score.
    private func hazard() -> FitOutcome<DropoutByLastSeverity.Fit>? {
        guard let scores = exposed.scoresOfPeople else { return nil }
        let (people, leavers) = (exposed.people, leavers)
        return DropoutByLastSeverity.fit(groupCount: people.count, executor: executor) { person, take in
            guard people[person].n > 0 else { return }
            var cursor = scores.cursor
            var number = 0
            scores.forEachDay(of: person, at: &cursor) { _, day, score in
                guard leavers.canLeave(after: day, person: person) else { return }
                number += 1
                take(DiscreteTimeHazard.stratum(ofOccasion: number), score, leavers.isLast(day, of: person))
            }
        }
    }

    /// For how many each of a patient's days stands: the patient, and those who left before it although they had been like the patient.
    private func weights(
        _ days: [ScoredDays.Day], of person: Int, _ fit: DropoutByLastSeverity.Fit
    ) -> [Double] {
        var (number, weight) = (0, 1.0)
        return days.map { day in
            let own = weight
            if leavers.canLeave(after: day.day, person: person) {
                number += 1
                weight *= fit.stayingWeight(
                    atSeverity: day.score, inStratum: DiscreteTimeHazard.stratum(ofOccasion: number))
            }
            return own
        }
    }

    private func addDropout(
        _ outcome: FitOutcome<DropoutByLastSeverity.Fit>, left: PersonSet, stayed: PersonSet,
        to explanations: inout Explanations
    ) {
        guard let scores = exposed.scoresOfPeople else { return }
        let (people, leavers) = (exposed.people, leavers)
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

    /// How many draws there are of so many imputed scores and patients.
    static func imputations(ofRows rows: Int, patients: Int) -> Int {
        let most = min(mostImputedRows / max(1, rows), mostRefittedPatients / max(1, patients))
        return min(max(most, imputations.lowerBound), imputations.upperBound)
    }

    private func addImputed(left: PersonSet, stayed: PersonSet, to explanations: inout Explanations) {
        let planned = left.persons.compactMap { person in
            leavers.planned(person, exposed.people[person], Self.mostPlannedDays)
        }
        guard !planned.isEmpty else {
            return explanations.note(Self.imputation, "nobody left before the end of follow-up")
        }
        let rows = planned.reduce(0) { $0 + $1.plannedX.count }
        let draws = Self.imputations(ofRows: rows, patients: left.count + stayed.count)
        explanations.finding.set("imputations", "\(setting: draws)")
        let together = Basis.of(left.union(stayed), apart: [left, stayed])
        let n = left.count + stayed.count
        let range = main.instrument.range
        let width = range.upperBound - range.lowerBound
        func add(_ pattern: LeavingPattern, _ point: ImputedLeavers.Point) {
            let slope = point.slope
            explanations.finding.add(
                .slopeOfPattern, PatternKey(instrument: main.instrument.info, pattern: pattern, delta: point.delta),
                slope.estimate.value, se: slope.estimate.standardError, slope.interval(level: level), n: n,
                basis: together)
        }
        for (pattern, course) in [
            (LeavingPattern.imputed, ImputedLeavers.Course.own), (.jumpToReference, .jump(to: .population)),
            (.copyIncrements, .copyIncrements(of: .population)),
        ] {
            let outcome = ImputedLeavers.impute(
                main.moments.line, response: TrendMoments.response, predictor: TrendMoments.exposure, leavers: planned,
                options: .init(
                    course: course, imputations: draws, seed: Self.seed, slopesVary: main.fitted.hasRandomSlope),
                executor: executor)
            guard let imputed = outcome.fit else {
                if let reason = outcome.reason { explanations.note(Self.imputation, reason) }
                continue
            }
            let deltas = pattern == .imputed ? Self.shifts.map { width * $0 / 100 } : [0]
            switch imputed.points(deltas: deltas, executor: executor) {
            case .notEstimable(let reason): explanations.note(Self.imputation, reason)
            case .fitted(let points): for point in points { add(pattern, point) }
            }
            guard pattern == .imputed,
                let tipping = imputed.tippingDelta(
                    within: -width / 10...width / 10, null: 0, level: level, executor: executor
                ).fit
            else { continue }
            for (side, delta) in [(TippingSide.below, tipping.below), (.above, tipping.above)] {
                guard let delta else { continue }
                explanations.finding.add(
                    .tippingDelta, TippingKey(instrument: main.instrument.info, side: side), delta, n: n,
                    basis: together)
            }
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
