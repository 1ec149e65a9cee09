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
        /// With as many digits of a time behind them.
        case parts([Part], timeDigits: Int)
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
        guard Self.isComplete(parts) else { return nil }
        if ["HHMM", "HHMMSS"].contains(rest) {
            style = .parts(parts, timeDigits: rest.count)
        } else {
            guard rest.isEmpty || rest.first.map({ " T:".contains($0) }) == true else { return nil }
            style = .parts(parts, timeDigits: 0)
        }
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
        case .parts(let parts, let digits): Self.split(Array(text.utf8), parts, timeDigits: digits)?.date
        }
    }

    /// What stands behind the date of a cell, with what parts the two; `nil` where the cell holds no date in letters.
    func textBehindDate(in text: String) -> String? {
        guard case .parts(let parts, let digits) = style else { return nil }
        return Self.split(Array(text.utf8), parts, timeDigits: digits).map { String(decoding: $0.rest, as: UTF8.self) }
    }

    private static func split(
        _ bytes: [UInt8], _ parts: [Part], timeDigits: Int
    ) -> (date: CalendarDate, rest: ArraySlice<UInt8>)? {
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
                // Beside a month's name, as SAS writes, one digit may be left out.
                guard let number = number(&rest, isBesideName(position, parts) ? 1...2 : widths) else { return nil }
                day = number
            case .monthName:
                guard let number = monthName(&rest) else { return nil }
                month = number
                // "Jun. 10" is "Jun 10".
                if rest.first == UInt8(ascii: "."), !isPoint(parts.dropFirst(position + 1).first) {
                    rest = rest.dropFirst()
                }
            }
        }
        let behind = rest
        if timeDigits > 0, rest.count == timeDigits, number(&rest, timeDigits...timeDigits) == nil { return nil }
        guard rest.isEmpty || isTime(rest) else { return nil }
        return CalendarDate(year: year, month: month, day: day).map { ($0, behind) }
    }

    /// Whether a day is the first part before a month's name, or the last one behind it: nothing else touches its digits.
    private static func isBesideName(_ position: Int, _ parts: [Part]) -> Bool {
        guard parts.count > 1, position == 0 || position == parts.count - 1,
            case .monthName = parts[position == 0 ? 1 : position - 1]
        else { return false }
        return true
    }

    private static func isPoint(_ part: Part?) -> Bool {
        if case .literal(UInt8(ascii: ".")) = part { true } else { false }
    }

    /// A number of as many digits as are there, which must be allowed.
    private static func number(_ rest: inout ArraySlice<UInt8>, _ widths: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(widths.upperBound).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard widths.contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// English and German.
    static let monthNames = [
        ["january", "januar", "enero", "janvier"], ["february", "februar", "febrero", "février", "fevrier"],
        ["march", "märz", "maerz", "mrz", "marzo", "mars"], ["april", "abril", "avril"], ["may", "mai", "mayo"],
        ["june", "juni", "junio", "juin"], ["july", "juli", "julio", "juillet"], ["august", "agosto", "août", "aout"],
        ["september", "septiembre", "setiembre", "septembre"], ["october", "oktober", "octubre", "octobre"],
        ["november", "noviembre", "novembre"],
        ["december", "dezember", "diciembre", "décembre", "decembre"],
    ]

    /// The month that a word of three letters or more is, or begins; `nil` where it is none.
    static func month(named word: some StringProtocol) -> Int? {
        guard word.count >= 3 else { return nil }
        let name = word.lowercased()
        // Of June and of July.
        guard name != "jui" else { return nil }
        return monthNames.firstIndex { $0.contains { $0.hasPrefix(name) } }.map { $0 + 1 }
    }

    private static func monthName(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let letters = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) || $0 >= 0x80 }
        guard let month = month(named: String(decoding: letters, as: UTF8.self)) else { return nil }
        rest = rest.dropFirst(letters.count)
        return month
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
