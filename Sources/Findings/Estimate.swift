/// One estimated number with its uncertainty, the group that it is about and the persons behind it, before disclosure control.
public struct Estimate: Sendable {
    /// What is estimated.
    public let quantity: QuantityInfo
    /// What it is about.
    public let key: any GroupKey
    /// The estimate; `nil` where it does not exist. Never NaN or infinite.
    public let value: Double?
    /// Its standard error, in the same unit.
    public let se: Double?
    /// Its interval.
    public let interval: Interval?
    /// Patients (or, where the unit says so, rows) that the estimate rests on, where they are shown beside it.
    public let n: Int?
    /// Patients among `n` with the outcome.
    public let events: Int?
    /// Who stands behind it.
    public let basis: Basis
    /// How patients' values make it up, where it is a mean, a total or a quantile of them and they were at hand.
    public let contributions: Contributions?

    /// Which quantile of patients' values it is, by the share of them that lies below; `nil` where it is none.
    public var quantile: Double? { quantity.quantile ?? key.quantile }

    /// An interval of confidence.
    public struct Interval: Sendable, Hashable {
        /// Lower limit; `nil` where it does not exist.
        public let lower: Double?
        /// Upper limit; `nil` where it does not exist.
        public let upper: Double?
        /// Confidence level, for example 0.95.
        public let level: Double
        /// How it was formed: `wilson`, `wald` …
        public let method: String

        /// An interval; a limit that is not finite is absent.
        public init(lower: Double?, upper: Double?, level: Double, method: String) {
            self.lower = lower.flatMap { $0.isFinite ? $0 : nil }
            self.upper = upper.flatMap { $0.isFinite ? $0 : nil }
            self.level = level
            self.method = method
        }
    }
}

/// A hypothesis test before disclosure control.
public struct HypothesisTest: Sendable {
    /// Which test.
    public let test: TestInfo
    /// What it is about.
    public let key: any GroupKey
    /// The test statistic; absent where the test has none (an exact test).
    public let statistic: Double?
    /// Degrees of freedom; absent where the reference distribution has none.
    public let df: Double?
    /// Two-sided p-value unless the finding's method says otherwise.
    public let p: Double?
    /// The declared family of tests within the finding; absent for a test that stands alone.
    public let family: String?
    /// The p-value adjusted for the number of tests in the family by Holm's method.
    public let holm: Double?
    /// The p-value adjusted by Benjamini and Hochberg's method.
    public let benjaminiHochberg: Double?
    /// Who stands behind it.
    public let basis: Basis

    /// The same with its p-value adjusted for a family.
    public func member(of family: String, holm: Double?, benjaminiHochberg: Double?) -> HypothesisTest {
        HypothesisTest(
            test: test, key: key, statistic: statistic, df: df, p: p, family: family, holm: holm,
            benjaminiHochberg: benjaminiHochberg, basis: basis)
    }

    /// A test of a declared name.
    public init<Key: GroupKey>(
        _ test: DeclaredTest<Key>, _ key: Key, statistic: Double? = nil, df: Double? = nil, p: Double?, basis: Basis
    ) {
        self.init(
            test: test.info, key: key, statistic: statistic, df: df, p: p, family: nil, holm: nil,
            benjaminiHochberg: nil, basis: basis)
    }

    private init(
        test: TestInfo, key: any GroupKey, statistic: Double?, df: Double?, p: Double?, family: String?, holm: Double?,
        benjaminiHochberg: Double?, basis: Basis
    ) {
        func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
        self.test = test
        self.key = key
        self.statistic = finite(statistic)
        self.df = finite(df)
        self.p = finite(p)
        self.family = family
        self.holm = finite(holm)
        self.benjaminiHochberg = finite(benjaminiHochberg)
        self.basis = basis
    }
}
