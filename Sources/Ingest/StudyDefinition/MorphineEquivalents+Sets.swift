import Cohort
import StudyFile

extension MorphineEquivalents {
    /// The factor sets that come with the program, the newest first.
    private static let sets: [(name: String, bytes: [UInt8])] = [
        ("cdc-2022", PackageResources.cdc_2022_yaml),
        ("cdc-2016", PackageResources.cdc_2016_yaml),
    ]

    /// The set that a study file names; CDC 2022 where it names none.
    static func named(_ value: StudyValue?) throws(StudyFileError) -> MorphineEquivalents {
        let bytes = try value?.choice(as: "mme set", among: sets.map { ($0.name, $0.bytes) })
        return try MorphineEquivalents(
            yaml: String(decoding: bytes ?? PackageResources.cdc_2022_yaml, as: UTF8.self), path: "mme set")
    }

    /// Reads a factor set: `name`, `source`, and `factors` from a drug to a factor, to bands of dose, or to
    /// `not_convertible`.
    init(yaml: String, path: String) throws(StudyFileError) {
        let root = try StudyValue.root(ofYAML: yaml, path: path)
        try root.allowOnly(["name", "source", "factors"], in: "a factor set")
        guard let name = root["name"], let source = root["source"], let factors = root["factors"] else {
            throw root.source.error("a factor set needs name, source and factors")
        }
        var conversions: [String: Conversion] = [:]
        for entry in try factors.mapping(as: "factors").entries {
            conversions[entry.key] = try Self.conversion(entry.value)
        }
        self.init(
            name: try name.name(as: "name"), source: try source.name(as: "source"), conversions: conversions)
    }

    private static func conversion(_ value: StudyValue) throws(StudyFileError) -> Conversion {
        guard value.isMapping else {
            return try value.choice(as: "conversion", among: [("not_convertible", Conversion.notConvertible)])
        }
        let mapping = try value.mapping(as: "a conversion")
        try mapping.allowOnly(["factor", "dose_bands", "unit"], in: "a conversion")
        if let unit = mapping["unit"] { _ = try unit.choice(as: "unit", among: [("mg/day", 0), ("mcg/h", 0)]) }
        if let factor = mapping["factor"] { return .factor(try factor.number(as: "factor")) }
        guard let bands = mapping["dose_bands"] else { throw value.error("a conversion needs factor or dose_bands") }
        return .doseBands(
            try bands.list(as: "dose_bands").map { band throws(StudyFileError) in
                let band = try band.mapping(as: "a dose band")
                try band.allowOnly(["up_to", "factor"], in: "a dose band")
                guard let factor = band["factor"] else { throw band.source.error("a dose band needs a factor") }
                return DoseBand(
                    upTo: try band["up_to"]?.number(as: "up_to") ?? .infinity, factor: try factor.number(as: "factor"))
            })
    }
}
