/// The sign between the whole and the fractional part of a number.
public enum DecimalMark: Sendable, Hashable {
    /// `7.5`
    case point
    /// `7,5`
    case comma

    var byte: UInt8 {
        switch self {
        case .point: UInt8(ascii: ".")
        case .comma: UInt8(ascii: ",")
        }
    }
}

/// How cells are told apart and read.
public struct Dialect: Sendable, Hashable {
    /// The byte between fields.
    public enum Delimiter: Sendable, Hashable {
        /// Comma, semicolon, tab or pipe, decided from the header and the records after it.
        case sniffed
        /// This ASCII byte.
        case byte(UInt8)
    }

    /// The byte between fields, or that it is to be found out.
    public var delimiter: Delimiter
    /// The decimal mark of every number in the input; the other mark makes a cell malformed.
    public var decimalMark: DecimalMark
    /// Cells that mean "missing" in any column, whatever its kind, compared byte for byte; quoting makes no difference.
    public var missing: [String]
    /// How characters are stored.
    public var encoding = TextEncoding.utf8
    /// How many lines before the header are passed over.
    public var skippedLines = 0
    /// What a line begins with that is no record: one ASCII sign; nil where every line is one.
    public var comment: UInt8?
    /// Whether cells that a short record does not have are empty; otherwise the record is malformed.
    public var fillsShortRecords = false
    /// Whether the first cell of every record but the header is its name, for which the header has no field.
    public var hasRowNames = false

    /// The delimiters that are tried, in the order of preference.
    static let sniffable = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]

    /// A dialect; the defaults read what R, Excel and REDCap write.
    public init(delimiter: Delimiter = .sniffed, decimalMark: DecimalMark = .point, missing: [String] = [""]) {
        self.delimiter = delimiter
        self.decimalMark = decimalMark
        self.missing = missing
    }
}
