import Findings

/// Words that every question needs: sentences, lists, capitals, intervals, bands.
public enum Wording {
    /// An interval's method.
    public static func interval(_ name: String) -> String {
        switch name {
        case "wilson": "Wilson"
        case "clopper_pearson": "exact (Clopper\u{2013}Pearson)"
        case "wilson_effective": "Wilson, of the effective size"
        case "hybrid": "hybrid of both limits"
        case "wald": "Wald"
        case "wald_log": "Wald, of the logarithm"
        case "student_t": "Student's t"
        case "logit_t": "t on the logit scale"
        case "turnbull_log_log": "Turnbull, log-log"
        case "q_profile": "Q profile"
        case "kaplan_meier_log_log": "Kaplan\u{2013}Meier, log-log"
        default: phrase(name)
        }
    }

    /// A key as words: `first_moud_dose` is `first moud dose`.
    public static func phrase(_ key: String) -> String {
        key.replacing("_", with: " ")
    }

    /// With a capital first letter.
    public static func capitalized(_ text: some StringProtocol) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    /// With a small first letter, as within a sentence.
    public static func uncapitalized(_ text: some StringProtocol) -> String {
        text.prefix(1).lowercased() + text.dropFirst()
    }

    /// `a`, `a and b`, `a, b and c`.
    public static func list(_ items: [String]) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A text as a sentence: a capital at its start, a full stop at its end.
    public static func statement(_ text: String) -> String {
        sentence(capitalized(text))
    }

    /// A text that ends with a full stop.
    public static func sentence(_ text: String) -> String {
        guard let last = text.last else { return text }
        return ".!?".contains(last) ? text : text + "."
    }
}

extension InstrumentInfo {
    /// The unit within a sentence: `s` is `seconds`.
    public var unitWords: String { unit == "s" ? "seconds" : unit }

    /// One unit within a sentence: `one point`, `1 kPa`.
    public var oneUnit: String {
        switch unit {
        case "points": "one point"
        case "levels": "one level"
        case "s": "one second"
        default: "1\u{00A0}\(unit)"
        }
    }

    /// Whether a higher score is more pain, or more sensitivity.
    public var isHigherMorePain: Bool { direction == .higherIsMorePain }

    /// What a score that is higher, or lower, says of pain: `more pain`, `less sensitivity`.
    public func meaning(ofHigher isHigher: Bool) -> String {
        (isHigher == isHigherMorePain ? "more " : "less ") + (modality == .clinical ? "pain" : "sensitivity")
    }

    /// What a higher score means, for a table's note; `nil` where it is what a reader expects: more pain.
    public var directionNote: String? {
        isHigherMorePain ? nil : "A higher score is \(meaning(ofHigher: true))."
    }

    /// The title as a part of a file's name.
    public var slug: String {
        String(id.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }
}

extension Unit {
    /// As it reads in a table or a sentence: seconds for s.
    public func words(_ instrument: InstrumentInfo?) -> String {
        switch self {
        case .score: instrument?.unitWords ?? text(nil)
        case .scorePer(let what): "\(Unit.score.words(instrument)) per \(what.text)"
        default: text(instrument)
        }
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, in the order of first appearance.
    public func inOrderOfAppearance() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
