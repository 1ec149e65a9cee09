/// One assessment of withdrawal.
public struct WithdrawalAssessment: Sendable, Hashable {
    /// When.
    public let day: StudyDay
    /// On which scale.
    public let scale: WithdrawalScale
    /// How bad.
    public let grade: WithdrawalGrade
    // Both scales end below 256.
    private let smallScore: UInt8?

    /// The score that was graded; `nil` where the data give the grade alone.
    public var score: Int? { smallScore.map(Int.init) }

    /// An assessment of which only the grade is known.
    public init(day: StudyDay, scale: WithdrawalScale, grade: WithdrawalGrade) {
        self.day = day
        self.scale = scale
        self.grade = grade
        smallScore = nil
    }

    /// An assessment with a score, graded by its scale; `nil` where the scale cannot have the score.
    public init?(day: StudyDay, scale: WithdrawalScale, score: Int) {
        guard let grade = scale.grade(ofScore: score), let smallScore = UInt8(exactly: score) else { return nil }
        self.day = day
        self.scale = scale
        self.grade = grade
        self.smallScore = smallScore
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
