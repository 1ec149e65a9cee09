/// One estimated number with its uncertainty and the group that it is about.
public struct Estimate: Sendable, Hashable {
    /// What is estimated, in the vocabulary of `docs/results-format.md`: `no_withdrawal_share`, `slope`, `mean` …
    public var name: String
    /// What it is about: the study's own groups (`arm`, `site`), and keys such as `denominator`, `model`, `band`, `day`.
    public var group: [String: String]
    /// The estimate.
    public var value: Measure?
    /// Its standard error, in the same unit.
    public var se: Measure?
    /// Lower limit of the interval.
    public var lower: Measure?
    /// Upper limit of the interval.
    public var upper: Measure?
    /// Confidence level of the interval, for example 0.95.
    public var level: Double?
    /// How the interval was formed: `wilson`, `clopper_pearson`, `wald`, `student_t`, `kaplan_meier_log_log` …
    public var interval: String?
    /// Patients (or, where `unit` says so, rows) that the estimate rests on.
    public var n: Measure?
    /// Patients among `n` with the outcome.
    public var events: Measure?
    /// Unit of `value`: `share`, `patients`, `nrs points per 30 days` …
    public var unit: String?
    /// Counts of patients that this estimate shows, or that could be worked out from it. Disclosure control reads them;
    /// they are never written out.
    public var cells: [Int]

    /// Makes an estimate; what is not given is absent.
    public init(
        _ name: String, group: [String: String] = [:], value: Measure?, se: Measure? = nil, lower: Measure? = nil,
        upper: Measure? = nil, level: Double? = nil, interval: String? = nil, n: Int? = nil, events: Int? = nil,
        unit: String? = nil, cells: [Int] = []
    ) {
        self.name = name
        self.group = group
        self.value = value
        self.se = se
        self.lower = lower
        self.upper = upper
        self.level = level
        self.interval = interval
        self.n = n.map { Measure($0) }
        self.events = events.map { Measure($0) }
        self.unit = unit
        self.cells = cells
    }
}

extension Estimate: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, group, value, se, lower, upper, level, interval, n, events, unit
    }

    /// Reads an estimate; `cells` is empty, as it is never written.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        group = try container.decode([String: String].self, forKey: .group)
        value = try container.decodeIfPresent(Measure.self, forKey: .value)
        se = try container.decodeIfPresent(Measure.self, forKey: .se)
        lower = try container.decodeIfPresent(Measure.self, forKey: .lower)
        upper = try container.decodeIfPresent(Measure.self, forKey: .upper)
        level = try container.decodeIfPresent(Double.self, forKey: .level)
        interval = try container.decodeIfPresent(String.self, forKey: .interval)
        n = try container.decodeIfPresent(Measure.self, forKey: .n)
        events = try container.decodeIfPresent(Measure.self, forKey: .events)
        unit = try container.decodeIfPresent(String.self, forKey: .unit)
        cells = []
    }

    /// Writes every key of the format; an absent value is `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(group, forKey: .group)
        try container.encode(value, forKey: .value)
        try container.encode(se, forKey: .se)
        try container.encode(lower, forKey: .lower)
        try container.encode(upper, forKey: .upper)
        try container.encode(level, forKey: .level)
        try container.encode(interval, forKey: .interval)
        try container.encode(n, forKey: .n)
        try container.encode(events, forKey: .events)
        try container.encode(unit, forKey: .unit)
    }
}
