import Estimation

/// The exposed scores of one instrument a row each, for regressions that sums over a patient do not serve: likelihoods of levels
/// and of scores at a cut-off. 24 bytes a score.
struct ExposedRows: Sendable {
    /// Who, by row; a person's rows stand together, by day.
    private(set) var people: [Int] = []
    /// Days of exposure, by row.
    private(set) var days: [Int] = []
    /// By row.
    private(set) var scores: [Double] = []

    /// No rows.
    private init() {}

    /// The rows of everybody.
    init(_ exposed: ExposedScores, executor: BlockExecutor) {
        let blocks = executor.mapBlocks(of: exposed.cohort.patients.count, size: PeopleBlock.size) { people in
            var rows = ExposedRows()
            var cursor = exposed.cursor
            for person in people {
                exposed.forEach(of: person, at: &cursor) { status, assessment in
                    guard let days = status.days else { return }
                    rows.append(person, days: days, score: assessment.score)
                }
            }
            return rows
        }
        people = blocks.flatMap(\.people)
        days = blocks.flatMap(\.days)
        scores = blocks.flatMap(\.scores)
    }

    private mutating func append(_ person: Int, days exposed: Int, score: Double) {
        people.append(person)
        days.append(exposed)
        scores.append(score)
    }

    /// The rows that are asked for.
    func keeping(_ isKept: (_ row: Int) -> Bool) -> ExposedRows {
        var kept = ExposedRows()
        for row in people.indices where isKept(row) {
            kept.append(people[row], days: days[row], score: scores[row])
        }
        return kept
    }

    /// Rows.
    var count: Int { people.count }

    /// The rows of each person.
    var runs: [Range<Int>] {
        let starts = people.indices.filter { $0 == 0 || people[$0] != people[$0 - 1] }
        return zip(starts, starts.dropFirst() + [count]).map { $0..<$1 }
    }

    /// Exposure by row, in units of ``OwnSlopes/days`` days.
    var exposure: [Double] { days.map { Double($0) / OwnSlopes.days } }

    /// A person's mean exposure, and how far that of each score lies from it, by row, in the same units. Sums of days are exact,
    /// so that equal exposures lie exactly at their mean.
    var split: (mean: [Double], deviation: [Double]) {
        let mean = runs.flatMap { run in
            Array(repeating: Double(days[run].reduce(0, +)) / Double(run.count), count: run.count)
        }
        return (mean.map { $0 / OwnSlopes.days }, zip(days, mean).map { (Double($0) - $1) / OwnSlopes.days })
    }
}
