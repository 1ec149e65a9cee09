import Presentation

/// JSON being written, value by value: for documents of tens of thousands of numbers, which Foundation's encoder takes many times as
/// long for.
///
/// Two blanks a level, keys in the order in which they are given; what is written by ``line(_:)`` stands on one line, so that a number of
/// the results is a line of the file. Numbers are the shortest text that reads back as
/// the same number; there is no NaN in the results.
struct JSONText {
    /// The text so far.
    private(set) var bytes: [UInt8] = []
    private var depth = 0
    private var isFirst = true
    private var isOnOneLine = false

    /// Writes an object whose members `body` adds.
    mutating func object(_ body: (inout JSONText) -> Void) { nest(UInt8(ascii: "{"), UInt8(ascii: "}"), body) }

    /// Writes an object, and all inside it, on one line.
    mutating func line(_ body: (inout JSONText) -> Void) {
        let outer = isOnOneLine
        isOnOneLine = true
        object(body)
        isOnOneLine = outer
    }

    /// Writes an array of what `element` writes for each item.
    mutating func array<Items: Sequence>(_ items: Items, _ element: (inout JSONText, Items.Element) -> Void) {
        nest(UInt8(ascii: "["), UInt8(ascii: "]")) { text in
            for item in items {
                text.separate()
                element(&text, item)
            }
        }
    }

    /// Writes a member: its key, and the value that `value` writes.
    mutating func member(_ key: String, _ value: (inout JSONText) -> Void) {
        separate()
        string(key)
        append(" : ")
        value(&self)
    }

    /// Writes a member that is a text, or `null`.
    mutating func member(_ key: String, _ text: String?) {
        member(key) { json in
            if let text { json.string(text) } else { json.append("null") }
        }
    }

    /// Writes a member that is a number, or `null`.
    mutating func member(_ key: String, _ number: Double?) {
        member(key) { $0.append(number.map { TidyTable.cell($0) } ?? "null") }
    }

    /// Writes a member that is true, false or `null`.
    mutating func member(_ key: String, _ flag: Bool?) {
        member(key) { $0.append(flag.map { $0 ? "true" : "false" } ?? "null") }
    }

    /// Writes `null`.
    mutating func null() { append("null") }

    /// Writes a text, escaped as RFC 8259 asks.
    mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\r"): append("\\r")
            case UInt8(ascii: "\t"): append("\\t")
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Ends the document with a line break.
    mutating func end() { bytes.append(UInt8(ascii: "\n")) }

    private mutating func nest(_ open: UInt8, _ close: UInt8, _ body: (inout JSONText) -> Void) {
        bytes.append(open)
        depth += 1
        isFirst = true
        body(&self)
        depth -= 1
        if !isFirst { breakLine() }
        isFirst = false
        bytes.append(close)
    }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        breakLine()
    }

    private mutating func breakLine() {
        guard !isOnOneLine else {
            if bytes.last == UInt8(ascii: ",") { bytes.append(UInt8(ascii: " ")) }
            return
        }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
