import StudyFile

/// A versioned list of what concepts stand for, with the rules by which names tell it.
struct ConceptList: Sendable {
    /// The list's name and version, as messages call it.
    let title: String
    /// By part of the list: the identifiers and what they stand for.
    private(set) var concepts: [ConceptDomain: [String: String]]
    /// By part of the vocabulary: rules for names.
    let names: [NamedPart: [ConceptNameRule]]

    /// The parts of the vocabulary in which names tell what a concept stands for by rules.
    enum NamedPart: String, Sendable, Hashable, CaseIterable {
        case pain, withdrawal, interventions, conditions, procedures
    }

    private static let lists: [(name: String, bytes: [UInt8])] = [("omop", PackageResources.omop_concepts_yaml)]

    /// The list that a study file names, with the study's own concepts before it.
    static func named(_ value: StudyValue, own: StudyMapping) throws(StudyFileError) -> ConceptList {
        let bytes = try value.choice(as: "list of concepts", among: lists.map { ($0.name, $0.bytes) })
        var list = try ConceptList(
            yaml: String(decoding: bytes, as: UTF8.self), name: try value.text(as: "list"), path: "list of concepts")
        for domain in ConceptDomain.allCases {
            guard let part = own[domain.rawValue] else { continue }
            for (concept, word) in try words(part, of: domain) { list.concepts[domain, default: [:]][concept] = word }
        }
        return list
    }

    init(yaml: String, name: String, path: String) throws(StudyFileError) {
        let root = try StudyValue.root(ofYAML: yaml, path: path)
        try root.allowOnly(["version", "source", "concepts", "names"], in: "a list of concepts")
        guard let version = root["version"], root["source"] != nil, let parts = root["concepts"],
            let rules = root["names"]
        else { throw root.source.error("a list of concepts needs version, source, concepts and names") }
        title = "\(name) \(try version.text(as: "version"))"
        var concepts: [ConceptDomain: [String: String]] = [:]
        let mapping = try parts.mapping(as: "concepts")
        try mapping.allowOnly(ConceptDomain.allCases.map(\.rawValue), in: "concepts")
        for domain in ConceptDomain.allCases {
            if let part = mapping[domain.rawValue] { concepts[domain] = try Self.words(part, of: domain) }
        }
        self.concepts = concepts
        var names: [NamedPart: [ConceptNameRule]] = [:]
        let named = try rules.mapping(as: "names")
        try named.allowOnly(NamedPart.allCases.map(\.rawValue), in: "names")
        for part in NamedPart.allCases {
            names[part] =
                try named[part.rawValue]?.list(as: part.rawValue).map { rule throws(StudyFileError) in
                    try ConceptNameRule(rule)
                } ?? []
        }
        self.names = names
    }

    private static func words(_ value: StudyValue, of domain: ConceptDomain) throws(StudyFileError) -> [String: String]
    {
        var words: [String: String] = [:]
        for entry in try value.mapping(as: "concepts of \"\(domain.rawValue)\"").entries {
            guard Int(entry.key) != nil else {
                throw entry.keySource.error(
                    "\"\(entry.key)\" is no concept_id; write the whole number, 1124957: oxycodone")
            }
            words[entry.key] = try entry.value.name(as: "what concept \(entry.key) stands for")
        }
        return words
    }
}
