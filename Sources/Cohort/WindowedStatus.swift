/// A person's withdrawal status around a day.
public struct WindowedStatus: Sendable, Hashable {
    /// The day of the assessment that gives the status, in days since the index day.
    public let day: Int
    /// The worst grade of that day.
    public let grade: WithdrawalGrade
    /// The scale of that worst grade.
    public let scale: WithdrawalScale

    /// The status at `target` days since the index day.
    ///
    /// The assessment in the window nearest to the target counts; a tie in distance goes to the later day; of several
    /// on that day, the worst. Outside the window is missing.
    ///
    /// - Parameters:
    ///   - assessments: one person's, in any order; no other collection than this, so that it is compiled for it alone.
    ///   - index: day 0 of the clock.
    ///   - target: the day asked for, since the index day.
    ///   - window: the days that may stand for it, inclusive.
    public static func status(
        of assessments: ArraySlice<WithdrawalAssessment>, index: StudyDay, target: Int, window: ClosedRange<Int>
    ) -> WindowedStatus? {
        var best: WindowedStatus?
        for assessment in assessments {
            let day = assessment.day.days(since: index)
            guard window.contains(day) else { continue }
            let candidate = WindowedStatus(day: day, grade: assessment.grade, scale: assessment.scale)
            if let current = best, !candidate.outranks(current, target: target) { continue }
            best = candidate
        }
        return best
    }

    private func outranks(_ other: WindowedStatus, target: Int) -> Bool {
        let (distance, otherDistance) = (abs(day - target), abs(other.day - target))
        if distance != otherDistance { return distance < otherDistance }
        if day != other.day { return day > other.day }
        return grade > other.grade
    }
}
