/// Something clinical that people write in many ways, out of a list: an opioid, an intervention, a symptom.
///
/// A word is matched by its parts, which are runs of letters and digits without regard to case. Parts that change nothing
/// are left out (``isQualifier(_:)``); the rest must be a spelling, whole. What is none of the list's spellings is ``other``:
/// nothing is guessed.
public protocol ClinicalCode: Sendable, Hashable, CaseIterable, RawRepresentable where RawValue == String {
    /// What no spelling stands for.
    static var other: Self { get }
    /// Whether a part of a word does not change what it stands for.
    static func isQualifier(_ part: String) -> Bool
    /// Ways to write it beside its raw value.
    var synonyms: [String] { get }
    /// What each spelling stands for, as ``spellings()`` gives it; kept, as every word of a file is looked up here.
    static var bySpelling: [String: Self] { get }
}

/// What a study calls a clinical thing, and which one it is.
public struct ClinicalTerm<Code: ClinicalCode>: Sendable, Hashable {
    /// The word as the study writes it, or as its study file recodes it: for display.
    public let word: String
    /// What it stands for; ``ClinicalCode/other`` where that is not known.
    public let code: Code

    /// The term that a word stands for.
    public init(_ word: String) {
        self.word = word
        code = Code(word: word)
    }
}

extension ClinicalTerm: ExpressibleByStringLiteral {
    /// The term that a word stands for.
    public init(stringLiteral word: String) { self.init(word) }
}

extension ClinicalCode {
    /// No part.
    public static func isQualifier(_ part: String) -> Bool { false }

    /// What a word stands for; ``other`` where it is no spelling of the list.
    public init(word: String) {
        let parts = Self.parts(word)
        let bare = parts.filter { !Self.isQualifier($0) }
        self = Self.bySpelling[parts.joined()] ?? Self.bySpelling[bare.joined()] ?? .other
    }

    /// What each spelling stands for.
    static func spellings() -> [String: Self] {
        Dictionary(
            allCases.flatMap { term in ([term.rawValue] + term.synonyms).map { (parts($0).joined(), term) } },
            uniquingKeysWith: { first, _ in first })
    }

    static func parts(_ word: String) -> [String] {
        word.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
