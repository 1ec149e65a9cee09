import Cohort
import Findings

/// What time zero is in a question about what follows the start of treatment.
enum TimeZeroClock: String, Term, CaseIterable {
    case randomized
    case firstDose = "first_dose"
    case studyDay = "study_day"

    var label: String {
        switch self {
        case .randomized: "the day of randomisation"
        case .firstDose: "the first dose of medication for opioid use disorder"
        case .studyDay: "study day 0"
        }
    }
}

extension TimeZeroClock {
    /// The first of them that a study has: randomisation, the first dose of medication, study day 0.
    static func usual(in cohort: Cohort) -> TimeZeroClock {
        if cohort.patients.numbers(named: RandomizationDay.column)?.contains(where: { $0 != nil }) == true {
            return .randomized
        }
        return cohort.moud.spans.isEmpty ? .studyDay : .firstDose
    }

    /// Each person's time zero; `nil` of those who have none.
    func days(in cohort: Cohort) -> @Sendable (Int) -> StudyDay? {
        switch self {
        case .randomized:
            let days = cohort.patients.numbers(named: RandomizationDay.column)
            return { person in
                days?[person].flatMap { Int32(exactly: $0.rounded(.down)) }.map { StudyDay($0) }
            }
        case .firstDose: return { cohort.moud.firstDose(of: $0) }
        case .studyDay: return { _ in StudyDay(0) }
        }
    }
}

extension CourseEvent.Kind {
    /// Whether a patient is no longer followed, for a reason that is neither a return to use nor leaving treatment.
    var endsFollowUp: Bool {
        switch self {
        case .death, .transfer, .prison: true
        case .newInjury, .surgery, .progression, .relapse, .dropout, .overdose, .crisis, .hospital: false
        }
    }
}
