/// Tells direct identifiers by the names of columns, in English, Spanish, German and French.
enum IdentifierNames {
    /// What a column's name tells.
    struct Verdict: Equatable {
        let identifier: IdentifierClass
        /// Whether other things are called so too, and the cells can show that this is one of them.
        let dependsOnCells: Bool
    }

    /// What a column's name tells of identifiers; `nil` where it tells of none.
    static func verdict(onName name: String) -> Verdict? {
        guard name.utf8.count <= 200 else { return nil }
        var found: (match: IdentifierPhrases.Phrase, verdict: Verdict)?
        for reading in ColumnName.readings(of: name) {
            guard let phrase = phrase(in: reading) else { continue }
            if let known = found, known.match.words.count >= phrase.words.count { continue }
            found = (phrase, Verdict(identifier: phrase.identifier, dependsOnCells: phrase.place == .unlessCells))
        }
        return found?.verdict
    }

    /// The class of identifier that a column's name tells of, whatever its cells hold.
    static func identifier(inName name: String) -> IdentifierClass? {
        verdict(onName: name).flatMap { $0.dependsOnCells ? nil : $0.identifier }
    }

    /// Whether a column's name says that it holds ages in years.
    static func isAge(_ name: String) -> Bool {
        let words = knownWords(of: name)
        return words.contains { ages.contains($0) } && !words.contains { noYears.contains($0) }
    }

    /// Whether a column's name says that it holds postal codes.
    static func isPostalCode(_ name: String) -> Bool {
        let words = knownWords(of: name)
        return words.contains {
            $0.hasPrefix("zip") || $0.hasPrefix("postcode") || ["postal", "plz", "postleitzahl"].contains($0)
        }
    }

    /// Whether a column's name says that it holds dates.
    static func isDate(_ name: String) -> Bool {
        knownWords(of: name).contains("date")
    }

    /// `firstName`, `First Name` and `first_name` are the words first and name.
    static func words(of name: String) -> [Substring] {
        var spaced = ""
        var previousIsLower = false
        for character in name {
            if character.isUppercase, previousIsLower { spaced.append(" ") }
            previousIsLower = character.isLowercase
            spaced.append(character.isLetter || character.isNumber ? character : " ")
        }
        return spaced.lowercased().split(separator: " ")
    }

    private static func knownWords(of name: String) -> [String] {
        ColumnName.readings(of: name).flatMap(\.plainWords)
    }

    // MARK: - Phrases in names

    /// The longest phrase that a name holds; of two, one that says more than "number".
    private static func phrase(in name: ColumnName) -> IdentifierPhrases.Phrase? {
        let words = name.plainWords
        // The first three digits of a postal code are no identifier where 20,000 people share them.
        let isShortCode = name.numbers == ["3"]
        func isMeant(_ phrase: IdentifierPhrases.Phrase) -> Bool { phrase.identifier != .smallArea || !isShortCode }
        let found = alone(words).flatMap { isMeant($0) ? $0 : nil }
        guard !words.contains(where: otherThings.contains) else { return found }
        for count in stride(from: min(words.count, longest), through: 1, by: -1) {
            let phrases = (0...(words.count - count)).compactMap { start in
                anywhere[words[start..<(start + count)].sorted().joined(separator: " ")]
            }.filter(isMeant)
            guard let phrase = phrases.first(where: { !$0.words.contains("number") }) ?? phrases.first else { continue }
            return better(phrase, found)
        }
        return found
    }

    private static func better(
        _ phrase: IdentifierPhrases.Phrase, _ other: IdentifierPhrases.Phrase?
    ) -> IdentifierPhrases.Phrase {
        other.map { $0.words.count > phrase.words.count ? $0 : phrase } ?? phrase
    }

