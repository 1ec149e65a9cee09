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
    /// Whether these are all that it has.
    let isWhole: Bool

    /// How many bytes the delimiter is sniffed in, whatever the block size.
    private static let sniffedBytes = 64 << 10

    /// A longer header is no header: the file has no line breaks.
    private static let longestHeader = 4 << 20
    private static let mostColumns = 65_535

    /// Reads the header from a fresh source.
    init(from source: ByteSource, dialect: Dialect, recordLimit: Int) throws(DelimitedTextError) {
        var reading = HeadReading(source: source, recordLimit: min(recordLimit, Self.longestHeader))
        try reading.read(upTo: Self.sniffedBytes)
        let encoding = try Self.encoding(of: reading.bytes, as: dialect.encoding, path: source.name)
        reading.bytes = source.begin(dialect, encoding: encoding, first: reading.bytes, isAll: reading.isAtEnd)
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        let hasByteOrderMark = reading.bytes.starts(with: mark)
        var (start, line) = try reading.skip(dialect.skippedLines, from: hasByteOrderMark ? mark.count : 0)

        let declared = ExcelDelimiterLine(reading.bytes[start...])
        if let declared {
            start += declared.byteCount
            line += 1
        }
        let delimiter: UInt8
        switch dialect.delimiter {
        case .byte(let byte):
            guard byte > 0, byte < 0x80, !byte.isLineBreak, byte != .quoteMark else {
                throw .unusableDelimiter(path: source.name, byte: byte)
            }
            delimiter = byte
        case .sniffed:
            delimiter = declared?.delimiter ?? sniffDelimiter(reading.bytes[start...], isWhole: reading.isAtEnd)
        }

        let sniffed = reading.bytes[start...]
        let isText = Self.isText(sniffed, isWhole: reading.isAtEnd)
        let widths = fieldCounts(sniffed, isWhole: reading.isAtEnd, delimiter: delimiter).dropFirst()
        let record = try reading.firstRecord(from: start, line: line, delimiter: delimiter)
        guard record.fields.count <= Self.mostColumns else {
            throw .tooManyColumns(path: source.name, line: record.line, limit: Self.mostColumns)
        }
        if record.fields.contains(where: { $0.contains(0) }) { throw .otherFormat(path: source.name, .binary) }
        let names = record.fields.map { Header.trimmed(String(decoding: $0, as: UTF8.self)) }
        header = Header(
            names: dialect.hasRowNames ? [""] + names : names, delimiter: delimiter, hasByteOrderMark: hasByteOrderMark,
            isCompressed: source.isCompressed, line: record.line, isText: isText,
            widthBelow: widths.first.flatMap { width in widths.allSatisfy { $0 == width } ? width : nil },
            namesBelow: namesBelow(
                dialect.hasRowNames ? [""] + names : names, reading.bytes[record.end...], delimiter: delimiter))
        rest = reading.bytes[record.end...]
        nextLine = record.nextLine
        followsCarriageReturn = reading.bytes[..<record.end].last == .carriageReturn
        endsWithoutBreak = reading.bytes[..<record.end].last?.isLineBreak == false
        byteCount = reading.bytes.count
        isWhole = reading.isAtEnd
    }

    /// The encoding with its byte order. Throws for a file that is no text, or not in the encoding that is declared.
    private static func encoding(
        of bytes: [UInt8], as declared: TextEncoding, path: String
    ) throws(DelimitedTextError) -> TextEncoding {
        if let format = FileFormat(bytes) { throw .otherFormat(path: path, format) }
        let wide = TextEncoding.wide(bytes)
        switch declared {
        case .utf16, .utf16LittleEndian, .utf16BigEndian:
            guard bytes.isEmpty || wide?.encoding != nil else { throw .otherEncoding(path: path, declared: "utf-16") }
            return declared == .utf16 ? wide?.encoding ?? .utf16LittleEndian : declared
        case .utf8, .windows1252, .latin1:
            if let wide { throw .notText(path: path, encoding: wide.name) }
            let isMarkedUTF8 = bytes.starts(with: [0xef, 0xbb, 0xbf])
            if isMarkedUTF8, declared != .utf8 {
                throw .otherEncoding(path: path, declared: declared == .latin1 ? "latin-1" : "windows-1252")
            }
            return declared
        }
    }

    /// Whether bytes are UTF-8, but for a character that is cut off at their end.
    private static func isText(_ bytes: ArraySlice<UInt8>, isWhole: Bool) -> Bool {
        let most = isWhole ? 0 : 3
        return (0...most).contains { cut in String(validating: bytes.dropLast(cut), as: UTF8.self) != nil }
    }
}

/// A first line `sep=;`, by which Excel is told the delimiter.
private struct ExcelDelimiterLine {
    let delimiter: UInt8
    let byteCount: Int

