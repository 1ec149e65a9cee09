/// What an answer is about, decided before anything is counted: the estimand by ICH E9(R1) (2019, EMA/CHMP/ICH/436221/2017), time zero,
/// the comparator, and the two attacks that the answer invites most, with what was done about each.
///
/// It tells what was decided and never what was found, so that it is alike whoever the patients are.
public struct EstimandFrame: Sendable, Hashable {
    /// Something that happens after time zero and bears on the variable or on what it means.
    public struct IntercurrentEvent: Sendable, Hashable {
        /// What happens.
        public let event: Prose
        /// How it is handled, with the strategy's name where it has one: treatment policy, hypothetical, while exposed, composite.
        public let handling: Prose

        /// An event with its handling.
        public init(_ event: Prose, _ handling: Prose) {
            self.event = event
            self.handling = handling
        }
    }

    /// A reason to disbelieve the answer.
    public struct Attack: Sendable, Hashable {
        /// What somebody who disbelieves would say.
        public let attack: Prose
        /// What was done about it, or that nothing can be.
        public let done: Prose

        /// An attack with what was done.
        public init(_ attack: Prose, done: Prose) {
            self.attack = attack
            self.done = done
        }
    }

    /// Of whom it is.
    public let population: Prose
    /// What is compared: treatments or exposures, assigned or as they happened.
    public let strategies: Prose
    /// What is measured of each patient, and when.
    public let variable: Prose
    /// What happens in between, and how it is handled.
    public let intercurrentEvents: [IntercurrentEvent]
    /// The number that sums the variable up over the population.
    public let summary: Prose
    /// The day from which everything is counted.
    public let timeZero: Prose
    /// What it is held against.
    public let comparator: Prose
    private let first: Attack
    private let second: Attack

    /// The two attacks that it invites most.
    public var attacks: [Attack] { [first, second] }

    /// A frame. Two attacks and no fewer, so that the second is thought of as well.
    public init(
        population: Prose, strategies: Prose, variable: Prose, intercurrentEvents: [IntercurrentEvent], summary: Prose,
        timeZero: Prose, comparator: Prose, attacks first: Attack, _ second: Attack
    ) {
        self.population = population
        self.strategies = strategies
        self.variable = variable
        self.intercurrentEvents = intercurrentEvents
        self.summary = summary
        self.timeZero = timeZero
        self.comparator = comparator
        self.first = first
        self.second = second
    }
}
