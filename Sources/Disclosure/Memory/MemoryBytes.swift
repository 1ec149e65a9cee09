import Findings

/// Values one after the other as bytes.
struct MemoryWriter {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// Seven bits a byte, the lowest first, the high bit where more follow (LEB128).
    mutating func count(_ value: Int) {
        var rest = UInt64(bitPattern: Int64(value))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Lowest byte first.
    mutating func word<Word: FixedWidthInteger>(_ value: Word) {
        for shift in stride(from: 0, to: Word.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func text(_ text: String) {
        count(text.utf8.count)
        bytes += text.utf8
    }

    mutating func list<Values: Collection>(
        _ values: Values, _ write: (inout MemoryWriter, Values.Element) -> Void
    ) {
        count(values.count)
        for value in values { write(&self, value) }
    }

    mutating func optional<Value>(_ value: Value?, _ write: (inout MemoryWriter, Value) -> Void) {
        byte(value == nil ? 0 : 1)
        if let value { write(&self, value) }
    }

    mutating func measure(_ measure: Measure) {
        switch measure {
        case .number(let number):
            byte(0)
            word(number.bitPattern)
        case .withheld(let reason):
            byte(1)
            text(reason)
        }
    }

    /// As the gaps between its members, or as bits, whichever is shorter.
    mutating func set(_ set: PersonSet) {
        let words = set.words
        if set.count < words.count * 8 {
            byte(0)
            count(set.count)
            var last = -1
            set.forEach { person in
                count(person - last - 1)
                last = person
            }
        } else {
            byte(1)
            list(words) { $0.word($1) }
        }
    }
}

/// Reads what ``MemoryWriter`` wrote.
struct MemoryReader {
    /// The bytes end early, or say what cannot be.
    struct Damaged: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() throws(Damaged) -> UInt8 {
        guard let byte = rest.popFirst() else { throw Damaged() }
        return byte
    }

    mutating func count() throws(Damaged) -> Int {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 63, by: 7) {
            let byte = try byte()
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return Int(value) }
        }
        throw Damaged()
    }

    mutating func word<Word: FixedWidthInteger>(_: Word.Type = Word.self) throws(Damaged) -> Word {
        var value: Word = 0
        for shift in stride(from: 0, to: Word.bitWidth, by: 8) { value |= Word(try byte()) << shift }
        return value
    }

    mutating func text() throws(Damaged) -> String {
        let length = try count()
        guard length <= rest.count else { throw Damaged() }
        let text = String(decoding: rest.prefix(length), as: UTF8.self)
        rest.removeFirst(length)
        return text
    }

    mutating func list<Value>(
        _ read: (inout MemoryReader) throws(Damaged) -> Value
    ) throws(Damaged) -> [Value] {
        let length = try count()
        // Each takes a byte at least, so that a damaged length asks for no more room than there is.
        guard length <= rest.count else { throw Damaged() }
        var values: [Value] = []
        values.reserveCapacity(length)
        for _ in 0..<length { values.append(try read(&self)) }
        return values
    }

    mutating func optional<Value>(
        _ read: (inout MemoryReader) throws(Damaged) -> Value
    ) throws(Damaged) -> Value? {
        try byte() == 0 ? nil : try read(&self)
    }

    mutating func measure() throws(Damaged) -> Measure {
        if try byte() == 0 { return .number(Double(bitPattern: try word())) }
        return .withheld(try text())
    }

    mutating func set() throws(Damaged) -> PersonSet {
        guard try byte() == 0 else { return PersonSet(words: try list { reader throws(Damaged) in try reader.word() }) }
        var last = -1
        let persons = try list { reader throws(Damaged) in
            last += try reader.count() + 1
            return last
        }
        guard persons.last ?? 0 < 1 << 40 else { throw Damaged() }
        return PersonSet(ascending: persons)
    }
}
