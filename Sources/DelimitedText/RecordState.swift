import Glibc

/// What becomes of one requested field. A plain struct, for the same reason as `LabelTable`.
struct FieldSink {
    var kind: ColumnRequest.Kind
    /// The column of the present block.
    var values: UnsafeMutableRawPointer
    /// A further request for the same field.
    var next: UnsafeMutablePointer<FieldSink>?
    /// For text.
    var labels: LabelTable
}

/// A missing token, as numeric cells are compared with it.
struct MissingToken {
    var bytes: UnsafeMutablePointer<UInt8>
    var count: Int
}

/// A record with the wrong number of fields.
struct MiscountedRecord {
    var record: Int
    var fieldCount: Int
}

/// All that libcsv's callbacks read and write: plain memory behind their context pointer.
struct RecordState {
    /// For each field of the header, where it goes; nil if nobody asked for it.
    let sinks: UnsafeMutablePointer<UnsafeMutablePointer<FieldSink>?>
    let fieldCount: Int
    let decimalMark: UInt8
    let missing: PlainList<MissingToken>
    /// Bit n is set if some missing token has n bytes (bit 63: 63 or more).
    let missingCounts: UInt64
    /// The fields so far in the present record.
    var field = 0
    /// The rows so far in the block.
    var row = 0
    var miscounted = PlainList<MiscountedRecord>()

    /// libcsv's call at the end of each field.
    static let fieldEnded: FieldCallback = { bytes, count, context in
        guard let state = context?.assumingMemoryBound(to: RecordState.self), let bytes else { return }
        let field = state.pointee.field
        state.pointee.field = field &+ 1
        guard field < state.pointee.fieldCount else { return }
        guard let sink = state.pointee.sinks[field] else { return }
        decode(bytes, count, into: sink, state)
        if let next = sink.pointee.next { decodeAgain(bytes, count, into: next, state) }
    }

    /// libcsv's call at the end of each record.
    static let recordEnded: RecordCallback = { _, context in
        guard let state = context?.assumingMemoryBound(to: RecordState.self) else { return }
        let found = state.pointee.field
        state.pointee.field = 0
        if found == state.pointee.fieldCount {
            state.pointee.row &+= 1
        } else {
            let record = state.pointee.row + state.pointee.miscounted.count
            state.pointee.miscounted.append(MiscountedRecord(record: record, fieldCount: found))
        }
    }

    // SAFETY of all below: libcsv's field buffer holds at least `BlockParser.fieldBufferStep` bytes, so that reading a
    // word of eight at its start is within it, and each column has room for one row more than the block has line breaks.

    @inline(__always) private static func decode(
        _ bytes: UnsafeMutableRawPointer, _ count: Int, into sink: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        let values = sink.pointee.values
        let row = state.pointee.row
        switch sink.pointee.kind {
        case .integer:
            values.storeBytes(of: integer(bytes, count, state), toByteOffset: row &* 4, as: Int32.self)
        case .decimal:
            values.storeBytes(of: decimal(bytes, count, state), toByteOffset: row &* 8, as: Double.self)
        case .text:
            let code = sink.pointee.labels.code(of: bytes, count: count)
            values.storeBytes(of: code, toByteOffset: row &* 4, as: UInt32.self)
        }
    }

    /// For a field that was requested more than once.
    @inline(never) private static func decodeAgain(
        _ bytes: UnsafeMutableRawPointer, _ count: Int, into first: UnsafeMutablePointer<FieldSink>,
        _ state: UnsafeMutablePointer<RecordState>
    ) {
        var target: UnsafeMutablePointer<FieldSink>? = first
        while let sink = target {
            decode(bytes, count, into: sink, state)
            target = sink.pointee.next
        }
    }

    @inline(__always) private static func integer(
        _ bytes: UnsafeMutableRawPointer, _ count: Int, _ state: UnsafeMutablePointer<RecordState>
    ) -> Int32 {
        if state.pointee.mayBeMissing(count), isMissing(bytes, count, state) { return CellCode.integerMissing }
        if DigitWord.holds(count), let number = DigitWord(bytes, count: count).number {
            return Int32(truncatingIfNeeded: number)
        }
        return unusualInteger(bytes, count, state)
    }

    @inline(__always) private static func decimal(
        _ bytes: UnsafeMutableRawPointer, _ count: Int, _ state: UnsafeMutablePointer<RecordState>
    ) -> Double {
        if state.pointee.mayBeMissing(count), isMissing(bytes, count, state) {
            return Double(bitPattern: CellCode.decimalMissing)
        }
        if DigitWord.holds(count) {
            let word = DigitWord(bytes, count: count)
            if let number = word.number { return Double(number) }
            if let number = word.decimal(mark: state.pointee.decimalMark) { return number }
        }
        return unusualDecimal(bytes, count, state)
    }

    @inline(never) private static func unusualInteger(
        _ bytes: UnsafeMutableRawPointer, _ count: Int, _ state: UnsafeMutablePointer<RecordState>
    ) -> Int32 {
        let cell = UnsafeRawBufferPointer(start: bytes, count: count)
        let number = WrittenNumber(cell, decimalMark: state.pointee.decimalMark)?.integer
        return max(number ?? CellCode.integerMalformed, CellCode.integerMalformed)
    }

    @inline(never) private static func unusualDecimal(
        _ bytes: UnsafeMutableRawPointer, _ count: Int, _ state: UnsafeMutablePointer<RecordState>
    ) -> Double {
        let cell = UnsafeRawBufferPointer(start: bytes, count: count)
        let number = WrittenNumber(cell, decimalMark: state.pointee.decimalMark)?.double
        return number ?? Double(bitPattern: CellCode.decimalMalformed)
    }

    /// Whether some missing token is `count` bytes long.
    @inline(__always) private func mayBeMissing(_ count: Int) -> Bool {
        missingCounts &>> UInt64(truncatingIfNeeded: min(count, 63)) & 1 != 0
    }

    @inline(never) private static func isMissing(
        _ bytes: UnsafeMutableRawPointer, _ count: Int, _ state: UnsafeMutablePointer<RecordState>
    ) -> Bool {
        for index in 0..<state.pointee.missing.count {
            let token = state.pointee.missing[index]
            if token.count == count, memcmp(token.bytes, bytes, count) == 0 { return true }
        }
        return false
    }
}
