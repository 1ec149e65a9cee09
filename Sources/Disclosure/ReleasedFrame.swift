/// The frame of a finding as it may be shown: see `EstimandFrame`.
public struct ReleasedFrame: Sendable, Hashable {
    /// Something that happens after time zero.
    public struct IntercurrentEvent: Sendable, Hashable {
        /// What happens.
        public let event: String
        /// How it is handled.
        public let handling: String
    }

    /// A reason to disbelieve the answer.
    public struct Attack: Sendable, Hashable {
        /// What somebody who disbelieves would say.
        public let attack: String
        /// What was done about it.
        public let done: String
    }

    /// Of whom it is.
    public let population: String
    /// What is compared.
    public let strategies: String
    /// What is measured of each patient.
    public let variable: String
    /// What happens in between, and how it is handled.
    public let intercurrentEvents: [IntercurrentEvent]
    /// The number that sums it up.
    public let summary: String
    /// The day from which everything is counted.
    public let timeZero: String
    /// What it is held against.
    public let comparator: String
    /// The two attacks that it invites most.
    public let attacks: [Attack]
}
