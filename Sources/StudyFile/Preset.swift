/// A built-in study file for a known format of files: a study that names it fills in its own data folder and questions.
public struct Preset: Sendable {
    /// A preset that a study file may name.
    public struct Source: Sendable {
        /// Its name.
        public let name: String
        /// The text; `nil` where the format is known and has no preset yet.
        public let yaml: String?

        /// A preset.
        public init(name: String, yaml: String?) {
            self.name = name
            self.yaml = yaml
        }
    }

    /// Its name.
    public let name: String
    /// What it says.
    public let mapping: StudyMapping

    /// The preset that a study file names. Throws a ``StudyFileError`` for a name that is none, and for one without a text.
    public static func named(_ value: StudyValue, among sources: [Source]) throws(StudyFileError) -> Preset {
        let name = try value.name(as: "preset")
        let known = sources.filter { $0.yaml != nil }.map(\.name)
        guard let source = sources.first(where: { $0.name == name }) else {
            throw value.error(
                "unknown preset \"\(name)\"" + suggestion(for: name, among: known)
                    + " (known: \(listed(known, conjunction: "and")))")
        }
        guard let yaml = source.yaml else {
            throw value.error(
                "preset \"\(name)\" is not available in this version; map its files under \"tables\"")
        }
        return Preset(name: name, mapping: try StudyValue.root(ofYAML: yaml, path: "preset \(name)"))
    }
}
