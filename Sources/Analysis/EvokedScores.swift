import Cohort
import Estimation

/// The exposed scores of one instrument with a cut-off, a row each. Tests that provoke pain are few beside ratings of pain, so
/// rows may be kept: 24 bytes a score.
struct EvokedScores: Sendable {
    let instrument: Instrument
    /// Who, by row; a person's rows stand together.
    private(set) var people: [Int] = []
    /// Days of exposure, by row.
    private(set) var days: [Double] = []
    /// By row; one at the cut-off or beyond is censored there.
    private(set) var scores: [Double] = []

    /// The scores of the instrument at a position of the cohort's.
    init(of position: Int, cohort: Cohort, clock: ExposureClock, executor: BlockExecutor) {
        let exposed = ExposedScores(cohort: cohort, instrument: UInt8(position), clock: clock)
        let none = EvokedScores(of: cohort.instruments[position])
        let blocks = executor.mapBlocks(of: cohort.patients.count, size: PeopleBlock.size) { people in
            var rows = none
            for person in people {
                exposed.forEach(of: person) { days, assessment in
                    guard let days else { return }
                    rows.append(person, days: Double(days), score: assessment.score)
                }
            }
            return rows
        }
        self = none
        people = blocks.flatMap(\.people)
        days = blocks.flatMap(\.days)
        scores = blocks.flatMap(\.scores)
    }

    private init(of instrument: Instrument) {
        self.instrument = instrument
    }

    private mutating func append(_ person: Int, days exposed: Double, score: Double) {
        people.append(person)
        days.append(exposed)
        scores.append(score)
    }

    /// The rows of some people.
    func keeping(_ isKept: (_ person: Int) -> Bool) -> EvokedScores {
        var kept = EvokedScores(of: instrument)
        for row in people.indices where isKept(people[row]) {
            kept.append(people[row], days: days[row], score: scores[row])
        }
        return kept
    }

    // MARK: - What is known of the rows

    /// Rows.
    var count: Int { people.count }

    /// The rows of each person.
    private var runs: [Range<Int>] {
        let starts = people.indices.filter { $0 == 0 || people[$0] != people[$0 - 1] }
        return zip(starts, starts.dropFirst() + [count]).map { $0..<$1 }
    }

    /// People with a row.
    var peopleWithScores: Int { runs.count }

    /// Whether the score of a row is known; else it is at least the cut-off.
    func isMeasured(_ row: Int) -> Bool { !instrument.isCensored(scores[row]) }

    /// Scores at the cut-off.
    var censored: Int { scores.count(where: instrument.isCensored) }

    /// People with a score at the cut-off, and people with a measured one.
    var peopleCensoredAndMeasured: (Int, Int) {
        let runs = runs
        return (
            runs.count { run in run.contains { !isMeasured($0) } },
            runs.count { run in run.contains(where: isMeasured) }
        )
    }

    /// Exposure by row, in units of ``OwnSlopes/days`` days.
    var exposure: [Double] { days.map { $0 / OwnSlopes.days } }

    /// A person's mean exposure, and how far that of each score lies from it, by row, in the same units. Sums of days are exact,
    /// so that equal exposures lie exactly at their mean.
    var split: (mean: [Double], deviation: [Double]) {
        let mean = runs.flatMap { run in
            Array(repeating: days[run].reduce(0, +) / Double(run.count), count: run.count)
        }
        return (mean.map { $0 / OwnSlopes.days }, zip(days, mean).map { ($0 - $1) / OwnSlopes.days })
    }

    /// The scores, those at the cut-off as at least that.
    var responses: [TobitRegression.Response] {
        scores.map { score in
            guard let cutOff = instrument.cutOff, instrument.isCensored(score) else { return .observed(score) }
            return .above(cutOff)
        }
    }

    /// The scores as times until somebody gives up, those at the cut-off as ended there.
    var times: [Double] { scores.map { min($0, instrument.cutOff ?? .infinity) } }
}
