/// The one change of a person's treatment.
public struct SimulatedChange: Sendable, Equatable {
    /// What it was, as truth.json names it.
    public let name: String
    /// The visit at which it was decided, and whose recorded score its chance depended on.
    public let decisionDay: Int
    /// The first day without the former treatment: of a taper, that of the first reduction.
    public let changeDay: Int
    /// The day from which on the effect grows.
    public let startDay: Int

    let decisionTenths: Int
}

/// A course of non-opioid care.
public struct SimulatedIntervention: Sendable, Equatable {
    /// The first day.
    public let startDay: Int
    /// The last day, which counts.
    public let endDay: Int
    /// What it is.
    public let kind: String
}

/// Something that happened to a person on a day.
public struct SimulatedEvent: Sendable, Equatable {
    /// What can happen.
    public enum Kind: String, CaseIterable, Sendable, Codable {
        /// An opioid overdose.
        case overdose
        /// A mental health crisis.
        case crisis
        /// An admission to hospital.
        case hospital
        /// Death.
        case death
        /// Leaving the study, on the day of the last visit.
        case dropout
        /// A new injury.
        case newInjury = "new_injury"
        /// Progression of the underlying disease.
        case progression
    }

    /// When.
    public let day: Int
    /// What.
    public let kind: Kind
}
