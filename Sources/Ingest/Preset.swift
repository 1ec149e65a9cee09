/// A built-in study file for a known format of files: a study that names it fills in its own data folder and questions.
struct Preset {
    let name: String
    let mapping: StudyMapping

    /// The preset that a study file names.
    static func named(_ value: StudyValue) throws(StudyFileError) -> Preset {
        let name = try value.name(as: "preset")
        switch name {
        case "ctn0094":
            let yaml = String(decoding: PackageResources.ctn0094_yaml, as: UTF8.self)
            return Preset(name: name, mapping: try StudyValue.root(ofYAML: yaml, path: "preset ctn0094"))
        case "omop":
            throw value.error("preset \"omop\" is not available in this version; map its files under \"tables\"")
        default:
            throw value.error(
                "unknown preset \"\(name)\"" + suggestion(for: name, among: ["ctn0094"]) + " (known: ctn0094)")
        }
    }
}
