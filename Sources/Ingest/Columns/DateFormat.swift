import DelimitedText

/// How a file writes calendar dates: in letters such as `M/D/YYYY`, as ISO 8601, or as numbers of Excel.
struct DateFormat: Sendable {
    private enum Part: Sendable {
        case year
        case shortYear
        case month
        case monthName
        case day
        case literal(UInt8)
    }

    private enum Style: Sendable {
        case excel
        case parts([Part])
    }

    private let style: Style

    /// The format that some letters describe; `nil` where they are none. A time behind the date may be written or left out.
    init?(_ text: String) {
        if text.lowercased() == "excel" {
            style = .excel
            return
        }
        var parts: [Part] = []
        var rest = Substring(text.uppercased())
        while let first = rest.first, parts.count(where: Self.isField) < 3 {
            let letters: [(String, Part)] = [
                ("YYYY", .year), ("YY", .shortYear), ("MON", .monthName), ("MM", .month), ("M", .month), ("DD", .day),
                ("D", .day),
            ]
            if let (letter, part) = letters.first(where: { rest.hasPrefix($0.0) }) {
                parts.append(part)
                rest = rest.dropFirst(letter.count)
            } else if let byte = first.asciiValue, !first.isLetter, !first.isNumber {
                parts.append(.literal(byte))
                rest = rest.dropFirst()
            } else {
                return nil
            }
        }
        guard rest.isEmpty || rest.first.map({ " T:".contains($0) }) == true, Self.isComplete(parts) else { return nil }
        style = .parts(parts)
    }

    private static func isField(_ part: Part) -> Bool {
        if case .literal = part { false } else { true }
    }

    private static func isComplete(_ parts: [Part]) -> Bool {
        var (years, months, days) = (0, 0, 0)
        for part in parts {
            switch part {
            case .year, .shortYear: years += 1
            case .month, .monthName: months += 1
            case .day: days += 1
            case .literal: break
            }
        }
        return (years, months, days) == (1, 1, 1)
    }

    /// Whether dates are serial numbers of Excel, whose fraction is the time of day.
    var isSerial: Bool { if case .excel = style { true } else { false } }

    /// The date that a cell holds, without the time of day; `nil` where it is not written in this way or does not exist.
    func date(in text: String, decimalMark: DecimalMark) -> CalendarDate? {
        switch style {
        case .excel: CellText.number(text, decimalMark: decimalMark).flatMap(CalendarDate.init(excelSerial:))
        case .parts(let parts): Self.split(Array(text.utf8), parts)?.date
        }
    }

    /// What stands behind the date of a cell, with what parts the two; `nil` where the cell holds no date in letters.
    func textBehindDate(in text: String) -> String? {
        guard case .parts(let parts) = style else { return nil }
        return Self.split(Array(text.utf8), parts).map { String(decoding: $0.rest, as: UTF8.self) }
    }

    private static func split(_ bytes: [UInt8], _ parts: [Part]) -> (date: CalendarDate, rest: ArraySlice<UInt8>)? {
        var (year, month, day) = (0, 0, 0)
        var rest = bytes[...]
        for (position, part) in parts.enumerated() {
            // Fields side by side, as in YYYYMMDD, have every digit.
            let isApart =
                (position == 0 || !isField(parts[position - 1]))
                && (position + 1 == parts.count || !isField(parts[position + 1]))
            let widths = isApart ? 1...2 : 2...2
            switch part {
            case .literal(let byte):
                guard rest.first == byte else { return nil }
                rest = rest.dropFirst()
            case .year:
                guard let number = number(&rest, 4...4) else { return nil }
                year = number
            case .shortYear:
                guard let number = number(&rest, 2...2) else { return nil }
                // As POSIX reads %y.
                year = number < 69 ? 2000 + number : 1900 + number
            case .month:
                guard let number = number(&rest, widths) else { return nil }
                month = number
            case .day:
                // Before a month's name, as SAS writes, one digit may be left out.
                guard let number = number(&rest, isBeforeName(position, parts) ? 1...2 : widths) else { return nil }
                day = number
            case .monthName:
                guard let number = monthName(&rest) else { return nil }
                month = number
            }
        }
        guard rest.isEmpty || isTime(rest) else { return nil }
        return CalendarDate(year: year, month: month, day: day).map { ($0, rest) }
    }

    private static func isBeforeName(_ position: Int, _ parts: [Part]) -> Bool {
        guard position == 0, parts.count > 1, case .monthName = parts[1] else { return false }
        return true
    }

    /// A number of as many digits as are there, which must be allowed.
    private static func number(_ rest: inout ArraySlice<UInt8>, _ widths: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(widths.upperBound).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard widths.contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static let monthNames = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    private static func monthName(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let letters = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
        guard letters.count >= 3 else { return nil }
        let name = String(decoding: letters.map { $0 | 0x20 }, as: UTF8.self)
        guard let month = monthNames.firstIndex(where: { $0.hasPrefix(name) }) else { return nil }
        rest = rest.dropFirst(letters.count)
        return month + 1
    }

    /// A time of day behind a date: ` 08:30`, `T08:30:00Z`, or `:08:30:00` as SAS writes.
    private static func isTime(_ rest: ArraySlice<UInt8>) -> Bool {
        guard let first = rest.first, " T:".utf8.contains(first), let next = rest.dropFirst().first,
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
        else { return false }
        return rest.dropFirst().allSatisfy { "0123456789:.,+- APMZapmz".utf8.contains($0) }
    }
}

extension CalendarDate {
    /// The day of a serial number of Excel's 1900 system, in which 1 is 1900-01-01 and 60 a day that never was; its fraction, the time
    /// of day, is dropped.
    init?(excelSerial serial: Double) {
        // Up to 9999-12-31, the last day that Excel knows.
        guard let whole = Int(exactly: serial.rounded(.down)), (1...2_958_465).contains(whole), whole != 60 else {
            return nil
        }
        // 1899-12-31 and 1899-12-30.
        self.init(dayNumber: whole < 60 ? whole - 25_568 : whole - 25_569)
    }
}
