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

    /// What a cell of numbers is.
    static func decimal(_ text: String, decimalMark: DecimalMark) -> CellOutcome<Double> {
        number(text, decimalMark: decimalMark).map { .value($0) } ?? .rejected(.notANumber)
    }

    /// The first number of a text such as "8/2", "8-2 mg" or "16 mg": digits, perhaps with a mark and more digits, after a sign only
    /// where the text begins with one. `nil` where it has none, or where a mark of thousands makes it unsure.
    static func firstNumber(_ text: String, decimalMark: DecimalMark) -> Double? {
        let text = trimmed(text)
        let mark = decimalMark.character
        guard let first = text.firstIndex(where: isDigit) else { return nil }
        let startsWithMark = first > text.startIndex && text[text.index(before: first)] == mark
        let start = startsWithMark ? text.index(before: first) : first
        var written = text[start...].prefix { isDigit($0) || $0 == mark }
        while written.last == mark { written.removeLast() }
        // "1,000 mg" with a decimal point is not 1.
        let rest = text[written.endIndex...]
        if let next = rest.first, ".,'".contains(next), rest.dropFirst().first.map(isDigit) == true { return nil }
        let isNegative = start > text.startIndex && text[..<start] == "-"
        return number((isNegative ? "-" : "") + written, decimalMark: decimalMark)
    }

    private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

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

extension DecimalMark {
    fileprivate var character: Character {
        switch self {
        case .point: "."
        case .comma: ","
        }
    }
}
