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
        /// An overdose.
        case overdose
        /// A mental health crisis: depression, anxiety or a suicide attempt that emergency care was sought for.
        case crisis
        /// A stay in hospital.
        case hospital
        /// Moving to another clinic.
        case transfer
        /// Going to prison.
        case prison
        /// Death.
        case death
    }

    /// When.
    public let day: StudyDay
    /// What.
    public let kind: Kind

    /// An event.
    public init(day: StudyDay, kind: Kind) {
        self.day = day
        self.kind = kind
    }
}

extension CourseEvent: PersonRow {
    /// By day.
    public static func precedes(_ event: CourseEvent, _ other: CourseEvent) -> Bool { event.day < other.day }
}

/// A cohort's events, by person and day.
public typealias CourseEvents = PersonRows<CourseEvent>
