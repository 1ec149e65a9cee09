/// One assessment of withdrawal.
public struct WithdrawalAssessment: Sendable, Hashable {
    /// When.
    public let day: StudyDay
    // Four bytes for the rest, so that an assessment takes eight: the scale and the grade, the score, the time.
    private let judgement: UInt8
    private let smallScore: UInt8
    private let timeCode: TimeCode
    private static let noScore = UInt8.max
    private static let scales = WithdrawalScale.allCases
    private static let grades = WithdrawalGrade.allCases

    /// On which scale.
    public var scale: WithdrawalScale { Self.scales[Int(judgement) / Self.grades.count] }

    /// How bad.
    public var grade: WithdrawalGrade { Self.grades[Int(judgement) % Self.grades.count] }

    /// The score that was graded; `nil` where the data give the grade alone.
    public var score: Int? { smallScore == Self.noScore ? nil : Int(smallScore) }

    /// When on its day, where that is recorded.
    public var time: TimeOfDay? { timeCode.time }

    private init(
        _ day: StudyDay, _ scale: WithdrawalScale, _ grade: WithdrawalGrade, _ score: UInt8, _ time: TimeOfDay?
    ) {
        self.day = day
        // The positions among all cases.
        let scaleNumber: UInt8 =
            switch scale {
            case .cows: 0
            case .sows: 1
            }
        judgement = scaleNumber * UInt8(Self.grades.count) + grade.rawValue
        smallScore = score
        timeCode = TimeCode(time)
    }

    /// An assessment of which only the grade is known.
    public init(day: StudyDay, scale: WithdrawalScale, grade: WithdrawalGrade, time: TimeOfDay? = nil) {
        self.init(day, scale, grade, Self.noScore, time)
    }

    /// An assessment with a score, graded by its scale; `nil` where the scale cannot have the score.
    public init?(day: StudyDay, scale: WithdrawalScale, score: Int, time: TimeOfDay? = nil) {
        // Both scales end below 255.
        guard let grade = scale.grade(ofScore: score), let smallScore = UInt8(exactly: score) else { return nil }
        self.init(day, scale, grade, smallScore, time)
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
