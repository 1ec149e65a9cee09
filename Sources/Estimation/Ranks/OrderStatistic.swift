/// The k-th smallest of many numbers that need not be stored, exactly.
///
/// Doubles have an order-preserving map to whole numbers, so a search over values takes at most 64 halvings, whatever
/// the scale.
enum OrderStatistic {
    /// A whole number for each double, in the doubles' order; -0 is 0.
    static func key(_ value: Double) -> UInt64 {
        let bits = (value + 0).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    /// The double of a key.
    static func value(_ key: UInt64) -> Double {
        Double(bitPattern: key >> 63 == 1 ? key ^ 1 << 63 : ~key)
    }

    /// The number of rank `rank` (from 1), for numbers of which `countAtMost` tells how many are at or below a value.
    ///
    /// - Parameters:
    ///   - least: At or below the number sought.
    ///   - greatest: At or above it.
    /// - Complexity: At most 64 counts.
    static func ofRank(
        _ rank: Int, between least: Double, and greatest: Double, countAtMost: (Double) -> Int
    ) -> Double {
        var (low, high) = (key(least), key(greatest))
        while low < high {
            let middle = low + (high - low) / 2
            if countAtMost(value(middle)) >= rank { high = middle } else { low = middle + 1 }
        }
        return value(low)
    }

    /// The numbers of ranks `ranks` (from 1), in their order, among those that `walk` hands to its argument.
    ///
    /// Radix selection: `walk` runs four times, each time settling 16 bits of the keys of all the ranks, in memory
    /// that does not grow with the numbers. Every rank must be in 1...count.
    static func ofRanks(_ ranks: [Int], walk: ((Double) -> Void) -> Void) -> [Double] {
        var prefixes = [UInt64](repeating: 0, count: ranks.count)
        var remaining = ranks
        for shift in [48, 32, 16, 0] as [UInt64] {
            let open = Set(prefixes).sorted()
            var counts = [Int](repeating: 0, count: open.count << 16)
            walk { number in
                let leading = key(number) >> shift
                // Before the first digit every prefix is 0.
                guard let slot = open.firstIndex(of: leading >> 16) else { return }
                counts[slot << 16 | Int(leading & 0xFFFF)] += 1
            }
            for (position, prefix) in prefixes.enumerated() {
                guard var bin = open.firstIndex(of: prefix).map({ $0 << 16 }) else { continue }
                while remaining[position] > counts[bin] {
                    remaining[position] -= counts[bin]
                    bin += 1
                }
                prefixes[position] = prefix << 16 | UInt64(bin & 0xFFFF)
            }
        }
        return prefixes.map(value)
    }

    /// The same where all numbers lie between two: in one walk if few doubles do.
    static func ofRanks(
        _ ranks: [Int], between least: Double, and greatest: Double, walk: ((Double) -> Void) -> Void
    ) -> [Double] {
        let first = key(least)
        guard key(greatest) - first < 1 << 16 else { return ofRanks(ranks, walk: walk) }
        var counts = [Int](repeating: 0, count: Int(key(greatest) - first) + 1)
        walk { counts[min(Int(max(key($0), first) - first), counts.count - 1)] += 1 }
        return ranks.map { rank in
            var (bin, atMost) = (0, counts[0])
            while atMost < rank, bin + 1 < counts.count {
                bin += 1
                atMost += counts[bin]
            }
            return value(first + UInt64(bin))
        }
    }

    /// The numbers of ranks `ranks` (from 1), in their order, among `numbers`, whose order is lost. None may be NaN.
    ///
    /// - Complexity: O(n) a rank but for contrived orders.
    static func ofRanks(_ ranks: [Int], among numbers: inout [Double]) -> [Double] {
        var first = 0
        for rank in Set(ranks).sorted() {
            place(rank, of: &numbers, from: first)
            first = rank
        }
        return ranks.map { numbers[$0 - 1] }
    }

    /// Moves the number of rank `rank` to its place, no greater ones before it and no smaller ones after, where the first `start` are
    /// in place already.
    ///
    /// Selection by partition (Hoare 1961, doi:10.1145/366622.366647) with Lomuto's loop, in which where a number goes is added and not
    /// branched on: a processor guesses such a branch wrong half of the time.
    private static func place(_ rank: Int, of numbers: inout [Double], from start: Int) {
        var (first, end) = (start, numbers.count)
        while end - first > 1 {
            let pivot = SIMD2(
                repeating: middle(numbers[first], numbers[first + (end - first) / 2], numbers[end - 1]))
            let boundary = partition(&numbers, first..<end) { $0 .< pivot }
            if rank <= boundary {
                end = boundary
            } else if boundary > first {
                first = boundary
            } else {
                // None is below the pivot; that none is at it either is so with NaN alone.
                first = partition(&numbers, first..<end) { $0 .<= pivot }
                if rank <= first || first == boundary { return }
            }
        }
    }

    /// Moves the numbers of a range that meet a condition before those that do not, and returns where the latter begin.
    ///
    /// The condition is put as a mask, of two numbers that are the same, as the compiler makes a branch of a plain one.
    @inline(__always) private static func partition(
        _ numbers: inout [Double], _ range: Range<Int>, _ isMet: (SIMD2<Double>) -> SIMDMask<SIMD2<Int64>>
    ) -> Int {
        var boundary = range.lowerBound
        for index in range {
            let number = numbers[index]
            numbers[index] = numbers[boundary]
            numbers[boundary] = number
            let step = SIMD2<Int64>.zero.replacing(with: 1, where: isMet(SIMD2(repeating: number)))
            boundary &+= Int(step[0])
        }
        return boundary
    }

    private static func middle(_ a: Double, _ b: Double, _ c: Double) -> Double {
        max(min(a, b), min(max(a, b), c))
    }

    /// The ranks whose mean is the median of `count` numbers.
    static func medianRanks(_ count: Int) -> [Int] {
        count % 2 == 1 ? [count / 2 + 1] : [count / 2, count / 2 + 1]
    }

    /// The median of at least one number.
    static func median(_ numbers: [Double]) -> Double {
        var numbers = numbers
        return mean(ofRanks(medianRanks(numbers.count), among: &numbers))
    }

    /// The mean of one number or two, free of overflow.
    static func mean(_ numbers: [Double]) -> Double {
        numbers.count == 1 ? numbers[0] : numbers.reduce(0) { $0 + $1 / 2 }
    }
}
