/// Words by which columns are called that hold direct identifiers, of one class in one language.
struct IdentifierPhrases: Sendable {
    /// The languages that the guard knows.
    enum Language: String, Sendable, CaseIterable {
        case english = "English"
        case spanish = "Spanish"
        case german = "German"
        case french = "French"
    }

    /// How much of a column's name a phrase must be.
    enum Place: Sendable {
        /// Any words of it, side by side: `home_address_line_2` has an address.
        case anywhere
        /// All of it but words such as "patient" or "home": `pt_name` is a name, `drug_name` none.
        case alone
        /// As `alone`, where other things are called so too: the column's cells can show that it is none
        /// (``InnocentCells``).
        case unlessCells
    }

    let identifier: IdentifierClass
    let place: Place
    /// Phrases with `|` between them; `first/last name` are two.
    let list: String

    init(_ identifier: IdentifierClass, _ list: String) {
        self.init(identifier, .anywhere, list)
    }

    init(_ identifier: IdentifierClass, _ place: Place, _ list: String) {
        self.identifier = identifier
        self.place = place
        self.list = list
    }

    /// One phrase as words that are compared without regard to their order: `date_birth` is `birth_date`.
    struct Phrase: Sendable {
        let words: [String]
        let identifier: IdentifierClass
        let place: Place
    }

    /// The phrases with every choice written out.
    var phrases: [Phrase] {
        Self.spellings(of: list).map {
            Phrase(words: ColumnName.words(ofPhrase: $0).sorted(), identifier: identifier, place: place)
        }
    }

    /// The phrases as a person would write them, with every choice written out.
    static func written(_ list: String) -> [String] {
        list.split(separator: "|").flatMap { phrase -> [String] in
            phrase.split(separator: " ").reduce([""]) { begun, word in
                begun.flatMap { start in
                    word.split(separator: "/").map { start.isEmpty ? String($0) : start + " " + $0 }
                }
            }
        }
    }

    /// The same, with `ü` as `ue` too, and as the mark that stands for a letter in a file that is not UTF-8.
    private static func spellings(of list: String) -> [String] {
        written(list).flatMap { phrase -> [String] in
            let umlauts = [("ä", "ae"), ("ö", "oe"), ("ü", "ue")].reduce(phrase) { $0.replacing($1.0, with: $1.1) }
            let lost = String(phrase.map { $0.isASCII ? $0 : "\u{fffd}" })
            return umlauts == phrase ? (lost == phrase ? [phrase] : [phrase, lost]) : [phrase, umlauts, lost]
        }
    }

    /// The phrases of a language.
    static func of(_ language: Language) -> [IdentifierPhrases] {
        switch language {
        case .english: english
        case .spanish: spanish
        case .german: german
        case .french: french
        }
    }
}
