import DelimitedText

/// The parts of a drug's name as RxNorm writes it: how much the package holds, ingredients with their strengths, the form and the brand.
struct RxNormName: Sendable {
    /// What a strength is of.
    enum Unit: Sendable, Hashable {
        /// A tablet, a capsule, a film.
        case whole
        case perMilliliter
        case perHour
        case perSpray
    }

    struct Strength: Sendable {
        /// Milligrams.
        let amount: Double
        let unit: Unit

        /// Milligrams an hour.
        var rate: Double? { unit == .perHour ? amount : nil }

        /// Milligrams in a unit of the product as it is counted: a tablet, a vial whose volume the name tells, or else a milliliter or a spray.
        func milligrams(in name: RxNormName) -> Double? {
            switch unit {
            case .whole: amount
            case .perMilliliter: amount * (name.milliliters ?? 1)
            case .perSpray: amount
            case .perHour: nil
            }
        }
    }

    struct Part: Sendable {
        let ingredient: String
        let strength: Strength?
    }

    private(set) var parts: [Part] = []
    /// What stands behind the last strength; of a name without strengths nothing, as its form cannot be told from its ingredient but by words.
    private(set) var form = ""
    private(set) var brand: String?
    /// The volume of one vial.
    private(set) var milliliters: Double?

    init(_ name: String) {
        var text = name[...]
        if let open = text.lastIndex(of: "["), let close = text.lastIndex(of: "]"), open < close {
            brand = String(text[text.index(after: open)..<close])
            text = text[..<open]
        }
        let pieces = String(text).split(separator: " / ")
        for (number, piece) in pieces.enumerated() { add(piece, isLast: number == pieces.count - 1) }
    }

    private mutating func add(_ piece: Substring, isLast: Bool) {
        var tokens = piece.split(separator: " ")
        // "12 HR", "1 ML" and the like say how long or how much, before the ingredient; so may words of the form.
        while let place = tokens.indices.dropLast().first(where: { Self.isPackage(tokens[$0], tokens[$0 + 1]) }) {
            if tokens[place + 1].uppercased() == "ML" { milliliters = Double(tokens[place]) }
            tokens.removeSubrange(...(place + 1))
        }
        guard
            let place = tokens.indices.dropLast().first(where: {
                $0 > tokens.startIndex && Self.strength(tokens[$0], tokens[$0 + 1]) != nil
            })
        else {
            let text = tokens.joined(separator: " ")
            parts.append(Part(ingredient: text, strength: nil))
            // "oxycodone Oral Tablet": the form is part of the text, and read from it.
            if isLast, tokens.count > 1 { form = tokens.dropFirst().joined(separator: " ") }
            return
        }
        parts.append(
            Part(
                ingredient: tokens[..<place].joined(separator: " "),
                strength: Self.strength(tokens[place], tokens[place + 1])))
        if isLast { form = tokens[(place + 2)...].joined(separator: " ") }
    }

    private static func isPackage(_ number: Substring, _ unit: Substring) -> Bool {
        Double(number) != nil && ["HR", "ML", "ACTUAT", "DAY", "WEEK"].contains(unit.uppercased())
    }

    private static func strength(_ number: Substring, _ unit: Substring) -> Strength? {
        guard let value = DecimalMark.point.number(in: String(number)), value > 0 else { return nil }
        let parts = unit.uppercased().split(separator: "/")
        let milligrams: Double
        switch parts.first {
        case "MG": milligrams = value
        case "MCG", "UG": milligrams = value / 1000
        case "G": milligrams = value * 1000
        default: return nil
        }
        switch parts.dropFirst().first {
        case nil: return Strength(amount: milligrams, unit: .whole)
        case "ML": return Strength(amount: milligrams, unit: .perMilliliter)
        case "HR": return Strength(amount: milligrams, unit: .perHour)
        case "ACTUAT": return Strength(amount: milligrams, unit: .perSpray)
        default: return nil
        }
    }
}
