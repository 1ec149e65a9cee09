import StudyFile

extension Preset.Source {
    /// The presets that come with the program.
    static let builtIn = [
        Preset.Source(name: "ctn0094", yaml: String(decoding: PackageResources.ctn0094_yaml, as: UTF8.self)),
        Preset.Source(name: "omop", yaml: String(decoding: PackageResources.omop_yaml, as: UTF8.self)),
    ]
}
