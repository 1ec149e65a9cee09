import Cohort
import Estimation
import Findings

/// The word of weekly results of every patient who has a time zero.
struct ReturnWords: Sendable {
    /// One patient's follow-up.
    struct Person: Sendable {
        let person: Int
        let zero: StudyDay
        let word: UrineWord
        /// The week of the first death, transfer or imprisonment after time zero: what comes after is not followed.
        let competing: Int?
    }

    let clock: TimeZeroClock
    let negatives: NegativeResult
    /// Whether columns of patients say how long they were to be followed.
    let isPlanned: Bool
    /// Those with a time zero and at least one week of follow-up, ascending.
    let followed: [Person]

    /// Who they are.
    var persons: PersonSet { PersonSet(ascending: followed.map(\.person)) }

    init(_ settings: RelapseSettings, of study: Study) {
        let cohort = study.cohort
        clock = settings.from ?? .usual(in: cohort)
        let screens = cohort.screens
        let counted = screens.substances.map { settings.substances.contains($0.code) }
        negatives =
            settings.negatives
            ?? (screens.rows.contains { counted[Int($0.substance)] && !$0.isPositive } || cohort.visits.isEmpty
                ? .screens : .visits)
        let zeros = clock.days(in: cohort)
        let plan = PlannedFollowUp(cohort)
        isPlanned = plan.isStated
        let rule = Rule(cohort: cohort, counted: counted, negatives: negatives)
        followed = study.executor.mapBlocks(of: cohort.patients.count, size: PeopleBlock.size) { persons in
            persons.compactMap { person -> Person? in
                guard let zero = zeros(person) else { return nil }
                let last = StudyDay(Int32(clamping: Int(zero.rawValue) + 7 * settings.weeks))
                guard let end = plan.end(of: person, from: zero) ?? rule.lastDay(of: person).map({ min($0, last) })
                else {
                    return nil
                }
                let days = rule.days(of: person)
                let word = UrineWord(from: zero, through: end, positive: days.positive, negative: days.negative)
                guard !word.weeks.isEmpty else { return nil }
                let left = cohort.events[person].first { $0.day > zero && $0.day <= end && $0.kind.endsFollowUp }
                return Person(
                    person: person, zero: zero, word: word,
                    competing: left.map { UrineWord.week(of: $0.day, from: zero) })
            }
        }.flatMap(\.self)
    }

    /// Which days are positive and which negative.
    private struct Rule {
        let cohort: Cohort
        /// By substance of the screens.
        let counted: [Bool]
        let negatives: NegativeResult

        /// The last day of a visit, kept or missed, or of a screen: where no plan says how long a patient was to be followed, nothing
        /// says that more were to come.
        func lastDay(of person: Int) -> StudyDay? {
            let visits = cohort.visits[person].map { max($0.day, $0.plannedDay ?? $0.day) }
            return (visits + [cohort.screens[person].last?.day].compactMap(\.self)).max()
        }

        /// Days with a positive result, and days with a result and none that is positive; each ascending and once.
        func days(of person: Int) -> (positive: [StudyDay], negative: [StudyDay]) {
            let medication = OwnMedication(person, of: cohort)
            var positive: [StudyDay] = []
            var negative: [StudyDay] = []
            for screen in cohort.screens[person] where counted[Int(screen.substance)] {
                if screen.isPositive {
                    guard !screen.isPrescribed, !medication.explains(screen, in: cohort.screens) else { continue }
                    if positive.last != screen.day { positive.append(screen.day) }
                } else if negatives == .screens, negative.last != screen.day {
                    negative.append(screen.day)
                }
            }
            if negatives == .visits {
                for visit in cohort.visits[person] where visit.kind == .attended && negative.last != visit.day {
                    negative.append(visit.day)
                }
            }
            let used = Set(positive)
            return (positive, negative.filter { !used.contains($0) })
        }
    }

    /// The medication that a patient was given, in a study that does not say in its screens what was prescribed: finding methadone or
    /// buprenorphine in someone on it is no use.
    private struct OwnMedication {
        private let firstDays: [Substance: StudyDay]

        init(_ person: Int, of cohort: Cohort) {
            var days: [Substance: StudyDay] = [:]
            // Where screens say what was prescribed, they decide.
            if !cohort.screens.saysPrescribed {
                for span in cohort.moud[person] where cohort.moud.regimen(of: span).amount.isAboveZero {
                    let substance: Substance? =
                        switch cohort.moud.drug(of: span)?.code {
                        case .methadone: .methadone
                        case .buprenorphine: .buprenorphine
                        default: nil
                        }
                    if let substance { days[substance] = min(days[substance] ?? span.start, span.start) }
                }
            }
            firstDays = days
        }

        func explains(_ screen: DrugScreen, in screens: DrugScreens) -> Bool {
            firstDays[screens.substance(of: screen).code].map { $0 <= screen.day } ?? false
        }
    }
}

extension PersonRows {
    /// Whether any row is such.
    fileprivate func contains(where isSuch: (Row) -> Bool) -> Bool {
        (0..<personCount).contains { self[$0].contains(where: isSuch) }
    }
}
