/// The order that people expect of names with numbers in them: `Site 2` before `Site 10`, letter case aside. The same
/// everywhere, whatever the locale.
enum NaturalOrder {
    /// Whether one text comes before another.
    static func precedes(_ left: String, _ right: String) -> Bool {
        let (first, second) = (parts(of: left), parts(of: right))
        for (one, other) in zip(first, second) {
            switch (one, other) {
            case (.number(let a), .number(let b)):
                // Numbers of any length: more digits are more, once leading zeros are gone.
                if a.count != b.count { return a.count < b.count }
                if a != b { return a < b }
            case (.text(let a), .text(let b)): if a != b { return a < b }
            case (.number, .text): return true
            case (.text, .number): return false
            }
        }
        // What differs only in case, leading zeros or length.
        return first.count != second.count ? first.count < second.count : left < right
    }

    private enum Part {
        case number(String)
        case text(String)
    }

    private static func parts(of text: String) -> [Part] {
        var parts: [Part] = []
        var rest = Substring(text.lowercased())
        while let first = rest.first {
            let isNumber = isDigit(first)
            let part = rest.prefix { isDigit($0) == isNumber }
            rest = rest.dropFirst(part.count)
            parts.append(isNumber ? .number(String(part.drop { $0 == "0" })) : .text(String(part)))
        }
        return parts
    }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }
}
