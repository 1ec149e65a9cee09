/// The counter-based generator Philox4x32-10: four 32-bit words of a keyed bijection of a 128-bit counter.
///
/// Nothing is carried from one call to the next, so the words of any person can be drawn alone, in any order and on any
/// thread. It passes BigCrush (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
/// 10.1145/2063384.2063405).
///
/// `Estimation` has the same generator for four counters at once. Neither target may import the other, and a simulated study must
/// not change because a bootstrap is made faster.
enum Philox {
    /// Ten rounds of `counter` under `key`.
    static func words(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var x0 = counter[0]
        var x1 = counter[1]
        var x2 = counter[2]
        var x3 = counter[3]
        var key0 = key[0]
        var key1 = key[1]
        for _ in 0..<10 {
            let even = UInt64(x0) &* 0xD251_1F53
            let odd = UInt64(x2) &* 0xCD9E_8D57
            let next0 = UInt32(truncatingIfNeeded: odd &>> 32) ^ x1 ^ key0
            let next2 = UInt32(truncatingIfNeeded: even &>> 32) ^ x3 ^ key1
            x1 = UInt32(truncatingIfNeeded: odd)
            x3 = UInt32(truncatingIfNeeded: even)
            x0 = next0
            x2 = next2
            key0 &+= 0x9E37_79B9  // the golden ratio's bits, a Weyl sequence
            key1 &+= 0xBB67_AE85  // those of sqrt(3) - 1
        }
        return SIMD4(x0, x1, x2, x3)
    }
}
