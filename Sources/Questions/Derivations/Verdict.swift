import Disclosure
import Findings
import Presentation

/// Whether a difference that a sentence tells is one, where a question makes several comparisons.
///
/// Of many comparisons without any difference one in twenty has an interval that excludes it: a difference is clear where its p-value is
/// small still once the tests of its family count (Holm 1979).
enum Verdict {
    case clear
    /// By its own interval, not once the other comparisons count; with the adjusted p-value, where that may be shown.
    case clearAlone(adjusted: Double?)
    case unclear

    /// - Parameters:
    ///   - none: the value of no difference.
    ///   - test: of the same difference, in its family.
    init(_ estimate: ReleasedEstimate, none: Double, _ test: ReleasedTest?) {
        guard let level = estimate.level, estimate.excludes(none) == true else {
            self = .unclear
            return
        }
        let adjusted = test?.holm?.number
        self = adjusted.map { $0 < 1 - level } ?? false ? .clear : .clearAlone(adjusted: adjusted)
    }

    /// What ends a sentence about it.
    func conclusion(_ clear: String) -> String {
        switch self {
        case .clear: clear
        case .clearAlone(let adjusted):
            "by its own interval a difference, as one of several comparisons not clearly one"
                + (adjusted.map { " (adjusted \(NumberText.pValue($0)))" } ?? "")
        case .unclear: "no clear difference"
        }
    }
}
