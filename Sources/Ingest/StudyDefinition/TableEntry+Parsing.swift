import DelimitedText
import StudyFile

extension TableEntry {
    /// The keys of an entry beside the table's columns; `docs/study-file.md` has each of them.
    static let keys = [
        "file", "columns", "recode", "unpivot", "where", "ongoing", "missing", "delimiter", "decimal", "encoding",
        "skip", "comment", "fill", "row_names", "ignore", "not_identifiers", "dates",
        "optional",
    ]

    init(
        _ value: StudyValue, table: CanonicalTable, dialect inherited: Dialect, clock study: StudyClock
    ) throws(StudyFileError) {
        let mapping = try value.mapping(as: "an entry of table \"\(table.rawValue)\"")
        let columnNames = table.columns.map(\.name)
        try mapping.allowOnly(Self.keys + columnNames, in: "table \"\(table.rawValue)\"")

        guard let fileValue = mapping["file"] else {
            throw mapping.source.error(
                "this entry of table \"\(table.rawValue)\" names no file; add \"file: NAME.csv\"")
        }
        file = try fileValue.name(as: "file")
        fileSource = fileValue.source
        dialect = try Dialect(mapping, inherited: inherited)
        clock = try study.adapted(to: mapping["dates"])

        let recodes = try Self.recodes(mapping["recode"], missing: dialect.missing)
        unpivot = try mapping["unpivot"].map { value throws(StudyFileError) in try Unpivot(value, table: table) }
        mappings = try Self.mappings(
            mapping, table: table, recodes: recodes, missing: dialect.missing, unpivot: unpivot)
        try Self.check(recodes, against: mappings)
        try Self.check(mappings, of: table, at: mapping["columns"]?.source ?? mapping.source)
        filters = try RowFilter.filters(mapping["where"], dialect: dialect)
        let (hasEnd, missing) = (mappings.contains { $0.name == "end_day" }, dialect.missing)
        ongoing = try mapping.entry("ongoing").map { entry throws(StudyFileError) in
            try Ongoing(entry, of: table, hasEnd: hasEnd, missing: missing)
        }
        isOptional = try mapping["optional"]?.flag(as: "optional") ?? false
        ignored = try Self.ignored(mapping["ignore"], used: mappings.flatMap(\.headers) + filters.map(\.column.name))
        cleared = []
        for item in mapping["not_identifiers"]?.oneOrMore() ?? [] {
            cleared.insert(Header.trimmed(try item.header(as: "a column that is no identifier")))
        }
    }

    /// `columns`, then the canonical columns that stand beside it, then those of `unpivot`.
    private static func mappings(
        _ entry: StudyMapping, table: CanonicalTable, recodes: [Recode], missing: [String], unpivot: Unpivot?
    ) throws(StudyFileError) -> [ColumnMapping] {
        var mappings: [ColumnMapping] = []
        func add(_ name: String, _ origin: ColumnMapping.Origin, _ source: SourceReference) {
            let recode = recodes.first { $0.name == name }.map { WordList($0.values, source: $0.source) } ?? WordList()
            mappings.append(ColumnMapping(name: name, origin: origin, recode: recode, source: source))
        }
        /// Adds how the number of the mapping just added is worked out.
        func addArithmetic(_ value: StudyValue, name: String) throws(StudyFileError) {
            let isNumber = table.columns.contains { $0.name == name && $0.use == .number }
            mappings[mappings.count - 1].arithmetic = try ColumnArithmetic(value, of: name, isNumber: isNumber)
        }
        let known = table.columns.map(\.name)
        if let columns = try entry["columns"]?.mapping(as: "columns") {
            if table != .patients {
                try columns.allowOnly(known, in: "the columns of table \"\(table.rawValue)\"")
            }
            for column in columns.entries {
                let origin = try Self.origin(
                    of: column.value, name: column.key, of: table, missing: missing, isConstant: false)
                add(column.key, origin, column.keySource)
                try addArithmetic(column.value, name: column.key)
            }
        }
        for beside in entry.entries where known.contains(beside.key) {
            guard !mappings.contains(where: { $0.name == beside.key }) else {
                throw beside.keySource.error(
                    "\"\(beside.key)\" stands both under \"columns\" and beside it; keep one of them")
            }
            let origin = try Self.origin(
                of: beside.value, name: beside.key, of: table, missing: missing, isConstant: true)
            add(beside.key, origin, beside.keySource)
            try addArithmetic(beside.value, name: beside.key)
        }
        if let unpivot, let source = entry.entry("unpivot")?.keySource {
            for name in unpivot.columns + unpivot.said.sorted() {
                if let other = mappings.first(where: { $0.name == name }) {
                    throw other.source.error("\"\(name)\" stands here and under \"unpivot\" too; keep one of them")
                }
                add(name, .unpivoted, source)
            }
        }
        return mappings
    }

