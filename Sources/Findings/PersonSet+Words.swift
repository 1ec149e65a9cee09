extension PersonSet {
    /// Its members as bits, 64 persons a word, the lowest bit first; no more words than it takes.
    public var words: [UInt64] {
        guard let last = numbers.last else { return [] }
        var words = [UInt64](repeating: 0, count: (Int(last) + 1) * Piece.words)
        for (number, piece) in zip(numbers, pieces) {
            let first = Int(number) * Piece.words
            switch piece {
            case .bits(let bits): words.replaceSubrange(first..<(first + Piece.words), with: bits)
            case .list(let list): for member in list { words[first + Int(member >> 6)] |= 1 << UInt64(member & 63) }
            }
        }
        let used = words.lastIndex { $0 != 0 } ?? -1
        words.removeLast(words.count - 1 - used)
        return words
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
