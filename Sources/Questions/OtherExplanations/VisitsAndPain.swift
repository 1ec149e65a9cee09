import Cohort
import Estimation
import Findings

/// Are scores taken when it hurts? Whether the next score comes sooner after a high one, and what the slope is when days on which a
/// score was likely count for less.
///
/// High is above the least-squares line of the scores over the days of their era: where pain rises and visits are regular, those whose
/// last score is the oldest have the lowest one, and are seen next.
struct VisitsAndPain {
    let exposed: ExposedPain
    /// With an exposed score.
    let persons: PersonSet
    let main: MainTrend
    let leavers: StudyLeavers
    let days: ScoredDays
    let level: ConfidenceLevel
    let executor: BlockExecutor

    private static let subject: Prose = "The rate of the next score by the last one"

    func explain(in explanations: inout Explanations) {
        let instrument = main.instrument.info
        explanations.add(
            days.line { _, days in days.map { _ in 1 } }, .none, days, among: persons, instrument, level: level)
        let intervals = aboveTheLine(days.persons.indices.map(intervals))
        switch VisitIntensity.fit(intervals.map { $0.map(\.interval) }, executor: executor) {
        case .notEstimable(.noEvents), .notEstimable(.noObservations), .notEstimable(.tooFewGroups):
            explanations.note(Self.subject, "nobody has two scores in one era of exposure")
        case .notEstimable(.constantColumn):
            explanations.note(Self.subject, "whenever scores came, all had the same score last")
        case .notEstimable(.separated):
            explanations.note(Self.subject, "scores always came next to those whose last score was at one end")
        case .notEstimable(let reason): explanations.note(Self.subject, reason)
        case .fitted(let fit):
            // Where everybody is scored on the same days, no score can come sooner.
            guard fit.logRateRatio.standardError > 1e-9 * fit.modelStandardError else {
                return explanations.note(Self.subject, "everybody was scored on the same days")
            }
            let own = PersonSet(ascending: days.persons)
            let basis = Basis.of(own, apart: [persons.subtracting(own)])
            let interval = fit.interval(level: level)
            explanations.finding.add(
                .visitRateRatio, main.explanationKey, fit.rateRatio, interval, n: fit.persons, events: fit.events,
                basis: basis)
            explanations.add(.visitsDoNotDependOnLastScore, main.explanationKey, fit.test, basis: basis)
            explanations.add(
                days.line { number, days in weights(intervals[number], days.count, fit) }, .visits, days,
                among: persons, instrument,
                level: level)
            guard let interval, interval.lower > 1 || interval.upper < 1 else { return }
            explanations.finding.cautions.append(
                """
                Scores did not come at times that have nothing to do with pain. Weighting for the last score repairs that where the last \
                score is all that decides when the next one is taken; where people are asked, or come, because it hurts on the day, no \
                method does, and the scores are higher than pain was.
                """)
        }
    }

    /// The weight of each of a patient's days: the first of an era was not waited for.
    private func weights(_ intervals: [Waiting], _ count: Int, _ fit: VisitIntensity.Fit) -> [Double] {
        var weights = [Double](repeating: 1, count: count)
        for (position, interval) in intervals where interval.isEvent {
            weights[position] = fit.weight(interval.value)
        }
        return weights
    }

    /// The same with each score's distance from the line of all of them over the days of an era.
    private func aboveTheLine(_ persons: [[Waiting]]) -> [[Waiting]] {
        let line = WeightedLine.fit(
            persons.map { $0.map { .init(x: Double($0.interval.start), y: $0.interval.value, weight: 1) } })
        guard let line = line.fit else { return persons }
        return persons.map {
            $0.map { position, interval in
                let expected = line.intercept.value + line.slope.value * Double(interval.start)
                return (
                    position,
                    .init(
                        start: interval.start, end: interval.end, value: interval.value - expected,
                        isEvent: interval.isEvent)
                )
            }
        }
    }

    private typealias Waiting = (position: Int, interval: VisitIntensity.Interval)

    /// The days of an era between one scored day and the next, each with the position of the later one; behind the last, the rest of the
    /// era up to the end of follow-up, unless the patient left.
    private func intervals(_ number: Int) -> [Waiting] {
        guard let cohort = exposed.scoresOfPeople?.cohort else { return [] }
        let (person, own) = (days.persons[number], days.days[number])
        guard let last = own.last?.day else { return [] }
        // That nothing comes after leaving is the next explanation's.
        let end = leavers.hasLeft[person] ? last : leavers.end
        var intervals: [Waiting] = []
        var position = 0
        for era in cohort.eras(of: person) {
            while position < own.count, own[position].day < era.start { position += 1 }
            var before: Int?
            func take(until day: StudyDay, isEvent: Bool) {
                guard let before, own[before].day < day else { return }
                intervals.append(
                    (
                        position,
                        .init(
                            start: own[before].day.days(since: era.start), end: day.days(since: era.start),
                            value: own[before].score, isEvent: isEvent)
                    ))
            }
            while position < own.count, own[position].day <= era.end {
                take(until: own[position].day, isEvent: true)
                before = position
                position += 1
            }
            take(until: min(era.end, end), isEvent: false)
        }
        return intervals
    }
}
