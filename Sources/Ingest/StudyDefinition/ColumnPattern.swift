import StudyFile

/// The name of a column, or a pattern for the names of many: `pain_d{day}`, `w{week}_vas`, `{instrument}_m{month*30}`, `drug{n}`.
///
/// `{day}` stands for a whole number, `{week}` for a number of weeks of seven days, `{NAME*FACTOR}` for a number of anything that is
/// FACTOR days long, `{n}` for a number that says only which columns belong together; any other name stands for a word.
struct ColumnPattern: Sendable {
    private enum Part: Sendable {
        case literal(String)
        /// A number of units of so many days each.
        case days(Double)
        case number(String)
        case word(String)
    }

    private let parts: [Part]
    /// The pattern as it is written.
    let text: String
    /// What the names say: `day`, `n`, or the name of a word.
    let says: Set<String>

    /// Whether only one name fits.
    var isName: Bool { says.isEmpty }

    /// - Parameter words: the names that may stand for a word.
    init(_ text: String, words: [String], source: SourceReference) throws(StudyFileError) {
        var parts: [Part] = []
        var says: Set<String> = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            let inside = rest[rest.index(after: open)..<close]
            let (name, part) = try Self.part(inside, words: words, source: source)
            guard says.insert(name).inserted else {
                throw source.error("\"\(text)\" says the \(name) twice; keep one of them")
            }
            parts.append(part)
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        self.parts = parts
        self.text = text
        self.says = says
    }

    private static func part(
        _ inside: Substring, words: [String], source: SourceReference
    ) throws(StudyFileError) -> (name: String, Part) {
        let pieces = inside.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
        if let name = pieces.first, let factor = pieces.last, pieces.count == 2 {
            guard !name.isEmpty, let days = Double(factor), (0.001...3660).contains(days) else {
                throw source.error(
                    "\"{\(inside)}\": behind the * stands how many days one is, from 0.001 to 3660: \"{month*30}\"")
            }
            return ("day", .days(days))
        }
        switch inside {
        case "day": return ("day", .days(1))
        case "week": return ("day", .days(7))
        case "n": return ("n", .number("n"))
        case "month", "year", "hour":
            throw source.error("\"{\(inside)}\" has no one length in days; say how many it is: \"{month*30}\"")
        default:
            let name = String(inside)
            guard words.contains(name) else {
                let known = ["day", "week", "n"] + words
                throw source.error(
                    "unknown \"{\(name)}\" in the name of a column" + suggestion(for: name, among: known)
                        + " (known: \(listed(known, conjunction: "and")), and \"{month*30}\")")
            }
            return (name, .word(name))
        }
    }

    /// What a column's name says; `nil` where it does not fit.
    func captures(of name: String) -> [String: String]? {
        Self.match(parts[...], Substring(name))
    }

    private static func match(_ parts: ArraySlice<Part>, _ name: Substring) -> [String: String]? {
        guard let part = parts.first else { return name.isEmpty ? [:] : nil }
        switch part {
        case .literal(let text):
            return name.hasPrefix(text) ? match(parts.dropFirst(), name.dropFirst(text.count)) : nil
        case .days(let days):
            guard let (number, rest) = number(name), let day = Self.days(number, of: days) else { return nil }
            return match(parts.dropFirst(), rest)?.merging(["day": "\(day)"]) { first, _ in first }
        case .number(let key):
            guard let (number, rest) = number(name) else { return nil }
            return match(parts.dropFirst(), rest)?.merging([key: "\(number)"]) { first, _ in first }
        case .word(let key):
            // The shortest word that lets the rest fit.
            for end in name.indices.dropFirst() + [name.endIndex] where end > name.startIndex {
                guard let found = match(parts.dropFirst(), name[end...]) else { continue }
                return found.merging([key: String(name[..<end])]) { first, _ in first }
            }
            return nil
        }
    }

    /// A name with its last number written as the pattern writes numbers, to tell a slip of the pattern from another name.
    func numbersReplaced(in name: String) -> String {
        guard let open = text.firstIndex(of: "{"), let close = text[open...].firstIndex(of: "}"),
            let last = name.lastIndex(where: \.isNumber)
        else { return name }
        let first = name[...last].lastIndex { !$0.isNumber }.map(name.index(after:)) ?? name.startIndex
        return String(name[..<first] + text[open...close] + name[name.index(after: last)...])
    }

    /// The whole number that a text begins with.
    private static func number(_ text: Substring) -> (Int, rest: Substring)? {
        let sign = text.first == "-" ? text.prefix(1) : ""
        let digits = text.dropFirst(sign.count).prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(sign + digits) else { return nil }
        return (number, text.dropFirst(sign.count + digits.count))
    }

    private static func days(_ number: Int, of days: Double) -> Int32? {
        Int32(exactly: (Double(number) * days).rounded())
    }
}
