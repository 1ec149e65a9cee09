import StudyFile

/// How the name of a concept tells what it stands for.
struct ConceptNameRule: Sendable {
    /// What it stands for.
    let word: String
    /// Lower-case texts that stand in the name, each at the beginning of a word.
    let all: [String]
    /// Lower-case texts of which none does.
    let none: [String]

    init(_ value: StudyValue) throws(StudyFileError) {
        let mapping = try value.mapping(as: "a rule for names")
        try mapping.allowOnly(["is", "all", "none"], in: "a rule for names")
        guard let word = mapping["is"], let all = mapping["all"] else {
            throw value.error("a rule for names needs \"is\" and \"all\"")
        }
        self.word = try word.name(as: "is")
        self.all = try all.list(as: "all").map { one throws(StudyFileError) in try one.name(as: "all").lowercased() }
        none =
            try mapping["none"]?.list(as: "none").map { one throws(StudyFileError) in
                try one.name(as: "none").lowercased()
            } ?? []
    }

    /// Whether a name, in lower case, tells it.
    func holds(of name: String) -> Bool {
        all.allSatisfy { Self.has(name, $0) } && !none.contains { Self.has(name, $0) }
    }

    /// Whether a text stands in a name at the beginning of a word.
    private static func has(_ name: String, _ text: String) -> Bool {
        var rest = name[...]
        while let found = rest.firstRange(of: text) {
            if found.lowerBound == name.startIndex { return true }
            let before = name[name.index(before: found.lowerBound)]
            if !before.isLetter, !before.isNumber { return true }
            rest = rest[name.index(after: found.lowerBound)...]
        }
        return false
    }
}

extension [ConceptNameRule] {
    /// What a name stands for by the first rule that holds.
    func word(for name: String) -> String? {
        guard !isEmpty else { return nil }
        let name = name.lowercased()
        return first { $0.holds(of: name) }?.word
    }
}
