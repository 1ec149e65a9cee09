/// One assessment of withdrawal.
public struct WithdrawalAssessment: Sendable, Hashable {
    /// Dense person index.
    public var person: Int32
    /// When.
    public let day: StudyDay
    /// On which scale.
    public let scale: WithdrawalScale
    /// How bad.
    public let grade: WithdrawalGrade

    /// An assessment with a grade.
    public init(person: Int32, day: StudyDay, scale: WithdrawalScale, grade: WithdrawalGrade) {
        self.person = person
        self.day = day
        self.scale = scale
        self.grade = grade
    }
}

extension WithdrawalAssessment: PersonRow {
    /// By day.
    public static func precedes(_ assessment: WithdrawalAssessment, _ other: WithdrawalAssessment) -> Bool {
        assessment.day < other.day
    }
}

/// A cohort's withdrawal assessments, by person and day; those of one day stay in reading order.
public typealias WithdrawalAssessments = PersonRows<WithdrawalAssessment>
