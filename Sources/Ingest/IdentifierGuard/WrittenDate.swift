import Cohort

/// Every form in which a cell may write a date of the calendar.
enum WrittenDate {
    /// Whether a text is a date: as ISO 8601, with marks between its numbers and a year of four digits, with a month's name in one of
    /// four languages (`10JUN2013`, `June 10, 2013`, `10. Juni 2013`, `10 de junio de 2013`), or of eight digits with a time behind it,
    /// `20130610T0830`.
    static func isOne(_ text: String) -> Bool {
        guard text.utf8.count <= 60, let first = text.utf8.first else { return false }
        let bytes = Array(text.utf8)
        let hasMonth = beginsMonth(bytes)
        // A date begins with a day, a month or a year, or names its month.
        guard hasMonth || isDigit(first) && [1, 2, 4, 8].contains(bytes.prefix { isDigit($0) }.count) else {
            return false
        }
        if CalendarDate(text) != nil || isOfNumbers(text) { return true }
        if hasMonth {
            let plain = plain(text)
            return named.contains { isDate(plain, $0) } || isOfNumbers(plain)
        }
        let digits = bytes.prefix { isDigit($0) }.count
        return digits == 8 && bytes.count >= 13 && isDate(text, yearFirst)
    }

    /// Three numbers, or two and a month's name, with one mark between them; a time may follow.
    private static func isOfNumbers(_ text: String) -> Bool {
        for separator: Character in ["/", ".", "-"] where text.contains(separator) {
            let day = text.split { $0 == " " || $0 == "T" || $0 == "," }.first ?? ""
            let parts = day.split(separator: separator)
            if parts.count == 3, isOrdered(parts) { return true }
        }
        // "2013 06 10" and "10 06 2013"
        let parts = text.split(separator: " ")
        guard parts.count == 3, parts.allSatisfy({ $0.count == 2 || $0.count == 4 && $0.first != "0" }),
            parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) })
        else { return isWeek(text) }
        return isOrdered(parts)
    }

    private static func isOrdered(_ parts: [Substring]) -> Bool {
        // A day or a month has two digits at most: 2019-07-012 is a study's code.
        let isMonthNamed = parts.map { DateFormat.month(named: $0) != nil }
        guard zip(parts, isMonthNamed).allSatisfy({ part, isMonth in isMonth || [1, 2, 4].contains(part.count) }) else {
            return false
        }
        let numbers = parts.map { Int($0) }
        switch (numbers[0], numbers[1], numbers[2]) {
        case (let first?, let second?, let third?):
            return isDay(year: first, second, third, digits: parts[0].count)
                || isDay(year: third, first, second, digits: parts[2].count)
        case (let first?, nil, let third?) where isMonthNamed[1]:
            return isDay(year: first, 1, third, digits: parts[0].count)
                || isDay(year: third, 1, first, digits: parts[2].count)
                || parts[2].count == 2 && (1...31).contains(first)
        case (nil, let second?, let third?) where isMonthNamed[0]:
            return isDay(year: third, 1, second, digits: parts[2].count)
        default: return false
        }
    }

    private static func isDay(year: Int, _ month: Int, _ day: Int, digits: Int) -> Bool {
        let (low, high) = (min(month, day), max(month, day))
        return digits == 4 && (1900...2100).contains(year) && (1...12).contains(low) && (1...31).contains(high)
    }

    /// A day of a week, `2013-W24-1`.
    private static func isWeek(_ text: String) -> Bool {
        let parts = text.split(separator: "-")
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 3, parts[1].first == "W", parts[2].count == 1,
            let year = Int(parts[0]), let week = Int(parts[1].dropFirst())
        else { return false }
        return (1900...2100).contains(year) && (1...53).contains(week)
    }

    /// A text with a month's name without what stands around its numbers: "Monday, 10th of June 2013" is "10 june 2013".
    private static func plain(_ text: String) -> String {
        var words = text.lowercased().split(separator: " ").map(String.init)
        if let first = words.first, words.count > 3, first.last == "," || weekdays.contains(first) {
            words.removeFirst()
        }
        words.removeAll { ["de", "del", "of", "the", "le", "den"].contains($0) }
        return words.map { word in
            let digits = word.prefix { $0.isNumber }
            return ["st", "nd", "rd", "th", "er", "st,", "nd,", "rd,", "th,"].contains(word.dropFirst(digits.count))
                && !digits.isEmpty ? digits + (word.hasSuffix(",") ? "," : "") : word
        }.joined(separator: " ")
    }

    private static let weekdays: Set<String> = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday",
        "saturday",
        "sunday", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "montag", "dienstag",
        "mittwoch",
        "donnerstag", "freitag", "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
        "dimanche",
    ]

    /// Whether the cells of a column are dates with a year of two digits, `06/10/13` or `10.06.13`: a score of three parts looks alike, so all
    /// of them must be, with two digits each or a day over 12.
    static func areShort(_ labels: [String]) -> Bool {
        let texts = labels.map(CellText.trimmed).filter { !$0.isEmpty }
        guard let mark: Character = texts.first?.first(where: { "/.".contains($0) }) else { return false }
        return texts.allSatisfy { text in
            let parts = text.split(separator: " ").first?.split(separator: mark, omittingEmptySubsequences: false) ?? []
            guard parts.count == 3, parts[2].count == 2, parts.allSatisfy({ (1...2).contains($0.count) }),
                let first = Int(parts[0]), let second = Int(parts[1]), Int(parts[2]) != nil
            else { return false }
            let isWritten = parts[0].count == 2 && parts[1].count == 2 || mark == "/" && max(first, second) > 12
            return isWritten && (1...12).contains(min(first, second)) && (1...31).contains(max(first, second))
        }
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
        "DDMONYY", "D MON YY",
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
