import Cohort
import Findings

/// The trials that a study is made of: what was planned differs between them, so nothing of them is pooled.
struct StudyTrials: Sendable {
    /// The column of patients that names the trial.
    static let column = "trial"
    /// Fewer patients assessed than this, and less than a tenth of a trial's, and it did not assess then.
    static let fewest = 10

    /// The trials, and who belongs to each.
    let groups: PatientGroups

    /// `nil` where there are fewer than two among these patients.
    init?(of cohort: Cohort, among persons: PersonSet) {
        guard let groups = PatientGroups(Self.column, of: cohort),
            groups.persons.count(where: { !$0.intersection(persons).isEmpty }) > 1
        else { return nil }
        self.groups = groups
    }

    /// The statuses without the patients of trials that did not assess then, and these trials.
    static func planned(_ statuses: DayStatuses, of cohort: Cohort) -> (
        DayStatuses, trials: StudyTrials?, unplanned: [Int]
    ) {
        guard let trials = StudyTrials(of: cohort, among: statuses.started) else { return (statuses, nil, []) }
        let unplanned = trials.notPlanned(started: statuses.started, assessed: statuses.assessed)
        return (
            statuses.without(unplanned.reduce(PersonSet()) { $0.union(trials.groups.persons[$1]) }), trials, unplanned
        )
    }

    /// The trials of which hardly anybody was assessed: it was not planned, and nobody is missing.
    func notPlanned(started: PersonSet, assessed: PersonSet) -> [Int] {
        groups.persons.enumerated().filter { _, persons in
            let (own, found) = (persons.intersection(started).count, persons.intersection(assessed).count)
            return own > 0 && found < Self.fewest && 10 * found < own
        }.map(\.offset)
    }
}
