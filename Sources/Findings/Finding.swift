/// The answer to one question: an entry of `analyses` in results.json.
public struct Finding: Sendable, Hashable {
    /// Whether the study could answer the question.
    public enum Status: String, Codable, Sendable {
        /// `estimates` holds the answer.
        case estimated
        /// `reason` says why there is none.
        case notEstimable = "not_estimable"
    }

    /// Who the finding is about.
    public struct Population: Codable, Sendable, Hashable {
        /// Patients in the analysis.
        public var patients: Measure?
        /// Rows of data in the analysis.
        public var observations: Measure?
        /// Who they are, in words.
        public var description: String

        /// Makes a population.
        public init(patients: Int?, observations: Int?, description: String) {
            self.patients = patients.map { Measure($0) }
            self.observations = observations.map { Measure($0) }
            self.description = description
        }

        private enum CodingKeys: String, CodingKey {
            case patients, observations, description
        }

        /// Writes every key of the format; an absent value is `null`.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(patients, forKey: .patients)
            try container.encode(observations, forKey: .observations)
            try container.encode(description, forKey: .description)
        }
    }

    /// The question, as in the design's table: `day7_withdrawal`, `pain_trend` …
    public var id: String
    /// The question in a few words.
    public var title: String
    /// Whether it could be answered.
    public var status: Status
    /// Why it could not be answered, in a sentence.
    public var reason: String?
    /// Who the answer is about.
    public var population: Population
    /// What exactly is estimated.
    public var estimand: String
    /// How: estimator, interval, software settings, with sources.
    public var method: String
    /// The settings that were in force, by name.
    public var settings: [String: String]
    /// The numbers.
    public var estimates: [Estimate]
    /// The tests.
    public var tests: [HypothesisTest]
    /// What a reader must know before using the numbers.
    public var cautions: [String]

    /// Makes a finding that holds an answer.
    public init(
        id: String, title: String, population: Population, estimand: String, method: String,
        settings: [String: String] = [:], estimates: [Estimate], tests: [HypothesisTest] = [], cautions: [String]
    ) {
        self.id = id
        self.title = title
        self.status = .estimated
        self.reason = nil
        self.population = population
        self.estimand = estimand
        self.method = method
        self.settings = settings
        self.estimates = estimates
        self.tests = tests
        self.cautions = cautions
    }

    /// Makes a finding that says why there is no answer. Numbers that describe the attempt may still be given.
    public init(
        notEstimable id: String, title: String, reason: String, population: Population, estimand: String,
        method: String, settings: [String: String] = [:], estimates: [Estimate] = [], cautions: [String] = []
    ) {
        self.init(
            id: id, title: title, population: population, estimand: estimand, method: method, settings: settings,
            estimates: estimates, cautions: cautions)
        self.status = .notEstimable
        self.reason = reason
    }
}

extension Finding: Codable {
    private enum CodingKeys: String, CodingKey {
        case id, title, status, reason, population, estimand, method, settings, estimates, tests, cautions
    }

    /// Writes every key of the format; an absent reason is `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(title, forKey: .title)
        try container.encode(status, forKey: .status)
        try container.encode(reason, forKey: .reason)
        try container.encode(population, forKey: .population)
        try container.encode(estimand, forKey: .estimand)
        try container.encode(method, forKey: .method)
        try container.encode(settings, forKey: .settings)
        try container.encode(estimates, forKey: .estimates)
        try container.encode(tests, forKey: .tests)
        try container.encode(cautions, forKey: .cautions)
    }
}
