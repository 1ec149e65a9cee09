import Findings

/// What earlier releases say of the numbers in a finding's sentences.
struct EarlierWords: Sendable {
    /// For each prose, by the place of a number in it, the text that is public, and whether it stands in the number's place.
    private var texts: [Prose: [Int: (text: String?, stands: Bool)]] = [:]

    /// Of a finding without earlier releases.
    init() {}

    init(_ finding: FindingBuilder, _ renewals: [FindingNumbers.Place: Renewal]) {
        for (number, prose) in finding.words.enumerated() where texts[prose] == nil {
            for place in prose.segments.indices {
                guard let renewal = renewals[.words(prose: number, segment: place)] else { continue }
                if case .barred = renewal { texts[prose, default: [:]][place] = (PrimarySuppression.word, true) }
                guard let earlier = renewal.earlier else { continue }
                texts[prose, default: [:]][place] = (earlier.text, renewal.isFrozen)
            }
        }
    }

    /// The text of an earlier release that is shown in a number's place; `nil` where none is.
    func text(_ prose: Prose, _ place: Int, isWithheld: Bool) -> String? {
        guard !texts.isEmpty, let earlier = texts[prose]?[place], earlier.stands || isWithheld else { return nil }
        return earlier.text
    }
}