    init?(_ bytes: ArraySlice<UInt8>) {
        // SAFETY: the line is copied within the closure.
        let first = bytes.prefix(64).withUnsafeBytes { all -> [UInt8] in
            var lines = PhysicalLines(all)
            return lines.next().map { Array($0) } ?? []
        }
        guard first.last?.isLineBreak == true else { return nil }
        var line = first[...]
        while let last = line.last, last.isLineBreak || last == .quoteMark { line.removeLast() }
        if line.first == .quoteMark { line.removeFirst() }
        let key = Array("sep=".utf8)
        guard line.count == key.count + 1, let sign = line.last, sign < 0x80, sign != .quoteMark, sign > 0,
            String(decoding: line.prefix(key.count), as: UTF8.self).lowercased() == "sep="
        else { return nil }
        delimiter = sign
        byteCount = first.count
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

    /// Where the line after `count` lines begins, and its number.
    mutating func skip(_ count: Int, from first: Int) throws(DelimitedTextError) -> (start: Int, line: Int) {
        while true {
            var (start, passed) = (first, 0)
            // SAFETY: the lines are looked at within the closure only.
            bytes[first...].withUnsafeBytes { all in
                for piece in PhysicalLines(all) {
                    // An LF behind a CR at the end may still come.
                    guard passed < count,
                        piece.last == .lineFeed
                            || piece.last == .carriageReturn && (isAtEnd || start + piece.count < first + all.count)
                    else { break }
                    start += piece.count
                    passed += 1
                }
            }
            if passed == count { return (start, count + 1) }
            if isAtEnd { throw .empty(path: source.name) }
            guard bytes.count < recordLimit else {
                throw .recordTooLong(path: source.name, line: passed + 1, limit: recordLimit)
            }
            try read(upTo: bytes.count * 2)
        }
    }

    /// The fields of the first record, where it ends, and the lines on which it and what follows start.
    mutating func firstRecord(
        from start: Int, line first: Int, delimiter: UInt8
    ) throws(DelimitedTextError) -> (fields: [[UInt8]], end: Int, line: Int, nextLine: Int) {
        while true {
            let probe = RecordProbe(delimiter: delimiter, keepsFirstRecord: true)
            var line = first
            var recordLine: Int?
            var openedLine = first
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
                        throw .recordTooLong(path: source.name, line: recordLine ?? first, limit: recordLimit)
                    }
                    try read(upTo: min(bytes.count * 2, recordLimit + 1))
                    continue
                }
                if probe.standing == .insideQuotes { throw .unterminatedQuote(path: source.name, line: openedLine) }
                probe.finish()
                guard probe.recordCount > 0 else { throw .empty(path: source.name) }
            }
            return (probe.firstRecord, end, recordLine ?? first, line)
        }
    }
}

/// Comma, semicolon, tab or pipe: the one by which most of the first records have as many fields as the header, which must have
/// more than one. Ties go to the one that gives the header more fields, then in the order named. Comma if none divides the
/// header: a file of one column.
private func sniffDelimiter(_ bytes: ArraySlice<UInt8>, isWhole: Bool) -> UInt8 {
    let comma = UInt8(ascii: ",")
    var best = (delimiter: comma, agreeing: 0, fields: 1)
    for delimiter in Dialect.sniffable {
        let counts = fieldCounts(bytes, isWhole: isWhole, delimiter: delimiter)
        guard let fields = counts.first, fields > 1 else { continue }
        let agreeing = counts.count { $0 == fields }
        if (agreeing, fields) > (best.agreeing, best.fields) { best = (delimiter, agreeing, fields) }
    }
    return best.delimiter
}

/// How many names stand as a cell below themselves in the first hundred lines. Lines with delimiters in quotes and repeated headers are left
/// out.
private func namesBelow(_ names: [String], _ bytes: ArraySlice<UInt8>, delimiter: UInt8) -> Int {
    guard names.count <= 1000 else { return 0 }
    var found = Set<Int>()
    var rest = bytes
    for _ in 0..<100 {
        guard let start = rest.firstIndex(where: { !$0.isLineBreak }) else { break }
        rest = rest[start...]
        let line = rest.prefix { !$0.isLineBreak }
        guard line.endIndex < bytes.endIndex else { break }
        rest = rest[line.endIndex...]
        let fields = line.split(separator: delimiter, omittingEmptySubsequences: false)
        guard fields.count == names.count else { continue }
        let alike = fields.indices.filter { number in
            let name = names[number]
            let field = fields[number].drop { $0 == .quoteMark }
            return name.utf8.count > 1 && name.contains(where: \.isLetter)
                && (field.last == .quoteMark ? field.dropLast() : field).elementsEqual(name.utf8)
        }
        if alike.count < names.count { found.formUnion(alike) }
    }
    return found.count
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
