import Foundation

/// SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195), with the draws that a scenario needs.
struct SeededRandom {
    private var state: UInt64
    private var spare: Double?

    /// Seeds that follow each other begin far apart: one mixed word each, as the stream itself only counts up.
    init(seed: UInt64) {
        state = Self.mixed(Self.mixed(seed &+ 0x9e37_79b9_7f4a_7c15) &+ 0x1405_7b7e_f767_814f)
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mixed(state)
    }

    private static func mixed(_ start: UInt64) -> UInt64 {
        var word = start
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    /// Between 0 and 1, never either.
    mutating func uniform() -> Double {
        (Double(next() >> 11) + 0.5) * 0x1p-53
    }

    /// Standard normal (Box and Muller 1958, doi:10.1214/aoms/1177706645).
    mutating func normal() -> Double {
        if let spare {
            self.spare = nil
            return spare
        }
        let radius = (-2 * log(uniform())).squareRoot()
        let angle = 2 * Double.pi * uniform()
        spare = radius * sin(angle)
        return radius * cos(angle)
    }
}

func exponential(_ x: Double) -> Double { exp(x) }
