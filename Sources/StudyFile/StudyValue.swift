import Yams

/// A value of a study file together with the place where it stands, so that whatever is wrong with it can be shown.
///
/// Each method reads the value as one kind of setting and throws a ``StudyFileError`` with its place, what was expected and
/// what stands there. `what` is how messages call the setting.
public struct StudyValue: Sendable {
    private let content: Content
    /// Where the value begins.
    public let source: SourceReference

    private enum Content: Sendable {
        /// A text as it is written; plain where no quotes make it one.
        case scalar(String, isPlain: Bool)
        case list([StudyValue])
        case mapping([(key: StudyValue, value: StudyValue)])
    }

    /// Reads YAML text whose root is a mapping.
    public static func root(ofYAML yaml: String, path: String) throws(StudyFileError) -> StudyMapping {
        let node: Node?
        do {
            // Notepad begins a file with a byte order mark.
            let hasMark = yaml.unicodeScalars.first == "\u{feff}"
            node = try Yams.compose(yaml: hasMark ? String(yaml.unicodeScalars.dropFirst()) : yaml)
        } catch {
            throw StudyFileError(yamlError: error, path: path, yaml: yaml)
        }
        let start = SourcePosition(line: 1, column: 1)
        guard let node, !(node.scalar.map { $0.string.isEmpty } ?? false) else {
            throw StudyFileError(
                path: path, position: start, message: "the study file is empty; start it with \"nocitrend: 1\"")
        }
        var room = mostValues
        return try StudyValue(node, path: path, fallback: start, room: &room).mapping(as: "a study file")
    }

    /// Aliases of aliases can stand for more values than fit in memory, in a file of a few lines.
    private static let mostValues = 1_000_000

    /// A copy of a node: Yams's own are not `Sendable`.
    private init(_ node: Node, path: String, fallback: SourcePosition, room: inout Int) throws(StudyFileError) {
        let mark = node.mark.map { SourcePosition(line: $0.line, column: $0.column) }
        let source = SourceReference(path: path, position: mark ?? fallback)
        self.source = source
        room -= 1
        guard room >= 0 else {
            throw source.error(
                "the file stands for more than \(Self.mostValues) values; look for aliases (\"*name\") that repeat others"
            )
        }
        switch node {
        case .scalar(let scalar):
            guard scalar.style != .plain || !Self.isInTypographicQuotes(scalar.string) else {
                throw source.error("typographic quotes are no quotes here; write \" or ' instead of “ ” and ‘ ’")
            }
            content = .scalar(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any)
        case .sequence(let sequence):
            var elements: [StudyValue] = []
            for element in sequence {
                elements.append(try StudyValue(element, path: path, fallback: source.position, room: &room))
            }
            content = .list(elements)
        case .mapping(let mapping):
            var pairs: [(key: StudyValue, value: StudyValue)] = []
            for (key, value) in mapping {
                let key = try StudyValue(key, path: path, fallback: source.position, room: &room)
                pairs.append(
                    (key, try StudyValue(value, path: path, fallback: key.source.position, room: &room)))
            }
            content = .mapping(pairs)
        case .alias(let alias):
            // The parser puts the anchor's value in an alias's place, so that none is left.
            content = .scalar("*" + alias.anchor.rawValue, isPlain: true)
        }
    }

    /// Whether a word processor has turned the quotes around a text into others.
    private static func isInTypographicQuotes(_ text: String) -> Bool {
        guard text.count > 1, let first = text.first, let last = text.last else { return false }
        return "“”„‘’‚«»".contains(first) && "“”‘’«»".contains(last)
    }

    /// Whether the value is absent: nothing after the colon, `~` or `null`.
    public var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// Whether the value is a mapping.
    public var isMapping: Bool {
        if case .mapping = content { true } else { false }
    }

    /// Whether it is a list.
    public var isList: Bool {
        if case .list = content { true } else { false }
    }

    private var scalar: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// An error about this value.
    public func error(_ message: String, exitKind: ExitKind = .studyFile) -> StudyFileError {
        source.error(message, exitKind: exitKind)
    }

    /// The entries of a mapping, with those that `<<` merges.
    public func mapping(as what: String) throws(StudyFileError) -> StudyMapping {
        guard case .mapping(let pairs) = content else {
            throw error("\(what) must be a mapping of keys to values, not \(kind)")
        }
        var entries: [StudyMapping.Entry] = []
        var merged: StudyMapping?
        for (key, value) in pairs {
            guard let name = key.scalar else {
                throw key.error("a key must be a plain name, not \(key.kind)")
            }
            try key.refuseUnprintable(name, in: "a key")
            if name == "<<" {
                merged = try value.mapping(as: "what \"<<\" merges")
            } else {
                entries.append(StudyMapping.Entry(key: name, keySource: key.source, value: value))
            }
        }
        return try StudyMapping(source: source, entries: entries).filled(from: merged)
    }

