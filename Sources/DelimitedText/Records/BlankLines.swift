import Glibc

/// Finds the empty lines of a block without looking at the others: two LFs in a row, 16 bytes at a time.
enum BlankLines {
    /// The numbers of the block's empty lines, ascending, if they account for all of its `surplus` lines; nil if something
    /// else does too, or if the block has a CR.
    ///
    /// An empty line inside quotes stands between two line breaks inside quotes, which are two surplus lines: if there are as
    /// many empty lines as surplus ones, each of them stands between records.
    static func numbers(in block: RawBlock, ifThereAre surplus: Int) -> [Int]? {
        let bytes = block.bytes
        guard let base = bytes.baseAddress, !block.followsCarriageReturn,
            // SAFETY: `memchr` looks at the `bytes.count` bytes from `base` only.
            memchr(base, Int32(UInt8.carriageReturn), bytes.count) == nil
        else { return nil }
        var numbers: [Int] = bytes[0] == .lineFeed ? [0] : []
        var line = 0
        var counted = 0
        var start = 0
        while let pair = nextPair(in: bytes, from: start), numbers.count <= surplus {
            line += count(of: .lineFeed, in: UnsafeRawBufferPointer(rebasing: bytes[counted...pair]))
            counted = pair + 1
            numbers.append(line)
            start = pair + 1
        }
        return numbers.count == surplus ? numbers : nil
    }

    /// The first position at or after `start` with an LF behind which another LF stands.
    private static func nextPair(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        let lineFeeds = SIMD16<UInt8>(repeating: .lineFeed)
        var position = start
        // SAFETY: every load ends at or before `bytes.count`.
        while let base = bytes.baseAddress, position &+ 17 <= bytes.count {
            let first = base.loadUnaligned(fromByteOffset: position, as: SIMD16<UInt8>.self) .== lineFeeds
            let second = base.loadUnaligned(fromByteOffset: position &+ 1, as: SIMD16<UInt8>.self) .== lineFeeds
            let both = unsafeBitCast(first .& second, to: SIMD2<UInt64>.self)
            if both[0] | both[1] != 0 { break }
            position &+= 16
        }
        while position + 1 < bytes.count {
            if bytes[position] == .lineFeed, bytes[position + 1] == .lineFeed { return position }
            position += 1
        }
        return nil
    }
}
