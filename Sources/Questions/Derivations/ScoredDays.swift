import Cohort
import Estimation
import Findings

/// The days on which patients were scored, and lines through the exposed ones with weights.
struct ScoredDays: Sendable {
    /// A day on which a patient was scored.
    struct Day: Sendable {
        let day: StudyDay
        /// The mean of the day's scores.
        let score: Double
        /// Days of exposure; `nil` where the day is not exposed.
        let exposure: Int?
    }

    /// Of more patients than this so many are taken, evenly spread: each is gone through several times, and no more would be learned.
    static let mostPatients = 5000

    /// Patients with an exposed score.
    let persons: [Int]
    /// Of each of ``persons``, in order.
    let days: [[Day]]

    init(_ scores: ExposedScores, of persons: PersonSet, executor: BlockExecutor) {
        let sample = persons.persons.evenlySpread(Self.mostPatients)
        self.persons = sample
        days = executor.mapBlocks(of: sample.count, size: PeopleBlock.size) { range in
            var cursor = scores.cursor
            return sample[range].map { person in
                var days: [Day] = []
                scores.forEachDay(of: person, at: &cursor) { status, day, score in
                    days.append(Day(day: day, score: score, exposure: status.days))
                }
                return days
            }
        }.flatMap(\.self)
    }

    /// Nobody's.
    init() {
        persons = []
        days = []
    }

    /// Whom a number of these days is of, beside all of `everybody`.
    func basis(among everybody: PersonSet) -> Basis {
        let own = PersonSet(ascending: persons)
        return .of(own, apart: [everybody.subtracting(own)])
    }

    /// Least squares through the exposed days, each weighted by what `weights` says of a patient's days.
    func line(_ weights: (_ number: Int, _ days: [Day]) -> [Double]) -> FitOutcome<WeightedLine.Fit> {
        WeightedLine.fit(
            days.enumerated().map { number, days in
                zip(days, weights(number, days)).compactMap { day, weight in
                    day.exposure.map { WeightedLine.Row(x: Double($0) / MainTrend.days, y: day.score, weight: weight) }
                }
            })
    }
}

extension [Int] {
    /// All of them, or so many that are evenly spread over them.
    func evenlySpread(_ most: Int) -> [Int] {
        count > most ? (0..<most).map { self[$0 * count / most] } : self
    }
}
