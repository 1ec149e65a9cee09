import Cohort

/// Names of persons in cells: behind a title, or with a given name that many people have.
enum PersonNames {
    /// Whether a text is a person's name.
    static func isOne(_ text: String, _ signs: CellSigns) -> Bool {
        guard signs.hasBlank || signs.hasComma, signs.count <= 60, let byte = text.utf8.first,
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte > 0x80 && text.first?.isUppercase == true
        else { return false }
        let words = text.split { $0 == " " || $0 == "," }
        guard (2...6).contains(words.count) else { return false }
        if isTitled(words, text) { return true }
        return signs.digits == 0 && hasGivenName(words, isReversed: signs.hasComma)
    }

    /// Whether a word is a given name, and hardly anything else.
    static func isGivenName(_ word: some StringProtocol) -> Bool {
        // "Marie-Claire" begins with one.
        let first = word.split { $0 == "-" || $0 == "." }.first ?? ""
        return GivenNames.all.contains(ColumnName.folded(first))
    }

    private static let titles: Set<String> = [
        "mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "hr", "fr", "sr", "sra", "srta", "don", "doña", "dña",
        "mme",
        "mlle", "monsieur", "madame", "mademoiselle", "señor", "señora", "sir", "rev", "m",
    ]

    private static func isTitled(_ words: [Substring], _ text: String) -> Bool {
        let title = words[0].last == "." ? words[0].dropLast() : words[0]
        guard titles.contains(title.lowercased()), title != "M" || words[0].last == ".",
            isCapitalised(words[1]) || words[1] == "&",
            !words[1].allSatisfy({ "IVX".contains($0) })
        else { return false }
        // "MR Angiography" is an image.
        if title.count > 1, title == words[0], title.allSatisfy(\.isUppercase), !isGivenName(words[1]) { return false }
        // MS Contin is morphine sulphate.
        return Opioid(word: text) == .other && !words.contains { institutions.contains(ColumnName.folded($0)) }
    }

    /// "John Smith", "María García López", "Smith, John", "John Q. Smith"; no "Victoria Hospital".
    private static func hasGivenName(_ words: [Substring], isReversed: Bool) -> Bool {
        guard words.count <= 5, words.allSatisfy({ isCapitalised($0) || particles.contains(String($0)) }) else {
            return false
        }
        let isNamed = isGivenName(words[0]) || (isReversed && words.dropFirst().contains { isGivenName($0) })
        return isNamed && !words.contains { institutions.contains(ColumnName.folded($0)) }
    }

    private static func isCapitalised(_ word: Substring) -> Bool {
        guard let first = word.first, first.isUppercase else { return false }
        return word.allSatisfy { $0.isLetter || $0 == "'" || $0 == "’" || $0 == "-" || $0 == "." }
    }

    private static let particles: Set<String> = [
        "de", "del", "la", "los", "von", "van", "der", "den", "zu", "du", "le", "di", "y", "el", "bin", "al",
    ]

    /// Words of places, institutions, drugs and scales that are called after persons.
    static let institutions: Set<String> = [
        "hospital", "clinic", "clinica", "klinik", "klinikum", "clinique", "center", "centre", "centro", "zentrum",
        "medical",
        "health", "healthcare", "university", "universidad", "universitat", "universite", "college", "school",
        "institute",
        "instituto", "institut", "site", "ward", "unit", "department", "memorial", "general", "county", "city", "state",
        "street", "road", "avenue", "north", "south", "east", "west", "foundation", "program", "programme", "practice",
        "group", "arm", "pharmacy", "laboratory", "lab", "hopital", "krankenhaus", "charite", "chu", "hub", "house",
        "services",
        "care", "treatment", "therapy", "test", "scale", "score", "index", "syndrome", "disease", "method", "inventory",
        "questionnaire", "protocol", "criteria", "classification", "stage", "sign", "falls", "springs", "island",
        "beach",
        "valley", "island", "park", "hill", "heights", "bay", "lake", "river", "san", "santa", "saint", "st", "st.",
        "acid", "creatinine", "calcium", "potassium", "sodium", "urea", "albumin", "bilirubin",
    ]
}