    /// The elements of a list.
    public func list(as what: String) throws(StudyFileError) -> [StudyValue] {
        guard case .list(let elements) = content else { throw error("\(what) must be a list, not \(kind)") }
        return elements
    }

    /// The elements of a list; a single value counts as a list of one.
    public func oneOrMore() -> [StudyValue] {
        guard case .list(let elements) = content else { return [self] }
        return elements
    }

    /// The elements of a list, each once; a single value counts as a list of one.
    ///
    /// - Parameter name: what a message calls an element.
    public func distinct<Element>(
        as key: String, named name: (Element) -> String, read: (StudyValue) throws(StudyFileError) -> Element
    ) throws(StudyFileError) -> [Element] {
        var elements: [Element] = []
        for one in oneOrMore() {
            let element = try read(one)
            guard !elements.contains(where: { name($0) == name(element) }) else {
                throw one.error("\"\(name(element))\" stands twice under \"\(key)\"")
            }
            elements.append(element)
        }
        return elements
    }

    /// Bands of days, made of the first day of each.
    ///
    /// - Parameter make: The bands; nil where the days are no bands.
    public func bands<Bands>(as what: String, make: ([Int]) -> Bands?) throws(StudyFileError) -> Bands {
        let firstDays = try list(as: what).map { day throws(StudyFileError) in
            try day.integer(as: "the first day of a band", in: 0...1_000_000)
        }
        guard let bands = make(firstDays) else {
            throw error("\(what) must be the first day of each, from 0 upwards: [0, 30, 90, 180, 365]")
        }
        return bands
    }

    /// A scalar as it is written: `27`, `"27"` and `Yes` are the texts 27, 27 and Yes.
    public func text(as what: String) throws(StudyFileError) -> String {
        guard let scalar else { throw error("\(what) must be a single value, not \(kind)") }
        return scalar
    }

    /// A text that is not empty.
    public func name(as what: String) throws(StudyFileError) -> String {
        let name = try text(as: what)
        guard !isNull, !name.isEmpty else { throw error("\(what) is empty") }
        try refuseUnprintable(name, in: what)
        return name
    }

    /// The name of a column as its file writes it, not empty: headers of spreadsheets have line breaks and tabs.
    public func header(as what: String) throws(StudyFileError) -> String {
        let name = try text(as: what)
        guard !isNull, !name.isEmpty else { throw error("\(what) is empty") }
        try refuseUnprintable(name, in: what, but: ["\n", "\r", "\t"])
        return name
    }

    /// Names reach pages and terminals.
    private func refuseUnprintable(
        _ name: String, in what: String, but allowed: [Unicode.Scalar] = []
    ) throws(StudyFileError) {
        guard name.unicodeScalars.contains(where: { isUnprintable($0) && !allowed.contains($0) }) else { return }
        throw error("\(what) holds a control character (\(printable(name))); take it out")
    }

    /// A whole number in a range.
    public func integer(as what: String, in range: ClosedRange<Int>) throws(StudyFileError) -> Int {
        guard let text = scalar, let value = Int(text) else {
            throw error("\(what) must be a whole number, not \(shown)")
        }
        guard range.contains(value) else {
            throw error("\(what) must be \(Self.words(for: range)), not \(value)")
        }
        return value
    }

    /// A finite number.
    public func number(as what: String) throws(StudyFileError) -> Double {
        guard let text = scalar, let value = Double(text), value.isFinite else {
            throw error("\(what) must be a number, not \(shown)")
        }
        return value
    }

    /// A share from 0 to 1.
    public func share(as what: String) throws(StudyFileError) -> Double {
        let value = try number(as: what)
        guard (0...1).contains(value) else {
            throw error("\(what) must be a share from 0 to 1 (5% is 0.05), not \(shown)")
        }
        return value
    }

    /// `true` or `false`.
    public func flag(as what: String) throws(StudyFileError) -> Bool {
        switch scalar?.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw error("\(what) must be true or false, not \(shown)")
        }
    }

    /// A value that is one of some names.
    public func choice<Choice>(as what: String, among choices: [(name: String, value: Choice)]) throws(StudyFileError)
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
        guard let scalar, !isNull else { return kind }
        return "\"\(scalar)\""
    }

    private var kind: String {
        if isNull { return "nothing" }
        switch content {
        case .mapping: return "a mapping"
        case .list: return "a list"
        case .scalar(let text, _): return "the single value \"\(text)\""
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
