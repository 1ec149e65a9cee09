/// Finds the records that have swallowed others: a quote inside a field that is not doubled leaves the field open to a quote further
/// down, and the lines between read as its text.
///
/// A field is suspect where (1) a quote within it is neither doubled nor followed by a delimiter or a line break, which no
/// writer that keeps RFC 4180 leaves there, and (2) it goes over line breaks. Of its lines behind the first, those with as many
/// delimiters as a record has, or more, are counted as swallowed. A comment of several lines without that many stays what it is, and
/// so does anything in a file that keeps the RFC.
enum SwallowedLines {
    /// The line on which each such record starts, ascending, and how many lines it has swallowed.
    static func find(in block: RawBlock, delimiter: UInt8, fieldCount: Int) -> [(line: Int, count: Int)] {
        guard fieldCount > 1 else { return [] }
        let bytes = block.bytes
        var found: [(line: Int, count: Int)] = []
        var mode = QuoteMode.outsideQuotes
        var (opened, recordStart, lastEnd) = (0, 0, 0)
        var isSuspect = false
        func close(_ place: Int) {
            let count = recordLikeLines(
                in: bytes, from: opened, to: place, delimiter: delimiter, fieldCount: fieldCount)
            guard count > 0 else { return }
            let before = UnsafeRawBufferPointer(rebasing: bytes[..<recordStart])
            let line = block.firstLine + countLineBreaks(in: before, afterCarriageReturn: block.followsCarriageReturn)
            if found.last?.line == line {
                found[found.count - 1].count += count
            } else {
                found.append((line, count))
            }
        }
        // SAFETY: all below is looked at through the buffer's own subscript, at positions below its count.
        for place in bytes.indices {
            let byte = bytes[place]
            switch mode {
            case .outsideQuotes:
                guard byte == .quoteMark, QuoteMode.opensField(place, in: bytes, delimiter: delimiter) else { continue }
                mode = .insideQuotes
                opened = place
                isSuspect = false
                if let lineBreak = bytes[lastEnd..<place].lastIndex(where: \.isLineBreak) {
                    recordStart = lineBreak + 1
                }
            case .insideQuotes:
                if byte == .quoteMark { mode = .quoteMayHaveEnded(afterSpaces: false) }
            case .quoteMayHaveEnded:
                mode.readAfterQuote(byte, delimiter: delimiter)
                if mode == .insideQuotes, byte != .quoteMark { isSuspect = true }
                guard mode == .outsideQuotes else { continue }
                lastEnd = place
                if isSuspect { close(place) }
            }
        }
        // The input may end behind the closing quote.
        if block.isLast, isSuspect, case .quoteMayHaveEnded = mode { close(bytes.count) }
        return found
    }

    /// The lines that begin between two places and have a record's delimiters, counted to their end.
    private static func recordLikeLines(
        in bytes: UnsafeRawBufferPointer, from first: Int, to last: Int, delimiter: UInt8, fieldCount: Int
    ) -> Int {
        var (count, start, delimiters) = (0, first, 0)
        for place in first..<bytes.count {
            let byte = bytes[place]
            if byte == delimiter { delimiters += 1 }
            let isEnd = byte.isLineBreak
            if isEnd || place == bytes.count - 1 {
                if start != first, delimiters >= fieldCount - 1 { count += 1 }
                (start, delimiters) = (place + 1, 0)
                if place >= last { break }
            }
        }
        return count
    }
}
