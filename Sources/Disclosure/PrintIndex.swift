/// Where a set stands, by its additive fingerprint: a table with open addressing, as tens of millions of sums are looked up in it.
struct PrintIndex {
    private var keys: [UInt64]
    private var places: [Int32]
    private let mask: Int
    /// One bit for each of the keys' own, so that most of what is not there costs one look.
    private var filter: [UInt64]
    private static let filterBits = 1 << 18

    /// - Parameter prints: each once; that of nobody, 0, is left out.
    init(_ prints: [UInt64]) {
        var size = 16
        while size < 4 * prints.count { size *= 2 }
        keys = [UInt64](repeating: 0, count: size)
        places = [Int32](repeating: -1, count: size)
        mask = size - 1
        filter = [UInt64](repeating: 0, count: Self.filterBits / 64)
        for (place, print) in prints.enumerated() where print != 0 {
            var slot = Int(truncatingIfNeeded: print) & mask
            while keys[slot] != 0 && keys[slot] != print { slot = (slot + 1) & mask }
            keys[slot] = print
            places[slot] = Int32(place)
            let bit = Int(truncatingIfNeeded: print >> 40) & (Self.filterBits - 1)
            filter[bit >> 6] |= 1 << UInt64(bit & 63)
        }
    }

    /// The place of the set with this fingerprint.
    func place(of print: UInt64) -> Int? {
        let bit = Int(truncatingIfNeeded: print >> 40) & (Self.filterBits - 1)
        guard filter[bit >> 6] & (1 << UInt64(bit & 63)) != 0, print != 0 else { return nil }
        var slot = Int(truncatingIfNeeded: print) & mask
        while keys[slot] != 0 {
            if keys[slot] == print { return Int(places[slot]) }
            slot = (slot + 1) & mask
        }
        return nil
    }
}
