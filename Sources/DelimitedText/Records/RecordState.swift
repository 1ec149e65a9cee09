import Glibc

/// A missing token, as numeric cells are compared with it.
struct MissingToken {
    var bytes: UnsafeMutablePointer<UInt8>
    var count: Int
}

/// A record with the wrong number of fields.
struct MiscountedRecord {
    var record: Int
    var fieldCount: Int
    /// How many lines a quote that is not doubled has made part of it.
    var swallowedLines = 0
}

/// All that libcsv's callbacks read and write: plain memory behind their context pointer.
struct RecordState {
    /// One sink for each field of the header, and where they end.
    let first: UnsafeMutablePointer<FieldSink>
    let end: UnsafeMutablePointer<FieldSink>
    private let decimalMark: UInt8
    private let missing: PlainList<MissingToken>
    private let fillsShortRecords: Bool
    /// The sink of the next field of the present record.
    private var next: UnsafeMutablePointer<FieldSink>
    /// Fields of the present record behind the header's last.
    private var surplus = 0
    /// The rows so far in the block.
    private(set) var row = 0
    /// The records so far in the block that are no rows.
    private(set) var miscounted = PlainList<MiscountedRecord>()
    /// Records that are to become no rows, ascending, and how many of them have passed.
    private var refused = PlainList<MiscountedRecord>()
    private var refusedPassed = 0

    init(
        sinks: UnsafeMutablePointer<FieldSink>, fieldCount: Int, decimalMark: UInt8, missing: PlainList<MissingToken>,
        fillsShortRecords: Bool
    ) {
        first = sinks
        end = sinks + fieldCount
        next = sinks
        self.decimalMark = decimalMark
        self.missing = missing
        self.fillsShortRecords = fillsShortRecords
        let fastCounts = Self.fastCounts(missing, decimalMark: decimalMark)
        for field in 0..<fieldCount where sinks[field].next == nil { sinks[field].fastCounts = fastCounts }
    }

    /// The lengths of cells that go the fast way: up to eight bytes, and no missing token that reads as a number ("-9",
    /// "999") is as long.
    private static func fastCounts(_ missing: PlainList<MissingToken>, decimalMark: UInt8) -> UInt64 {
        var fastCounts: UInt64 = 0b1_1111_1110
        for index in 0..<missing.count where missing[index].count < 64 {
            let token = UnsafeRawBufferPointer(start: missing[index].bytes, count: missing[index].count)
            if WrittenNumber(token, decimalMark: decimalMark) != nil { fastCounts &= ~(1 << missing[index].count) }
        }
        return fastCounts
    }

    /// Stands at the start of a block.
    mutating func restart() {
        next = first
        surplus = 0
        row = 0
        miscounted.removeAll()
        refused.removeAll()
        refusedPassed = 0
    }

    func deallocate() {
        miscounted.deallocate()
        refused.deallocate()
    }

    /// Whether records of this block are to become no rows.
    var refuses: Bool { refused.count > 0 }

    /// Names records that are to become no rows, before the block is parsed.
    mutating func refuse(_ records: [(record: Int, lines: Int)]) {
        for (record, lines) in records {
            refused.append(MiscountedRecord(record: record, fieldCount: 0, swallowedLines: lines))
        }
    }

    /// Ends one record: no row, if it was refused.
    static func endRecordUnlessRefused(_ state: UnsafeMutablePointer<RecordState>) {
        let passed = state.pointee.refusedPassed
        let record = state.pointee.row + state.pointee.miscounted.count
        guard passed < state.pointee.refused.count, state.pointee.refused[passed].record == record else {
            return endRecord(state)
        }
        state.pointee.refusedPassed = passed + 1
        state.pointee.miscounted.append(state.pointee.refused[passed])
        state.pointee.next = state.pointee.first
        state.pointee.surplus = 0
    }

    /// Takes one field.
    @inline(__always) static func endField(
        _ bytes: UnsafeRawPointer, _ count: Int, _ state: UnsafeMutablePointer<RecordState>
    ) {
        let sink = state.pointee.next
        guard sink < state.pointee.end else {
            state.pointee.surplus &+= 1
            return
        }
        state.pointee.next = sink + 1
        decode(bytes, count, into: sink, state)
    }

