import Cohort
import Estimation
import Findings

/// Whether leaving goes with the last score, of the patients with an exposed score, and for how many each of their days stands.
struct LeavingHazard: Sendable {
    let leavers: StudyLeavers
    /// The hazard of leaving after each scored day.
    let outcome: FitOutcome<DropoutByLastSeverity.Fit>
    /// Who could leave after the first score: nobody else can later.
    let couldLeave: PersonSet

    /// `nil` where the study has no score of the instrument.
    init?(_ exposed: ExposedPain, leavers: StudyLeavers, executor: BlockExecutor) {
        guard let scores = exposed.scoresOfPeople else { return nil }
        let people = exposed.people
        self.leavers = leavers
        outcome = DropoutByLastSeverity.fit(groupCount: people.count, executor: executor) { person, take in
            guard people[person].n > 0 else { return }
            var cursor = scores.cursor
            var number = 0
            scores.forEachDay(of: person, at: &cursor) { _, day, score in
                guard leavers.canLeave(after: day, person: person) else { return }
                number += 1
                take(DiscreteTimeHazard.stratum(ofOccasion: number), score, leavers.isLast(day, of: person))
            }
        }
        couldLeave = PersonSet(below: people.count) { person in
            guard people[person].n > 0, let day = scores.firstDay(of: person) else { return false }
            return leavers.canLeave(after: day, person: person)
        }
    }

    /// Whom the hazard is of, beside the others of `persons`, those who left and those who stayed.
    func basis(among persons: PersonSet) -> Basis {
        let (left, stayed) = leavers.persons
        return .of(couldLeave, apart: [persons.subtracting(couldLeave), left, stayed])
    }

    /// For how many each of a patient's days stands: the patient, and those who left before it although they had been like the patient.
    func weights(_ days: [ScoredDays.Day], of person: Int, _ fit: DropoutByLastSeverity.Fit) -> [Double] {
        var (number, weight) = (0, 1.0)
        return days.map { day in
            let own = weight
            if leavers.canLeave(after: day.day, person: person) {
                number += 1
                weight *= fit.stayingWeight(
                    atSeverity: day.score, inStratum: DiscreteTimeHazard.stratum(ofOccasion: number))
            }
            return own
        }
    }
}

extension ExposedScores {
    /// The first day with a score of a person, exposed or not.
    fileprivate func firstDay(of person: Int) -> StudyDay? {
        let pain = cohort.pain[person]
        return pain.indices.first { pain[$0].instrument == instrument }.map { pain[$0].day }
    }
}

/// Who left, with a stated end of follow-up or one read from the data.
struct StudyLeaversOf: Derivation {
    let exposed: ExposedPainOf
    let followUp: Int?
    static let stage = "study_leavers"

    func derive(from study: Study) -> StudyLeavers {
        StudyLeavers(study.shared(ScoreCoursesOf(exposed: exposed)), cohort: study.cohort, followUp: followUp)
    }
}

/// Whether leaving goes with the last score.
struct LeavingHazardOf: Derivation {
    let exposed: ExposedPainOf
    let followUp: Int?
    static let stage = "leaving_hazard"

    func derive(from study: Study) -> LeavingHazard? {
        LeavingHazard(
            study.shared(exposed), leavers: study.shared(StudyLeaversOf(exposed: exposed, followUp: followUp)),
            executor: study.executor)
    }
}
