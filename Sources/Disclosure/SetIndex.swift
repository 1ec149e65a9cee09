import Findings

/// Sets of persons, each once, by their members.
struct SetIndex {
    private struct Key: Hashable {
        let set: PersonSet
        let fingerprint: UInt64

        static func == (one: Key, other: Key) -> Bool {
            one.fingerprint == other.fingerprint && one.set == other.set
        }

        func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
    }

    /// In the order in which they came.
    private(set) var sets: [PersonSet] = []
    private var fingerprints: [UInt64] = []
    private var places: [Key: Int] = [:]

    /// The place of a set, which is added where it is new.
    mutating func place(of set: PersonSet) -> Int {
        let key = Key(set: set, fingerprint: set.fingerprint)
        if let place = places[key] { return place }
        places[key] = sets.count
        sets.append(set)
        fingerprints.append(key.fingerprint)
        return sets.count - 1
    }

    /// Whether a set is among them.
    func contains(_ set: PersonSet) -> Bool {
        !places.isEmpty && places[Key(set: set, fingerprint: set.fingerprint)] != nil
    }

    /// The sets in that order.
    var ordered: [PersonSet] {
        var ordered = sets
        for (place, rank) in ranks.enumerated() { ordered[rank] = sets[place] }
        return ordered
    }

    /// For each, where it stands in an order that depends on nothing but their members: the fewest first.
    var ranks: [Int] {
        let order = sets.indices.sorted { one, other in
            (sets[one].count, fingerprints[one]) < (sets[other].count, fingerprints[other])
        }
        var ranks = [Int](repeating: 0, count: sets.count)
        for (rank, place) in order.enumerated() { ranks[place] = rank }
        return ranks
    }
}
