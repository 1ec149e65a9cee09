import StudyFile

/// A study file as it is written, line by line: to take its plan out and to put one in, with every other byte as it was.
struct StudyFileText {
    /// Lines with their line breaks.
    private let lines: [Substring.UnicodeScalarView]

    init(_ text: String) {
        lines = text.unicodeScalars.split(after: "\n")
    }

    /// The file without its top-level key `planned`: from its line to the line before the next key; comments and blank lines before
    /// that are the next key's.
    func withoutPlan(_ key: SourceReference) throws(StudyFileError) -> String {
        let first = key.position.line - 1
        guard key.position.column == 1, lines.indices.contains(first),
            [PlanRecord.key, "\"\(PlanRecord.key)", "'\(PlanRecord.key)"].contains(where: {
                String(lines[first]).hasPrefix($0)
            })
        else {
            throw key.error("a plan with a hash must stand on lines of its own, with \"planned\" at the left margin")
        }
        var end = lines[(first + 1)...].firstIndex(where: Self.beginsKey) ?? lines.endIndex
        while end > first + 1, Self.isOfNextKey(lines[end - 1]) { end -= 1 }
        return Self.text(lines[..<first]) + Self.text(lines[end...])
    }

    /// The file with a line before `analyses` and the comments right above it; without that key, at the end.
    func inserting(_ line: String) -> String {
        guard var place = lines.firstIndex(where: { String($0).hasPrefix("analyses:") }) else {
            let text = Self.text(lines[...])
            guard lines.last?.last != "\n" else { return text + line + "\n" }
            // A last line without a break would not be the same with one.
            let last = lines.lastIndex(where: Self.beginsKey) ?? lines.startIndex
            return Self.text(lines[..<last]) + line + "\n" + Self.text(lines[last...])
        }
        while place > 0, lines[place - 1].first == "#" { place -= 1 }
        return Self.text(lines[..<place]) + line + "\n" + Self.text(lines[place...])
    }

    private static func text(_ lines: ArraySlice<Substring.UnicodeScalarView>) -> String {
        lines.map { String($0) }.joined()
    }

    /// Whether a line ends what a top-level key holds: it begins at the left margin, and neither as an element of a list, nor as the
    /// end of what stands in braces, nor as a comment.
    private static func beginsKey(_ line: Substring.UnicodeScalarView) -> Bool {
        let text = String(line)
        if text.hasPrefix("---") || text.hasPrefix("...") { return true }
        guard let first = line.first else { return false }
        return !" \t\r\n#-}],".unicodeScalars.contains(first)
    }

    /// Whether a line before a key belongs to it and not to what is above: a comment, or nothing.
    private static func isOfNextKey(_ line: Substring.UnicodeScalarView) -> Bool {
        let first = line.first { !" \t\r\n".unicodeScalars.contains($0) }
        return first == nil || first == "#"
    }
}

extension String.UnicodeScalarView {
    /// Pieces that each end with the separator, but for the last.
    fileprivate func split(after separator: Unicode.Scalar) -> [Substring.UnicodeScalarView] {
        var pieces: [Substring.UnicodeScalarView] = []
        var start = startIndex
        while start < endIndex {
            let end = self[start...].firstIndex(of: separator).map { index(after: $0) } ?? endIndex
            pieces.append(self[start..<end])
            start = end
        }
        return pieces
    }
}
