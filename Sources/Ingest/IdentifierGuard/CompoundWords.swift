/// Takes words apart that were written together: `patientfirstname`, `Telefonnummer`.
enum CompoundWords {
    /// The words that a word is made of, all of them known from the names of identifiers; else the word, without the "s" of a plural
    /// where the rest is known.
    static func parts(of word: String) -> [String] {
        if known.contains(word) { return [word] }
        if word.hasSuffix("s"), known.contains(String(word.dropLast())) { return [String(word.dropLast())] }
        if word.hasSuffix("es"), known.contains(String(word.dropLast(2))) { return [String(word.dropLast(2))] }
        let letters = Array(word.utf8)
        guard (5...48).contains(letters.count) else { return [word] }
        return split(letters) ?? [word]
    }

    /// The split into the fewest known words.
    private static func split(_ letters: [UInt8]) -> [String]? {
        // Of the first `end` letters: the fewest words, and where the last of them begins.
        var best: [(count: Int, start: Int)?] = [(0, 0)]
        for end in 1...letters.count {
            var found: (count: Int, start: Int)?
            for start in max(0, end - longest)..<end {
                guard let before = best[start], before.count < found?.count ?? .max,
                    isPart(letters[start..<end], isAtEdge: start == 0 || end == letters.count)
                else { continue }
                found = (before.count, start)
            }
            best.append(found.map { ($0.count + 1, $0.start) })
        }
        var words: [String] = []
        var end = letters.count
        while end > 0, let last = best[end] {
            words.append(String(decoding: letters[last.start..<end], as: UTF8.self))
            end = last.start
        }
        return end == 0 && words.count > 1 ? words.reversed() : nil
    }

    private static func isPart(_ letters: ArraySlice<UInt8>, isAtEdge: Bool) -> Bool {
        let word = String(decoding: letters, as: UTF8.self)
        if letters.count < 3 { return isAtEdge ? short.contains(word) : word == "of" || word == "de" }
        return known.contains(word)
    }

    /// Two letters that are a word at the beginning or end of another.
    private static let short: Set<String> = ["pt", "dt", "no", "nr", "id", "nm", "ip"]
    private static let known = IdentifierNames.vocabulary.union(ColumnSynonyms.all)
    private static let longest = known.map(\.utf8.count).max() ?? 0
}
