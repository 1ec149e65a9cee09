import StudyFile

/// How much of what stands in a table may turn out to be unusable before the run stops: `max_rejected`.
struct RejectionLimits: Sendable {
    static let usual = 0.05

    /// Of the rows of a table that has no share of its own.
    let share: Double
    private var tables: [CanonicalTable: Double] = [:]
    /// Of a table's rows, on account of one column; by canonical name.
    private var columns: [CanonicalTable: [String: Double]] = [:]

    /// A share for every table, or `{pain: 0.2, patients: {age: 0.5}}`.
    init(_ value: StudyValue?, tables entries: [CanonicalTable: [TableEntry]]) throws(StudyFileError) {
        guard let value, value.isMapping else {
            share = try value?.share(as: "max_rejected") ?? Self.usual
            return
        }
        share = Self.usual
        let mapping = try value.mapping(as: "max_rejected")
        let known = CanonicalTable.allCases.filter { entries[$0] != nil }
        try mapping.allowOnly(known.map(\.rawValue), in: "max_rejected")
        for entry in mapping.entries {
            guard let table = CanonicalTable(rawValue: entry.key) else { continue }
            guard entry.value.isMapping else {
                tables[table] = try entry.value.share(as: "max_rejected of \"\(entry.key)\"")
                continue
            }
            let shares = try entry.value.mapping(as: "max_rejected of \"\(entry.key)\"")
            var names: [String] = []
            for name in (entries[table] ?? []).flatMap(\.mappings).map(\.name) where !names.contains(name) {
                names.append(name)
            }
            try shares.allowOnly(names, in: "max_rejected of \"\(entry.key)\"")
            for column in shares.entries {
                columns[table, default: [:]][column.key] = try column.value.share(
                    as: "max_rejected of \"\(column.key)\"")
            }
        }
    }

    /// Of a table's rows, on account of all columns that have no share of their own.
    func share(of table: CanonicalTable) -> Double { tables[table] ?? share }

    /// Of a table's rows, on account of one column; `nil` where it has no share of its own.
    func share(of column: String, in table: CanonicalTable) -> Double? { columns[table]?[column] }
}
