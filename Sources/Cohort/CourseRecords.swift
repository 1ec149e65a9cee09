/// A non-opioid or other intervention over some days.
public struct Intervention: Sendable, Hashable {
    /// Dense person index.
    public let person: Int32
    /// First day.
    public let start: StudyDay
    /// Last day, inclusive; `nil` where it is not recorded.
    public let end: StudyDay?
    /// Kind, as in the data or recoded.
    public let kind: String

    /// An intervention.
    public init(person: Int32, start: StudyDay, end: StudyDay?, kind: String) {
        self.person = person
        self.start = start
        self.end = end
        self.kind = kind
    }
}

/// A symptom asked about on a day.
public struct SymptomReport: Sendable, Hashable {
    /// Dense person index.
    public let person: Int32
    /// When.
    public let day: StudyDay
    /// Which symptom.
    public let symptom: String
    /// Severity on the data's own scale; 1 for present and 0 for absent where only that is recorded.
    public let severity: Double

    /// A report of a symptom.
    public init(person: Int32, day: StudyDay, symptom: String, severity: Double) {
        self.person = person
        self.day = day
        self.symptom = symptom
        self.severity = severity
    }
}

/// Something that happened to a person on a day.
public struct CourseEvent: Sendable, Hashable {
    /// What can happen.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A new injury.
        case newInjury = "new_injury"
        /// Surgery.
        case surgery
        /// Progression of the underlying disease.
        case progression
        /// Return to use.
        case relapse
        /// Leaving the study.
        case dropout
        /// Death.
        case death
    }

    /// Dense person index.
    public let person: Int32
    /// When.
    public let day: StudyDay
    /// What.
    public let kind: Kind

    /// An event.
    public init(person: Int32, day: StudyDay, kind: Kind) {
        self.person = person
        self.day = day
        self.kind = kind
    }
}
