import Findings

/// One estimated number as it may be shown.
public struct ReleasedEstimate: Sendable {
    /// What is estimated.
    public let quantity: QuantityInfo
    /// What it is about.
    public let key: any GroupKey
    /// The estimate; absent where it does not exist.
    public let value: Measure?
    /// Its standard error, in the same unit.
    public let se: Measure?
    /// Lower limit of the interval.
    public let lower: Measure?
    /// Upper limit of the interval.
    public let upper: Measure?
    /// Confidence level of the interval, for example 0.95.
    public let level: Double?
    /// How the interval was formed.
    public let interval: String?
    /// Patients (or, where the unit says so, rows) that the estimate rests on.
    public let n: Measure?
    /// Patients among `n` with the outcome.
    public let events: Measure?
    /// To how many significant digits its numbers were rounded; `nil` where they were not. A number shown with more would have digits that
    /// nobody worked out.
    public let digits: Int?
    /// The day of the earlier release that stands, where it changed by too few since.
    public var asOf: ReleaseDate?

    /// The unit of the value, in words.
    public var unit: String { quantity.unit.text(key.instrument) }

    /// Whether the value exists and is not shown.
    public var isWithheld: Bool { value?.isWithheld == true }
}

/// A hypothesis test as it may be shown.
public struct ReleasedTest: Sendable {
    /// Which test.
    public let test: TestInfo
    /// What it is about.
    public let key: any GroupKey
    /// The test statistic.
    public let statistic: Measure?
    /// Degrees of freedom.
    public let df: Measure?
    /// The p-value.
    public let p: Measure?
    /// The declared family.
    public let family: String?
    /// The p-value adjusted by Holm's method.
    public let holm: Measure?
    /// The p-value adjusted by Benjamini and Hochberg's method.
    public let benjaminiHochberg: Measure?
    /// The day of the earlier release that stands, where it changed by too few since.
    public var asOf: ReleaseDate?
}

/// The answer to one question as it may be shown. Made by disclosure control alone.
public struct ReleasedFinding: Sendable {
    /// The question.
    public let id: String
    /// The question in a few words.
    public let title: String
    /// Why it could not be answered, in a clause; `nil` where it could.
    public let reason: String?
    /// Who the answer is about, in words.
    public let population: String
    /// Patients in the analysis.
    public let patients: Measure?
    /// Rows of data in the analysis.
    public let observations: Measure?
    /// The days of the earlier releases of the two that stand, where they changed by too few since.
    public var populationAsOf: (patients: ReleaseDate?, observations: ReleaseDate?)
    /// What exactly is estimated.
    public let estimand: String
    /// The estimand part by part, with time zero, comparator and attacks.
    public let frame: ReleasedFrame?
    /// Whether it was planned.
    public let plan: PlanStatus
    /// How.
    public let method: String
    /// The settings in force, by name, in words.
    public let settings: [(name: String, value: String)]
    /// The numbers.
    public let estimates: [ReleasedEstimate]
    /// The tests.
    public let tests: [ReleasedTest]
    /// What a reader must know.
    public let cautions: [String]
    /// Whether anything in it is withheld.
    public let hasWithheld: Bool
    /// How many of its numbers are withheld.
    public let withheld: Released.Withheld

    private let places: [String: [Int]]
    private let placesOfKey: [Lookup: [Int]]
    private let testPlaces: [Lookup: Int]

    private struct Lookup: Hashable, Sendable {
        let id: String
        let key: AnyGroupKey
    }

    init(
        id: String, title: String, reason: String?, population: String, patients: Measure?, observations: Measure?,
        estimand: String, frame: ReleasedFrame?, plan: PlanStatus, method: String,
        settings: [(name: String, value: String)],
        estimates: [ReleasedEstimate],
        tests: [ReleasedTest], cautions: [String], withheld: Released.Withheld, hasWithheld: Bool
    ) {
        self.id = id
        self.title = title
        self.reason = reason
        self.population = population
        self.patients = patients
        self.observations = observations
        self.estimand = estimand
        self.frame = frame
        self.plan = plan
        self.method = method
        self.settings = settings
        self.estimates = estimates
        self.tests = tests
        self.cautions = cautions
        self.hasWithheld = hasWithheld
        self.withheld = withheld
        var places: [String: [Int]] = [:]
        var placesOfKey: [Lookup: [Int]] = [:]
        for (place, estimate) in estimates.enumerated() {
            places[estimate.quantity.id, default: []].append(place)
            placesOfKey[Lookup(id: estimate.quantity.id, key: AnyGroupKey(estimate.key)), default: []].append(place)
        }
        self.places = places
        self.placesOfKey = placesOfKey
        testPlaces = Dictionary(
            tests.enumerated().map { (Lookup(id: $1.test.id, key: AnyGroupKey($1.key)), $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Whether the question was answered.
    public var isEstimated: Bool { reason == nil }

    /// The number of this quantity and exactly this key; where several intervals are given, the first.
    public subscript<Key: GroupKey>(_ quantity: Quantity<Key>, _ key: Key) -> ReleasedEstimate? {
        every(quantity, key).first
    }

    /// The numbers of this quantity and exactly this key, one an interval.
    public func every<Key: GroupKey>(_ quantity: Quantity<Key>, _ key: Key) -> [ReleasedEstimate] {
        placesOfKey[Lookup(id: quantity.id, key: AnyGroupKey(key)), default: []].map { estimates[$0] }
            .filter { $0.quantity == quantity.info }
    }

    /// The numbers of a quantity with their keys, in the order of the finding; once a key, the first of several intervals.
    public func all<Key: GroupKey>(_ quantity: Quantity<Key>) -> [(key: Key, estimate: ReleasedEstimate)] {
        var seen: Set<Key> = []
        return places[quantity.id, default: []].compactMap { place in
            let estimate = estimates[place]
            guard estimate.quantity == quantity.info, let key = estimate.key as? Key, seen.insert(key).inserted else {
                return nil
            }
            return (key, estimate)
        }
    }

    /// The test of this name and exactly this key.
    public subscript<Key: GroupKey>(_ test: DeclaredTest<Key>, _ key: Key) -> ReleasedTest? {
        testPlaces[Lookup(id: test.id, key: AnyGroupKey(key))].map { tests[$0] }
    }

    /// The tests of a name with their keys, in the order of the finding.
    public func all<Key: GroupKey>(_ test: DeclaredTest<Key>) -> [(key: Key, test: ReleasedTest)] {
        tests.compactMap { one in
            guard one.test == test.info, let key = one.key as? Key else { return nil }
            return (key, one)
        }
    }

    /// The instruments of its numbers, in the order of the finding.
    public var instruments: [InstrumentInfo] {
        var seen: Set<InstrumentInfo> = []
        return estimates.compactMap(\.key.instrument).filter { seen.insert($0).inserted }
    }

    /// A setting in force, in words.
    public func setting(_ name: String) -> String? {
        settings.first { $0.name == name }?.value
    }
}
