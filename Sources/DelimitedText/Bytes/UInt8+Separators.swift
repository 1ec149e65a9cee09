extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let quoteMark = UInt8(ascii: "\"")

    /// Whether libcsv takes the byte for the end of a record.
    var isLineBreak: Bool { self == .lineFeed || self == .carriageReturn }

    /// Whether libcsv takes the byte for padding around a field (unless it is the delimiter).
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
