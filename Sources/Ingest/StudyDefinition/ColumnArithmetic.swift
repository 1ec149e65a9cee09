import StudyFile

/// How a number is worked out from a cell and others of its row: `{column: strength, times: quantity, per: days}`.
struct ColumnArithmetic: Sendable {
    /// A number of each row that multiplies or divides.
    struct Factor: Sendable {
        var origin: ColumnMapping.Origin
        let divides: Bool
        let source: SourceReference

        /// The column of the file that it comes from.
        var header: String? {
            switch origin {
            case .column(let column), .lookup(let column, _), .concept(let column, _): column.name
            case .constant, .first, .items, .unpivoted, .row: nil
            }
        }
    }

    static let keys = ["number", "times", "per"]

    /// Whether the cell is a text of which the first number counts.
    let takesFirstNumber: Bool
    var factors: [Factor]

    /// Reads it from a column's mapping; `nil` where that says nothing of it.
    init?(_ value: StudyValue, of name: String, isNumber: Bool) throws(StudyFileError) {
        guard value.isMapping else { return nil }
        let mapping = try value.mapping(as: "\"\(name)\"")
        guard let first = mapping.entries.first(where: { Self.keys.contains($0.key) }) else { return nil }
        guard isNumber else {
            throw first.keySource.error("\"\(first.key)\" is for numbers, and \"\(name)\" is none; take it out")
        }
        takesFirstNumber =
            try mapping["number"]?.choice(as: "number", among: [("first", true), ("whole_cell", false)]) ?? false
        var factors: [Factor] = []
        for (key, divides) in [("times", false), ("per", true)] {
            for one in mapping[key]?.oneOrMore() ?? [] {
                factors.append(Factor(origin: try Self.origin(one, key), divides: divides, source: one.source))
            }
        }
        self.factors = factors
    }

    private static func origin(_ value: StudyValue, _ key: String) throws(StudyFileError) -> ColumnMapping.Origin {
        guard value.isMapping else {
            let text = try value.header(as: "\"\(key)\"")
            if let number = Double(text) { return try constant(number, text, value, key) }
            return .column(NamedColumn(name: text, source: value.source))
        }
        let mapping = try value.mapping(as: "\"\(key)\"")
        try mapping.allowOnly(["column", "values"], in: "\"\(key)\"")
        guard let column = mapping["column"] else {
            throw value.error("\"\(key)\" names no column; write \"\(key): {column: unit, values: {cm: 10, mm: 1}}\"")
        }
        let named = NamedColumn(name: try column.header(as: "column"), source: column.source)
        guard let table = try mapping["values"]?.mapping(as: "the values of \"\(key)\"") else { return .column(named) }
        var values: [String: String?] = [:]
        for entry in table.entries {
            let text = try entry.value.text(as: "the value for \"\(entry.key)\"")
            _ = try constant(try entry.value.number(as: "the value for \"\(entry.key)\""), text, entry.value, key)
            values[entry.key] = text
        }
        return .lookup(named, values: WordList(values, source: table.source))
    }

    private static func constant(
        _ number: Double, _ text: String, _ value: StudyValue, _ key: String
    ) throws(StudyFileError) -> ColumnMapping.Origin {
        guard number > 0, number.isFinite else {
            throw value.error("\"\(key)\" must be a number above 0, not \"\(text)\"")
        }
        return .constant(text)
    }
}
