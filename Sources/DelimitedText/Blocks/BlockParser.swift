import CLibCSV

/// Turns the bytes of one block at a time into typed columns: one libcsv parser and the state behind its callbacks, which
/// ``PlainRecords`` fills directly from a block without a quote.
///
/// Each worker thread has its own.
final class BlockParser {
    /// What the bytes of a block turned out to be.
    enum Outcome {
        case block(ColumnBlock)
        /// The block does not end where a record ends: it was cut wrongly.
        case misfit
    }

    /// What is read, the same for every block.
    struct Plan: Sendable {
        var path: String
        var delimiter: UInt8
        var decimalMark: UInt8
        var missing: [[UInt8]]
        var fieldCount: Int
        /// For each request, its kind and the position of its field.
        var requests: [(kind: ColumnRequest.Kind, field: Int)]
        /// Whether blocks without a quote are split without libcsv.
        var splitsPlainRecords = true
        /// Whether cells that a short record does not have are empty.
        var fillsShortRecords = false
    }

    /// libcsv's field buffer grows by this much; its own 128 bytes would take a million steps for a field of 100 MB.
    private static let fieldBufferStep = 64 << 10
    private static let keptFieldBuffer = 4 << 20

    private let plan: Plan
    // SAFETY: everything below is allocated in `init`, freed in `deinit`, and reached by libcsv only within the calls that
    // this class makes, with `state` as their context.
    private let parser: UnsafeMutablePointer<csv_parser>
    private let state: UnsafeMutablePointer<RecordState>
    private let sinks: UnsafeMutablePointer<FieldSink>
    private let sinkOfRequest: [UnsafeMutablePointer<FieldSink>]
    private var missing = PlainList<MissingToken>()
    private var storage: ColumnStorage

