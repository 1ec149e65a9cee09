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

    private let timeCode: TimeCode

    /// When on its day, where that is recorded.
    public var time: TimeOfDay? { timeCode.time }

    /// The score that was graded; `nil` where the data give the grade alone.
    public var score: Int? { smallScore.map(Int.init) }

    /// An assessment of which only the grade is known.
    public init(day: StudyDay, scale: WithdrawalScale, grade: WithdrawalGrade, time: TimeOfDay? = nil) {
        self.day = day
        timeCode = TimeCode(time)
        self.scale = scale
        self.grade = grade
        smallScore = nil
    }

    /// An assessment with a score, graded by its scale; `nil` where the scale cannot have the score.
    public init?(day: StudyDay, scale: WithdrawalScale, score: Int, time: TimeOfDay? = nil) {
        guard let grade = scale.grade(ofScore: score), let smallScore = UInt8(exactly: score) else { return nil }
        self.day = day
        self.scale = scale
        self.grade = grade
        self.smallScore = smallScore
        timeCode = TimeCode(time)
    }
}

extension WithdrawalAssessment: PersonRow {
    /// By day, then time; those without a time come first on their day.
    public static func precedes(_ assessment: WithdrawalAssessment, _ other: WithdrawalAssessment) -> Bool {
        (assessment.day, assessment.timeCode) < (other.day, other.timeCode)
    }
}

/// A cohort's withdrawal assessments, by person and day; those of one day by time, those without one first and in reading order.
public typealias WithdrawalAssessments = PersonRows<WithdrawalAssessment>
