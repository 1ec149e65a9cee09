/// One assessment of withdrawal.
public struct WithdrawalAssessment: Sendable, Hashable {
    /// Dense person index.
    public let person: Int32
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

/// A cohort's withdrawal assessments, sorted by person and day.
public struct WithdrawalAssessments: Sendable {
    /// Rows of each person.
    public let offsets: PersonOffsets
    /// The assessments.
    public let rows: [WithdrawalAssessment]

    /// Sorts assessments by person and day; those of one day stay in reading order.
    public init(personCount: Int, rows: [WithdrawalAssessment]) {
        (self.offsets, self.rows) = PersonGrouping.sorted(rows, personCount: personCount, person: \.person) {
            $0.day < $1.day
        }
    }

    /// The assessments of a person.
    public subscript(person: Int) -> ArraySlice<WithdrawalAssessment> {
        rows[offsets[person]]
    }
}
