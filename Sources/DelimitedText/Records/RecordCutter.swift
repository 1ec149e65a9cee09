import Glibc

/// Finds the last record end in a growing run of bytes that begins at a record start.
///
/// It follows libcsv's own states (those of libcsv 3.0.3), but jumps from quote to quote: bytes without quotes cost one
/// `memchr` and a look back from their end. To libcsv
/// - a quote opens a field only where a field begins; spaces and tabs before it do not count;
/// - inside quotes, a quote may be the end. The delimiter or a line break after it is the end, a further quote is data,
///   spaces and tabs leave it open, and anything else takes the field back inside its quotes;
/// - any other quote is data.
struct RecordCutter {
    /// How the last record end is found.
    enum Method: Sendable {
        /// By the scan for quotes.
        case scanning
        /// By feeding libcsv line by line: slow, and right by definition. For recovery.
        case askingParser
        /// At any line break, even a quoted one: wrong on purpose, to test the recovery.
        case guessing
    }

    private let delimiter: UInt8
    private let method: Method
    private let probe: RecordProbe?
    private var mode = QuoteMode.outsideQuotes
    /// Every byte before this one has been looked at.
    private var scanned = 0
    /// Where the present stretch outside quotes begins.
    private var outsideStart = 0
    /// Just behind the last line break outside quotes.
    private var lastEnd = 0

    init(delimiter: UInt8, method: Method) {
        self.delimiter = delimiter
        self.method = method
        probe = method == .askingParser ? RecordProbe(delimiter: delimiter) : nil
    }

    /// The number of bytes up to and with the last record end, or nil if no record ends.
    ///
    /// May be called again with more bytes behind the same ones: what has been scanned is not scanned again.
    mutating func lastRecordEnd(in bytes: UnsafeRawBufferPointer) -> Int? {
        switch method {
        case .scanning: scan(bytes)
        case .askingParser: ask(bytes)
        case .guessing: lastEnd = endOfLastLine(in: bytes, from: 0) ?? 0
        }
        scanned = bytes.count
        return lastEnd > 0 ? lastEnd : nil
    }

    private mutating func scan(_ bytes: UnsafeRawBufferPointer) {
        var position = scanned
        while position < bytes.count {
            switch mode {
            case .outsideQuotes:
                let quote = nextQuote(in: bytes, from: position)
                if let end = endOfLastLine(in: bytes[..<(quote ?? bytes.count)], from: outsideStart) { lastEnd = end }
                outsideStart = quote ?? bytes.count
                guard let quote else { return }
                position = quote + 1
                if QuoteMode.opensField(quote, in: bytes, delimiter: delimiter) { mode = .insideQuotes }
            case .insideQuotes:
                guard let quote = nextQuote(in: bytes, from: position) else { return }
                position = quote + 1
                mode = .quoteMayHaveEnded(afterSpaces: false)
            case .quoteMayHaveEnded:
                mode.readAfterQuote(bytes[position], delimiter: delimiter)
                if mode == .outsideQuotes { outsideStart = position }
                position += 1
            }
        }
        if case .outsideQuotes = mode, let end = endOfLastLine(in: bytes, from: outsideStart) { lastEnd = end }
    }

    private mutating func ask(_ bytes: UnsafeRawBufferPointer) {
        guard let probe else { return }
        var end = scanned
        for piece in PhysicalLines(UnsafeRawBufferPointer(rebasing: bytes[scanned...])) {
            probe.feed(piece)
            end += piece.count
            if let last = piece.last, last.isLineBreak, probe.standing == .atRecordStart { lastEnd = end }
        }
    }
}

private func nextQuote(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count else { return nil }
    // SAFETY: `memchr` looks at the bytes from `start` to the end of `bytes` only, and returns one of them or nil.
    return memchr(base + start, Int32(UInt8.quoteMark), bytes.count - start).map { UnsafeRawPointer($0) - base }
}

/// Just behind the last LF or CR at or after `start`.
private func endOfLastLine(in bytes: Slice<UnsafeRawBufferPointer>, from start: Int) -> Int? {
    var position = bytes.endIndex
    while position > start {
        position -= 1
        if bytes[position].isLineBreak { return position + 1 }
    }
    return nil
}

private func endOfLastLine(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    endOfLastLine(in: bytes[...], from: start)
}
