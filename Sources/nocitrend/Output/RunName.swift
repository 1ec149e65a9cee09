import DelimitedText
import Foundation

/// Names of runs: from the study and the week, or as asked for.
enum RunName {
    /// For example `ctn-0094-2026-W47`, by the ISO 8601 week in UTC.
    static func weekly(title: String, date: Date = Date()) -> String {
        let name = slug(title)
        return name.isEmpty ? "report-\(week(of: date))" : "\(name)-\(week(of: date))"
    }

    /// For example `2026-W53`, by the ISO 8601 week in UTC: the year is that of the week's Thursday.
    static func week(of date: Date) -> String {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.yearForWeekOfYear, .weekOfYear], from: date)
        return String(format: "%04d-W%02d", parts.yearForWeekOfYear ?? 0, parts.weekOfYear ?? 0)
    }

    /// A name that is one folder and nothing else, or `nil`.
    static func validated(_ name: String) -> String? {
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        let isLink = [latest(isInternal: false), latest(isInternal: true)].contains(name)
        return isPlain && !name.isEmpty && !name.hasPrefix(".") && !isLink ? name : nil
    }

    /// How the name of every internal run ends, and that of no other.
    static let internalEnding = "-internal"

    /// The link to the latest run of a kind.
    static func latest(isInternal: Bool) -> String { "latest" + (isInternal ? internalEnding : "") }

    /// The name as a run of a kind has it: an internal run's says that it is one. Throws status 64 where a run for release would bear the
    /// name of an internal one.
    static func named(_ name: String, isInternal: Bool) throws(CommandFailure) -> String {
        let saysInternal = name.hasSuffix(internalEnding)
        guard isInternal || !saysInternal else {
            throw CommandFailure(
                status: .usage,
                message:
                    "--run \(name): names that end in \(internalEnding) are those of internal runs; give another one, or "
                    + "--internal")
        }
        return isInternal && !saysInternal ? name + internalEnding : name
    }

    /// A word for a text in names of files: its letters, and eight digits of its hash, which tell apart texts whose letters are alike.
    ///
    /// - Parameter empty: stands for the letters of a text that has none.
    static func key(of text: String, letters: String? = nil, empty: String = "") -> String {
        let hash = (try? SHA256Digest.hexadecimal(of: Array(text.utf8)))?.prefix(8) ?? ""
        let letters = slug(letters ?? text)
        return "\(letters.isEmpty ? empty : letters)-\(hash)"
    }

    /// Lower-case letters, digits and single hyphens; at most 60 characters.
    static func slug(_ title: String) -> String {
        let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return String(words.joined(separator: "-").prefix(60))
    }
}
