extension PersonSet {
    /// Its members as bits, 64 persons a word, the lowest bit first; no more words than it takes.
    public var words: [UInt64] {
        var words = [UInt64](repeating: 0, count: wordCount)
        for (number, piece) in zip(numbers, pieces) {
            let first = Int(number) * Piece.words
            switch piece {
            case .bits(let bits):
                let own = bits.prefix(words.count - first)
                words.replaceSubrange(first..<(first + own.count), with: own)
            case .list(let list): for member in list { words[first + Int(member >> 6)] |= 1 << UInt64(member & 63) }
            }
        }
        return words
    }

    /// How many words that takes.
    public var wordCount: Int {
        guard let number = numbers.last, let piece = pieces.last else { return 0 }
        let own =
            switch piece {
            case .list(let list): Int(list.last ?? 0) / 64 + 1
            case .bits(let bits): (bits.lastIndex { $0 != 0 } ?? 0) + 1
            }
        return Int(number) * Piece.words + own
    }

    /// The set of such bits.
    public init(words: [UInt64]) {
        var persons: [Int] = []
        persons.reserveCapacity(words.reduce(0) { $0 + $1.nonzeroBitCount })
        for (position, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                persons.append(position << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        self.init(ascending: persons)
    }

    /// Those who are in one of two sets and not in the other.
    public func symmetricDifference(_ other: PersonSet) -> PersonSet {
        subtracting(other).union(other.subtracting(self))
    }
}