    /// The phrase that a name is but for words such as "patient" and "home", and "number" and "code".
    private static func alone(_ words: [String]) -> IdentifierPhrases.Phrase? {
        let rest = words.filter { !qualifiers.contains($0) }
        for left in [words, rest, rest.filter { !numberWords.contains($0) }]
        where !left.isEmpty && left.count <= longest {
            let key = left.sorted().joined(separator: " ")
            if let phrase = whole[key] ?? (left.count == words.count ? nil : anywhere[key]) { return phrase }
        }
        // "city_town": any of several.
        return rest.count > 1 && rest.allSatisfy { whole[$0] != nil } ? whole[rest[0]] : nil
    }

    private static let numberWords: Set<String> = ["number", "code", "cd", "id"]

    private static let all = IdentifierPhrases.Language.allCases.flatMap(IdentifierPhrases.of).flatMap(\.phrases)

    private static let anywhere = table { $0.place == .anywhere }
    private static let whole = table { $0.place != .anywhere }
    private static let longest = all.map(\.words.count).max() ?? 0

    private static func table(_ isOne: (IdentifierPhrases.Phrase) -> Bool) -> [String: IdentifierPhrases.Phrase] {
        Dictionary(
            all.filter(isOne).map { ($0.words.joined(separator: " "), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Every word that is known.
    static let vocabulary = Set(all.flatMap(\.words)).union(qualifiers).union(numberWords).union(ages)

    /// Words for ages in years.
    static func ages(in language: IdentifierPhrases.Language) -> [String] {
        switch language {
        case .english: ["age", "ages"]
        case .spanish: ["edad"]
        case .german: ["alter", "lebensalter"]
        case .french: ["âge"]
        }
    }

    private static let ages = Set(
        IdentifierPhrases.Language.allCases.flatMap(ages).map { ColumnName.folded($0) })
    private static let noYears: Set<String> = [
        "group", "grp", "band", "category", "cat", "bin", "class", "range", "gestational", "gest", "month", "months",
        "mo",
        "mos", "week", "weeks", "wk", "wks", "day", "days", "bone", "meses", "dias", "monate", "tage", "mois", "jours",
        "grupo", "gruppe", "groupe", "rango", "tranche", "kategorie", "standardized", "centered", "z", "scaled",
    ]
    /// Words that say whose or which, and not what.
    private static let qualifiers: Set<String> = [
        "patient", "pt", "pat", "ptnt", "patients", "subject", "subj", "participant", "person", "client", "home",
        "work",
        "current", "primary", "secondary", "mailing", "permanent", "main", "other", "alt", "alternate", "old", "new",
        "preferred", "value", "text", "txt", "str", "info", "details", "raw", "your", "my", "personal", "daytime",
        "evening", "business", "office", "x", "gps", "paciente", "paziente", "principal", "patienten", "proband",
        "sujet",
        "sujeto", "privat", "eigene", "perso", "r", "resp", "respondent", "demog", "demo", "demographics", "own",
        "curr",
        "prev", "previous", "former", "provider", "prescriber", "attending", "referring", "treating", "physician",
        "doctor",
        "kin", "res", "residence", "line", "zeile", "ligne", "linea", "mother", "father", "spouse", "orig", "original",
        "enter", "please",
    ]
    /// Words that make of an identifier's name that of another thing: whether there is one, how often it was used.
    private static let otherThings: Set<String> = [
        "has", "is", "flag", "yn", "consent", "consented", "type", "status", "count", "visit", "call", "calls",
        "interview", "method", "mode", "verified", "available", "known", "reminder", "reminders", "missing",
        "clicks", "quality", "income", "benefit", "benefits", "disability", "visita", "visite", "besuch", "connue",
        "connu", "conocida", "conocido", "bekannt", "llamada", "appel", "anruf", "consentimiento", "consentement",
        "einwilligung", "tipo", "typ", "use", "sent", "made", "set", "effect", "contacted", "provided", "refused",
        "allowed", "preference",
        "completed", "survey", "session", "support", "counselling",
        "counseling", "therapy", "followup", "used", "received", "score", "total", "class", "category", "density",
        "size",
        "change", "changed", "duration", "weight",
    ]
}
