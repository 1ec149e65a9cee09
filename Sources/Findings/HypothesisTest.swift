/// A hypothesis test: its statistic, degrees of freedom and p-value.
public struct HypothesisTest: Sendable, Hashable {
    /// Which test, for example `exact_binomial_against_claim`.
    public var name: String
    /// What it is about, as in ``Estimate/group``.
    public var group: [String: String]
    /// The test statistic; absent where the test has none (an exact test).
    public var statistic: Measure?
    /// Degrees of freedom; absent where the reference distribution has none.
    public var df: Measure?
    /// Two-sided p-value unless the finding's method says otherwise.
    public var p: Measure?
    /// The declared family of tests that this one belongs to, within its finding; absent for a test that stands alone.
    public var family: String?
    /// The p-value adjusted for the number of tests in the family by Holm's method.
    public var holm: Measure?
    /// The p-value adjusted by Benjamini and Hochberg's method.
    public var benjaminiHochberg: Measure?
    /// Counts of patients from which the test could be inverted; see ``Estimate/cells``.
    public var cells: [Int]

    /// Makes a test; what is not given is absent.
    public init(
        _ name: String, group: [String: String] = [:], statistic: Measure? = nil, df: Measure? = nil, p: Measure?,
        cells: [Int] = []
    ) {
        self.name = name
        self.group = group
        self.statistic = statistic
        self.df = df
        self.p = p
        self.cells = cells
    }
}

extension HypothesisTest: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, group, statistic, df, p, family
        case holm = "p_holm"
        case benjaminiHochberg = "p_benjamini_hochberg"
    }

    /// Reads a test; `cells` is empty, as it is never written.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        group = try container.decode([String: String].self, forKey: .group)
        statistic = try container.decodeIfPresent(Measure.self, forKey: .statistic)
        df = try container.decodeIfPresent(Measure.self, forKey: .df)
        p = try container.decodeIfPresent(Measure.self, forKey: .p)
        family = try container.decodeIfPresent(String.self, forKey: .family)
        holm = try container.decodeIfPresent(Measure.self, forKey: .holm)
        benjaminiHochberg = try container.decodeIfPresent(Measure.self, forKey: .benjaminiHochberg)
        cells = []
    }

    /// Writes every key of the format; an absent value is `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(group, forKey: .group)
        try container.encode(statistic, forKey: .statistic)
        try container.encode(df, forKey: .df)
        try container.encode(p, forKey: .p)
        try container.encode(family, forKey: .family)
        try container.encode(holm, forKey: .holm)
        try container.encode(benjaminiHochberg, forKey: .benjaminiHochberg)
    }
}