    /// Ends one record: a row, if it has as many fields as the header.
    @inline(__always) static func endRecord(_ state: UnsafeMutablePointer<RecordState>) {
        if state.pointee.next == state.pointee.end, state.pointee.surplus == 0 {
            state.pointee.next = state.pointee.first
            state.pointee.endRow()
        } else {
            endMiscounted(state, next: state.pointee.next, surplus: state.pointee.surplus)
            state.pointee.next = state.pointee.first
            state.pointee.surplus = 0
        }
    }

    @inline(__always) mutating func endRow() { row &+= 1 }

    /// Ends a record with more or fewer fields than the header: no row, or one whose other cells are empty.
    @inline(never) static func endMiscounted(
        _ state: UnsafeMutablePointer<RecordState>, next: UnsafeMutablePointer<FieldSink>, surplus: Int
    ) {
        guard state.pointee.fillsShortRecords, surplus == 0 else {
            let record = state.pointee.row + state.pointee.miscounted.count
            state.pointee.miscounted.append(
                MiscountedRecord(record: record, fieldCount: next - state.pointee.first + surplus))
            return
        }
        var sink = next
        while sink < state.pointee.end {
            // SAFETY: an empty cell may be read eight bytes wide, and a sink is larger than that.
            if sink.pointee.isUsed { decode(UnsafeRawPointer(sink), 0, into: sink, state) }
            sink += 1
        }
        state.pointee.endRow()
    }

    // SAFETY of all below: libcsv's field buffer holds at least `BlockParser.fieldBufferStep` bytes, and behind the bytes of a
    // block follow `RawBlock.padding` more, so that a word of eight at a field's start can be read; `row` is at most the number of line breaks in
    // the block, and each column has room for one row more.

    /// Each destination has a function of its own, so that none saves registers that only another needs.
    @inline(__always) static func decode(
        _ bytes: UnsafeRawPointer, _ count: Int, into sink: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        if sink.pointee.isNumeric {
            if sink.pointee.isInteger {
                decodeInteger(bytes, count, into: sink, state)
            } else {
                decodeDecimal(bytes, count, into: sink, state)
            }
        } else if sink.pointee.labels != nil {
            decodeText(bytes, count, into: sink, state)
        } else if sink.pointee.isDigest {
            decodeDigest(bytes, count, into: sink, state)
        }
    }

