import StudyFile

/// How several columns of a line become rows of their own: `unpivot: {score: "pain_d{day}"}`.
struct Unpivot: Sendable {
    /// Columns that hold one canonical column of those rows.
    struct Source: Sendable {
        /// The canonical column.
        let column: String
        let pattern: ColumnPattern
        /// What every row of them says besides, in the words of the study file.
        let values: [String: String]
        let source: SourceReference

        /// Everything that their rows say.
        var says: Set<String> { pattern.says.union(values.keys) }
    }

    let sources: [Source]
    /// The canonical columns whose cells are read from several columns, in the order of the study file.
    let columns: [String]
    /// Those that say when: they alone make no row.
    let days: Set<String>
    /// The canonical columns that names or the study file say.
    let said: Set<String>

    /// Whether the cells of a column are read.
    func uses(_ header: String) -> Bool {
        sources.contains { $0.pattern.captures(of: header) != nil }
    }

    /// Whether a column's cells are days.
    func usesAsDays(_ header: String) -> Bool {
        sources.contains { days.contains($0.column) && $0.pattern.captures(of: header) != nil }
    }

    /// The words for a canonical column that stand in the study file.
    func words(of column: String) -> [String] {
        Set(sources.compactMap { $0.values[column] }).sorted()
    }
}

extension Unpivot {
    init(_ value: StudyValue, table: CanonicalTable) throws(StudyFileError) {
        let mapping = try value.mapping(as: "unpivot (such as {score: \"pain_d{day}\"})")
        guard table != .patients else {
            throw value.error(
                "table \"patients\" has one row a person, so that it has no \"unpivot\"; map each column by itself")
        }
        let readable = table.columns.filter { $0.use != .unread && $0.use != .patient }
        let words = readable.filter { $0.use == .text }.map(\.name)
        let names = readable.map(\.name)
        try mapping.allowOnly(names, in: "unpivot of table \"\(table.rawValue)\"")
        guard !mapping.entries.isEmpty else {
            throw value.error("\"unpivot\" is empty; write {CANONICAL: \"COLUMNS\"}, such as {score: \"pain_d{day}\"}")
        }
        var sources: [Source] = []
        for entry in mapping.entries {
            sources += try Self.sources(of: entry, names: names, words: words)
        }
        self.sources = sources
        columns = mapping.entries.map(\.key)
        days = Set(readable.filter { $0.use == .day }.map(\.name)).intersection(columns)
        said = sources.reduce(into: Set()) { $0.formUnion($1.says) }.subtracting(["n"])
        try check(table)
    }

    private static func sources(
        of entry: StudyMapping.Entry, names: [String], words: [String]
    ) throws(StudyFileError) -> [Source] {
        guard entry.value.isMapping else {
            let pattern = try ColumnPattern(
                try entry.value.header(as: "the columns of \"\(entry.key)\""), words: words, source: entry.value.source)
            return [Source(column: entry.key, pattern: pattern, values: [:], source: entry.value.source)]
        }
        return try entry.value.mapping(as: "the columns of \"\(entry.key)\"").entries.map {
            listed throws(StudyFileError) in
            Source(
                column: entry.key, pattern: try ColumnPattern(listed.key, words: words, source: listed.keySource),
                values: try values(listed.value, names: names), source: listed.keySource)
        }
    }

    /// A day, or what the rows say by canonical column.
    private static func values(_ value: StudyValue, names: [String]) throws(StudyFileError) -> [String: String] {
        guard value.isMapping else {
            guard names.contains("day") else {
                throw value.error("the table has no column \"day\"; write {COLUMN: {CANONICAL: VALUE}}")
            }
            return ["day": "\(try value.integer(as: "the day of a column", in: -36_525...36_525))"]
        }
        let mapping = try value.mapping(as: "what a column says")
        try mapping.allowOnly(names, in: "what a column of \"unpivot\" says")
        var values: [String: String] = [:]
        for entry in mapping.entries { values[entry.key] = try entry.value.name(as: "\"\(entry.key)\"") }
        return values
    }

    /// Rows of one entry say the same things, and each of them once.
    private func check(_ table: CanonicalTable) throws(StudyFileError) {
        let known = Set(table.columns.map(\.name))
        for source in sources {
            if let twice = source.pattern.says.intersection(source.values.keys).min() {
                throw source.source.error(
                    "\"\(source.pattern.text)\" says the \(twice), and so does what follows; keep one of them")
            }
            if let both = source.says.intersection(columns).min() {
                throw source.source.error(
                    "\"\(both)\" is read from cells under \"unpivot\" and said here too; keep one of them")
            }
            if let unknown = source.says.subtracting(known).subtracting(["n"]).min() {
                throw source.source.error(
                    "table \"\(table.rawValue)\" has no column \"\(unknown)\"; write \"{n}\" for a number that only tells columns apart"
                )
            }
            if let first = sources.first, source.says != first.says {
                let missing = first.says.symmetricDifference(source.says).min() ?? ""
                throw source.source.error(
                    "\"\(source.pattern.text)\" and \"\(first.pattern.text)\" do not say the same: \"\(missing)\" is in one alone; "
                        + "say it of both, or write two entries of the table")
            }
        }
    }
}
