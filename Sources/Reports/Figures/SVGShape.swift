/// Whether a text is one whole SVG document: what a program wrote that was stopped, or that is no gnuplot, must not reach a page.
enum SVGShape {
    /// Whether the text is a `<svg>` element with a view box whose elements are all closed, with nothing but a prologue before it and
    /// nothing behind.
    static func isWhole(_ text: String) -> Bool {
        guard !text.utf8.contains(0), let start = text.firstRange(of: "<svg")?.lowerBound,
            text.firstMatch(of: /viewBox="0 0 \d+ \d+"/) != nil
        else { return false }
        let prologue = text[..<start].replacing(
            /<\?[^>]*\?>|<!DOCTYPE[^>\[]*>|<!--.*?-->/.dotMatchesNewlines(), with: "")
        guard prologue.allSatisfy(\.isWhitespace) else { return false }
        var reader = Reader(rest: text.utf8[start...])
        return reader.isOneElement()
    }

    /// Walks over tags, with the names of those that are open.
    private struct Reader {
        var rest: Substring.UTF8View
        private var open: [Substring] = []

        init(rest: Substring.UTF8View) { self.rest = rest }

        mutating func isOneElement() -> Bool {
            while let mark = rest.firstIndex(of: UInt8(ascii: "<")) {
                rest = rest[mark...]
                if skip("<!--", to: "-->") || skip("<![CDATA[", to: "]]>") { continue }
                guard let tag = takeTag(), isTaken(tag) else { return false }
                if open.isEmpty { return Substring(rest).allSatisfy(\.isWhitespace) }
            }
            return false
        }

        /// Skips a part that holds no tags, if one begins here.
        private mutating func skip(_ start: String, to end: String) -> Bool {
            guard rest.starts(with: start.utf8) else { return false }
            let text = Substring(rest)
            guard let close = text.firstRange(of: end) else { return false }
            rest = text[close.upperBound...].utf8
            return true
        }

        /// The text between `<` and the `>` that is in no quotes.
        private mutating func takeTag() -> Substring? {
            var quote: UInt8?
            for place in rest.indices.dropFirst() {
                let byte = rest[place]
                if let open = quote {
                    if byte == open { quote = nil }
                } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    quote = byte
                } else if byte == UInt8(ascii: "<") {
                    return nil
                } else if byte == UInt8(ascii: ">") {
                    let tag = Substring(rest[rest.index(after: rest.startIndex)..<place])
                    rest = rest[rest.index(after: place)...]
                    return tag
                }
            }
            return nil
        }

        /// Opens or closes an element; false where it closes another than the last.
        private mutating func isTaken(_ tag: Substring) -> Bool {
            if tag.hasPrefix("/") {
                return open.popLast() == Self.name(tag.dropFirst())
            }
            let name = Self.name(tag)
            guard name.first?.isLetter == true else { return false }
            if !tag.hasSuffix("/") { open.append(name) }
            return true
        }

        private static func name(_ tag: Substring) -> Substring {
            tag.prefix { !$0.isWhitespace && $0 != "/" }
        }
    }
}
