import Cohort
import Estimation
import Findings

/// How long each patient stayed in treatment: until the first run without medication that is longer than a gap.
struct TreatmentSpans: Sendable {
    /// One patient.
    struct Person: Sendable {
        let person: Int
        let zero: StudyDay
        /// The last covered day before each gap of the settings that is too long, in days since time zero, which is day 1.
        let lastDays: [Int]
        /// The last day on which the patient was to be treated or could be seen, in the same days; `nil` where nothing says.
        let end: Int?
        /// The day of the first death, transfer or imprisonment.
        let competing: Int?

        /// The last day in treatment and how it ended, by a gap of the settings.
        ///
        /// A patient has left where a run without medication goes on for longer than the gap, as far as the patient was to be treated
        /// and could be seen; else treatment is not seen to end.
        func ending(_ gap: Int, days: Int) -> (day: Int, ending: FollowedTimes.Ending) {
            let last = lastDays[gap]
            if let competing, competing <= last + days { return (max(1, min(last, competing)), .competing) }
            guard let end else { return (last, .event) }
            return end - last > days ? (last, .event) : (max(1, min(last, end)), .followedThrough)
        }

        /// Whether the patient stayed through a day; `nil` where that is not known, or treatment was not planned for so long.
        func stayed(_ gap: Int, days: Int, through day: Int) -> Bool? {
            if lastDays[gap] >= day { return true }
            if let end, end < day - days { return nil }
            return ending(gap, days: days).ending == .followedThrough ? nil : false
        }
    }

    let clock: TimeZeroClock
    /// Those who started on or after their time zero, ascending.
    let started: [Person]
    /// Those with a time zero.
    let eligible: PersonSet
    /// Whether anything says until when patients were to be treated or could be seen.
    let knowsEnd: Bool

    var persons: PersonSet { PersonSet(ascending: started.map(\.person)) }

    /// How each of those who started ended treatment, by the gap of the settings with this number.
    func times(_ gap: Int, days: Int) -> FollowedTimes {
        let ends = started.map { $0.ending(gap, days: days) }
        return FollowedTimes(people: started.map(\.person), times: ends.map(\.day), endings: ends.map(\.ending))
    }

    init(_ settings: RetentionSettings, of study: Study) {
        let cohort = study.cohort
        let usual = TimeZeroClock.usual(in: cohort)
        clock = settings.from ?? (usual == .studyDay ? .firstDose : usual)
        let zeros = clock.days(in: cohort)
        let coverage = Coverage(cohort, injectionDays: settings.injectionDays)
        let ends = TreatmentEnds(cohort)
        let people = study.executor.mapBlocks(of: cohort.patients.count, size: PeopleBlock.size) { persons in
            persons.map { person -> (isEligible: Bool, started: Person?) in
                guard let zero = zeros(person) else { return (false, nil) }
                let covered = coverage.days(of: person, since: zero)
                guard let first = covered.first else { return (true, nil) }
                let left = cohort.events[person].first { $0.day >= zero && $0.kind.endsFollowUp }
                return (
                    true,
                    Person(
                        person: person, zero: zero,
                        lastDays: settings.gaps.map { Self.lastDay(covered, after: first, gap: $0) },
                        end: ends.end(of: person, from: zero).map { $0.days(since: zero) + 1 },
                        competing: left.map { $0.day.days(since: zero) + 1 })
                )
            }
        }.flatMap(\.self)
        started = people.compactMap(\.started)
        eligible = PersonSet(below: people.count) { people[$0].isEligible }
        knowsEnd = ends.isKnown
    }

    /// The last covered day before the first run of more than `gap` days without cover.
    static func lastDay(_ covered: [ClosedRange<Int>], after first: ClosedRange<Int>, gap: Int) -> Int {
        var last = first.upperBound
        for range in covered.dropFirst() {
            guard range.lowerBound - last - 1 <= gap else { break }
            last = max(last, range.upperBound)
        }
        return last
    }

    /// The days covered by medication.
    private struct Coverage {
        let cohort: Cohort
        let injectionDays: Int
        let injected: Set<MOUDDrug?>

        init(_ cohort: Cohort, injectionDays: Int) {
            self.cohort = cohort
            self.injectionDays = injectionDays
            injected = cohort.moud.injectedDrugs
        }

        /// Stretches of days with a dose known to be above zero, from time zero on, which is day 1, in the order of their first days.
        func days(of person: Int, since zero: StudyDay) -> [ClosedRange<Int>] {
            cohort.moud[person].compactMap { span in
                guard cohort.moud.regimen(of: span).amount.isAboveZero else { return nil }
                let start = span.start.days(since: zero) + 1
                let isInjection = cohort.moud.isInjection(span, injected: injected)
                let end = span.end.days(since: zero) + (isInjection ? injectionDays : 1)
                return end < 1 ? nil : max(1, start)...end
            }
        }
    }

    /// Until when patients were to be treated, or could be seen.
    private struct TreatmentEnds {
        private let plan: PlannedFollowUp
        private let observation: ObservationEnd

        var isKnown: Bool { plan.isStated || observation.isStated }

        init(_ cohort: Cohort) {
            plan = PlannedFollowUp(cohort)
            observation = ObservationEnd(cohort)
        }

        func end(of person: Int, from zero: StudyDay) -> StudyDay? {
            [observation.stated(of: person), plan.treatmentEnd(of: person, from: zero)].compactMap(\.self).min()
        }
    }
}
