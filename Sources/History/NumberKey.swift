import Findings
import Presentation

/// What a number is about as texts: one that stays the same from run to run, and one for people.
public struct NumberKey: Sendable, Hashable {
    /// `instrument=nrs; model=unadjusted`, by axis; a study's column as `column=arm; column_level=A`, as in tables/*.csv. Signs that part
    /// the text are escaped, so that no two keys have one text.
    public let text: String
    /// `Numeric rating scale, unadjusted, arm: A`; empty of what has no key.
    public let words: String

    /// The texts of a key.
    public init(_ key: any GroupKey) {
        var parts: [(name: String, word: String)] = []
        for coordinate in key.coordinates {
            guard case .study(let place) = coordinate.place else {
                parts.append((coordinate.axis.id, coordinate.id))
                continue
            }
            let axis = coordinate.axis.id
            parts.append((axis, place.column.text))
            switch place.level {
            case .recorded(let level): parts.append((axis + "_level", level.text))
            case .notRecorded: parts.append((axis + "_recorded", "no"))
            case nil: break
            }
            if let reference = place.reference { parts.append((axis + "_reference", reference.text)) }
            if place.origin == .tool { parts.append((axis + "_origin", "tool")) }
        }
        text = parts.sorted { $0.name < $1.name }.map { "\($0.name)=\(Self.escaped($0.word))" }.joined(separator: "; ")
        words = key.coordinates.map(Self.words).joined(separator: ", ")
    }

    private static func escaped(_ word: String) -> String {
        word.replacing("\\", with: "\\\\").replacing(";", with: "\\;").replacing("=", with: "\\=")
    }

    private static func words(_ coordinate: Coordinate) -> String {
        switch coordinate.place {
        case .study(let place) where place.level != nil && place.reference == nil && place.origin == .study:
            "\(place.column.text): \(place.label)"
        // The range of its scores is told elsewhere.
        case .instrument(let instrument): instrument.title.split(separator: " (").first.map(String.init) ?? ""
        // What begins with a number says nothing without the name of its axis.
        case .word(_, let label) where label.first?.isNumber == true:
            "\(Wording.uncapitalized(coordinate.axis.label)): \(label)"
        case .number, .setting: "\(Wording.uncapitalized(coordinate.axis.label)): \(coordinate.id)"
        default: coordinate.label
        }
    }
}
