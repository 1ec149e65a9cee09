import Findings

/// What happened, as far as a number says it: its name, its meaning and its key. Two numbers of one kind are of one event.
struct EventKind: Hashable {
    /// A word of these.
    let word: UInt64

    /// The kind with a word that an earlier run gave it.
    init(word: UInt64) { self.word = word }

    init(_ name: String, _ meaning: String, _ places: [KeyAxis: String]) {
        let texts = places.sorted { $0.key < $1.key }.flatMap { [$0.key.id, $0.key.column, $0.value] }
        word = StableWord.of([name, meaning] + texts)
    }
}

/// An axis of a key; that of a study's column is one of its own.
struct KeyAxis: Hashable, Comparable {
    let id: String
    let column: String

    static func < (one: KeyAxis, other: KeyAxis) -> Bool { (one.id, one.column) < (other.id, other.column) }

    /// Where a key lies on each of its axes.
    static func places(of key: any GroupKey) -> [KeyAxis: String] {
        var places: [KeyAxis: String] = [:]
        for coordinate in key.coordinates {
            var (column, level) = ("", coordinate.id)
            if case .study(let place) = coordinate.place {
                column = place.column.text
                level = place.level.map { $0.text.map { "=" + $0 } ?? "" } ?? "-"
            }
            places[KeyAxis(id: coordinate.axis.id, column: column)] = level
        }
        return places
    }
}
