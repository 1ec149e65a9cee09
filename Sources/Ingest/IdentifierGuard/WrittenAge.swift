/// Ages in words: `92 years`, `92-year-old`, `92 años`, `aged 92`.
enum WrittenAge {
    /// Whether a text gives an age over 89. "90+" and "over 89" are the one category that may stand for all of them.
    static func isOver89(_ text: String, _ signs: CellSigns) -> Bool {
        guard signs.letters > 0, (2...60).contains(signs.digits) else { return false }
        let words = text.lowercased().split { " -,;:()\"".contains($0) }
        for (place, word) in words.enumerated() {
            let digits = word.prefix { $0.isASCII && $0.isNumber }
            guard (2...3).contains(digits.count), let age = Int(digits), (90...130).contains(age) else { continue }
            let before = place > 0 ? words[place - 1] : ""
            if ages.contains(before), word.count == digits.count { return true }
            let behind =
                word.count > digits.count ? word.dropFirst(digits.count) : words.dropFirst(place + 1).first ?? ""
            guard units.contains(where: { behind == $0 }) else { continue }
            // "over 90 years" and "90 years or older" are the category.
            if !category.contains(before), !words.dropFirst(place + 1).contains(where: category.contains) {
                return true
            }
        }
        return false
    }

    private static let ages: Set<Substring> = ["age", "aged", "edad", "alter", "âge"]
    private static let category: Set<Substring> = [
        "over", "above", "older", "more", "plus", "über", "älter", "mehr", "más", "mayor", "≥", ">", "≤", "<",
    ]
    private static let units: Set<Substring> = [
        "year", "years", "yr", "yrs", "yo", "y/o", "y.o.", "y", "años", "anos", "año", "jahre", "jährig", "jährige",
        "jähriger", "ans",
    ]
}
