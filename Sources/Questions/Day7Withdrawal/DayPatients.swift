import Findings

/// Patients with an index day by what became of them around the day.
struct DayPatients: Sendable {
    /// Assessed, and without withdrawal.
    let free: PersonSet
    /// Assessed, and in withdrawal.
    let notFree: PersonSet
    /// Not assessed in the window.
    let notAssessed: PersonSet
    /// Free or not.
    let assessed: PersonSet
    /// All of them: those with an index day.
    let started: PersonSet
    /// Free if everyone who was not assessed was.
    let freeAtBest: PersonSet

    private init(free: PersonSet, notFree: PersonSet, notAssessed: PersonSet) {
        self.free = free
        self.notFree = notFree
        self.notAssessed = notAssessed
        assessed = free.union(notFree)
        started = assessed.union(notAssessed)
        freeAtBest = free.union(notAssessed)
    }

    /// Everybody.
    init(_ statuses: DayStatuses) {
        self.init(
            free: statuses.free, notFree: statuses.assessed.subtracting(statuses.free),
            notAssessed: statuses.notAssessed)
    }

    /// The patients of each part of everybody, in one walk over them.
    ///
    /// - Parameter part: the part of a person, from 0 to one less than `parts`; `nil` for none of them.
    static func parts(
        _ parts: Int, of statuses: DayStatuses, _ part: (_ person: Int, _ status: DayStatus) -> Int?
    ) -> [DayPatients] {
        let sets = PersonSet.parts(3 * parts, below: statuses.statuses.count) { person in
            let status = statuses.statuses[person]
            let state: Int
            switch status {
            case .noIndexDay: return nil
            case .assessed(let assessed): state = assessed.grade == .none ? 0 : 1
            case .notAssessed: state = 2
            }
            return part(person, status).map { 3 * $0 + state }
        }
        return (0..<parts).map {
            DayPatients(free: sets[3 * $0], notFree: sets[3 * $0 + 1], notAssessed: sets[3 * $0 + 2])
        }
    }

    /// Those of them who are in a set. Takes as long as there are patients, however many persons are in the set.
    func within(_ persons: PersonSet) -> DayPatients {
        func within(_ own: PersonSet) -> PersonSet { PersonSet(ascending: own.persons.lazy.filter(persons.contains)) }
        return DayPatients(free: within(free), notFree: within(notFree), notAssessed: within(notAssessed))
    }

    /// Who is counted as free of withdrawal, and among whom.
    func share(_ denominator: Denominator) -> (event: PersonSet, among: PersonSet)? {
        switch denominator {
        case .assessed: (free, assessed)
        case .missingAsWithdrawal: (free, started)
        case .bestCase: (freeAtBest, started)
        case .weighted: nil
        }
    }

    /// Who a counted share gives away beside those with and without its event: where everybody is below the line, those not
    /// assessed and those in withdrawal too, as the share among the assessed stands beside it.
    func apart(_ denominator: Denominator) -> [PersonSet] {
        denominator == .assessed ? [] : [free, notFree, notAssessed]
    }
}