    private static func origin(
        of value: StudyValue, name: String, of table: CanonicalTable, missing: [String], isConstant: Bool
    ) throws(StudyFileError) -> ColumnMapping.Origin {
        if value.isList {
            throw value.error(
                "\"\(name)\" names several columns; write \"\(name): {sum: [...]}\" or {mean: [...]} for items, or \"unpivot\" for visits"
            )
        }
        guard value.isMapping else {
            let what = "\"\(name)\""
            let text = try isConstant ? value.name(as: what) : value.header(as: what)
            if isConstant, name == "patient" {
                throw value.error("\"patient\" cannot be a constant; name its column under \"columns\"")
            }
            return isConstant ? .constant(text) : .column(NamedColumn(name: text, source: value.source))
        }
        let lookup = try value.mapping(as: "\"\(name)\"")
        if name == "patient" { return try rowAsPatient(lookup) }
        if let items = try ItemScore(lookup, name: name, table: table) { return .items(items) }
        try lookup.allowOnly(["column", "values", "concept"] + ColumnArithmetic.keys, in: "\"\(name)\"")
        guard let column = lookup["column"] else {
            throw value.error("\"\(name)\" names no column; write \"\(name): {column: NAME, values: {A: B}}\"")
        }
        if column.isList { return .first(try first(column, of: lookup, name: name, table: table)) }
        let named = NamedColumn(name: try column.header(as: "column"), source: column.source)
        if let concept = lookup["concept"] {
            guard lookup["values"] == nil else {
                throw concept.error("\"\(name)\" has both \"concept\" and \"values\"; keep one of them")
            }
            return .concept(named, try concept.conceptAspect())
        }
        guard let table = try lookup["values"]?.mapping(as: "the values of \"\(name)\"") else {
            if lookup.entries.contains(where: { ColumnArithmetic.keys.contains($0.key) }) { return .column(named) }
            throw value.error("\"\(name)\" lists no values; write \"\(name): {column: NAME, values: {A: B}}\"")
        }
        var values: [String: String?] = [:]
        for entry in table.entries {
            values.updateValue(
                try replacement(entry.value, missing: missing, as: "the value for \"\(entry.key)\""), forKey: entry.key)
        }
        return .lookup(named, values: WordList(values, source: table.source))
    }

    /// What a cell is replaced with; `nil` where that is a missing cell: `~`, or a word of `missing`.
    private static func replacement(
        _ value: StudyValue, missing: [String], as what: String
    ) throws(StudyFileError) -> String? {
        let text = value.isNull ? nil : try value.text(as: what)
        return text.flatMap { missing.contains($0) ? nil : $0 }
    }

    /// `patient: {row: true}`.
    private static func rowAsPatient(_ mapping: StudyMapping) throws(StudyFileError) -> ColumnMapping.Origin {
        try mapping.allowOnly(["row"], in: "\"patient\"")
        guard let row = mapping["row"], try row.flag(as: "row") else {
            throw mapping.source.error(
                "\"patient\" is a column of the file, or {row: true} where each row of the file is a patient")
        }
        return .row
    }

    /// Several columns of days, of which the first that has a value counts.
    private static func first(
        _ columns: StudyValue, of lookup: StudyMapping, name: String, table: CanonicalTable
    ) throws(StudyFileError) -> [NamedColumn] {
        guard table.columns.contains(where: { $0.name == name && $0.use == .day }), lookup.entries.count == 1 else {
            throw columns.error(
                "\"\(name)\" names several columns, which is for days that nothing else is done with; name one")
        }
        return try columns.list(as: "column").map { one throws(StudyFileError) in
            NamedColumn(name: try one.header(as: "column"), source: one.source)
        }
    }

