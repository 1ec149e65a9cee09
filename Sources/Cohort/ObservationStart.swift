/// Since when each person could be seen: what lies before is not known, and not nothing.
public struct ObservationStart: Sendable {
    /// The column of patients that says it, as a study day.
    public static let column = "observation_start"

    private let cohort: Cohort
    private let stated: [Double?]?

    /// The starts of a cohort's people.
    public init(_ cohort: Cohort) {
        self.cohort = cohort
        stated = cohort.patients.numbers(named: Self.column)
    }

    /// The first day of a person's observation: as stated, or else the first day of which there is any record of the person.
    public subscript(person: Int) -> StudyDay? {
        if let day = stated?[person], let day = Int32(exactly: day.rounded(.up)) { return StudyDay(day) }
        return [
            cohort.pain[person].first?.day, cohort.exposures[person].first?.start, cohort.moud[person].first?.start,
            cohort.withdrawal[person].first?.day, cohort.interventions[person].first?.start,
            cohort.symptoms[person].first?.day, cohort.events[person].first?.day,
            cohort.screens[person].first?.day, cohort.visits[person].first { $0.kind == .attended }?.day,
        ].compactMap(\.self).min()
    }

    /// Whether a person was exposed when observation began, or so soon after it (``ExposureRule/washout``) that earlier exposure cannot be
    /// ruled out: a prevalent user, in whom days of exposure are counted from the first that was seen (Ray 2003, doi:10.1093/aje/kwg231).
    public func isPrevalentUser(_ person: Int) -> Bool {
        guard let first = cohort.exposures[person].first?.start, let start = self[person] else { return false }
        return first.days(since: start) < cohort.exposureRule.washout
    }
}
