import Foundation

/// Names of runs: from the study and the week, or as asked for.
enum RunName {
    /// For example `ctn-0094-2026-W47`, by the ISO 8601 week in UTC.
    static func weekly(title: String, date: Date = Date()) -> String {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.yearForWeekOfYear, .weekOfYear], from: date)
        let week = String(format: "%04d-W%02d", parts.yearForWeekOfYear ?? 0, parts.weekOfYear ?? 0)
        let name = slug(title)
        return name.isEmpty ? "report-\(week)" : "\(name)-\(week)"
    }

    /// A name that is one folder and nothing else, or `nil`.
    static func validated(_ name: String) -> String? {
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        return isPlain && !name.isEmpty && !name.hasPrefix(".") && name != "latest" ? name : nil
    }

    /// Lower-case letters, digits and single hyphens; at most 60 characters.
    static func slug(_ title: String) -> String {
        let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return String(words.joined(separator: "-").prefix(60))
    }
}
