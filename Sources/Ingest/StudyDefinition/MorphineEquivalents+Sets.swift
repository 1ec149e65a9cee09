import Cohort
import StudyFile

extension MorphineEquivalents {
    /// The factor sets that come with the program, the newest guideline first.
    private static let sets: [(name: String, bytes: [UInt8])] = [
        ("cdc-2022", PackageResources.cdc_2022_yaml),
        ("cdc-2016", PackageResources.cdc_2016_yaml),
        ("heal-2025", PackageResources.heal_2025_yaml),
    ]

    /// The keys of `mme`.
    static let keys = ["set", "factors"]

    /// The set that a study file names, with the study's own factors; CDC 2022 where it names none.
    static func named(_ value: StudyValue?) throws(StudyFileError) -> MorphineEquivalents {
        guard let value, value.isMapping else { return try builtIn(value) }
        let mapping = try value.mapping(as: "mme")
        try mapping.allowOnly(keys, in: "mme")
        let set = try builtIn(mapping["set"])
        guard let factors = mapping["factors"] else { return set }
        return set.adding(
            MorphineEquivalents(name: set.name, source: set.source, conversions: try conversions(factors)))
    }

    private static func builtIn(_ value: StudyValue?) throws(StudyFileError) -> MorphineEquivalents {
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
        self.init(
            name: try name.name(as: "name"), source: try source.name(as: "source"),
            conversions: try Self.conversions(factors))
    }

    private static func conversions(
        _ factors: StudyValue
    ) throws(StudyFileError) -> [(drug: String, conversion: Conversion)] {
        try factors.mapping(as: "factors").entries.map { entry throws(StudyFileError) in
            (entry.key, try conversion(entry.value))
        }
    }

    private static func conversion(_ value: StudyValue) throws(StudyFileError) -> Conversion {
        guard value.isMapping else {
            if try value.text(as: "a factor") == "not_convertible" { return .notConvertible }
            return .factor(try factor(value))
        }
        let mapping = try value.mapping(as: "a conversion")
        try mapping.allowOnly(["factor", "dose_bands", "unit"], in: "a conversion")
        if let unit = mapping["unit"] {
            _ = try unit.choice(as: "unit", among: [("mg/day", 0), ("mcg/day", 0), ("mcg/h", 0)])
        }
        if let factor = mapping["factor"] { return .factor(try Self.factor(factor)) }
        guard let bands = mapping["dose_bands"] else { throw value.error("a conversion needs factor or dose_bands") }
        return .doseBands(
            try bands.list(as: "dose_bands").map { band throws(StudyFileError) in
                let band = try band.mapping(as: "a dose band")
                try band.allowOnly(["up_to", "factor"], in: "a dose band")
                guard let factor = band["factor"] else { throw band.source.error("a dose band needs a factor") }
                return DoseBand(
                    upTo: try band["up_to"]?.number(as: "up_to") ?? .infinity, factor: try Self.factor(factor))
            })
    }

    private static func factor(_ value: StudyValue) throws(StudyFileError) -> Double {
        let factor = try value.number(as: "a factor")
        guard factor > 0 else {
            throw value.error("a factor is above 0; a drug that cannot be converted is \"not_convertible\"")
        }
        return factor
    }
}
