import Glibc

/// Where records start in bytes without quotes: on every physical line that holds more than blanks.
///
/// Blank lines and bad rows are in most blocks of real files, and asking libcsv line by line would cost a second parse;
/// this costs one `memchr` a line.
enum UnquotedLines {
    /// The physical line on which each record of `block` starts; nil where the block has a quote or a CR, which take
    /// libcsv's own word.
    static func ofRecords(in block: RawBlock, delimiter: UInt8) -> [Int]? {
        let bytes = block.bytes
        guard !contains(.quoteMark, bytes), !contains(.carriageReturn, bytes), !block.followsCarriageReturn,
            let base = bytes.baseAddress
        else { return nil }
        var starts: [Int] = []
        starts.reserveCapacity(block.lineBreaks + 1)
        var line = block.firstLine
        var start = 0
        while start < bytes.count {
            // SAFETY: `memchr` looks at the bytes from `start` to the end of `bytes` only, and returns one of them or nil.
            let found = memchr(base + start, Int32(UInt8.lineFeed), bytes.count - start)
            let end = found.map { UnsafeRawPointer($0) - base } ?? bytes.count
            if holdsRecord(bytes, start..<end, delimiter) { starts.append(line) }
            start = end + 1
            line += 1
        }
        return starts
    }

    private static func holdsRecord(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>, _ delimiter: UInt8) -> Bool {
        for position in line where !bytes[position].isBlank || bytes[position] == delimiter { return true }
        return false
    }

    private static func contains(_ byte: UInt8, _ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        // SAFETY: `memchr` looks at the `bytes.count` bytes from `base` only.
        return memchr(base, Int32(byte), bytes.count) != nil
    }
}
