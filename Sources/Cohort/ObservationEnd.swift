/// Until when each person could be seen: what lies after is not known, and not nothing.
public struct ObservationEnd: Sendable {
    /// The column of patients that says it, as a study day.
    public static let column = "observation_end"

    private let cohort: Cohort
    private let stated: [Double?]?

    /// The ends of a cohort's people.
    public init(_ cohort: Cohort) {
        self.cohort = cohort
        stated = cohort.patients.numbers(named: Self.column)
    }

    /// Whether any person's end is stated.
    public var isStated: Bool { stated?.contains { $0 != nil } ?? false }

    /// The day on which a person died, if that is recorded.
    public func death(of person: Int) -> StudyDay? { cohort.events[person].first { $0.kind == .death }?.day }

    /// The last day of a person's observation: as stated, or else the last day of which there is any record of the person; never after
    /// death.
    public subscript(person: Int) -> StudyDay? {
        let end = stated(of: person) ?? lastRecord(of: person)
        guard let end, let death = death(of: person) else { return end }
        return min(end, death)
    }

    /// The last day of a person's observation, where it is stated.
    public func stated(of person: Int) -> StudyDay? {
        stated?[person].flatMap { Int32(exactly: $0.rounded(.down)) }.map { StudyDay($0) }
    }

    private func lastRecord(of person: Int) -> StudyDay? {
        // Rows are in the order of their first days, so that the last one need not end last.
        [
            cohort.pain[person].last?.day, cohort.exposures[person].map(\.end).max(),
            cohort.moud[person].map(\.end).max(), cohort.withdrawal[person].last?.day,
            cohort.interventions[person].map { $0.end ?? $0.start }.max(), cohort.symptoms[person].last?.day,
            cohort.events[person].last?.day, cohort.screens[person].last?.day,
            cohort.visits[person].last { $0.kind == .attended }?.day,
        ].compactMap(\.self).max()
    }
}
