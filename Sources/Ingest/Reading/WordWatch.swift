import DelimitedText
import StudyFile

/// A list of words in the study file, and the column of a file whose cells are compared with it: a word that no cell has is a mistake,
/// or one of a file that has changed.
struct WordWatch: Sendable {
    /// `recode`, `values` or `where`.
    let key: String
    /// The column that the study file names there.
    let name: String
    let source: SourceReference
    let words: [String]
    private let request: Int
    private let numbers: WordList<Int>
    private let folded: [String: Int]
    private let decimalMark: DecimalMark

    init(key: String, name: String, source: SourceReference, words: [String], request: Int, decimalMark: DecimalMark) {
        self.key = key
        self.name = name
        self.source = source
        self.words = words
        self.request = request
        self.decimalMark = decimalMark
        let numbered = words.enumerated().map { ($0.element, $0.offset) }
        numbers = WordList(Dictionary(numbered, uniquingKeysWith: { first, _ in first }))
        folded = Dictionary(numbered.map { (Self.fold($0.0), $0.1) }, uniquingKeysWith: { first, _ in first })
    }

    /// A word without regard to letter case and blanks.
    static func fold(_ word: String) -> String {
        word.lowercased().filter { !$0.isWhitespace }
    }

    /// Which of the words a block has.
    func sightings(in block: ColumnBlock) -> WordSightings {
        var sightings = WordSightings(watch: self)
        for label in block.textColumn(request).labels {
            let cell = CellText.trimmed(label)
            if let word = numbers.value(of: cell, decimalMark: decimalMark) {
                sightings.found[word] = true
            } else if let word = folded[Self.fold(cell)] {
                sightings.near[word] = true
            }
            sightings.hasCells = true
        }
        return sightings
    }
}

/// Which words of a list cells have.
struct WordSightings: Sendable {
    let watch: WordWatch
    var found: [Bool]
    /// But for letter case or blanks.
    var near: [Bool]
    var hasCells = false

    init(watch: WordWatch) {
        self.watch = watch
        found = Array(repeating: false, count: watch.words.count)
        near = found
    }

    /// The sightings of all blocks of an entry's files.
    struct Sum {
        private(set) var sightings: [WordSightings] = []

        mutating func add(_ more: [WordSightings]) {
            // A translated column may be another file's or the patients': then the lists of two files differ.
            for one in more {
                guard
                    let known = sightings.firstIndex(where: {
                        $0.watch.source == one.watch.source && $0.watch.key == one.watch.key
                    })
                else {
                    sightings.append(one)
                    continue
                }
                for word in one.found.indices where sightings[known].found.indices.contains(word) {
                    if one.found[word] { sightings[known].found[word] = true }
                    if one.near[word] { sightings[known].near[word] = true }
                }
                if one.hasCells { sightings[known].hasCells = true }
            }
        }
    }

    /// What to say of words that no cell has; `nil` where all is well.
    func complaint(in file: String) -> String? {
        let unseen = found.indices.filter { !found[$0] }
        guard hasCells, !unseen.isEmpty else { return nil }
        let shown =
            unseen.prefix(3).map { "\"\(watch.words[$0].prefix(30))\"" }
            + (unseen.count > 3 ? ["\(unseen.count - 3) more"] : [])
        let near = unseen.count { self.near[$0] }
        return watch.source.error(
            "\"\(watch.key)\" of \"\(watch.name)\": no cell of \(file) is \(listed(shown))"
                + (near > 0
                    ? "; \(near == 1 ? "one of them would be" : "\(near) of them would be") but for letter case or blanks"
                    : "")
                + "; write the words as the file has them, or leave them out"
        ).description
    }
}
