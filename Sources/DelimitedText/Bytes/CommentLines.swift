/// Makes lines that begin with a mark blank, byte for byte, while an input is read: blank lines are no records, and every other line
/// keeps its number. A line inside quotes is part of a cell, whatever it begins with.
struct CommentLines {
    private let mark: UInt8
    private let delimiter: UInt8?
    private let blank: UInt8
    private var mode = QuoteMode.outsideQuotes
    private var isInComment = false
    /// Whether nothing but blanks has come since the last delimiter or line break.
    private var isAtFieldStart = true
    private var isAtLineStart = true

    /// - Parameter delimiter: nil where it is sniffed.
    init(mark: UInt8, delimiter: Dialect.Delimiter) {
        self.mark = mark
        if case .byte(let byte) = delimiter { self.delimiter = byte } else { self.delimiter = nil }
        blank = self.delimiter == UInt8(ascii: " ") ? UInt8(ascii: "\t") : UInt8(ascii: " ")
    }

    /// Blanks the comments among more bytes.
    mutating func blank(_ bytes: UnsafeMutableRawBufferPointer) {
        // SAFETY: read and written through the buffer's own subscript, at its own indices.
        for place in bytes.indices {
            let byte = bytes[place]
            if isInComment {
                if byte.isLineBreak { beginLine() } else { bytes[place] = blank }
                continue
            }
            if isAtLineStart, mode == .outsideQuotes, byte == mark {
                isInComment = true
                bytes[place] = blank
                continue
            }
            isAtLineStart = false
            follow(byte)
        }
    }

    private mutating func follow(_ byte: UInt8) {
        switch mode {
        case .outsideQuotes:
            if byte.isLineBreak {
                beginLine()
            } else if separates(byte) {
                isAtFieldStart = true
            } else if byte == .quoteMark, isAtFieldStart {
                mode = .insideQuotes
            } else if !byte.isBlank {
                isAtFieldStart = false
            }
        case .insideQuotes:
            if byte == .quoteMark { mode = .quoteMayHaveEnded(afterSpaces: false) }
        case .quoteMayHaveEnded:
            mode.readAfterQuote(byte, delimiter: separates(byte) ? byte : .lineFeed)
            if mode == .outsideQuotes { byte.isLineBreak ? beginLine() : (isAtFieldStart = true) }
        }
    }

    private mutating func beginLine() {
        isInComment = false
        isAtFieldStart = true
        isAtLineStart = true
    }

    private func separates(_ byte: UInt8) -> Bool {
        guard let delimiter else { return Dialect.sniffable.contains(byte) }
        return byte == delimiter
    }
}
