import StudyFile

/// What is done with rows that are alike in every column of their file.
public struct Duplicates: Sendable, Hashable {
    /// What can be done.
    enum Rule: String, CaseIterable {
        /// All are used.
        case keep
        /// One is used.
        case drop
    }

    private var rules: [CanonicalTable: Rule] = [:]

    /// Two equal scores of a day may be two answers; a dispensing, a dose or an event that stands twice happened once.
    init() {}

    /// The rules that a study file sets.
    init(_ value: StudyValue?) throws(StudyFileError) {
        guard let mapping = try value?.mapping(as: "duplicates") else { return }
        let tables = CanonicalTable.allCases.filter { $0 != .patients }
        try mapping.allowOnly(tables.map(\.rawValue), in: "duplicates")
        for entry in mapping.entries {
            guard let table = CanonicalTable(rawValue: entry.key) else { continue }
            rules[table] = try entry.value.choice(
                as: "rule for duplicates", among: Rule.allCases.map { ($0.rawValue, $0) })
        }
    }

    /// Whether of rows alike one is used.
    public func drops(_ table: CanonicalTable) -> Bool {
        (rules[table] ?? (table == .pain ? .keep : .drop)) == .drop
    }
}
