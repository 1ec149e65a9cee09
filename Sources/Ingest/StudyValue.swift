import Yams

/// A value of a study file together with the place where it stands, so that whatever is wrong with it can be shown.
struct StudyValue {
    private let node: Node
    /// Where the value begins.
    let source: SourceReference

    private init(_ node: Node, path: String, fallback: SourcePosition) {
        self.node = node
        let mark = node.mark.map { SourcePosition(line: $0.line, column: $0.column) }
        source = SourceReference(path: path, position: mark ?? fallback)
    }

    /// Reads YAML text whose root is a mapping.
    static func root(ofYAML yaml: String, path: String) throws(StudyFileError) -> StudyMapping {
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch {
            throw StudyFileError(yamlError: error, path: path)
        }
        let start = SourcePosition(line: 1, column: 1)
        guard let node, !(node.scalar.map { $0.string.isEmpty } ?? false) else {
            throw StudyFileError(
                path: path, position: start, message: "the study file is empty; start it with \"nocitrend: 1\"")
        }
        return try StudyValue(node, path: path, fallback: start).mapping(as: "a study file")
    }

    /// Whether the value is absent: nothing after the colon, `~` or `null`.
    var isNull: Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// Whether the value is a mapping.
    var isMapping: Bool { node.mapping != nil }

    /// Whether the value is a list.
    var isList: Bool { node.sequence != nil }

    func error(_ message: String, exitKind: ExitKind = .studyFile) -> StudyFileError {
        source.error(message, exitKind: exitKind)
    }

    /// The entries of a mapping.
    func mapping(as what: String) throws(StudyFileError) -> StudyMapping {
        guard let mapping = node.mapping else {
            throw error("\(what) must be a mapping of keys to values, not \(kind)")
        }
        var entries: [StudyMapping.Entry] = []
        var merged: StudyMapping?
        for (keyNode, valueNode) in mapping {
            let keyValue = StudyValue(keyNode, path: source.path, fallback: source.position)
            let value = StudyValue(valueNode, path: source.path, fallback: keyValue.source.position)
            guard let key = keyNode.scalar?.string else {
                throw keyValue.error("a key must be a plain name, not \(keyValue.kind)")
            }
            if key == "<<" {
                merged = try value.mapping(as: "what \"<<\" merges")
            } else {
                entries.append(StudyMapping.Entry(key: key, keySource: keyValue.source, value: value))
            }
        }
        return try StudyMapping(source: source, entries: entries).filled(from: merged)
    }

    /// The elements of a list.
    func list(as what: String) throws(StudyFileError) -> [StudyValue] {
        guard let sequence = node.sequence else { throw error("\(what) must be a list, not \(kind)") }
        return sequence.map { StudyValue($0, path: source.path, fallback: source.position) }
    }

    /// The elements of a list; a single value counts as a list of one.
    func oneOrMore() -> [StudyValue] {
        guard let sequence = node.sequence else { return [self] }
        return sequence.map { StudyValue($0, path: source.path, fallback: source.position) }
    }

    /// A scalar as it is written: `27`, `"27"` and `Yes` are the texts 27, 27 and Yes.
    func text(as what: String) throws(StudyFileError) -> String {
        guard let scalar = node.scalar else { throw error("\(what) must be a single value, not \(kind)") }
        return scalar.string
    }

    /// A text that is not empty.
    func name(as what: String) throws(StudyFileError) -> String {
        let name = try text(as: what)
        guard !isNull, !name.isEmpty else { throw error("\(what) is empty") }
        return name
    }

    /// A whole number in a range.
    func integer(as what: String, in range: ClosedRange<Int>) throws(StudyFileError) -> Int {
        guard let text = node.scalar?.string, let value = Int(text) else {
            throw error("\(what) must be a whole number, not \(shown)")
        }
        guard range.contains(value) else {
            throw error("\(what) must be \(Self.words(for: range)), not \(value)")
        }
        return value
    }

    /// A finite number.
    func number(as what: String) throws(StudyFileError) -> Double {
        guard let text = node.scalar?.string, let value = Double(text), value.isFinite else {
            throw error("\(what) must be a number, not \(shown)")
        }
        return value
    }

    /// A share from 0 to 1.
    func share(as what: String) throws(StudyFileError) -> Double {
        let value = try number(as: what)
        guard (0...1).contains(value) else {
            throw error("\(what) must be a share from 0 to 1 (5% is 0.05), not \(shown)")
        }
        return value
    }

    /// `true` or `false`.
    func flag(as what: String) throws(StudyFileError) -> Bool {
        switch node.scalar?.string.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw error("\(what) must be true or false, not \(shown)")
        }
    }

    /// A value that is one of some names.
    func choice<Choice>(as what: String, among choices: [(name: String, value: Choice)]) throws(StudyFileError)
        -> Choice
    {
        let name = try text(as: what)
        if let found = choices.first(where: { $0.name == name }) { return found.value }
        let names = choices.map(\.name)
        throw error(
            "unknown \(what) \"\(name)\"" + suggestion(for: name, among: names) + " (known: \(listed(names)))")
    }

    /// What a message calls the value: its text, or what sort of thing it is.
    private var shown: String {
        guard let scalar = node.scalar, !isNull else { return kind }
        return "\"\(scalar.string)\""
    }

    private var kind: String {
        if isNull { return "nothing" }
        switch node {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .scalar(let scalar): return "the single value \"\(scalar.string)\""
        case .alias: return "an alias"
        }
    }

    private static func words(for range: ClosedRange<Int>) -> String {
        switch (range.lowerBound == .min, range.upperBound == .max) {
        case (false, true): "at least \(range.lowerBound)"
        case (true, false): "at most \(range.upperBound)"
        default: "from \(range.lowerBound) to \(range.upperBound)"
        }
    }
}

/// A mapping of a study file, in the order in which it is written.
struct StudyMapping {
    struct Entry {
        let key: String
        let keySource: SourceReference
        let value: StudyValue
    }

    let source: SourceReference
    let entries: [Entry]

    init(source: SourceReference, entries: [Entry]) throws(StudyFileError) {
        var seen: [String: SourceReference] = [:]
        for entry in entries {
            if let first = seen[entry.key] {
                throw entry.keySource.error(
                    "key \"\(entry.key)\" stands here and on line \(first.position.line); keep one of them")
            }
            seen[entry.key] = entry.keySource
        }
        self.source = source
        self.entries = entries
    }

    private init(source: SourceReference, uncheckedEntries: [Entry]) {
        self.source = source
        self.entries = uncheckedEntries
    }

    subscript(key: String) -> StudyValue? {
        entry(key)?.value
    }

    func entry(_ key: String) -> Entry? {
        entries.first { $0.key == key }
    }

    /// Refuses keys that nobody reads.
    func allowOnly(_ known: [String], in what: String) throws(StudyFileError) {
        for entry in entries where !known.contains(entry.key) {
            let near = suggestion(for: entry.key, among: known)
            let remedy = near.isEmpty ? " (known: \(listed(known, conjunction: "and")))" : near
            throw entry.keySource.error("unknown key \"\(entry.key)\" in \(what)\(remedy)")
        }
    }

    /// This mapping with another's entries where it has none of its own.
    func filled(from other: StudyMapping?) -> StudyMapping {
        guard let other else { return self }
        let own = Set(entries.map(\.key))
        return StudyMapping(
            source: source, uncheckedEntries: entries + other.entries.filter { !own.contains($0.key) })
    }
}
