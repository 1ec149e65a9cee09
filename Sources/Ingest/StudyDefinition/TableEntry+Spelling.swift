import DelimitedText

/// An entry as one file spells its columns.
struct SpeltEntry: Sendable {
    var entry: TableEntry
    /// Columns that the preset maps and the file does not have, which the table can do without.
    var lacking: [String] = []

    /// As the study file spells them.
    init(_ entry: TableEntry) { self.entry = entry }

    /// - Parameter loosely: whether names are compared without regard to letter case.
    init(_ entry: TableEntry, in header: Header, table: CanonicalTable, loosely: Bool) {
        self.entry = entry
        guard loosely else { return }
        var spellings: [String: String] = [:]
        for name in header.names where spellings[name.lowercased()] == nil { spellings[name.lowercased()] = name }
        func named(_ column: NamedColumn) -> NamedColumn {
            if header.position(of: column.name) != nil { return column }
            return NamedColumn(name: spellings[column.name.lowercased()] ?? column.name, source: column.source)
        }
        func isThere(_ column: NamedColumn) -> Bool { header.position(of: column.name) != nil }
        for number in entry.mappings.indices {
            self.entry.mappings[number].origin = entry.mappings[number].origin.naming(named)
            if case .first(let columns) = self.entry.mappings[number].origin {
                let found = columns.filter(isThere)
                self.entry.mappings[number].origin = .first(found.isEmpty ? Array(columns.prefix(1)) : found)
            }
            guard var arithmetic = entry.mappings[number].arithmetic else { continue }
            for factor in arithmetic.factors.indices {
                arithmetic.factors[factor].origin = arithmetic.factors[factor].origin.naming(named)
            }
            self.entry.mappings[number].arithmetic = arithmetic
        }
        for number in entry.filters.indices { self.entry.filters[number].column = named(entry.filters[number].column) }
        self.entry.ignored = Set(entry.ignored.map { spellings[$0.lowercased()] ?? $0 })
        self.entry.cleared = Set(entry.cleared.map { spellings[$0.lowercased()] ?? $0 })
        guard entry.fileSource.path.hasPrefix("preset ") else { return }
        leaveOut(header, table)
    }

    /// Leaves out what the file does not have, as far as the table can do without it.
    private mutating func leaveOut(_ header: Header, _ table: CanonicalTable) {
        for (number, mapping) in entry.mappings.enumerated() {
            let missing = mapping.headers.filter { header.position(of: $0) == nil }
            // A lookup may be of a column of patients.
            if case .lookup = mapping.origin { continue }
            guard !missing.isEmpty, mapping.name != "patient" else { continue }
            let others = Set(entry.mappings.filter { !$0.isLeftOut && $0.name != mapping.name }.map(\.name))
            guard table == .patients || table.requirements.allSatisfy({ $0.complaint(about: others) == nil }) else {
                continue
            }
            entry.mappings[number].origin = .first([])
            entry.mappings[number].arithmetic = nil
            lacking += missing
        }
    }
}

extension ColumnMapping {
    /// Whether it is read from no column.
    fileprivate var isLeftOut: Bool {
        if case .first(let columns) = origin { columns.isEmpty } else { false }
    }
}

extension ColumnMapping.Origin {
    /// The same with other names for the columns of the file.
    fileprivate func naming(_ named: (NamedColumn) -> NamedColumn) -> ColumnMapping.Origin {
        switch self {
        case .column(let column): .column(named(column))
        case .lookup(let column, let values): .lookup(named(column), values: values)
        case .concept(let column, let aspect): .concept(named(column), aspect)
        case .first(let columns): .first(columns.map(named))
        case .constant, .items, .unpivoted, .row: self
        }
    }
}
