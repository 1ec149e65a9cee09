/// The start of an input: enough bytes to tell its encoding and delimiter and to hold its header.
struct InputHead {
    /// The header record.
    let header: Header
    /// The bytes that were read behind it.
    let rest: ArraySlice<UInt8>
    /// The physical line on which `rest` begins.
    let nextLine: Int
    /// Whether the header ends with a CR whose LF, if there is one, begins `rest`.
    let followsCarriageReturn: Bool
    /// Whether the input ends with the header, and without a line break.
    let endsWithoutBreak: Bool
    /// Bytes read from the source.
    let byteCount: Int

    /// How many bytes the delimiter is sniffed in, whatever the block size.
    private static let sniffedBytes = 64 << 10

    /// Reads the header from a fresh source.
    init(from source: ByteSource, delimiter wanted: Dialect.Delimiter, recordLimit: Int) throws(DelimitedTextError) {
        var reading = HeadReading(source: source, recordLimit: recordLimit)
        try reading.read(upTo: Self.sniffedBytes)
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let hasByteOrderMark = reading.bytes.starts(with: mark)
        if let encoding = wideEncoding(reading.bytes) { throw .notText(path: source.name, encoding: encoding) }
        let start = hasByteOrderMark ? mark.count : 0

        let delimiter: UInt8
        switch wanted {
        case .byte(let byte):
            guard byte > 0, byte < 0x80, !byte.isLineBreak, byte != .quoteMark else {
                throw .unusableDelimiter(path: source.name, byte: byte)
            }
            delimiter = byte
        case .sniffed:
            delimiter = sniffDelimiter(reading.bytes[start...], isWhole: reading.isAtEnd)
        }

        let record = try reading.firstRecord(from: start, delimiter: delimiter)
        header = Header(
            names: record.fields.map { String(decoding: $0, as: UTF8.self) }, delimiter: delimiter,
            hasByteOrderMark: hasByteOrderMark, isCompressed: source.isCompressed, line: record.line)
        rest = reading.bytes[record.end...]
        nextLine = record.nextLine
        followsCarriageReturn = reading.bytes[..<record.end].last == .carriageReturn
        endsWithoutBreak = reading.bytes[..<record.end].last?.isLineBreak == false
        byteCount = reading.bytes.count
    }
}

private struct HeadReading {
    let source: ByteSource
    let recordLimit: Int
    var bytes: [UInt8] = []
    var isAtEnd = false

    mutating func read(upTo count: Int) throws(DelimitedTextError) {
        let block = RawBlock(capacity: max(1, count - bytes.count))
        while !isAtEnd, bytes.count + block.count < count {
            let missing = count - bytes.count - block.count
            let added = try block.append(atMost: missing) { (space) throws(DelimitedTextError) in
                try source.read(into: space)
            }
            isAtEnd = added == 0
        }
        bytes.append(contentsOf: block.bytes)
    }

    /// The fields of the first record, where it ends, and the lines on which it and what follows start.
    mutating func firstRecord(
        from start: Int, delimiter: UInt8
    ) throws(DelimitedTextError) -> (fields: [[UInt8]], end: Int, line: Int, nextLine: Int) {
        while true {
            let probe = RecordProbe(delimiter: delimiter, keepsFirstRecord: true)
            var line = 1
            var recordLine: Int?
            var openedLine = 1
            var end = start
            // SAFETY: the pieces are read within the closure only; the probe copies what it keeps.
            let isFound = bytes[start...].withUnsafeBytes { all in
                for piece in PhysicalLines(all) {
                    let before = probe.standing
                    probe.feed(piece)
                    end += piece.count
                    if before == .atRecordStart, probe.standing != .atRecordStart || probe.recordCount > 0 {
                        recordLine = recordLine ?? line
                    }
                    if before != .insideQuotes, probe.standing == .insideQuotes { openedLine = line }
                    if piece.last?.isLineBreak == true { line += 1 }
                    if probe.recordCount > 0 { return true }
                }
                return false
            }
            if !isFound {
                if !isAtEnd {
                    guard bytes.count < recordLimit else {
                        throw .recordTooLong(path: source.name, line: recordLine ?? 1, limit: recordLimit)
                    }
                    try read(upTo: bytes.count * 2)
                    continue
                }
                if probe.standing == .insideQuotes { throw .unterminatedQuote(path: source.name, line: openedLine) }
                probe.finish()
                guard probe.recordCount > 0 else { throw .empty(path: source.name) }
            }
            return (probe.firstRecord, end, recordLine ?? 1, line)
        }
    }
}

/// UTF-16 and UTF-32 by their byte order marks.
private func wideEncoding(_ bytes: [UInt8]) -> String? {
    let marks: [(mark: [UInt8], encoding: String)] = [
        ([0xff, 0xfe, 0, 0], "UTF-32"), ([0, 0, 0xfe, 0xff], "UTF-32"), ([0xff, 0xfe], "UTF-16"),
        ([0xfe, 0xff], "UTF-16"),
    ]
    return marks.first { bytes.starts(with: $0.mark) }?.encoding
}

/// Comma, semicolon or tab: the one by which most of the first records have as many fields as the header, which must have
/// more than one. Ties go to the one that gives the header more fields, then in the order named. Comma if none divides the
/// header: a file of one column.
private func sniffDelimiter(_ bytes: ArraySlice<UInt8>, isWhole: Bool) -> UInt8 {
    let comma = UInt8(ascii: ",")
    var best = (delimiter: comma, agreeing: 0, fields: 1)
    for delimiter in [comma, UInt8(ascii: ";"), UInt8(ascii: "\t")] {
        let counts = fieldCounts(bytes, isWhole: isWhole, delimiter: delimiter)
        guard let fields = counts.first, fields > 1 else { continue }
        let agreeing = counts.count { $0 == fields }
        if (agreeing, fields) > (best.agreeing, best.fields) { best = (delimiter, agreeing, fields) }
    }
    return best.delimiter
}

/// The number of fields of the header and of up to 100 records after it.
private func fieldCounts(_ bytes: ArraySlice<UInt8>, isWhole: Bool, delimiter: UInt8) -> [Int] {
    let probe = RecordProbe(delimiter: delimiter)
    // SAFETY: the pieces are read within the closure only; the probe keeps counts.
    bytes.withUnsafeBytes { all in
        for piece in PhysicalLines(all) where probe.recordCount <= 100 { probe.feed(piece) }
    }
    if isWhole { probe.finish() }
    return probe.fieldCounts
}
