/// Forms of addresses and places: streets in four languages, postal codes with letters, coordinates.
enum PlaceForms {
    /// Whether a cell with digits is an address or a part of one.
    static func isPlace(_ text: String, _ signs: CellSigns) -> Bool {
        guard signs.count <= 120 else { return false }
        if signs.letters == 0 { return signs.hasPoint && (signs.hasBlank || signs.hasComma) && isCoordinates(text) }
        if signs.hasFurther, isDegrees(text) { return true }
        guard signs.hasBlank else { return false }
        if isPostalCode(text) { return true }
        return signs.letters > 3 && (isStreet(text) || isCityWithCode(text))
    }

    /// British (`SW1A 1AA`) and Canadian (`K1A 0B1`) codes.
    private static func isPostalCode(_ text: String) -> Bool {
        guard (6...8).contains(text.utf8.count) else { return false }
        let letters = String(IdentifierPattern.shape(of: text).map { $0.isUppercase ? "L" : $0 })
        return ["LdL dLd", "Ld dLL", "Ldd dLL", "LLd dLL", "LLdd dLL", "LdL dLL", "LLdL dLL"].contains(letters)
    }

    private static func isStreet(_ text: String) -> Bool {
        let words = text.lowercased().split { $0 == " " || $0 == "," || $0 == "#" }.map(String.init)
        guard words.count >= 2, let first = words.first, let last = words.last else { return false }
        if isBox(words) { return true }
        let isNumbered = isHouseNumber(first)
        if isNumbered, words.count >= 3, words.dropFirst(2).contains(where: english.contains) { return true }
        if isNumbered, words.count >= 3, words.dropFirst().prefix(2).contains(where: french.contains) { return true }
        if french.contains(first) || spanish.contains(first) || first.hasPrefix("c/") {
            return words.count >= 3 && words.dropFirst().contains(where: isHouseNumber)
                || first.hasPrefix("c/") && words.contains(where: isHouseNumber)
        }
        // "Hauptstraße 12", "Am Alten Markt 5 a"
        let number = isHouseNumber(last) ? words.count - 1 : words.firstIndex(where: isHouseNumber) ?? 0
        return number > 0
            && words[..<number].contains { word in german.contains { word.hasSuffix($0) && word.count > 3 } }
    }

    private static func isHouseNumber(_ word: String) -> Bool {
        guard let first = word.first, first.isNumber, word.count <= 7 else { return false }
        return word.drop(while: { $0.isNumber || $0 == "-" || $0 == "/" }).count <= 1
    }

    private static func isBox(_ words: [String]) -> Bool {
        guard words.contains(where: { $0.first?.isNumber == true }) else { return false }
        let start = words.prefix(2).joined(separator: " ").replacing(".", with: "")
        return ["po box", "p o", "pobox", "postfach", "apartado", "apdo", "apartado postal", "boîte postale"].contains {
            start == $0 || start.hasPrefix($0 + " ")
        }
    }

    private static let english: Set<String> = [
        "street", "st", "st.", "avenue", "ave", "ave.", "road", "rd", "rd.", "boulevard", "blvd", "blvd.", "lane", "ln",
        "drive", "dr", "dr.", "court", "ct", "place", "pl", "way", "terrace", "parkway", "pkwy", "circle", "highway",
        "hwy",
        "close", "crescent",
    ]
    private static let french: Set<String> = [
        "rue", "avenue", "av", "av.", "boulevard", "bd", "bd.", "place", "chemin", "impasse", "allée", "allee", "quai",
        "cours", "route", "square", "bis", "ter",
    ]
    private static let spanish: Set<String> = [
        "calle", "c/", "c.", "avenida", "avda", "avda.", "av", "av.", "plaza", "pza", "pza.", "paseo", "camino",
        "carretera", "ctra.", "ronda", "calzada", "carrera", "callejón", "travesía", "blvd.",
    ]
    private static let german = [
        "straße", "strasse", "str.", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer", "markt", "chaussee",
    ]

    // MARK: - Cities with codes, coordinates

    /// `Boston, MA 02115`, `D-10115 Berlin`.
    private static func isCityWithCode(_ text: String) -> Bool {
        let words = text.split { $0 == " " || $0 == "," }
        guard words.count >= 2, let last = words.last, let first = words.first else { return false }
        if words.count >= 3, last.utf8.prefix(5).allSatisfy(IdentifierPattern.isDigit), [5, 10].contains(last.count),
            states.contains(String(words[words.count - 2]))
        {
            return true
        }
        let parts = first.split(separator: "-")
        return parts.count == 2 && ["D", "F", "A", "CH", "E", "B", "L"].contains(parts[0]) && words[1].count > 2
            && (4...5).contains(parts[1].count) && parts[1].allSatisfy(\.isNumber)
            && words[1].first?.isUppercase == true
    }

    private static let states = Set(
        """
        AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD \
        TN TX UT VT VA WA WV WI WY
        """.split(separator: " ").map(String.init))

    /// `40.7128, -74.0060`: two numbers with three decimals or more.
    private static func isCoordinates(_ text: String) -> Bool {
        let parts = text.split { ", ;()".contains($0) }
        guard parts.count == 2 else { return false }
        let numbers = parts.compactMap { part -> Double? in
            guard let point = part.firstIndex(of: "."), part.distance(from: point, to: part.endIndex) > 3 else {
                return nil
            }
            return Double(part)
        }
        return numbers.count == 2 && abs(numbers[0]) <= 90 && abs(numbers[1]) <= 180
    }

    /// `40°42'46"N`, `40.7128° N`.
    private static func isDegrees(_ text: String) -> Bool {
        guard text.contains("°") else { return false }
        let rest = text.drop { $0 != "°" }.dropFirst()
        return rest.contains { "NSEWO".contains($0) }
            && rest.allSatisfy { $0.isNumber || "NSEWO°'\"′″., -".contains($0) }
            && text.first.map { $0.isNumber || $0 == "-" } == true
    }
}
