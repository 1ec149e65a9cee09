/// What libcsv's documentation and source say it makes of text, one character at a time: written apart from the reader, with
/// neither blocks nor threads nor libcsv. Slow and plain.
struct ReferenceParser {
    struct Record: Equatable {
        var line: Int
        var fields: [[UInt8]]
        /// Lines that read like records in a field with a quote that is not doubled.
        var swallowed = 0
    }

    private(set) var records: [Record] = []
    /// The line on which a quote opened that never closes.
    private(set) var openQuoteLine: Int?
    /// All physical lines.
    private(set) var lineCount = 0

    private enum State { case recordStart, fieldStart, plain, quoted, afterQuote }

    private var state = State.recordStart
    private var fields: [[UInt8]] = []
    private var field: [UInt8] = []
    private var recordLine = 1
    private var swallowed = 0

    init(_ text: [UInt8], delimiter: UInt8) {
        let quote = UInt8(ascii: "\"")
        var line = 1
        var quoteLine = 1
        var quoteIndex = 0
        var hasStrayQuote = false
        func noteSwallowed(upTo end: Int) {
            guard hasStrayQuote else { return }
            var line: [UInt8] = []
            var isFirst = true
            for index in quoteIndex..<text.count {
                line.append(text[index])
                guard text[index] == UInt8(ascii: "\n") || text[index] == UInt8(ascii: "\r") || index + 1 == text.count
                else { continue }
                let width = records.first?.fields.count ?? .max
                if !isFirst, width > 1, line.count(where: { $0 == delimiter }) >= width - 1 { swallowed += 1 }
                (line, isFirst) = ([], false)
                if index >= end { return }
            }
        }
        for (index, byte) in text.enumerated() {
            let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            let isBreak = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            switch state {
            case .recordStart, .fieldStart:
                if state == .recordStart { recordLine = line }
                if byte == delimiter {
                    endField(trimming: false)
                } else if isBlank {
                    break
                } else if isBreak {
                    if state == .fieldStart { endRecord(trimming: false) }
                } else if byte == quote {
                    state = .quoted
                    quoteLine = line
                    quoteIndex = index
                    hasStrayQuote = false
                } else {
                    field.append(byte)
                    state = .plain
                }
            case .plain:
                if byte == delimiter {
                    endField(trimming: true)
                } else if isBreak {
                    endRecord(trimming: true)
                } else {
                    field.append(byte)
                }
            case .quoted:
                if byte == quote { state = .afterQuote }
                field.append(byte)
            case .afterQuote:
                if byte == delimiter {
                    noteSwallowed(upTo: index)
                    closeQuote()
                    endField(trimming: false)
                } else if isBreak {
                    noteSwallowed(upTo: index)
                    closeQuote()
                    endRecord(trimming: false)
                } else if byte == quote, field.last == quote {
                    state = .quoted  // a doubled quote; one of them is in the field already
                } else {
                    field.append(byte)
                    if byte != quote, !isBlank {
                        state = .quoted
                        hasStrayQuote = true
                    }
                }
            }
            let isFirstOfPair =
                byte == UInt8(ascii: "\r") && index + 1 < text.count && text[index + 1] == UInt8(ascii: "\n")
            if isBreak, !isFirstOfPair { line += 1 }
        }
        switch state {
        case .recordStart: break
        case .fieldStart: endRecord(trimming: false)
        case .plain: endRecord(trimming: true)
        case .quoted: openQuoteLine = quoteLine
        case .afterQuote:
            noteSwallowed(upTo: text.count)
            closeQuote()
            endRecord(trimming: false)
        }
        let endsWithBreak = text.last == UInt8(ascii: "\n") || text.last == UInt8(ascii: "\r") || text.isEmpty
        lineCount = line - (endsWithBreak ? 1 : 0)
    }

    /// Drops the closing quote and the blanks behind it.
    private mutating func closeQuote() {
        while let last = field.last, last != UInt8(ascii: "\"") { field.removeLast() }
        field.removeLast()
    }

    private mutating func endField(trimming: Bool) {
        if trimming {
            while let last = field.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { field.removeLast() }
        }
        fields.append(field)
        field = []
        state = .fieldStart
    }

    private mutating func endRecord(trimming: Bool) {
        endField(trimming: trimming)
        records.append(Record(line: recordLine, fields: fields, swallowed: swallowed))
        swallowed = 0
        fields = []
        state = .recordStart
    }
}
