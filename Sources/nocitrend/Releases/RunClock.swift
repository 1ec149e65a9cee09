import Disclosure
import Foundation

/// The day of a run: today in UTC, or the one that `--as-of` names.
struct RunClock {
    let date: Date

    /// Today.
    init() { date = Date() }

    /// The day of this moment.
    init(date: Date) { self.date = date }

    /// The day that is written `2026-11-27`; `nil` where there is no such day.
    init?(_ text: String) {
        guard let date = try? Date(text, strategy: Self.style), date.formatted(Self.style) == text else { return nil }
        self.date = date
    }

    /// The day as releases carry it.
    var day: ReleaseDate { ReleaseDate(date.formatted(Self.style)) }

    private static let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day()
}
