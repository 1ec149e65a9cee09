/// How the characters of an input are stored.
public enum TextEncoding: Sendable, Hashable {
    /// The default: read as it is.
    case utf8
    /// UTF-16 in the order of its byte order mark; without one, in the order that its first characters tell.
    case utf16
    case utf16LittleEndian
    case utf16BigEndian
    case windows1252
    /// ISO 8859-1.
    case latin1

    /// UTF-16 and UTF-32 as their byte order marks tell, or NUL bytes at every other place where there are none.
    static func wide(_ bytes: [UInt8]) -> (name: String, encoding: TextEncoding?)? {
        if bytes.starts(with: [0xff, 0xfe, 0, 0]) || bytes.starts(with: [0, 0, 0xfe, 0xff]) { return ("UTF-32", nil) }
        if bytes.starts(with: [0xff, 0xfe]) { return ("UTF-16", .utf16LittleEndian) }
        if bytes.starts(with: [0xfe, 0xff]) { return ("UTF-16", .utf16BigEndian) }
        let first = bytes.prefix(256)
        guard first.count >= 4 else { return nil }
        // The share of NUL bytes at each place of four.
        var zeros = [0, 0, 0, 0]
        for (place, byte) in first.enumerated() where byte == 0 { zeros[place % 4] += 1 }
        let few = first.count / 16
        let most = first.count / 6
        let isZero = zeros.map { $0 > most }
        let isText = zeros.map { $0 <= few }
        if isText[0], isZero[1], isZero[2], isZero[3] { return ("UTF-32", nil) }
        if isZero[0], isZero[1], isZero[2], isText[3] { return ("UTF-32", nil) }
        if isText[0], isZero[1], isText[2], isZero[3] { return ("UTF-16", .utf16LittleEndian) }
        if isZero[0], isText[1], isZero[2], isText[3] { return ("UTF-16", .utf16BigEndian) }
        return nil
    }
}

/// Turns bytes of another encoding into UTF-8, piece by piece. Line breaks and delimiters stay single bytes, so that lines and
/// blocks are counted as ever. What is no character becomes a byte that is no UTF-8: its cell cannot be read, and is counted.
struct Transcoder {
    private let encoding: TextEncoding
    /// Bytes of a character whose other bytes have not come yet.
    private var held: [UInt8] = []
    private var isAtStart = true
    private static let noCharacter: UInt8 = 0xff

    /// From an encoding whose byte order is settled.
    init(from encoding: TextEncoding) {
        self.encoding = encoding
    }

    /// The UTF-8 of more bytes; `isLast` says that no others follow.
    mutating func decode(_ bytes: some Collection<UInt8>, isLast: Bool) -> [UInt8] {
        switch encoding {
        case .utf8: return Array(bytes)
        case .windows1252, .latin1:
            var text: [UInt8] = []
            text.reserveCapacity(bytes.count + bytes.count / 8)
            for byte in bytes {
                if byte < 0x80 {
                    text.append(byte)
                } else {
                    Self.append(scalar(of: byte), to: &text)
                }
            }
            return text
        case .utf16, .utf16LittleEndian, .utf16BigEndian:
            return decodeUnits(held + bytes, isLast: isLast)
        }
    }

    private func scalar(of byte: UInt8) -> Unicode.Scalar? {
        guard encoding == .windows1252, byte < 0xa0 else { return Unicode.Scalar(byte) }
        let code = Self.windows1252[Int(byte) - 0x80]
        return code == 0 ? nil : Unicode.Scalar(code)
    }

    /// 0x80 to 0x9f of Windows-1252 (the WHATWG's index); 0 where there is no character.
    private static let windows1252: [UInt16] = [
        0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
        0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e,
        0x0178,
    ]

    private mutating func decodeUnits(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
        func unit(_ place: Int) -> UInt16 {
            let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
            return encoding == .utf16BigEndian ? first << 8 | second : second << 8 | first
        }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var place = 0
        while place + 1 < bytes.count {
            let code = unit(place)
            let isMark = isAtStart && code == 0xfeff
            isAtStart = false
            if isMark {
                place += 2
            } else if UTF16.isLeadSurrogate(code) {
                guard place + 3 < bytes.count else {
                    if !isLast { break }
                    text.append(Self.noCharacter)
                    place += 2
                    continue
                }
                let next = unit(place + 2)
                if UTF16.isTrailSurrogate(next) {
                    let value = 0x1_0000 + (UInt32(code & 0x3ff) << 10 | UInt32(next & 0x3ff))
                    Self.append(Unicode.Scalar(value), to: &text)
                    place += 4
                } else {
                    text.append(Self.noCharacter)
                    place += 2
                }
            } else if code < 0x80 {
                text.append(UInt8(truncatingIfNeeded: code))
                place += 2
            } else {
                Self.append(Unicode.Scalar(code), to: &text)
                place += 2
            }
        }
        held = Array(bytes[place...])
        if isLast, !held.isEmpty {
            text.append(Self.noCharacter)
            held = []
        }
        return text
    }

    private static func append(_ scalar: Unicode.Scalar?, to text: inout [UInt8]) {
        guard let scalar else { return text.append(noCharacter) }
        text.append(contentsOf: UTF8.encode(scalar) ?? .init([noCharacter]))
    }
}
