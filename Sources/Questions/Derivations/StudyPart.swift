import Findings
import Presentation

/// A trial or a scale, of which an answer is told one by one where a study has several.
enum StudyPart {
    /// As many as an answer tells, or a figure draws, one by one.
    static let mostTold = 4

    /// As people write it: `Trial 27`, `COWS`.
    static func title(_ place: StudyPlace) -> String {
        if place.origin == .tool, let scale = place.level?.text.flatMap(WithdrawalScaleName.init(rawValue:)) {
            return scale.label
        }
        return "\(Wording.capitalized(Wording.phrase(place.column.text))) \(place.label)"
    }

    /// A sentence that says first which part it is about; as it is where the study has one, which has no place.
    static func sentence(_ sentence: String, of place: StudyPlace?) -> String {
        place.map { "\(title($0)): \(Wording.uncapitalized(sentence))" } ?? sentence
    }

    /// “73.8% in trial 27 and 62.5% in trial 51”; the number alone where the study has one part, and `nil` where none may be shown.
    static func list(_ places: [StudyPlace?], _ number: (StudyPlace?) -> String?) -> String? {
        let told = places.compactMap { place in
            number(place).map { number in place.map { "\(number) in \(Wording.uncapitalized(title($0)))" } ?? number }
        }
        return told.isEmpty ? nil : Wording.list(told)
    }
}