    private struct Recode {
        let name: String
        let source: SourceReference
        let values: [String: String?]
    }

    private static func recodes(_ value: StudyValue?, missing: [String]) throws(StudyFileError) -> [Recode] {
        guard let value else { return [] }
        return try value.mapping(as: "recode").entries.map { entry throws(StudyFileError) in
            var values: [String: String?] = [:]
            for pair in try entry.value.mapping(as: "the recoding of \"\(entry.key)\"").entries {
                guard !missing.contains(pair.key) else {
                    throw pair.keySource.error(
                        "\"\(pair.key)\" is recoded and is a missing value too; take it out of one of the two")
                }
                values.updateValue(
                    try replacement(pair.value, missing: missing, as: "the new value of \"\(pair.key)\""),
                    forKey: pair.key)
            }
            return Recode(name: entry.key, source: entry.keySource, values: values)
        }
    }

    private static func check(_ recodes: [Recode], against mappings: [ColumnMapping]) throws(StudyFileError) {
        let names = mappings.map(\.name)
        for recode in recodes where !names.contains(recode.name) {
            throw recode.source.error(
                "\"recode\" names \"\(recode.name)\", which is not under \"columns\""
                    + suggestion(for: recode.name, among: names))
        }
    }

    private static func check(
        _ mappings: [ColumnMapping], of table: CanonicalTable, at source: SourceReference
    ) throws(StudyFileError) {
        let names = Set(mappings.map(\.name))
        for requirement in table.requirements {
            guard let complaint = requirement.complaint(about: names) else { continue }
            throw source.error(
                "table \"\(table.rawValue)\" \(complaint); map it under \"columns\" or give a constant beside them")
        }
    }

    private static func ignored(_ value: StudyValue?, used: [String]) throws(StudyFileError) -> Set<String> {
        var ignored: Set<String> = []
        for item in value?.oneOrMore() ?? [] {
            let name = Header.trimmed(try item.header(as: "an ignored column"))
            // A preset ignores columns of which one or the other is used.
            guard !used.contains(name) || value?.source.path.hasPrefix("preset ") == true else {
                throw item.error("column \"\(name)\" is used, so it cannot be ignored")
            }
            ignored.insert(name)
        }
        return ignored
    }
}

extension Dialect {
    /// The dialect that a mapping's `missing`, `delimiter` and `decimal` make of an inherited one.
    init(_ mapping: StudyMapping, inherited: Dialect) throws(StudyFileError) {
        self = inherited
        if let value = mapping["missing"] {
            missing = [""]
            for token in value.oneOrMore() {
                let text = try token.text(as: "a missing value")
                if !missing.contains(text) { missing.append(text) }
            }
        }
        if let value = mapping["delimiter"] {
            delimiter = try Self.delimiter(value)
        }
        if let value = mapping["decimal"] {
            decimalMark = try value.choice(
                as: "decimal mark",
                among: [(".", DecimalMark.point), (",", .comma), ("point", .point), ("comma", .comma)])
        }
        try readShape(mapping)
    }

    private static func delimiter(_ value: StudyValue) throws(StudyFileError) -> Delimiter {
        let named: [String: UInt8] = [
            "comma": UInt8(ascii: ","), "semicolon": UInt8(ascii: ";"), "tab": UInt8(ascii: "\t"),
            "pipe": UInt8(ascii: "|"),
        ]
        let text = try value.text(as: "delimiter")
        if text == "sniffed" { return .sniffed }
        if let byte = named[text] { return .byte(byte) }
        let bytes = Array(text.utf8)
        guard bytes.count == 1, let byte = bytes.first, byte < 0x80, !"\"\r\n\0".utf8.contains(byte) else {
            throw value.error(
                "unknown delimiter \"\(text)\"; write one ASCII character, or comma, semicolon, tab, pipe or sniffed")
        }
        return .byte(byte)
    }
}

extension StudyValue {
    /// What a concept is asked for.
    func conceptAspect() throws(StudyFileError) -> ConceptAspect {
        try choice(as: "concept", among: ConceptAspect.allCases.map { ($0.rawValue, $0) })
    }
}