    init(_ plan: Plan) {
        self.plan = plan
        parser = .allocate(capacity: 1)
        parser.initialize(to: csv_parser())
        csv_init(parser, 0)
        csv_set_delim(parser, plan.delimiter)
        csv_set_blk_size(parser, Self.fieldBufferStep)

        storage = ColumnStorage(kinds: plan.requests.map(\.kind), capacity: 0)
        sinks = .allocate(capacity: plan.fieldCount)
        sinks.initialize(repeating: FieldSink(), count: plan.fieldCount)
        sinkOfRequest = Self.connect(plan.requests, to: sinks)

        for token in plan.missing {
            let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, token.count))
            bytes.initialize(from: token, count: token.count)
            missing.append(MissingToken(bytes: bytes, count: token.count))
        }
        state = .allocate(capacity: 1)
        state.initialize(
            to: RecordState(
                sinks: sinks, fieldCount: plan.fieldCount, decimalMark: plan.decimalMark, missing: missing,
                fillsShortRecords: plan.fillsShortRecords))
    }

    /// Gives each request the sink of its field, or one chained behind it if that is taken, and returns these sinks.
    private static func connect(
        _ requests: [(kind: ColumnRequest.Kind, field: Int)], to sinks: UnsafeMutablePointer<FieldSink>
    ) -> [UnsafeMutablePointer<FieldSink>] {
        requests.map { request in
            var sink = sinks + request.field
            if sink.pointee.isUsed {
                let chained = UnsafeMutablePointer<FieldSink>.allocate(capacity: 1)
                chained.initialize(to: FieldSink(next: sink.pointee.next))
                sink.pointee.next = chained
                sink = chained
            }
            switch request.kind {
            case .integer, .decimal:
                sink.pointee.isNumeric = true
                sink.pointee.isInteger = request.kind == .integer
            case .text:
                let labels = UnsafeMutablePointer<LabelTable>.allocate(capacity: 1)
                labels.initialize(to: LabelTable())
                sink.pointee.labels = labels
            case .digest:
                sink.pointee.isDigest = true
            }
            return sink
        }
    }

    deinit {
        csv_free(parser)
        parser.deallocate()
        state.pointee.deallocate()
        state.deallocate()
        for sink in sinkOfRequest {
            sink.pointee.labels?.pointee.deallocate()
            sink.pointee.labels?.deallocate()
            let isChained = !(sinks..<(sinks + plan.fieldCount)).contains(sink)
            if isChained { sink.deallocate() }
        }
        sinks.deallocate()
        for index in 0..<missing.count { missing[index].bytes.deallocate() }
        missing.deallocate()
    }

    /// Parses a block that begins at a record start.
    ///
    /// Throws `unterminatedQuote` if the input ends with the block and inside quotes.
    func parse(_ raw: RawBlock) throws(DelimitedTextError) -> Outcome {
        prepare(for: raw)
        if plan.splitsPlainRecords, let plain = PlainRecords(raw, delimiter: plan.delimiter) {
            switch plain.read(into: state) {
            case .withBreak: return .block(finish(raw, endsWithoutBreak: false))
            case .withoutBreak: return .block(finish(raw, endsWithoutBreak: true))
            case .elsewhere: return .misfit
            }
        }
        guard let endsWithoutBreak = try parseQuoted(raw) else { return .misfit }
        let swallowing = numbersOfSwallowing(raw, endsWithoutBreak: endsWithoutBreak)
        if !swallowing.isEmpty {
            // Rare: the block is parsed again, and these records become no rows.
            prepare(for: raw)
            state.pointee.refuse(swallowing)
            guard try parseQuoted(raw) != nil else { return .misfit }
        }
        return .block(finish(raw, endsWithoutBreak: endsWithoutBreak))
    }

    /// Parses a block through libcsv. Returns whether it ends as the input does, without a line break; nil where no record ends with it.
    private func parseQuoted(_ raw: RawBlock) throws(DelimitedTextError) -> Bool? {
        defer { if parser.pointee.entry_size > Self.keptFieldBuffer { csv_free(parser) } }
        let bytes = raw.bytes
        // Two constants, as a choice between functions is no C function.
        let (everyRecord, unlessRefused): (RecordCallback, RecordCallback) = (recordEnded, recordEndedUnlessRefused)
        let ended = state.pointee.refuses ? unlessRefused : everyRecord
        let parsed = csv_parse(parser, bytes.baseAddress, bytes.count, fieldEnded, ended, state)
        guard parsed == bytes.count else {
            throw .unreadable(path: plan.path, reason: String(cString: csv_strerror(csv_error(parser))))
        }
        var endsWithoutBreak = false
        if parser.pointee.pstate != ParserState.rowNotBegun {
            guard raw.isLast else {
                csv_fini(parser, nil, nil, nil)
                return nil
            }
            if parser.pointee.pstate == ParserState.fieldBegun, parser.pointee.quoted != 0 {
                csv_fini(parser, nil, nil, nil)
                throw .unterminatedQuote(
                    path: plan.path, line: RecordProbe.lineOfOpenQuote(in: raw, delimiter: plan.delimiter))
            }
            csv_fini(parser, fieldEnded, ended, state)
            endsWithoutBreak = true
        }
        return endsWithoutBreak
    }

    /// Gives every sink an empty column with room for each record that the block can hold.
    private func prepare(for raw: RawBlock) {
        let rowLimit = raw.lineBreaks + 1
        if storage.capacity < rowLimit || !isKnownUniquelyReferenced(&storage) {
            storage = ColumnStorage(kinds: storage.kinds, capacity: rowLimit + rowLimit / 8)
        }
        for (sink, column) in zip(sinkOfRequest, storage.columns) {
            sink.pointee.values = column.base
            sink.pointee.labels?.pointee.restart(missing: plan.missing)
        }
        state.pointee.restart()
    }

    /// The records that have swallowed others, by their number in the block, with how many lines.
    private func numbersOfSwallowing(_ raw: RawBlock, endsWithoutBreak: Bool) -> [(record: Int, lines: Int)] {
        let records = state.pointee.row + state.pointee.miscounted.count
        let surplus = raw.lineBreaks - (records - (endsWithoutBreak ? 1 : 0))
        guard surplus > 0 else { return [] }
        let found = SwallowedLines.find(in: raw, delimiter: plan.delimiter, fieldCount: plan.fieldCount)
        guard !found.isEmpty else { return [] }
        let lines = RecordLines(block: raw, surplusLines: surplus, delimiter: plan.delimiter, malformedRecords: [])
        return found.map { one in
            (bisect(records) { lines.line(ofRecord: $0) < one.line }, one.count)
        }
    }

    private func finish(_ raw: RawBlock, endsWithoutBreak: Bool) -> ColumnBlock {
        let rowCount = state.pointee.row
        let miscounted = (0..<state.pointee.miscounted.count).map { state.pointee.miscounted[$0] }
        for (index, sink) in sinkOfRequest.enumerated() {
            guard let labels = sink.pointee.labels else { continue }
            storage.labels[index] = labels.pointee.labels()
            // A record that became no row may have brought labels along.
            if !miscounted.isEmpty { storage.dropUnusedLabels(column: index, rowCount: rowCount) }
        }
        // Every record ends with at least one line break, so equal numbers mean one line a record.
        let recordsWithBreak = rowCount + miscounted.count - (endsWithoutBreak ? 1 : 0)
        let lines = RecordLines(
            block: raw, surplusLines: raw.lineBreaks - recordsWithBreak, delimiter: plan.delimiter,
            malformedRecords: miscounted.map(\.record))
        return ColumnBlock(
            index: raw.index, rowCount: rowCount, byteCount: raw.count,
            malformed: miscounted.map { record in
                MalformedRecord(
                    line: lines.line(ofRecord: record.record),
                    reason: record.swallowedLines > 0
                        ? .swallowedLines(record.swallowedLines)
                        : .fieldCount(found: record.fieldCount, expected: plan.fieldCount))
            },
            storage: storage, lines: lines)
    }
}

extension ColumnStorage {
    /// Leaves only the labels that the first `rowCount` rows use, in order of first appearance.
    fileprivate func dropUnusedLabels(column: Int, rowCount: Int) {
        // SAFETY: the column is a text column, so its first `rowCount` cells have been written as `UInt32`.
        let codes = columns[column].base.bindMemory(to: UInt32.self, capacity: rowCount)
        var newCodes = [UInt32?](repeating: nil, count: labels[column].count)
        var used: [String] = []
        for row in 0..<rowCount where codes[row] < CellCode.textMalformed {
            let old = Int(codes[row])
            let code = newCodes[old] ?? UInt32(used.count)
            if newCodes[old] == nil {
                newCodes[old] = code
                used.append(labels[column][old])
            }
            codes[row] = code
        }
        labels[column] = used
    }
}
