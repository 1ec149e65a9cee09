/// A column of the patients table.
public struct Covariate: Sendable, Hashable {
    /// Values by person; `nil` where missing.
    public enum Values: Sendable, Hashable {
        /// Numbers.
        case numeric([Double?])
        /// Levels in their natural order, and the index of each person's level.
        case categorical(levels: [String], codes: [Int32?])
    }

    /// Name in the study file.
    public let name: String
    /// One value a person.
    public let values: Values
    /// Which level stands for several that few people have; `nil` where each is as it was recorded.
    public let pooled: PooledLevel?

    /// The level that stands for several.
    public struct PooledLevel: Sendable, Hashable {
        /// Its index among the levels.
        public let index: Int
        /// Whether people without a value are so few that they are shown with it; in `codes` they stay without one.
        public let takesMissing: Bool

        /// A level that stands for several.
        public init(index: Int, takesMissing: Bool) {
            self.index = index
            self.takesMissing = takesMissing
        }
    }

    /// A column with one value a person.
    public init(name: String, values: Values, pooled: PooledLevel? = nil) {
        self.name = name
        self.values = values
        self.pooled = pooled
    }
}

/// The people of a cohort and what is known of each: a person is a dense index from 0, identifiers end in `Ingest`.
public struct Patients: Sendable {
    /// Number of people.
    public let count: Int
    /// The columns, in the order of the study file.
    public let covariates: [Covariate]

    /// People with these columns; each column has `count` values.
    public init(count: Int, covariates: [Covariate]) {
        self.count = count
        self.covariates = covariates
    }

    /// The column with this name.
    public func covariate(named name: String) -> Covariate? {
        covariates.first { $0.name == name }
    }

    /// People's numbers of a numeric column, or `nil` where there is no such column.
    public func numbers(named name: String) -> [Double?]? {
        guard case .numeric(let numbers)? = covariate(named: name)?.values else { return nil }
        return numbers
    }

    /// Levels and people's codes of a categorical column, or `nil` where there is no such column.
    public func categories(named name: String) -> (levels: [String], codes: [Int32?])? {
        guard case .categorical(let levels, let codes)? = covariate(named: name)?.values else { return nil }
        return (levels, codes)
    }
}
