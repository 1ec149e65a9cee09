import Glibc

/// Where records start, found line by line: only lines with a quote, or inside one, are looked at byte by byte.
///
/// Blank lines, quoted cells and bad rows are in most blocks of real files, and asking libcsv line by line would cost a
/// second parse; this costs a `memchr` or two a line.
struct ScannedLines {
    private let bytes: UnsafeRawBufferPointer
    private let delimiter: UInt8
    private var mode = QuoteMode.outsideQuotes
    private var starts: [Int] = []

    /// The physical line on which each record of `block` starts; nil where a CR stands without an LF, which takes libcsv's
    /// own word.
    static func ofRecords(in block: RawBlock, delimiter: UInt8) -> [Int]? {
        guard !hasLoneCarriageReturn(block.bytes) else { return nil }
        var lines = ScannedLines(bytes: block.bytes, delimiter: delimiter)
        lines.walk(block)
        return lines.starts
    }

    private init(bytes: UnsafeRawBufferPointer, delimiter: UInt8) {
        self.bytes = bytes
        self.delimiter = delimiter
    }

    private mutating func walk(_ block: RawBlock) {
        starts.reserveCapacity(block.lineBreaks + 1)
        var line = block.firstLine
        // An LF at the start may be the second half of a line break before the block.
        var start = block.followsCarriageReturn && bytes.first == .lineFeed ? 1 : 0
        var quote = position(of: .quoteMark, from: start)
        while start < bytes.count {
            let end = position(of: .lineFeed, from: start) ?? bytes.count
            if mode == .outsideQuotes, holdsRecord(start..<end) { starts.append(line) }
            if mode != .outsideQuotes || (quote ?? bytes.count) < end {
                readQuotes(in: start..<min(end + 1, bytes.count))
                quote = position(of: .quoteMark, from: end)
            }
            start = end + 1
            line += 1
        }
    }

    /// Follows the quotes of one line, its line break with it.
    private mutating func readQuotes(in line: Range<Int>) {
        for index in line {
            switch mode {
            case .outsideQuotes:
                if bytes[index] == .quoteMark, QuoteMode.opensField(index, in: bytes, delimiter: delimiter) {
                    mode = .insideQuotes
                }
            case .insideQuotes:
                if bytes[index] == .quoteMark { mode = .quoteMayHaveEnded(afterSpaces: false) }
            case .quoteMayHaveEnded:
                mode.readAfterQuote(bytes[index], delimiter: delimiter)
            }
        }
    }

    /// Whether a line that begins outside quotes holds more than blanks.
    private func holdsRecord(_ line: Range<Int>) -> Bool {
        for index in line where bytes[index] == delimiter || !(bytes[index].isBlank || bytes[index].isLineBreak) {
            return true
        }
        return false
    }

    private func position(of byte: UInt8, from start: Int) -> Int? {
        guard let base = bytes.baseAddress, start < bytes.count else { return nil }
        // SAFETY: `memchr` looks at the bytes from `start` to the end of `bytes` only, and returns one of them or nil.
        return memchr(base + start, Int32(byte), bytes.count - start).map { UnsafeRawPointer($0) - base }
    }

    private static func hasLoneCarriageReturn(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        var start = 0
        // SAFETY: as above.
        while start < bytes.count, let found = memchr(base + start, Int32(UInt8.carriageReturn), bytes.count - start) {
            let index = UnsafeRawPointer(found) - base
            guard index + 1 < bytes.count, bytes[index + 1] == .lineFeed else { return true }
            start = index + 2
        }
        return false
    }
}
