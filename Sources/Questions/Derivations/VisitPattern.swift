import Cohort
import Estimation
import Findings
import Foundation

/// When scores are taken: whether the next one comes sooner after a high one.
///
/// High is above the mean of all scores at about that day of an era (``MeanCourse``): where pain rises and visits are regular, those whose
/// last score is the oldest have the lowest one, and are seen next.
struct VisitPattern: Sendable {
    let days: ScoredDays
    /// The rate of the next scored day.
    let outcome: FitOutcome<ObservationRate.Fit>
    /// Who was followed from a score of an era on.
    let followed: PersonSet
    /// Who was scored again in it.
    let scoredAgain: PersonSet
    /// The weight of each of a patient's days by the inverse of the rate; the first of an era was not waited for and has 1.
    let weights: [[Double]]
    /// By how much the rate changes with one standard deviation of the last scores about that mean, as a ratio of at least 1.
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
            self.init(
                days: ScoredDays(), waiting: [], outcome: .notEstimable(.noObservations), weights: [], ratioOfSpread: 1)
            return
        }
        let days = ScoredDays(scores, of: persons, executor: executor)
        let (waiting, spread) = Self.aboveTheMean(
            days.persons.indices.map { Self.waiting($0, days, scores.cohort, leavers) })
        let outcome = ObservationRate.fit(waiting.map { $0.map(\.interval) }, executor: executor)
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
            days: days, waiting: waiting, outcome: outcome, weights: weights ?? [],
            ratioOfSpread: outcome.fit.map { exp(abs($0.logRateRatio.value) * spread) } ?? 1)
    }

    private init(
        days: ScoredDays, waiting: [[Waiting]], outcome: FitOutcome<ObservationRate.Fit>, weights: [[Double]],
        ratioOfSpread: Double
    ) {
        func persons(where isSuch: ([Waiting]) -> Bool) -> PersonSet {
            PersonSet(ascending: zip(days.persons, waiting).filter { isSuch($0.1) }.map(\.0))
        }
        self.days = days
        followed = persons { !$0.isEmpty }
        scoredAgain = persons { $0.contains(where: \.interval.isEvent) }
        self.outcome = outcome
        self.weights = weights
        self.ratioOfSpread = ratioOfSpread
    }

    /// Whom the rate is of: those who were followed from a score on, beside the others with an exposed score. That few were scored again
    /// would show in the number of next days; that few were not shows nowhere.
    func basis(among persons: PersonSet) -> Basis {
        .of(followed, apart: [persons.subtracting(followed), scoredAgain])
    }

    /// The days through which a score was the last one, with the position of the next scored day.
    private typealias Waiting = (position: Int, interval: ObservationRate.Interval)

    /// The same with each score's distance from the mean of the scores at about its day of an era, and their standard deviation.
    private static func aboveTheMean(_ persons: [[Waiting]]) -> ([[Waiting]], spread: Double) {
        let course = MeanCourse(persons.joined().map { ($0.interval.start, $0.interval.value) })
        var (count, squares) = (0.0, 0.0)
        let above = persons.map {
            $0.map { position, interval -> Waiting in
                let value = interval.value - course.mean(on: interval.start)
                count += 1
                squares += value * value
                return (
                    position,
                    .init(start: interval.start, end: interval.end, value: value, isEvent: interval.isEvent)
                )
            }
        }
        return (above, (squares / max(1, count)).squareRoot())
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

/// The course that scores have over days, by the mean score of each stretch of days with about as many scores, beside the straight line.
private struct MeanCourse {
    /// Most stretches, and how many scores each has at least.
    private static let most = 24, fewest = 25

    private let line: (intercept: Double, slope: Double)
    /// The last day of each stretch, and by how much its scores lie above the line.
    private var stretches: [(last: Int, mean: Double)] = []

    init(_ scores: [(day: Int, score: Double)]) {
        let fit = WeightedLine.fit(scores.map { [.init(x: Double($0.day), y: $0.score, weight: 1)] }).fit
        let mean = scores.reduce(0) { $0 + $1.score } / Double(max(1, scores.count))
        line = fit.map { ($0.intercept.value, $0.slope.value) } ?? (mean, 0)
        let ordered = scores.sorted { ($0.day, $0.score) < ($1.day, $1.score) }
        let size = max(Self.fewest, (ordered.count + Self.most - 1) / Self.most)
        var (sum, count) = (0.0, 0.0)
        for (place, score) in ordered.enumerated() {
            sum += score.score - line.intercept - line.slope * Double(score.day)
            count += 1
            // Scores of one day stay together; a rest too small for a stretch joins the last one.
            let isLast = place + 1 == ordered.count
            guard isLast || Int(count) >= size && ordered[place + 1].day > score.day && ordered.count - place > size
            else {
                continue
            }
            stretches.append((score.day, sum / count))
            (sum, count) = (0, 0)
        }
    }

    func mean(on day: Int) -> Double {
        let stretch = stretches.partitioningIndex { $0.last >= day }
        return line.intercept + line.slope * Double(day) + (stretch < stretches.count ? stretches[stretch].mean : 0)
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
