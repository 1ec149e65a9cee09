import Cohort
import DelimitedText

/// How the cells of times of day are read.
struct ClockTime: Sendable {
    /// How days are read: a cell may hold a date before the time, or a day with a fraction.
    let clock: StudyClock
    let decimalMark: DecimalMark
    /// Whether the column is that of the day as well: a number in it is a day, and its fraction the time.
    let isOfDay: Bool

    /// The time of a cell. A word without a digit ("morning") and a day without a time name none and are missing.
    func time(_ cell: String) -> CellOutcome<TimeOfDay> {
        let text = CellText.trimmed(cell)
        guard text.utf8.contains(where: Self.isDigit) else { return .missing }
        if let behind = clock.textBehindDate(in: text) {
            guard !behind.isEmpty else { return .missing }
            return TimeOfDay(written: behind).map { .value($0) } ?? .rejected(.notATime)
        }
        if !isOfDay, let time = TimeOfDay(written: text) { return .value(time) }
        guard let number = CellText.number(text, decimalMark: decimalMark), number.magnitude < 1e9 else {
            return .rejected(.notATime)
        }
        let fraction = number - number.rounded(.down)
        if isOfDay || clock.readsSerials { return fraction == 0 ? .missing : .value(TimeOfDay(fraction: fraction)) }
        return number > 0 && number < 1 ? .value(TimeOfDay(fraction: fraction)) : .rejected(.notATime)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension TimeOfDay {
    /// The time at a fraction of the day, from 0 to below 1, as Excel keeps it.
    init(fraction: Double) {
        let seconds = Int((fraction * 86_400).rounded())
        self = TimeOfDay(minute: min(1439, max(0, seconds / 60))) ?? .midnight
    }

    /// A time as clocks show it: `8:30`, `08:30:15`, `8:30 PM`, `0830`; what stands behind it for a zone is dropped, and so are seconds.
    /// `nil` where it is none: there is no 24:00.
    init?(written text: some StringProtocol) {
        var rest = text.lowercased().filter { $0 != " " }
        var isAfternoon: Bool?
        for (suffixes, afternoon) in [(["am", "a.m."], false), (["pm", "p.m."], true)] {
            for suffix in suffixes where rest.hasSuffix(suffix) {
                rest.removeLast(suffix.count)
                isAfternoon = afternoon
            }
        }
        if isAfternoon == nil { rest = Self.withoutZone(rest) }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 3, let first = parts.first, let fields = Self.fields(first, parts.dropFirst(), isAfternoon)
        else { return nil }
        var hour = fields.hour
        if let isAfternoon {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        guard (0...23).contains(hour), (0...59).contains(fields.minute) else { return nil }
        self.init(minute: hour * 60 + fields.minute)
    }

    /// Hour and minute, from what stands before the first colon and what stands behind it.
    private static func fields(
        _ first: Substring, _ others: ArraySlice<Substring>, _ isAfternoon: Bool?
    ) -> (hour: Int, minute: Int)? {
        guard let minutes = others.first else {
            guard let number = digits(first, 1...4) else { return nil }
            if first.utf8.count >= 3 { return (number / 100, number % 100) }
            return isAfternoon == nil ? nil : (number, 0)
        }
        guard let hour = digits(first, 1...2), let minute = digits(minutes, 2...2) else { return nil }
        if let written = others.dropFirst().first {
            let seconds = written.split(separator: ".", omittingEmptySubsequences: false)
            guard seconds.count <= 2, let whole = seconds.first.flatMap({ digits($0, 2...2) }), whole < 60,
                seconds.dropFirst().allSatisfy({ digits($0, 1...9) != nil })
            else { return nil }
        }
        return (hour, minute)
    }

    private static func digits(_ text: Substring, _ widths: ClosedRange<Int>) -> Int? {
        guard widths.contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }

    /// Without `z`, `+02:00` or `-0500` behind it.
    private static func withoutZone(_ text: String) -> String {
        if text.hasSuffix("z") { return String(text.dropLast()) }
        guard let sign = text.lastIndex(where: { "+-".contains($0) }), sign > text.startIndex else { return text }
        let zone = text[text.index(after: sign)...].filter { $0 != ":" }
        return digits(Substring(zone), 2...4) == nil ? text : String(text[..<sign])
    }
}
