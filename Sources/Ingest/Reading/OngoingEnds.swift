import Cohort

/// When what is still taken ends: at the person's `observation_end`, or else on the last day of any record of the person; never after
/// death.
struct OngoingEnds {
    private let observationEnds: [Double?]?
    private var lastRecords: [Int32?]
    private var deaths: [Int32?]

    init(personCount: Int, _ covariates: CovariateTexts) {
        observationEnds = covariates.column(named: ObservationEnd.column).map { column in
            column.codes.map { $0 < 0 ? nil : column.words[Int($0)].number }
        }
        lastRecords = Array(repeating: nil, count: personCount)
        deaths = lastRecords
    }

    mutating func note(_ batches: [PainBatch]) {
        for batch in batches { batch.noteLastDays(in: &lastRecords) }
    }

    mutating func note<Regimen>(_ batches: [DrugBatch<Regimen>]) {
        for batch in batches { batch.noteLastDays(in: &lastRecords) }
    }

    /// - Parameter day: the last day of a row; `nil` where it tells of none.
    mutating func note<Row>(_ blocks: [PersonBlock<Row>], _ day: (Row) -> StudyDay?) {
        for block in blocks {
            block.forEachStretch { person, rows in
                guard let last = rows.compactMap(day).max() else { return }
                lastRecords[person] = max(lastRecords[person] ?? .min, last.rawValue)
            }
        }
    }

    mutating func noteDeaths(_ blocks: [PersonBlock<CourseEvent>]) {
        for block in blocks {
            block.forEachStretch { person, events in
                guard let day = events.lazy.filter({ $0.kind == .death }).map(\.day.rawValue).min() else { return }
                deaths[person] = min(deaths[person] ?? .max, day)
            }
        }
    }

    /// The last day of what a person began on a day; not before that day.
    func end(of person: Int, from start: StudyDay) -> StudyDay {
        let stated = observationEnds?[person].flatMap { Int32(exactly: $0.rounded(.down)) }
        let end = min(stated ?? lastRecords[person] ?? start.rawValue, deaths[person] ?? .max)
        return StudyDay(max(end, start.rawValue))
    }
}

extension Intervention {
    /// The day on which it is last recorded.
    var lastDay: StudyDay { end == nil || end == .ongoing ? start : end ?? start }
}
