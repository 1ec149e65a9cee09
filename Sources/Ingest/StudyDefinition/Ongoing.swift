import StudyFile

/// What tells that something is still taken, so that its row has no end: what `ongoing` of an entry says.
enum Ongoing: Sendable {
    /// The cell of the end is one of these; the empty text stands for a missing cell.
    case ends(Set<String>)
    /// The end is missing, and each of some columns has one of some values.
    case flags([Flag])

    struct Flag: Sendable {
        let column: NamedColumn
        let accepted: Set<String>
    }

    /// The words for an end that is still to come.
    var words: Set<String> {
        switch self {
        case .ends(let ends): ends.subtracting([""])
        case .flags: []
        }
    }

    var flags: [Flag] {
        switch self {
        case .ends: []
        case .flags(let flags): flags
        }
    }

    /// Whether a missing end, together with the flags, is one that is still to come.
    var acceptsMissingEnd: Bool {
        switch self {
        case .ends(let ends): ends.contains("")
        case .flags: true
        }
    }

    /// Reads the value of `ongoing`.
    init(
        _ entry: StudyMapping.Entry, of table: CanonicalTable, hasEnd: Bool, missing: [String]
    ) throws(StudyFileError) {
        guard hasEnd else {
            throw entry.keySource.error(
                "\"ongoing\" says which rows have no end yet, and this entry of table \"\(table.rawValue)\" maps no \"end_day\"; map it, "
                    + "or take \"ongoing\" out")
        }
        func texts(_ value: StudyValue) throws(StudyFileError) -> Set<String> {
            var texts: Set<String> = []
            for one in value.oneOrMore() {
                let text = try one.text(as: "\"ongoing\"")
                texts.insert(one.isNull || missing.contains(text) ? "" : text)
            }
            return texts
        }
        guard entry.value.isMapping else {
            self = .ends(try texts(entry.value))
            return
        }
        self = .flags(
            try entry.value.mapping(as: "ongoing").entries.map { flag throws(StudyFileError) in
                Flag(column: NamedColumn(name: flag.key, source: flag.keySource), accepted: try texts(flag.value))
            })
    }
}

extension StudyDefinition {
    /// Whether any table has rows of what is still taken.
    var hasOngoing: Bool { tables.values.contains { $0.contains { $0.ongoing != nil } } }
}
