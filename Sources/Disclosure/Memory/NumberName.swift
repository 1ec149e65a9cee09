import Findings

/// What a number is called, from run to run: its finding, its quantity or test, its key, how its interval was formed; of a number in a
/// sentence the sentence's other words and its place in it. A word of them: the memory holds no level and no column of a study.
struct NumberName: Hashable {
    let word: UInt64

    init(word: UInt64) { self.word = word }

    private init(_ parts: [String], _ ordinal: Int = 0) {
        word = StableWord.of(parts + ["\(ordinal)"])
    }

    static func population(_ part: String, of finding: String) -> NumberName {
        NumberName([finding, "population", part])
    }

    /// - Parameter ordinal: how many of the finding are called so before it.
    static func estimate(_ estimate: Estimate, of finding: String, ordinal: Int = 0) -> NumberName {
        NumberName(
            [finding, "estimate", estimate.quantity.id, estimate.interval?.method ?? ""] + places(estimate.key),
            ordinal)
    }

    static func test(_ test: HypothesisTest, of finding: String, ordinal: Int = 0) -> NumberName {
        NumberName([finding, "test", test.test.id] + places(test.key), ordinal)
    }

    static func words(_ prose: Prose, segment: Int, of finding: String, ordinal: Int = 0) -> NumberName {
        let words = prose.segments.map { segment in
            if case .words(let words) = segment { words } else { "\u{0}" }
        }
        return NumberName([finding, "words", words.joined(), "\(segment)"], ordinal)
    }

    /// Numbers of one quantity, test or kind of sentence, whatever their keys and words.
    static func kin(_ kind: String, _ id: String, of finding: String) -> NumberName {
        NumberName([finding, "kin", kind, id])
    }

    private static func places(_ key: any GroupKey) -> [String] {
        var places: [String] = []
        for coordinate in key.coordinates {
            places += [coordinate.axis.id, coordinate.id]
            if case .study(let place) = coordinate.place {
                places += [
                    place.column.text, place.level.map { $0 == .notRecorded ? "-" : "=" } ?? "",
                    place.reference?.text ?? "", place.origin == .study ? "study" : "tool",
                ]
            }
        }
        return places
    }
}
