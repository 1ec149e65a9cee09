// SAFETY: bytes are looked at through the buffer's own subscript, at positions that are compared with its bounds.

/// Where a byte stands with regard to quotes, by the states of libcsv 3.0.3.
enum QuoteMode: Equatable {
    case outsideQuotes
    case insideQuotes
    /// Behind a quote inside quotes: the end of the field, or the first of two quotes that are data.
    case quoteMayHaveEnded(afterSpaces: Bool)

    /// Takes a byte behind a quote that may have been the closing one: the delimiter or a line break says that it was, a
    /// further quote is data, blanks leave it open, and anything else takes the field back inside its quotes.
    mutating func readAfterQuote(_ byte: UInt8, delimiter: UInt8) {
        guard case .quoteMayHaveEnded(let afterSpaces) = self else { return }
        if byte == delimiter || byte.isLineBreak {
            self = .outsideQuotes
        } else if byte.isBlank {
            self = .quoteMayHaveEnded(afterSpaces: true)
        } else if byte == .quoteMark {
            self = afterSpaces ? .quoteMayHaveEnded(afterSpaces: false) : .insideQuotes
        } else {
            self = .insideQuotes
        }
    }

    /// Whether the quote at `quote`, met outside quotes, stands where a field begins; `bytes` begin at a record start.
    static func opensField(_ quote: Int, in bytes: UnsafeRawBufferPointer, delimiter: UInt8) -> Bool {
        var position = quote - 1
        while position >= 0, bytes[position] != delimiter, bytes[position].isBlank { position -= 1 }
        return position < 0 || bytes[position] == delimiter || bytes[position].isLineBreak
    }
}
