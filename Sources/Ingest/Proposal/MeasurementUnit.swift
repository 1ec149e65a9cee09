/// Units of scores and doses, as headers and columns of units write them.
enum MeasurementUnit: Sendable, Hashable {
    case centimetre
    case millimetre
    case milligram
    case microgram
    case gram
    /// Of a patch: the dose of a day is written so.
    case microgramAnHour

    init?(_ word: some StringProtocol) {
        switch word.lowercased().filter({ !$0.isWhitespace && $0 != "." }) {
        case "cm", "centimeter", "centimetre", "centimeters", "centimetres": self = .centimetre
        case "mm", "millimeter", "millimetre", "millimeters", "millimetres": self = .millimetre
        case "mg", "milligram", "milligrams", "mgs": self = .milligram
        case "mcg", "ug", "µg", "μg", "microgram", "micrograms", "mcgs": self = .microgram
        case "g", "gm", "gram", "grams": self = .gram
        case "mcg/h", "mcg/hr", "µg/h", "μg/h", "ug/h", "mcg/hour", "ug/hr", "µg/hr": self = .microgramAnHour
        default: return nil
        }
    }

    /// Whether it is a length, of a visual analogue scale.
    var isLength: Bool { self == .centimetre || self == .millimetre }

    /// What a number is multiplied by: lengths to millimetres, doses to milligrams.
    var factor: String {
        switch self {
        case .centimetre: "10"
        case .millimetre, .milligram, .microgramAnHour: "1"
        case .microgram: "0.001"
        case .gram: "1000"
        }
    }

    /// The unit that a column's name ends with.
    static func named(in name: String) -> MeasurementUnit? {
        IdentifierNames.words(of: name).dropFirst().last.flatMap { MeasurementUnit($0) }
    }

    /// The words of a column of units with what each is multiplied by, as YAML; `nil` where it has no unit of the kind.
    static func factors(in column: ColumnSketch, where isOne: (MeasurementUnit) -> Bool) -> String? {
        let known = column.known { MeasurementUnit($0).map(isOne) ?? false }
        guard !known.isEmpty else { return nil }
        let values = known.map { "\(ProposalText.quoted($0)): \(MeasurementUnit($0)?.factor ?? "1")" }
        return "{column: \(ProposalText.quoted(column.name)), values: {\(values.joined(separator: ", "))}}"
    }
}
