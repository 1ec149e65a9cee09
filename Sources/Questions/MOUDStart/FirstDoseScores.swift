import Cohort
import Findings

/// A patient's withdrawal scores on one scale around the first dose, by the clock: the last before it on its day, and those that follow
/// within some minutes.
struct FirstDoseScores: Hashable {
    /// The last score before the first dose, on its day; one in the minute of the dose is before it.
    let before: Int
    /// The highest score within the minutes after it.
    let highest: Int
    /// The lowest of them.
    let lowest: Int

    /// Why the scores cannot be told; of several reasons the first.
    enum Untold: String, Term, CaseIterable {
        case notAssessed = "not_assessed"
        case gradeOnly = "grade_only"
        case noDoseTime = "no_dose_time"
        case noAssessmentTime = "no_assessment_time"
        case noneBefore = "none_before"
        case noneWithin = "none_within"

        var label: String {
            switch self {
            case .notAssessed: "Not assessed on the scale that day"
            case .gradeOnly: "A grade without a score"
            case .noDoseTime: "No time of the first dose"
            case .noAssessmentTime: "No time of an assessment"
            case .noneBefore: "No score before the first dose"
            case .noneWithin: "No score soon enough after it"
            }
        }
    }

    /// What is known of a patient.
    enum Outcome: Hashable {
        case told(FirstDoseScores)
        case untold(Untold)
    }

    /// - Parameters:
    ///   - assessments: the patient's on the scale, by day and time.
    ///   - day: the day of the first dose.
    ///   - dose: its time.
    ///   - minutes: how many minutes after it count; they may go on past midnight.
    static func outcome(
        of assessments: [WithdrawalAssessment], around day: StudyDay, at dose: TimeOfDay?, within minutes: Int
    ) -> Outcome {
        /// Minutes from the first dose, where both times are known.
        func since(_ assessment: WithdrawalAssessment) -> Int? {
            guard let dose, let time = assessment.time else { return nil }
            return assessment.day.days(since: day) * 1440 + time.minutes(since: dose)
        }
        func isWithin(_ assessment: WithdrawalAssessment) -> Bool {
            since(assessment).map { (1...max(1, minutes)).contains($0) } ?? false
        }
        let near = assessments.filter { $0.day == day || isWithin($0) }
        guard !near.isEmpty else { return .untold(.notAssessed) }
        let scored = near.filter { $0.score != nil }
        guard !scored.isEmpty else { return .untold(.gradeOnly) }
        guard dose != nil else { return .untold(.noDoseTime) }
        guard scored.contains(where: { $0.time != nil }) else { return .untold(.noAssessmentTime) }
        guard let before = scored.last(where: { one in since(one).map { $0 <= 0 } ?? false })?.score else {
            return .untold(.noneBefore)
        }
        let after = scored.filter(isWithin).compactMap(\.score)
        guard let highest = after.max(), let lowest = after.min() else { return .untold(.noneWithin) }
        return .told(FirstDoseScores(before: before, highest: highest, lowest: lowest))
    }
}
