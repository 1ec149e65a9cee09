import Glibc

/// The records of a block without a quote. They need no state machine: every delimiter ends a field and every line break a record,
/// and both are found in words of eight bytes, 64 bytes at a time.
///
/// What becomes of them is what libcsv makes of the same bytes: spaces and tabs around a field are no part of it, and a line of
/// nothing else is no record.
struct PlainRecords {
    /// How the last record ends.
    enum End {
        case withBreak
        /// As the input does.
        case withoutBreak
        /// In a later block: this one was cut wrongly.
        case elsewhere
    }

    private let block: RawBlock
    private let base: UnsafeRawPointer
    private let count: Int
    private let delimiter: UInt8

    /// nil if there is a quote among the bytes.
    init?(_ block: RawBlock, delimiter: UInt8) {
        let bytes = block.bytes
        // SAFETY: `memchr` looks at the `bytes.count` bytes from `base` only. `block` is kept as long as this value, so `base` is good.
        guard let base = bytes.baseAddress, memchr(base, Int32(UInt8.quoteMark), bytes.count) == nil else { return nil }
        self.block = block
        self.base = base
        count = bytes.count
        self.delimiter = delimiter
    }

    // SAFETY of all below: separators are found below `count` only; words and cells are read up to `RawBlock.padding` bytes
    // behind it; a sink is one of the state's own as long as it lies before their end.

    /// Hands each field and each end of a record to `state`.
    func read(into state: UnsafeMutablePointer<RecordState>) -> End {
        let (first, end) = (state.pointee.first, state.pointee.end)
        var sink = first
        var surplus = 0
        var start = base

        @inline(__always) func endField(_ separator: UnsafeRawPointer) {
            if sink < end {
                if sink.pointee.isUsed { Self.decode(start, separator - start, into: sink, state) }
                sink += 1
            } else {
                surplus &+= 1
            }
        }
        @inline(__always) func endRecord() {
            if sink == end, surplus == 0 {
                state.pointee.endRow()
            } else {
                RecordState.endMiscounted(state, next: sink, surplus: surplus)
                surplus = 0
            }
            sink = first
        }

        let separators = SeparatorWord(delimiter: delimiter)
        for position in stride(from: 0, to: count, by: 64) {
            var found = separators.positions(from: base + position)
            if count &- position < 64 { found &= (1 &<< UInt64(truncatingIfNeeded: count &- position)) &- 1 }
            while found != 0 {
                let separator = base + position + found.trailingZeroBitCount
                found &= found &- 1
                if separator.load(as: UInt8.self) == delimiter {
                    endField(separator)
                } else if sink > first || !isBlank(from: start, to: separator) {
                    endField(separator)
                    endRecord()
                }
                start = separator + 1
            }
        }
        if sink == first, isBlank(from: start, to: base + count) { return .withBreak }
        guard block.isLast else { return .elsewhere }
        endField(base + count)
        endRecord()
        return .withoutBreak
    }

    @inline(__always) private static func decode(
        _ start: UnsafeRawPointer, _ count: Int, into sink: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        if count > 0, start.load(as: UInt8.self).isBlank || (start + count - 1).load(as: UInt8.self).isBlank {
            return decodePadded(start, count, into: sink, state)
        }
        RecordState.decode(start, count, into: sink, state)
    }

    @inline(never) private static func decodePadded(
        _ start: UnsafeRawPointer, _ count: Int, into sink: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        var (start, end) = (start, start + count)
        while start < end, start.load(as: UInt8.self).isBlank { start += 1 }
        while start < end, (end - 1).load(as: UInt8.self).isBlank { end -= 1 }
        RecordState.decode(start, end - start, into: sink, state)
    }

    private func isBlank(from start: UnsafeRawPointer, to end: UnsafeRawPointer) -> Bool {
        var position = start
        while position < end, position.load(as: UInt8.self).isBlank { position += 1 }
        return position == end
    }
}

/// Where delimiters and line breaks stand, found in words of eight bytes without a branch a byte.
private struct SeparatorWord {
    private let delimiters: UInt64
    private static let lineFeeds = everyByte(.lineFeed)
    private static let carriageReturns = everyByte(.carriageReturn)

    init(delimiter: UInt8) {
        delimiters = Self.everyByte(delimiter)
    }

    /// Bit n is set if byte n of the 64 from `bytes` on is a delimiter or a line break.
    @inline(__always) func positions(from bytes: UnsafeRawPointer) -> UInt64 {
        var positions: UInt64 = 0
        for word in 0..<8 {
            let bits = inWord(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 &* word, as: UInt64.self)))
            positions |= bits &<< UInt64(truncatingIfNeeded: 8 &* word)
        }
        return positions
    }

    @inline(__always) private func inWord(_ word: UInt64) -> UInt64 {
        // The high bit of a byte is set unless the byte is zero (Warren 2013, Hacker's Delight, section 6-1).
        @inline(__always) func isNonzero(_ word: UInt64) -> UInt64 { ((word & Self.lowBits) &+ Self.lowBits) | word }
        let others =
            isNonzero(word ^ delimiters) & isNonzero(word ^ Self.lineFeeds) & isNonzero(word ^ Self.carriageReturns)
        // The product gathers the lowest bit of each byte in the highest byte.
        return (((~others & ~Self.lowBits) &>> 7) &* 0x0102_0408_1020_4080) &>> 56
    }

    private static let lowBits: UInt64 = 0x7f7f_7f7f_7f7f_7f7f

    private static func everyByte(_ byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }
}
