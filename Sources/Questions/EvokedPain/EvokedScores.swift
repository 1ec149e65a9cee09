import Cohort
import Estimation
import Findings

/// The exposed scores of one instrument with a cut-off. Tests that provoke pain are few beside ratings of pain, so rows may be
/// kept.
struct EvokedScores: Sendable {
    let instrument: Instrument
    /// A score at the cut-off or beyond is censored there.
    let rows: ExposedRows

    private init(instrument: Instrument, rows: ExposedRows) {
        self.instrument = instrument
        self.rows = rows
    }

    /// The scores of the instrument at a position of the cohort's.
    init(of position: Int, cohort: Cohort, clock: ExposureClock, executor: BlockExecutor) {
        self.init(
            instrument: cohort.instruments[position],
            rows: ExposedRows(
                ExposedScores(cohort: cohort, instrument: UInt8(position), clock: clock), executor: executor))
    }

    /// The rows of some people.
    func keeping(_ isKept: (_ person: Int) -> Bool) -> EvokedScores {
        EvokedScores(instrument: instrument, rows: rows.keeping { isKept(rows.people[$0]) })
    }

    /// Rows.
    var count: Int { rows.count }

    /// Patients with a row.
    var persons: PersonSet { persons { _ in true } }

    /// Whether the score of a row is known; else it is at least the cut-off.
    func isMeasured(_ row: Int) -> Bool { !instrument.isCensored(rows.scores[row]) }

    /// Scores at the cut-off.
    var censored: Int { rows.scores.count(where: instrument.isCensored) }

    /// Patients with a row for which a condition holds.
    func persons(where isSuch: (_ row: Int) -> Bool) -> PersonSet {
        PersonSet(ascending: rows.runs.filter { $0.contains(where: isSuch) }.map { rows.people[$0.lowerBound] })
    }

    /// The scores, those at the cut-off as at least that.
    var responses: [TobitRegression.Response] {
        rows.scores.map { score in
            guard let cutOff = instrument.cutOff, instrument.isCensored(score) else { return .observed(score) }
            return .above(cutOff)
        }
    }
}
