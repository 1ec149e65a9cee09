/// The answer to one question, being written: what a question fills and disclosure control reads.
///
/// What is not estimable is said by ``notEstimable(_:)``; numbers that describe the attempt may stand beside it.
public struct FindingBuilder: Sendable {
    /// Whether the study could answer the question.
    public enum Status: Sendable, Hashable {
        /// The estimates hold the answer.
        case estimated
        /// There is none, for a reason.
        case notEstimable(Prose)
    }

    /// Who the finding is about.
    public struct Population: Sendable, Hashable {
        /// Who they are, in words.
        public var description: Prose
        /// Patients in the analysis.
        public var patients: PersonSet?
        /// Further persons who could be counted from the two numbers and what stands elsewhere: those whom the patient flow
        /// shows as left out on the way to this population.
        public var apart: [PersonSet]
        /// Rows of data in the analysis.
        public var observations: Int?
        /// Who stands behind the rows, where it is not the same as behind the patients.
        public var observationsBasis: Basis?

        /// A population.
        public init(
            _ description: Prose, patients: PersonSet?, apart: [PersonSet] = [], observations: Int?,
            observationsBasis: Basis? = nil
        ) {
            self.description = description
            self.patients = patients
            self.apart = apart
            self.observations = observations
            self.observationsBasis = observationsBasis
        }
    }

    /// A setting in force, or what was read from the data in its stead.
    public struct Setting: Sendable, Hashable {
        /// Name in results.json.
        public let name: String
        /// In words.
        public let value: Prose
    }

    /// The question's id.
    public let id: String
    /// The question in a few words.
    public var title: Prose
    /// Whether it could be answered.
    public private(set) var status = Status.estimated
    /// Who the answer is about.
    public var population: Population
    /// What exactly is estimated.
    public var estimand: Prose = ""
    /// The estimand part by part, with time zero, comparator and attacks. Every question has one; a finding that no question made has none.
    public var frame: EstimandFrame?
    /// Whether it was planned.
    public var plan = PlanStatus.exploratory
    /// How: estimator, interval, software settings, with sources.
    public var method: Prose = ""
    /// The settings that were in force.
    public private(set) var settings: [Setting] = []
    /// The numbers.
    public private(set) var estimates: [Estimate] = []
    /// The tests.
    public private(set) var tests: [HypothesisTest] = []
    /// What a reader must know before using the numbers.
    public var cautions: [Prose] = []
    /// Quantities whose numbers of everybody readers need most: others are withheld in their stead.
    public private(set) var mainQuantities: Set<String> = []
    /// Those of them whose numbers of groups are the answer itself: of each trial, where trials are not pooled.
    public private(set) var mainInGroups: Set<String> = []

    /// A finding with nothing in it yet.
    public init(id: String, title: Prose) {
        self.id = id
        self.title = title
        population = Population("", patients: nil, observations: nil)
    }

    /// Says why there is no answer, in a clause without a full stop.
    public mutating func notEstimable(_ reason: Prose) {
        status = .notEstimable(reason)
    }

    /// Adds a number. A value, standard error or limit that is not finite is absent.
    ///
    /// - Parameters:
    ///   - n: what is shown as the number of patients (or rows) behind it; `nil` where it would tell more than the number.
    ///   - events: what is shown as those with the outcome.
    ///   - basis: who stands behind it.
    ///   - contributions: how patients' values make up a mean, a total or a quantile of them.
    public mutating func add<Key: GroupKey>(
        _ quantity: Quantity<Key>, _ key: Key, _ value: Double?, se: Double? = nil, interval: Estimate.Interval? = nil,
        n: Int? = nil, events: Int? = nil, basis: Basis, of contributions: Contributions? = nil
    ) {
        func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
        estimates.append(
            Estimate(
                quantity: quantity.info, key: key, value: finite(value), se: finite(se), interval: interval, n: n,
                events: events, basis: basis, contributions: contributions))
    }

    /// Adds how many persons a set has.
    public mutating func add<Key: GroupKey>(
        count persons: PersonSet, as quantity: Quantity<Key>, _ key: Key, apart: [PersonSet] = []
    ) {
        add(quantity, key, Double(persons.count), n: persons.count, basis: .of(persons, apart: apart))
    }

    /// Says that readers need the numbers of a quantity most, those of everybody before those of groups. Where a number has to be withheld
    /// so that another cannot be worked out, it is none of them as long as there is a choice.
    ///
    /// - Parameter inGroups: whether the numbers of groups are the answer itself.
    public mutating func keep<Key: GroupKey>(_ quantity: Quantity<Key>, inGroups: Bool = false) {
        mainQuantities.insert(quantity.id)
        if inGroups { mainInGroups.insert(quantity.id) }
    }

    /// The same without the numbers that are for the study's own hands only (``QuantityInfo/isInternal``).
    public func withoutInternal() -> FindingBuilder {
        var finding = self
        finding.estimates.removeAll(where: \.quantity.isInternal)
        return finding
    }

    /// Adds tests.
    public mutating func add(_ tests: [HypothesisTest]) {
        self.tests += tests
    }

    /// Says what a setting was in force as; the last word on a setting stands. An empty one is left out.
    public mutating func set(_ name: String, _ value: Prose) {
        settings.removeAll { $0.name == name }
        if !value.isEmpty { settings.append(Setting(name: name, value: value)) }
    }
}
