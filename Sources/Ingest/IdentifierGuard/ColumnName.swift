/// A column's name as words: without letter case, accents and numbers, whichever way it was put together.
struct ColumnName {
    /// The words, each in small letters without accents.
    let words: [String]
    /// Numbers that stand in the name: `zip3` has a 3.
    let numbers: [String]

    /// The ways to read a name, most literal first: `SSNNumber` is "ssn number", and `ZIPcode` no "zi pcode" but "zipcode".
    static func readings(of name: String) -> [ColumnName] {
        var readings: [ColumnName] = []
        for capitals in [Capitals.beginWords, .afterSmallLetters, .meanNothing] {
            let reading = ColumnName(name, capitals)
            if !readings.contains(where: { $0.words == reading.words }) { readings.append(reading) }
        }
        return readings
    }

    /// Words as they are compared: small letters, `ü` as `u`, no filler such as "of", "de", "von".
    static func words(ofPhrase phrase: some StringProtocol) -> [String] {
        phrase.split(separator: " ").map { folded($0) }.filter { !fillers.contains($0) }.map(ColumnSynonyms.plain)
    }

    /// Which capitals begin a word.
    private enum Capitals {
        /// Each behind a small letter, and the last of a run of them: "IPAddress", "IP Address".
        case beginWords
        /// Each behind a small letter: "SSNumber".
        case afterSmallLetters
        /// None: "eGK".
        case meanNothing
    }

    private init(_ name: String, _ capitals: Capitals) {
        let parts = Self.parts(of: name, capitals)
        if parts.count > 1, parts.allSatisfy({ $0.count == 1 && $0.first?.isLetter == true }) {
            // "D.O.B."
            (words, numbers) = ([parts.joined()], [])
            return
        }
        var words: [String] = []
        var numbers: [String] = []
        for part in parts {
            if part.first?.isNumber == true {
                numbers.append(part)
            } else if part == "st", numbers == ["1"] {
                words.append("first")
            } else if !Self.fillers.contains(part) {
                words.append(part)
            }
        }
        self.words = words
        self.numbers = numbers
    }

    private enum Kind { case small, capital, digit, mark }

    /// Runs of letters and of digits; a capital behind a small letter begins a word.
    private static func parts(of name: String, _ meaning: Capitals) -> [String] {
        var parts: [String] = []
        var part = ""
        var previous = Kind.mark
        var run = 0
        func end() {
            if !part.isEmpty { parts.append(folded(part)) }
            part = ""
        }
        for character in name {
            let kind = kind(of: character)
            switch (previous, kind) {
            case (_, .mark): end()
            case (.small, .capital) where meaning != .meanNothing: end()
            case (.digit, .small), (.digit, .capital), (.small, .digit), (.capital, .digit): end()
            case (.capital, .small) where meaning == .beginWords && run > 1:
                let last = part.removeLast()
                end()
                part = String(last)
            default: break
            }
            if kind != .mark { part.append(character) }
            if character == "#" { parts.append("number") }
            run = kind == .capital ? run + 1 : 0
            previous = kind
        }
        end()
        return parts
    }

    private static func kind(of character: Character) -> Kind {
        // The "º" of "nº" has no other case; U+FFFD stands where a letter was that is not UTF-8.
        if "º°\u{fffd}".contains(character) { return .small }
        if character.isUppercase { return .capital }
        if character.isLetter { return .small }
        return character.isNumber ? .digit : .mark
    }

    /// The words, those taken apart that were written together, and each as the one that it stands for.
    var plainWords: [String] {
        words.flatMap(CompoundWords.parts).filter { !Self.fillers.contains($0) }.map(ColumnSynonyms.plain)
    }

    /// Small letters without accents. `ü` is `u`; phrases are known in the spelling `ue` as well.
    static func folded(_ text: some StringProtocol) -> String {
        var folded = ""
        for scalar in text.lowercased().unicodeScalars {
            if scalar.isASCII {
                folded.unicodeScalars.append(scalar)
            } else if let plain = plainLetters[Character(scalar)] {
                folded += plain
            } else if !(0x300...0x36f).contains(scalar.value) {
                folded.unicodeScalars.append(scalar)
            }
        }
        return folded
    }

    private static let plainLetters: [Character: String] = {
        let groups = [
            ("àáâãäå", "a"), ("ç", "c"), ("èéêë", "e"), ("ìíîï", "i"), ("ñ", "n"), ("òóôõöº°", "o"), ("ùúûü", "u"),
            ("ýÿ", "y"), ("ß", "ss"), ("œ", "oe"), ("æ", "ae"),
        ]
        return Dictionary(
            groups.flatMap { letters, plain in letters.map { ($0, plain) } }, uniquingKeysWith: { first, _ in first })
    }()

    /// Words that only join others, in the four languages; "s" is what an apostrophe leaves ("driver's").
    private static let fillers: Set<String> = [
        "of", "the", "s", "for", "de", "del", "la", "las", "los", "el", "du", "des", "le", "les", "d", "l", "von",
        "der", "die", "das", "dem", "y", "and", "und", "et",
    ]
}
