/// Numbers identifiers in the order in which they are met.
///
/// An open-addressing table, as this is the one part of reading that cannot be shared out among threads: a dictionary, with
/// its keyed hash, takes several times as long.
struct PersonNumbering: Sendable {
    /// By index.
    private(set) var identifiers: [String] = []
    private var hashes: [UInt64] = []
    /// Indices plus one; 0 is free. A power of two, at most half full.
    private var slots = [Int32](repeating: 0, count: 1024)

    var count: Int { identifiers.count }

    /// Makes room for some more people at once.
    mutating func reserve(_ more: Int) {
        grow(toHold: count + more)
    }

    /// The index of a person; `nil` for somebody who has none.
    func knownIndex(of identifier: String) -> Int32? {
        let index = slots[slot(of: identifier, hash: Self.hash(identifier))] - 1
        return index < 0 ? nil : index
    }

    /// The index of a person, new or known.
    mutating func index(of identifier: String) -> Int32 {
        grow(toHold: count + 1)
        let hash = Self.hash(identifier)
        let slot = slot(of: identifier, hash: hash)
        if slots[slot] == 0 {
            identifiers.append(identifier)
            hashes.append(hash)
            slots[slot] = Int32(truncatingIfNeeded: count)
        }
        return slots[slot] - 1
    }

    /// Numbers people anew, in an order that depends on their identifiers alone: shorter ones first, then by the alphabet, which is the
    /// order of most files. Returns the new index of each old one; `nil` where nobody has another.
    mutating func order() -> [Int32]? {
        func precedes(_ one: String, _ other: String) -> Bool {
            let (short, long) = (one.utf8.count, other.utf8.count)
            return short == long ? one < other : short < long
        }
        guard !zip(identifiers, identifiers.dropFirst()).allSatisfy(precedes) else { return nil }
        let old = identifiers.indices.sorted { precedes(identifiers[$0], identifiers[$1]) }
        var index = [Int32](repeating: 0, count: old.count)
        for (position, person) in old.enumerated() { index[person] = Int32(truncatingIfNeeded: position) }
        identifiers = old.map { identifiers[$0] }
        hashes = old.map { hashes[$0] }
        slots = []
        grow(toHold: max(count, 512))
        return index
    }

    /// The slot that an identifier has, or is to have.
    private func slot(of identifier: String, hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if hashes[index] == hash, identifiers[index] == identifier { break }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow(toHold wanted: Int) {
        guard wanted * 2 > slots.count else { return }
        var size = max(slots.count, 1024)
        while size < wanted * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        let mask = size - 1
        for (index, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(truncatingIfNeeded: index + 1)
        }
    }

    /// FNV-1a (Fowler, Noll and Vo; RFC 9923) with its high bits folded in; the library's own hash where letters beyond
    /// ASCII can be written in several ways that are equal.
    private static func hash(_ identifier: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var isASCII = true
        for byte in identifier.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            isASCII = isASCII && byte < 0x80
        }
        guard isASCII else { return UInt64(truncatingIfNeeded: identifier.hashValue) }
        return hash ^ (hash >> 32)
    }
}
