/// Sums of cross-products over groups drawn with replacement, as many as there are: Σ w_g M_g with multinomial weights w.
///
/// The draws are exactly multinomial and, for replicate r, a function of the seed, r and the number of groups alone. Among 100,000
/// groups it would take most of the time to fetch the drawn ones from memory. So groups are cut into blocks that stay in the cache,
/// and a replicate first divides its draws among the blocks, by binomial splits down a tree; as blocks are of one size, most of
/// these have probability 1/2 and are a count of random bits.
///
/// - Complexity: O(draws · numbers a group) with a small constant: 1,000 replicates of 100,000 groups and six numbers take some
///   0.6 s of processor time.
struct GroupResampling: Sendable {
    /// Groups in a block: a power of two, so that random bits choose among them. Part of the results' definition: another size draws other samples.
    static let blockSize = 512
    /// Replicates that take turns on a block. No part of the results.
    static let batchSize = 16

    private let seed: UInt64
    private let groupCount: Int
    /// Numbers a group.
    private let width: Int
    /// The groups' numbers in runs of eight: run s of group g, filled up with zeros.
    private let runs: [[SIMD8<Double>]]

    /// Draws of groups' cross-products.
    init(_ groups: GroupProducts, seed: UInt64) {
        self.init(numbers: groups.packed, width: groups.stride, groupCount: groups.count, seed: seed)
    }

    /// Draws of any `width` numbers a group, which stand group by group; without numbers, of the groups alone.
    init(numbers: [Double], width: Int, groupCount: Int, seed: UInt64) {
        self.seed = seed
        self.width = width
        self.groupCount = groupCount
        runs = stride(from: 0, to: width, by: 8).map { start in
            (0..<groupCount).map { group in
                var run = SIMD8<Double>.zero
                for lane in 0..<min(8, width - start) {
                    run[lane] = numbers[group * width + start + lane]
                }
                return run
            }
        }
    }

    /// The cross-products, of a matrix with this dimension, summed over the groups of each replicate.
    func totals(_ replicates: Range<Int>, dimension: Int) -> [SymmetricMatrix] {
        sums(replicates).map { sums in
            SymmetricMatrix(dimension: dimension) { sums[SymmetricMatrix.packedIndex($0, $1, dimension)] }
        }
    }

    /// How often each group is in a replicate.
    func counts(_ replicate: Int) -> [Int32] {
        var counts = [Int32](repeating: 0, count: groupCount)
        let ofBlocks = self.counts(ofBlocks: replicate)
        var drawn = [UInt16]()
        for block in ofBlocks.indices {
            let groups = groups(of: block..<block + 1)
            draw(ofBlocks[block], of: groups.count, block, replicate, into: &drawn)
            for index in 0..<ofBlocks[block] { counts[groups.lowerBound + Int(drawn[index])] += 1 }
        }
        return counts
    }

    /// Of how many draws of a replicate each block is.
    private func counts(ofBlocks replicate: Int) -> [Int] {
        let blocks = (groupCount - 1) / Self.blockSize + 1
        var counts = [Int](repeating: 0, count: blocks)
        split(groupCount, among: 0..<blocks, depth: 1, replicate, &counts)
        return counts
    }

    /// The groups' numbers summed over the groups of each replicate.
    func sums(_ replicates: Range<Int>) -> [[Double]] {
        let blocks = (groupCount - 1) / Self.blockSize + 1
        let counts = replicates.map { self.counts(ofBlocks: $0) }
        var sums = replicates.map { _ in [SIMD8<Double>](repeating: .zero, count: runs.count) }
        var drawn = [UInt16]()
        for block in 0..<blocks {
            let groups = groups(of: block..<block + 1)
            for (index, replicate) in replicates.enumerated() {
                let count = counts[index][block]
                draw(count, of: groups.count, block, replicate, into: &drawn)
                for run in runs.indices {
                    sums[index][run] += Self.sum(runs[run], from: groups.lowerBound, drawn, count)
                }
            }
        }
        return sums.map { sums in (0..<width).map { sums[$0 / 8][$0 % 8] } }
    }

    private func groups(of blocks: Range<Int>) -> Range<Int> {
        blocks.lowerBound * Self.blockSize..<min(groupCount, blocks.upperBound * Self.blockSize)
    }

    /// Divides `draws` among blocks, each draw to a block with a probability as its number of groups.
    private func split(
        _ draws: Int, among blocks: Range<Int>, depth: UInt32, _ replicate: Int, _ counts: inout [Int]
    ) {
        guard blocks.count > 1 else {
            counts[blocks.lowerBound] = draws
            return
        }
        // The largest power of two below the number of blocks: the left side then only ever splits into halves.
        let left = 1 << (Int.bitWidth - 1 - (blocks.count - 1).leadingZeroBitCount)
        let middle = blocks.lowerBound + left
        var bits = RandomBits(seed: seed, purpose: Self.purpose(blocks.lowerBound, replicate, depth))
        let toLeft = bits.binomial(
            trials: draws, successProbability: left * Self.blockSize, outOf: groups(of: blocks).count)
        split(toLeft, among: blocks.lowerBound..<middle, depth: depth + 1, replicate, &counts)
        split(draws - toLeft, among: middle..<blocks.upperBound, depth: depth + 1, replicate, &counts)
    }

    /// Draws `count` of a block's groups, each as likely as the others, into the beginning of `drawn`.
    private func draw(_ count: Int, of groups: Int, _ block: Int, _ replicate: Int, into drawn: inout [UInt16]) {
        let room = count + RandomBits.bitsPerCall
        if drawn.count < room {
            drawn = Array(repeating: 0, count: room)
        }
        let width = max(1, Int.bitWidth - (groups - 1).leadingZeroBitCount)
        let mask = (UInt64(1) << UInt64(width)) - 1
        var bits = RandomBits(seed: seed, purpose: Self.purpose(block, replicate, 0))
        var found = 0
        while found < count {
            let words = bits.next()
            for lane in 0..<8 {
                var word = lane < 4 ? words.0[lane] : words.1[lane - 4]
                for _ in 0..<64 / width {
                    let group = Int(truncatingIfNeeded: word & mask)
                    drawn[found] = UInt16(truncatingIfNeeded: group)
                    // In a block that is not full some numbers are no group's; the next draw takes their place.
                    found &+= group < groups ? 1 : 0
                    word &>>= UInt64(width)
                }
            }
        }
    }

    private static func purpose(_ block: Int, _ replicate: Int, _ depth: UInt32) -> (UInt32, UInt32, UInt32) {
        (UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: replicate), depth)
    }

    /// The sum of the first `count` that are drawn; two sums side by side, so that an addition need not wait for the one before it.
    private static func sum(_ run: [SIMD8<Double>], from first: Int, _ drawn: [UInt16], _ count: Int) -> SIMD8<Double> {
        var (even, odd) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
        var index = 0
        while index + 1 < count {
            even += run[first + Int(drawn[index])]
            odd += run[first + Int(drawn[index + 1])]
            index += 2
        }
        if index < count {
            even += run[first + Int(drawn[index])]
        }
        return even + odd
    }
}
