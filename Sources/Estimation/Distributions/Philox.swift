/// The counter-based generator Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
/// doi:10.1145/2063384.2063405), for four counters at once: a keyed bijection of a 128-bit counter to four 32-bit words.
///
/// Nothing is carried from one call to the next, so any part of a sequence can be drawn alone, on any thread.
///
/// `Simulation` has the same generator for one counter. Neither target may import the other.
enum Philox {
    /// Word i of the four counters' outcomes, each in the lower half of its lane.
    typealias Words = (SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>)

    private static let lowerHalf = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)

    /// Ten rounds of four counters, given word by word in the lower halves of the lanes, under `key`, lower word first.
    @inline(__always)
    static func words(counters: Words, key: UInt64) -> Words {
        var (x0, x1, x2, x3) = counters
        var key0 = UInt32(truncatingIfNeeded: key)
        var key1 = UInt32(truncatingIfNeeded: key &>> 32)
        for _ in 0..<10 {
            // Both factors are below 2³²: a single instruction multiplies two lanes.
            let even = (x0 & lowerHalf) &* SIMD4(repeating: 0xD251_1F53)
            let odd = (x2 & lowerHalf) &* SIMD4(repeating: 0xCD9E_8D57)
            x0 = (odd &>> 32) ^ x1 ^ SIMD4(repeating: UInt64(key0))
            x1 = odd & lowerHalf
            x2 = (even &>> 32) ^ x3 ^ SIMD4(repeating: UInt64(key1))
            x3 = even & lowerHalf
            key0 &+= 0x9E37_79B9  // the golden ratio's bits, a Weyl sequence
            key1 &+= 0xBB67_AE85  // those of sqrt(3) - 1
        }
        return (x0, x1, x2, x3)
    }
}
