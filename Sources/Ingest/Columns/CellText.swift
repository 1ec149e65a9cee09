import DelimitedText

/// Reads values that stand in the study file or in a recoded cell, by the same rules as the reader reads cells.
enum CellText {
    /// The text without blanks around it.
    static func trimmed(_ text: String) -> String {
        // Nearly every cell begins and ends with a plain ASCII sign.
        if let first = text.utf8.first, let last = text.utf8.last, isInk(first), isInk(last) { return text }
        var slice = Substring(text)
        while slice.first?.isWhitespace == true { slice.removeFirst() }
        while slice.last?.isWhitespace == true { slice.removeLast() }
        return String(slice)
    }

    private static func isInk(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7f }

    /// A finite decimal number.
    static func number(_ text: String, decimalMark: DecimalMark) -> Double? {
        decimalMark.number(in: trimmed(text))
    }

    /// A whole number of days.
    static func day(_ text: String, decimalMark: DecimalMark) -> Int32? {
        number(text, decimalMark: decimalMark).flatMap(Int32.init(exactly:))
    }

    /// Yes or no, in the words that tables use.
    static func yesOrNo(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "1", "yes", "y", "true", "t", "present": true
        case "0", "no", "n", "false", "f", "absent": false
        default: nil
        }
    }
}