    /// FNV-1a of words of eight bytes, the last one filled with zeros, then of the length (Fowler, Noll, Vo; RFC 9923), folded.
    @inline(never) private static func decodeDigest(
        _ bytes: UnsafeRawPointer, _ count: Int, into sink: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        @inline(__always) func take(_ word: UInt64) {
            hash = (hash ^ word) &* 0x0000_0100_0000_01b3
            hash ^= hash &>> 32
        }
        var position = 0
        while count - position >= 8 {
            take(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)))
            position += 8
        }
        var last: UInt64 = 0
        while position < count {
            last = last &<< 8 | UInt64((bytes + position).load(as: UInt8.self))
            position += 1
        }
        take(last)
        take(UInt64(truncatingIfNeeded: count))
        sink.pointee.store(UInt32(truncatingIfNeeded: hash ^ hash &>> 32), at: state.pointee.row)
        if let next = sink.pointee.next { decode(bytes, count, into: next, state) }
    }

    @inline(never) private static func decodeInteger(
        _ bytes: UnsafeRawPointer, _ count: Int, into sink: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        guard sink.pointee.isFast(count), let number = DigitWord(bytes, count: count).number else {
            return decodeOtherInteger(bytes, count, into: sink, state)
        }
        sink.pointee.store(Int32(truncatingIfNeeded: number), at: state.pointee.row)
    }

    @inline(never) private static func decodeDecimal(
        _ bytes: UnsafeRawPointer, _ count: Int, into sink: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        guard sink.pointee.isFast(count) else { return decodeUnusual(bytes, count, into: sink, state) }
        if let number = DigitWord(bytes, count: count).decimal(mark: state.pointee.decimalMark) {
            sink.pointee.store(number, at: state.pointee.row)
        } else {
            decodeUnusual(bytes, count, into: sink, state)
        }
    }

    /// Whole numbers below zero, and whatever is rarer.
    @inline(never) private static func decodeOtherInteger(
        _ bytes: UnsafeRawPointer, _ count: Int, into sink: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        if sink.pointee.isFast(count), let number = DigitWord(bytes, count: count).negative {
            sink.pointee.store(Int32(truncatingIfNeeded: number), at: state.pointee.row)
        } else {
            decodeUnusual(bytes, count, into: sink, state)
        }
    }

    @inline(never) private static func decodeText(
        _ bytes: UnsafeRawPointer, _ count: Int, into sink: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        if let code = sink.pointee.labels?.pointee.latestCode(of: bytes, count: count), sink.pointee.next == nil {
            sink.pointee.store(code, at: state.pointee.row)
            return
        }
        decodeOtherText(bytes, count, into: sink, state)
    }

    /// Texts other than the one before, longer ones, and those requested once more.
    @inline(never) private static func decodeOtherText(
        _ bytes: UnsafeRawPointer, _ count: Int, into sink: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        if let code = sink.pointee.labels?.pointee.code(of: bytes, count: count) {
            sink.pointee.store(code, at: state.pointee.row)
        }
        if let next = sink.pointee.next { decode(bytes, count, into: next, state) }
    }

    /// Numeric cells that are missing, long, signed, with an exponent, padded, malformed, or requested once more.
    @inline(never) private static func decodeUnusual(
        _ bytes: UnsafeRawPointer, _ count: Int, into sink: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        let isMissing = state.pointee.isMissing(bytes, count)
        let cell = UnsafeRawBufferPointer(start: bytes, count: count)
        let number = isMissing ? nil : WrittenNumber(cell, decimalMark: state.pointee.decimalMark)
        if sink.pointee.isInteger {
            let absent = isMissing ? CellCode.integerMissing : CellCode.integerMalformed
            sink.pointee.store(isMissing ? absent : max(number?.integer ?? absent, absent), at: state.pointee.row)
        } else {
            let absent = isMissing ? CellCode.decimalMissing : CellCode.decimalMalformed
            sink.pointee.store(number?.double ?? Double(bitPattern: absent), at: state.pointee.row)
        }
        if let next = sink.pointee.next { decode(bytes, count, into: next, state) }
    }

    private func isMissing(_ bytes: UnsafeRawPointer, _ count: Int) -> Bool {
        for index in 0..<missing.count {
            let token = missing[index]
            if token.count == count, memcmp(token.bytes, bytes, count) == 0 { return true }
        }
        return false
    }
}

// As C functions, as a closure would cost a second jump a field.

/// libcsv's call at the end of each field.
@c(nocitrend_field_ended) func fieldEnded(
    _ bytes: UnsafeMutableRawPointer?, _ count: Int, _ context: UnsafeMutableRawPointer?
) {
    // SAFETY: the context is `BlockParser`'s state, and libcsv passes no bytes only under CSV_EMPTY_IS_NULL, which is off.
    let state = context.unsafelyUnwrapped.assumingMemoryBound(to: RecordState.self)
    RecordState.endField(bytes.unsafelyUnwrapped, count, state)
}

/// libcsv's call at the end of each record.
@c(nocitrend_record_ended) func recordEnded(_ terminator: Int32, _ context: UnsafeMutableRawPointer?) {
    // SAFETY: the context is `BlockParser`'s state.
    RecordState.endRecord(context.unsafelyUnwrapped.assumingMemoryBound(to: RecordState.self))
}

/// The same for a block with records that are to become no rows.
@c(nocitrend_record_ended_unless_refused) func recordEndedUnlessRefused(
    _ terminator: Int32, _ context: UnsafeMutableRawPointer?
) {
    // SAFETY: the context is `BlockParser`'s state.
    RecordState.endRecordUnlessRefused(context.unsafelyUnwrapped.assumingMemoryBound(to: RecordState.self))
}
