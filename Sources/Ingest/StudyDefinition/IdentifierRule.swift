import StudyFile

/// How patients' identifiers are looked at: `ids: {trusted: true, compare: loosely}`.
struct IdentifierRule: Sendable {
    /// Whether an identifier may look like a date, a telephone or a social security number.
    private(set) var isTrusted = false
    /// Whether identifiers are one that differ only as programs write them (``loose(_:)``).
    private(set) var isLoose = false

    static let keys = ["trusted", "compare"]

    init(_ value: StudyValue?) throws(StudyFileError) {
        guard let mapping = try value?.mapping(as: "ids") else { return }
        try mapping.allowOnly(Self.keys, in: "ids")
        isTrusted = try mapping["trusted"]?.flag(as: "trusted") ?? false
        isLoose =
            try mapping["compare"]?.choice(
                as: "way to compare identifiers", among: [("exactly", false), ("loosely", true)]) ?? false
    }

    /// The identifier that a cell holds.
    func identifier(_ cell: String) -> String {
        isLoose ? Self.loose(cell) : CellText.trimmed(cell)
    }

    /// What is left of an identifier without what spreadsheets and data frames change: letter case, blanks, and, where it is a
    /// whole number, leading zeros and a fraction of zeros.
    static func loose(_ cell: String) -> String {
        let text = cell.lowercased().filter { !$0.isWhitespace }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let fraction = text[digits.endIndex...]
        guard !digits.isEmpty,
            fraction.isEmpty || (fraction.first == "." && fraction.dropFirst().allSatisfy { $0 == "0" })
        else { return text }
        let number = digits.drop { $0 == "0" }
        return number.isEmpty ? "0" : String(number)
    }

    /// Whether an identifier is its own loose form, without making that.
    static func isLoose(_ identifier: String) -> Bool {
        let bytes = identifier.utf8
        guard bytes.first != UInt8(ascii: "0") || bytes.count == 1 else { return false }
        return bytes.allSatisfy {
            $0 < 0x80 && $0 > 0x20 && $0 != UInt8(ascii: ".") && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
        }
    }
}
