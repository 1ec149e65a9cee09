import Foundation

/// Standard normal numbers from random bits, two from a pair of uniform ones (Box & Muller 1958, doi:10.1214/aoms/1177706645).
struct NormalDraws {
    private var bits: RandomBits
    private var drawn: [Double] = []

    /// - Parameter purpose: Three words; numbers of another purpose have nothing in common with these.
    init(seed: UInt64, purpose: (UInt32, UInt32, UInt32)) {
        bits = RandomBits(seed: seed, purpose: purpose)
    }

    /// The next number.
    mutating func next() -> Double {
        if drawn.isEmpty { refill() }
        return drawn.removeLast()
    }

    /// The next `count` numbers.
    mutating func next(_ count: Int) -> [Double] {
        (0..<count).map { _ in next() }
    }

    /// The next two.
    mutating func pair() -> SIMD2<Double> {
        let first = next()
        return SIMD2(first, next())
    }

    private mutating func refill() {
        let words = bits.next()
        for lane in 0..<4 {
            let radius = (-2 * log(Self.uniform(words.0[lane]))).squareRoot()
            let angle = 2 * Double.pi * Self.uniform(words.1[lane])
            drawn.append(radius * cos(angle))
            drawn.append(radius * sin(angle))
        }
    }

    /// Above 0 and at most 1.
    private static func uniform(_ word: UInt64) -> Double {
        (Double(word >> 11) + 1) * 0x1p-53
    }
}
