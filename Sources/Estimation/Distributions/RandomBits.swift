/// The random bits of one purpose: numbers that depend on the seed and on the three words that name the purpose, 512 bits a call.
struct RandomBits {
    /// What `next` gives at a time.
    static let bitsPerCall = 512
    private let seed: UInt64
    private let purpose: SIMD4<UInt32>
    private var calls: UInt64 = 0

    /// - Parameter purpose: Three words; bits of another purpose have nothing in common with these.
    init(seed: UInt64, purpose: (UInt32, UInt32, UInt32)) {
        self.seed = seed
        self.purpose = SIMD4(0, purpose.0, purpose.1, purpose.2)
    }

    /// The next 512 bits.
    @inline(__always)
    mutating func next() -> (SIMD4<UInt64>, SIMD4<UInt64>) {
        let first = SIMD4(repeating: (calls &* 4) & 0xFFFF_FFFF) &+ SIMD4(0, 1, 2, 3)
        calls &+= 1
        let words = Philox.words(
            counters: (
                first, SIMD4(repeating: UInt64(purpose[1])), SIMD4(repeating: UInt64(purpose[2])),
                SIMD4(repeating: UInt64(purpose[3]))
            ), key: seed)
        return (words.0 | (words.1 &<< 32), words.2 | (words.3 &<< 32))
    }
}
