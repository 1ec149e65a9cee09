import CLibCSV

/// libcsv itself, fed a piece at a time and asked where it stands: the last word on where records begin and end.
///
/// For what is read slowly and seldom: headers, sniffing, line numbers of irregular blocks, the recovery from a wrong cut.
final class RecordProbe {
    /// Where the parser stands after the bytes so far.
    enum Standing { case atRecordStart, betweenFields, insideQuotes, insideField }

    private struct Notes {
        var keepsFirstRecord: Bool
        var firstRecord: [[UInt8]] = []
        var fieldsInRecord = 0
        var fieldCounts: [Int] = []
    }

    // SAFETY: both live as long as this object; the callbacks get `notes` as their context and run only within
    // `csv_parse` and `csv_fini` calls made here.
    private let parser: UnsafeMutablePointer<csv_parser>
    private let notes: UnsafeMutablePointer<Notes>

    /// A parser at the start of a record. `keepsFirstRecord` stores the fields of the first record.
    init(delimiter: UInt8, keepsFirstRecord: Bool = false) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: csv_parser())
        csv_init(parser, 0)
        csv_set_delim(parser, delimiter)
        csv_set_blk_size(parser, 64 << 10)
        notes = .allocate(capacity: 1)
        notes.initialize(to: Notes(keepsFirstRecord: keepsFirstRecord))
    }

    deinit {
        csv_free(parser)
        parser.deallocate()
        notes.deinitialize(count: 1)
        notes.deallocate()
    }

    /// The number of records that have ended.
    var recordCount: Int { notes.pointee.fieldCounts.count }

    /// The number of fields of each record that has ended.
    var fieldCounts: [Int] { notes.pointee.fieldCounts }

    /// The fields of the first record, if they are kept and it has ended.
    var firstRecord: [[UInt8]] { notes.pointee.firstRecord }

    /// Where the parser stands.
    var standing: Standing {
        switch parser.pointee.pstate {
        case ParserState.rowNotBegun: .atRecordStart
        case ParserState.fieldNotBegun: .betweenFields
        case ParserState.fieldBegun where parser.pointee.quoted != 0: .insideQuotes
        default: .insideField
        }
    }

    /// Parses more bytes.
    func feed(_ bytes: UnsafeRawBufferPointer) {
        csv_parse(parser, bytes.baseAddress, bytes.count, Self.fieldEnded, Self.recordEnded, notes)
    }

    /// Ends the last record as the end of the input does.
    func finish() {
        csv_fini(parser, Self.fieldEnded, Self.recordEnded, notes)
    }

    private static let fieldEnded: FieldCallback = { bytes, count, context in
        guard let notes = context?.assumingMemoryBound(to: Notes.self) else { return }
        notes.pointee.fieldsInRecord += 1
        if notes.pointee.keepsFirstRecord, notes.pointee.fieldCounts.isEmpty {
            notes.pointee.firstRecord.append(Array(UnsafeRawBufferPointer(start: bytes, count: count)))
        }
    }

    private static let recordEnded: RecordCallback = { _, context in
        guard let notes = context?.assumingMemoryBound(to: Notes.self) else { return }
        notes.pointee.fieldCounts.append(notes.pointee.fieldsInRecord)
        notes.pointee.fieldsInRecord = 0
    }
}

/// The values of `csv_parser.pstate` that libcsv 3 keeps to itself (its `libcsv.c`).
enum ParserState {
    static let rowNotBegun: Int32 = 0
    static let fieldNotBegun: Int32 = 1
    static let fieldBegun: Int32 = 2
}

/// libcsv's call at the end of a field: its bytes, their number, the context.
typealias FieldCallback = @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void
/// libcsv's call at the end of a record: the byte that ended it, or -1; the context.
typealias RecordCallback = @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void

extension RecordProbe {
    /// The physical line on which each record of `block` starts.
    static func linesOfRecords(in block: RawBlock, delimiter: UInt8) -> [Int] {
        var starts: [Int] = []
        let probe = RecordProbe(delimiter: delimiter)
        walk(block) { line, piece in
            let wasBetweenRecords = probe.standing == .atRecordStart
            let before = probe.recordCount
            probe.feed(piece)
            if wasBetweenRecords, probe.recordCount > before || probe.standing != .atRecordStart { starts.append(line) }
        }
        return starts
    }

    /// The physical line on which the quote opened that is still open where `block` ends.
    static func lineOfOpenQuote(in block: RawBlock, delimiter: UInt8) -> Int {
        var opened = block.firstLine
        let probe = RecordProbe(delimiter: delimiter)
        walk(block) { line, piece in
            guard piece.contains(.quoteMark) else { return probe.feed(piece) }
            // Within a line a quote may close and another open: ask after each byte.
            for position in piece.indices {
                let before = probe.standing
                probe.feed(UnsafeRawBufferPointer(rebasing: piece[position...position]))
                if before == .atRecordStart || before == .betweenFields, probe.standing == .insideQuotes {
                    opened = line
                }
            }
        }
        return opened
    }

    private static func walk(_ block: RawBlock, _ visit: (Int, UnsafeRawBufferPointer) -> Void) {
        var line = block.firstLine
        var continuesBreak = block.followsCarriageReturn
        for piece in PhysicalLines(block.bytes) {
            let endsHalfBreak = continuesBreak && piece.count == 1 && piece[0] == UInt8(ascii: "\n")
            visit(line, piece)
            if !endsHalfBreak { line += 1 }
            continuesBreak = false
        }
    }
}
