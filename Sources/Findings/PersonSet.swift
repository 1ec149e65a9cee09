/// A set of persons, each a dense number from 0.
///
/// Kept in pieces of 65,536 persons: a piece with few members is their list, one with many is bits, and a piece that everybody or
/// nobody is in costs nothing (after Chambi, Lemire, Kaser and Godin 2016, Better bitmap performance with Roaring bitmaps,
/// 10.1002/spe.2325). So a set of a million persons takes 125 kB at most, the levels of a column together two bytes a person, and
/// copies share what they hold.
public struct PersonSet: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        /// Ascending.
        case list([UInt16])
        /// ``words`` words, the lowest bit first.
        case bits([UInt64])

        static let persons = 1 << 16
        static let words = persons / 64
        /// Members from which on bits are smaller than a list.
        static let most = persons / 16
    }

    /// Pieces with at least one member, ascending.
    private(set) var numbers: [Int32] = []
    private(set) var pieces: [Piece] = []
    /// How many persons it has.
    public private(set) var count = 0
    /// Its fingerprint, once somebody has asked; all copies have it. `nil` of few, of whom it is soon summed up.
    var memo: FingerprintMemo?

    /// Nobody.
    public init() {}

    /// Persons by their numbers, ascending and each once.
    @inlinable
    public init(ascending persons: some Sequence<Int>) {
        // The sequence is walked where its type is known: element by element through witnesses it took a tenth of a question's time.
        self.init(ascendingNumbers: Array(persons))
    }

    @usableFromInline
    init(ascendingNumbers persons: [Int]) {
        var number: Int32 = -1
        var members: [UInt16] = []
        for person in persons {
            let own = Int32(truncatingIfNeeded: person >> 16)
            if own != number {
                append(members, as: number)
                number = own
                members.removeAll(keepingCapacity: true)
            }
            members.append(UInt16(truncatingIfNeeded: person))
        }
        append(members, as: number)
        remember()
    }

    private mutating func remember() {
        if count >= 64 { memo = FingerprintMemo() }
    }

    /// The persons below `count` for whom `isMember` holds.
    public init(below count: Int, where isMember: (_ person: Int) -> Bool) {
        self.init(ascending: (0..<max(0, count)).lazy.filter(isMember))
    }

    /// Everybody below `count`.
    public init(everyoneBelow count: Int) {
        self.init(ascending: 0..<max(0, count))
    }

    /// The sets of a partition: `code` tells the part of each person below `count`, from 0 to one less than `parts`, or `nil`
    /// for none of them.
    public static func parts(_ parts: Int, below count: Int, _ code: (_ person: Int) -> Int?) -> [PersonSet] {
        var members = [[Int]](repeating: [], count: max(0, parts))
        for person in 0..<max(0, count) {
            if let part = code(person), members.indices.contains(part) { members[part].append(person) }
        }
        return members.map { PersonSet(ascending: $0) }
    }

    private mutating func append(_ members: [UInt16], as number: Int32) {
        guard !members.isEmpty else { return }
        numbers.append(number)
        pieces.append(Self.piece(members))
        count += members.count
    }

    private static func piece(_ members: [UInt16]) -> Piece {
        guard members.count > Piece.most else { return .list(members) }
        var words = [UInt64](repeating: 0, count: Piece.words)
        for member in members { words[Int(member >> 6)] |= 1 << UInt64(member & 63) }
        return .bits(words)
    }

    /// Whether nobody is in it.
    public var isEmpty: Bool { count == 0 }

    /// Whether a person is in it.
    public func contains(_ person: Int) -> Bool {
        guard person >= 0, let place = place(of: Int32(truncatingIfNeeded: person >> 16)) else { return false }
        let member = UInt16(truncatingIfNeeded: person)
        switch pieces[place] {
        case .bits(let words): return words[Int(member >> 6)] & (1 << UInt64(member & 63)) != 0
        case .list(let list):
            var (low, high) = (0, list.count)
            while low < high {
                let middle = (low + high) / 2
                if list[middle] < member { low = middle + 1 } else { high = middle }
            }
            return low < list.count && list[low] == member
        }
    }

    private func place(of number: Int32) -> Int? {
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < numbers.count && numbers[low] == number ? low : nil
    }

    /// Calls `visit` with each member, ascending.
    public func forEach(_ visit: (_ person: Int) -> Void) {
        for (number, piece) in zip(numbers, pieces) {
            let first = Int(number) << 16
            switch piece {
            case .list(let list): for member in list { visit(first + Int(member)) }
            case .bits(let words):
                for (position, word) in words.enumerated() {
                    var rest = word
                    while rest != 0 {
                        visit(first + position << 6 + rest.trailingZeroBitCount)
                        rest &= rest - 1
                    }
                }
            }
        }
    }

    /// The members, ascending.
    public var persons: [Int] {
        var persons: [Int] = []
        persons.reserveCapacity(count)
        forEach { persons.append($0) }
        return persons
    }

    /// Members that are in both.
    public func intersection(_ other: PersonSet) -> PersonSet {
        combined(with: other) { $0 & $1 }
    }

    /// Members that are in either.
    public func union(_ other: PersonSet) -> PersonSet {
        combined(with: other) { $0 | $1 }
    }

    /// Members that are not in the other.
    public func subtracting(_ other: PersonSet) -> PersonSet {
        combined(with: other) { $0 & ~$1 }
    }

    /// How many members are not in the other.
    public func count(without other: PersonSet) -> Int {
        var places = other.numbers.indices.makeIterator()
        var place = places.next()
        var common = 0
        for (number, piece) in zip(numbers, pieces) {
            while let at = place, other.numbers[at] < number { place = places.next() }
            guard let at = place, other.numbers[at] == number else { continue }
            common += Self.common(piece, other.pieces[at])
        }
        return count - common
    }

    /// How many members two pieces have in common.
    private static func common(_ piece: Piece, _ other: Piece) -> Int {
        switch (piece, other) {
        case (.bits(let words), .bits(let others)):
            return words.indices.reduce(0) { $0 + (words[$1] & others[$1]).nonzeroBitCount }
        case (.list(let list), .bits(let words)), (.bits(let words), .list(let list)):
            return list.count { words[Int($0 >> 6)] & (1 << UInt64($0 & 63)) != 0 }
        case (.list(let list), .list(let others)): return combined(list, others) { $0 & $1 }.count
        }
    }

    private func combined(with other: PersonSet, _ operation: (UInt64, UInt64) -> UInt64) -> PersonSet {
        var result = PersonSet()
        var (own, others) = (0, 0)
        while own < numbers.count || others < other.numbers.count {
            let number = min(
                own < numbers.count ? numbers[own] : .max, others < other.numbers.count ? other.numbers[others] : .max)
            var left: Piece?
            var right: Piece?
            if own < numbers.count, numbers[own] == number {
                left = pieces[own]
                own += 1
            }
            if others < other.numbers.count, other.numbers[others] == number {
                right = other.pieces[others]
                others += 1
            }
            if let (first, second) = Self.lists(left, right) {
                result.append(Self.combined(first, second, operation), as: number)
            } else {
                result.append(zip(Self.words(left), Self.words(right)).map(operation), as: number)
            }
        }
        result.remember()
        return result
    }

    /// Both pieces as lists; `nil` where one is bits.
    private static func lists(_ left: Piece?, _ right: Piece?) -> ([UInt16], [UInt16])? {
        switch (left, right) {
        case (.list(let left)?, .list(let right)?): (left, right)
        case (.list(let left)?, nil): (left, [])
        case (nil, .list(let right)?): ([], right)
        default: nil
        }
    }

    /// Two short lists cost by their length, not by the persons between them.
    private static func combined(
        _ left: [UInt16], _ right: [UInt16], _ operation: (UInt64, UInt64) -> UInt64
    ) -> [UInt16] {
        let isKept = (left: operation(1, 0) & 1 == 1, right: operation(0, 1) & 1 == 1, both: operation(1, 1) & 1 == 1)
        var kept: [UInt16] = []
        var (own, others) = (0, 0)
        while own < left.count || others < right.count {
            if others == right.count || own < left.count && left[own] < right[others] {
                if isKept.left { kept.append(left[own]) }
                own += 1
            } else if own == left.count || right[others] < left[own] {
                if isKept.right { kept.append(right[others]) }
                others += 1
            } else {
                if isKept.both { kept.append(left[own]) }
                own += 1
                others += 1
            }
        }
        return kept
    }

    private static func words(_ piece: Piece?) -> [UInt64] {
        switch piece {
        case .bits(let words): return words
        case .list(let list):
            var words = [UInt64](repeating: 0, count: Piece.words)
            for member in list { words[Int(member >> 6)] |= 1 << UInt64(member & 63) }
            return words
        case nil: return [UInt64](repeating: 0, count: Piece.words)
        }
    }

    private mutating func append(_ words: [UInt64], as number: Int32) {
        let members = words.reduce(0) { $0 + $1.nonzeroBitCount }
        guard members > 0 else { return }
        numbers.append(number)
        count += members
        guard members <= Piece.most else {
            pieces.append(.bits(words))
            return
        }
        var list: [UInt16] = []
        list.reserveCapacity(members)
        for (position, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                list.append(UInt16(truncatingIfNeeded: position << 6 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        pieces.append(.list(list))
    }

    /// Bytes that its members take, beside the fixed part.
    public var byteCount: Int {
        pieces.reduce(numbers.count * 4) { bytes, piece in
            switch piece {
            case .list(let list): bytes + 2 * list.count
            case .bits(let words): bytes + 8 * words.count
            }
        }
    }
}
