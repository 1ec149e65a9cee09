import Synchronization

extension PersonSet {
    /// Whether two sets have the same members.
    public static func == (one: PersonSet, other: PersonSet) -> Bool {
        one.count == other.count && one.numbers == other.numbers && one.pieces == other.pieces
    }

    /// By the fingerprint.
    public func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}

/// A fingerprint that is summed up when it is asked for the first time.
final class FingerprintMemo: Sendable {
    /// 0 while nobody has asked.
    private let known = Atomic<UInt64>(0)

    func value(_ sum: () -> UInt64) -> UInt64 {
        let before = known.load(ordering: .relaxed)
        if before != 0 { return before }
        let value = sum()
        known.store(value, ordering: .relaxed)
        return value
    }
}

extension PersonSet {
    /// A word that depends on the members alone, as good as never the same for others; 0 for nobody.
    ///
    /// It adds up as the sets do: that of two sets without a common member is the sum, wrapping round, of theirs, and what a set has
    /// beyond another within it has their difference. So whether some sets make up another is told from words alone. Each person has
    /// a word that looks random (the finaliser of SplitMix64: Steele, Lea and Flood 2014, 10.1145/2660193.2660195).
    public var fingerprint: UInt64 {
        guard let memo else { return sum }
        return memo.value { sum }
    }

    private var sum: UInt64 {
        var print: UInt64 = 0
        for (number, piece) in zip(numbers, pieces) {
            let first = UInt64(number) << 16
            switch piece {
            case .list(let list): for member in list { print &+= Self.word(first &+ UInt64(member)) }
            case .bits(let words):
                for (position, bits) in words.enumerated() where bits != 0 {
                    let start = first &+ UInt64(position) << 6
                    if bits.nonzeroBitCount <= Self.fewBits {
                        var rest = bits
                        while rest != 0 {
                            print &+= Self.word(start &+ UInt64(rest.trailingZeroBitCount))
                            rest &= rest &- 1
                        }
                    } else {
                        // Without a branch a bit, so that the compiler takes several at once.
                        for bit in 0..<UInt64(64) { print &+= Self.word(start &+ bit) & (0 &- ((bits >> bit) & 1)) }
                    }
                }
            }
        }
        return print
    }

    /// Members of a word up to which each by itself is faster.
    private static let fewBits = 20

    @inline(__always)
    private static func word(_ person: UInt64) -> UInt64 {
        var word = (person &+ 1) &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// Whether everybody in it is in the other.
    public func isSubset(of other: PersonSet) -> Bool {
        guard count <= other.count else { return false }
        var place = 0
        for (number, piece) in zip(numbers, pieces) {
            while place < other.numbers.count, other.numbers[place] < number { place += 1 }
            guard place < other.numbers.count, other.numbers[place] == number,
                Self.isSubset(piece, of: other.pieces[place])
            else { return false }
        }
        return true
    }

    private static func isSubset(_ piece: Piece, of other: Piece) -> Bool {
        switch (piece, other) {
        case (.bits(let words), .bits(let others)):
            return words.indices.allSatisfy { words[$0] & ~others[$0] == 0 }
        case (.list(let list), .bits(let others)):
            return list.allSatisfy { others[Int($0 >> 6)] & (1 << UInt64($0 & 63)) != 0 }
        case (.list(let list), .list(let others)):
            var place = 0
            for member in list {
                while place < others.count, others[place] < member { place += 1 }
                guard place < others.count, others[place] == member else { return false }
            }
            return true
        case (.bits, .list): return false
        }
    }
}
