/// Dates of the calendar in forms that need more than a look at the marks between their numbers: with a month's name, and digits alone.
enum WrittenDate {
    /// Whether a text is a date with a month's name, `10JUN2013`, `2013Jun10`, `June 10, 2013`, `10. Juni 2013`, or a date of eight digits
    /// with a time behind it, `20130610T0830`.
    static func isOne(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count <= 48 else { return false }
        if beginsMonth(bytes) { return named.contains { isDate(text, $0) } }
        let digits = bytes.prefix { isDigit($0) }.count
        return digits == 8 && bytes.count >= 13 && isDate(text, yearFirst)
    }

    /// Whether the cells of a column are dates of eight digits alone (`20130610`, `10062013`), perhaps with a time in four or six more. One
    /// number in 27 that begins with 19 or 20 is a date by chance, so it takes three of them, or a column that is called a date, and hardly a
    /// cell that is none.
    static func areCompact(_ labels: [String], named header: String) -> Bool {
        guard !labels.isEmpty, labels.count > 2 || IdentifierNames.isDate(header) else { return false }
        func areMost(_ count: Int) -> Bool { count * 20 >= labels.count * 19 }
        let digits = labels.lazy.map(CellText.trimmed).filter(couldBeCompact).map { String($0.prefix(8)) }
        guard areMost(digits.count) else { return false }
        return compact.contains { format in areMost(digits.count { isDate($0, format) }) }
    }

    /// Before 1900 and after 2100 a number is rather a code.
    private static let years = -25_567...47_846

    private static let named = [
        "DDMONYYYY", "YYYYMONDD", "MON D, YYYY", "MON D YYYY", "D MON YYYY", "D. MON YYYY", "D MON, YYYY", "YYYY MON D",
    ].compactMap(DateFormat.init)
    private static let compact = ["YYYYMMDD", "DDMMYYYY", "MMDDYYYY"].compactMap(DateFormat.init)
    private static let yearFirst = DateFormat("YYYYMMDD")

    private static func isDate(_ text: String, _ format: DateFormat?) -> Bool {
        format?.date(in: text, decimalMark: .point).map { years.contains($0.dayNumber) } ?? false
    }

    private static func couldBeCompact(_ text: String) -> Bool {
        [8, 12, 14].contains(text.utf8.count) && text.utf8.allSatisfy(isDigit) && isTime(text.utf8.dropFirst(8))
    }

    /// Hours, minutes and perhaps seconds.
    private static func isTime(_ digits: Substring.UTF8View) -> Bool {
        var rest = Array(digits)[...]
        for limit in [24, 60, 60] where !rest.isEmpty {
            let number = rest.prefix(2).reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            guard number < limit else { return false }
            rest = rest.dropFirst(2)
        }
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Whether any word begins as a month does: nearly no cell of a real study does, and the look is cheap.
    private static func beginsMonth(_ bytes: [UInt8]) -> Bool {
        var previousIsLetter = false
        for (position, byte) in bytes.enumerated() {
            let isLetter = (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || byte >= 0x80
            if isLetter, !previousIsLetter, months.contains(start(bytes[position...])) { return true }
            previousIsLetter = isLetter
        }
        return false
    }

    private static let months = Set(DateFormat.monthNames.joined().map { start(Array($0.utf8)[...]) })

    /// The first three bytes without regard to letter case.
    private static func start(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.prefix(3).reduce(0) { $0 << 8 | UInt32($1 | 0x20) }
    }
}
