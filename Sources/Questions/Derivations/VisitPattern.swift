import Cohort
import Estimation
import Findings
import Foundation

/// When scores are taken: whether the next one comes sooner after a high one.
///
/// High is above the least-squares line of the scores over the days of their era: where pain rises and visits are regular, those whose
/// last score is the oldest have the lowest one, and are seen next.
struct VisitPattern: Sendable {
    let days: ScoredDays
    /// The rate of the next scored day.
    let outcome: FitOutcome<VisitIntensity.Fit>
    /// The weight of each of a patient's days by the inverse of the rate; the first of an era was not waited for and has 1.
    let weights: [[Double]]
    /// By how much the rate changes with one standard deviation of the last scores about their line, as a ratio of at least 1.
    private let ratioOfSpread: Double

    /// What the rate must change by with one standard deviation of the last scores, so that more than chance, in many patients, is said.
    static let smallestRatio = 1.1

    /// Whether scores come sooner after more or less pain, and by enough to matter.
    var followsPain: Bool {
        guard let interval = outcome.fit?.interval(), interval.lower > 1 || interval.upper < 1 else { return false }
        return ratioOfSpread >= Self.smallestRatio
    }

    /// What a trend is worth then.
    var caution: Prose? {
        guard followsPain else { return nil }
        return """
            Scores did not come at times that have nothing to do with pain. Where the last score is all that decides when the next one is \
            taken, the mixed model's slope holds nearly, and the least-squares slope weighted for it is far nearer than without; where \
            people are asked, or come, because it hurts on the day, no method holds: slopes that are nothing come out as a rise.
            """
    }

    init(_ exposed: ExposedPain, of persons: PersonSet, leavers: StudyLeavers, executor: BlockExecutor) {
        guard let scores = exposed.scoresOfPeople else {
            self.init(days: ScoredDays(), outcome: .notEstimable(.noObservations), weights: [], ratioOfSpread: 1)
            return
        }
        let days = ScoredDays(scores, of: persons, executor: executor)
        let (waiting, spread) = Self.aboveTheLine(
            days.persons.indices.map { Self.waiting($0, days, scores.cohort, leavers) })
        let outcome = VisitIntensity.fit(waiting.map { $0.map(\.interval) }, executor: executor)
        let weights = outcome.fit.map { fit in
            zip(days.days, waiting).map { days, waiting in
                var weights = [Double](repeating: 1, count: days.count)
                for (position, interval) in waiting where interval.isEvent {
                    weights[position] = fit.weight(interval.value)
                }
                return weights
            }
        }
        self.init(
            days: days, outcome: outcome, weights: weights ?? [],
            ratioOfSpread: outcome.fit.map { exp(abs($0.logRateRatio.value) * spread) } ?? 1)
    }

    private init(
        days: ScoredDays, outcome: FitOutcome<VisitIntensity.Fit>, weights: [[Double]], ratioOfSpread: Double
    ) {
        self.days = days
        self.outcome = outcome
        self.weights = weights
        self.ratioOfSpread = ratioOfSpread
    }

    /// Whom a number is of: patients with an exposed score, or those of them who were taken.
    func basis(among persons: PersonSet) -> Basis { days.basis(among: persons) }

    /// The days through which a score was the last one, with the position of the next scored day.
    private typealias Waiting = (position: Int, interval: VisitIntensity.Interval)

    /// The same with each score's distance from the line of all of them over the days of an era, and its standard deviation.
    private static func aboveTheLine(_ persons: [[Waiting]]) -> ([[Waiting]], spread: Double) {
        let line = WeightedLine.fit(
            persons.map { $0.map { .init(x: Double($0.interval.start), y: $0.interval.value, weight: 1) } }
        ).fit
        var (count, squares) = (0.0, 0.0)
        let above = persons.map {
            $0.map { position, interval -> Waiting in
                let expected = line.map { $0.intercept.value + $0.slope.value * Double(interval.start) } ?? 0
                let value = interval.value - expected
                count += 1
                squares += value * value
                return (
                    position,
                    .init(start: interval.start, end: interval.end, value: value, isEvent: interval.isEvent)
                )
            }
        }
        return (above, line == nil ? 0 : (squares / max(1, count)).squareRoot())
    }

    /// The days of an era between one scored day and the next; behind the last, the rest of the era up to the end of follow-up, unless
    /// the patient left.
    private static func waiting(
        _ number: Int, _ days: ScoredDays, _ cohort: Cohort, _ leavers: StudyLeavers
    ) -> [Waiting] {
        let (person, own) = (days.persons[number], days.days[number])
        guard let last = own.last?.day else { return [] }
        // That nothing comes after leaving is a matter of its own.
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

/// When the scores of a trend are taken. Who left is read without a stated end, so that every question sees the same pattern.
struct VisitPatternOf: Derivation {
    let exposed: ExposedPainOf
    static let stage = "visit_pattern"

    func derive(from study: Study) -> VisitPattern {
        VisitPattern(
            study.shared(exposed), of: study.shared(ExposedPersonsOf(exposed: exposed)).exposed,
            leavers: StudyLeavers(study.shared(ScoreCoursesOf(exposed: exposed)), cohort: study.cohort, followUp: nil),
            executor: study.executor)
    }
}
