/// The day on which a person was randomised.
public enum RandomizationDay {
    /// The column of patients that says it, as a study day.
    public static let column = "randomized"
}

/// Until when each person was to be followed after being randomised, as the protocol had it.
public struct PlannedFollowUp: Sendable {
    /// The columns of patients that say it, study days and whole weeks.
    public enum Column: String, Sendable, CaseIterable {
        /// The planned last day, as a study day.
        case end = "planned_end"
        /// Weeks after being randomised.
        case weeks = "planned_weeks"
        /// The day of a second randomisation.
        case secondRandomization = "second_randomized"
        /// Weeks after the second randomisation.
        case secondWeeks = "second_planned_weeks"
        /// Weeks for which medication was planned from the first day on, where follow-up was planned for longer.
        case treatmentWeeks = "planned_treatment_weeks"
    }

    private let numbers: [Column: [Double?]]

    /// What a cohort's patients table says of it.
    public init(_ cohort: Cohort) {
        var numbers: [Column: [Double?]] = [:]
        for column in Column.allCases { numbers[column] = cohort.patients.numbers(named: column.rawValue) }
        self.numbers = numbers
    }

    /// Whether any column says it of anybody.
    public var isStated: Bool { numbers.values.contains { $0.contains { $0 != nil } } }

    /// A whole number of a person, within a hundred years either way: anything else is no day and no number of weeks.
    private func whole(_ column: Column, _ person: Int) -> Int32? {
        guard let number = numbers[column]?[person], abs(number) <= 36_525 else { return nil }
        return Int32(exactly: number.rounded(.down))
    }

    /// The day of a person's second randomisation.
    public func secondRandomization(of person: Int) -> StudyDay? {
        whole(.secondRandomization, person).map { StudyDay($0) }
    }

    /// The last planned day of a person whose follow-up began on a day: `planned_end`, or else `second_planned_weeks` after a second
    /// randomisation, or else `planned_weeks` after the beginning; `nil` where no column says.
    public func end(of person: Int, from start: StudyDay) -> StudyDay? {
        if let end = whole(.end, person) { return StudyDay(end) }
        if let second = secondRandomization(of: person), let weeks = whole(.secondWeeks, person) {
            return second.advanced(byWeeks: Int(weeks))
        }
        return whole(.weeks, person).map { start.advanced(byWeeks: Int($0)) }
    }

    /// The last planned day of the medication of a person who was to begin it on a day: by `planned_treatment_weeks`, or else the end of
    /// planned follow-up.
    public func treatmentEnd(of person: Int, from start: StudyDay) -> StudyDay? {
        whole(.treatmentWeeks, person).map { start.advanced(byWeeks: Int($0)) } ?? end(of: person, from: start)
    }

    /// The last planned day of follow-up, `weeks` after the beginning where no column says.
    public func end(of person: Int, from start: StudyDay, weeks: Int) -> StudyDay {
        end(of: person, from: start) ?? start.advanced(byWeeks: weeks)
    }
}

extension StudyDay {
    /// Weeks later; at most a hundred years, whatever a column says.
    fileprivate func advanced(byWeeks weeks: Int) -> StudyDay {
        StudyDay(Int32(clamping: Int(rawValue) + 7 * min(max(weeks, 0), 5200)))
    }
}
