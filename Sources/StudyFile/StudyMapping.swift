/// A mapping of a study file, in the order in which it is written.
public struct StudyMapping: Sendable {
    /// A key with its value.
    public struct Entry: Sendable {
        /// The key as it is written.
        public let key: String
        /// Where the key stands.
        public let keySource: SourceReference
        /// What follows it.
        public let value: StudyValue
    }

    /// Where the mapping begins.
    public let source: SourceReference
    /// Its entries, those of its own before merged ones.
    public let entries: [Entry]

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

    /// The value of a key.
    public subscript(key: String) -> StudyValue? {
        entry(key)?.value
    }

    /// The entry of a key.
    public func entry(_ key: String) -> Entry? {
        entries.first { $0.key == key }
    }

    /// Refuses keys that nobody reads.
    public func allowOnly(_ known: [String], in what: String) throws(StudyFileError) {
        for entry in entries where !known.contains(entry.key) {
            let near = suggestion(for: entry.key, among: known)
            let remedy = near.isEmpty ? " (known: \(listed(known, conjunction: "and")))" : near
            throw entry.keySource.error("unknown key \"\(entry.key)\" in \(what)\(remedy)")
        }
    }

    /// This mapping with another's entries where it has none of its own.
    public func filled(from other: StudyMapping?) -> StudyMapping {
        guard let other else { return self }
        let own = Set(entries.map(\.key))
        return StudyMapping(
            source: source, uncheckedEntries: entries + other.entries.filter { !own.contains($0.key) })
    }
}
