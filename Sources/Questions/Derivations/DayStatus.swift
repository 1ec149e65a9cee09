import Cohort
import Findings

/// A person's withdrawal status around a day after the index day.
enum DayStatus: Hashable, Sendable {
    /// The person never reached the index day.
    case noIndexDay
    /// No assessment in the window.
    case notAssessed
    /// The assessment that counts.
    case assessed(WindowedStatus)

    /// The assessment that counts, if there is one.
    var status: WindowedStatus? {
        if case .assessed(let status) = self { status } else { nil }
    }

    /// The status of each person around `target` days after their index day, by one scale or by whichever was used.
    static func ofEverybody(
        in cohort: Cohort, target: Int, window: ClosedRange<Int>, scale: WithdrawalScale? = nil
    ) -> [DayStatus] {
        (0..<cohort.patients.count).map { person in
            guard let index = cohort.indexDay(of: person) else { return .noIndexDay }
            let all = cohort.withdrawalOnClock(of: person, index: index)
            let own = scale.map { scale in ArraySlice(all.filter { $0.scale == scale }) } ?? all
            let status = WindowedStatus.status(of: own, index: index, target: target, window: window)
            return status.map(DayStatus.assessed) ?? .notAssessed
        }
    }
}

/// The withdrawal status of everybody around a day.
struct DayStatusesOf: Derivation {
    let day: Int
    let window: ClosedRange<Int>
    /// By one scale; `nil` by whichever was used.
    var scale: WithdrawalScale?
    static let stage = "day_status"

    func derive(from study: Study) -> DayStatuses {
        DayStatuses(DayStatus.ofEverybody(in: study.cohort, target: day, window: window, scale: scale))
    }
}

/// Statuses by person, and the persons of each.
struct DayStatuses: Sendable {
    /// By person.
    let statuses: [DayStatus]
    /// With an index day.
    let started: PersonSet
    /// Of those, assessed in the window.
    let assessed: PersonSet
    /// Of those, without withdrawal.
    let free: PersonSet

    init(_ statuses: [DayStatus]) {
        self.statuses = statuses
        started = PersonSet(below: statuses.count) { statuses[$0] != .noIndexDay }
        assessed = PersonSet(below: statuses.count) { statuses[$0].status != nil }
        free = PersonSet(below: statuses.count) { statuses[$0].status?.grade == WithdrawalGrade.none }
    }

    /// The same without some persons, as if they had no index day.
    func without(_ persons: PersonSet) -> DayStatuses {
        persons.isEmpty
            ? self
            : DayStatuses(statuses.enumerated().map { persons.contains($0.offset) ? .noIndexDay : $0.element })
    }

    /// The scales of the assessments that count.
    var scales: [WithdrawalScale] {
        let used = Set(statuses.lazy.compactMap { $0.status?.scale })
        return WithdrawalScale.allCases.filter(used.contains)
    }

    /// Of those with an index day, not assessed.
    var notAssessed: PersonSet { started.subtracting(assessed) }
}
