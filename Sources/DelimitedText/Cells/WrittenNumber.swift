extension DecimalMark {
    /// The number that a text holds, by the grammar of the cells of decimal columns: finite and in decimal digits. `nil` for
    /// anything else, also "nan", "inf" and hexadecimal.
    public func number(in text: String) -> Double? {
        var text = text
        // SAFETY: the number is read while the text's bytes are valid, and does not outlive them.
        return text.withUTF8 { WrittenNumber(UnsafeRawBufferPointer($0), decimalMark: byte)?.double }
    }
}

/// A decimal number as it was written: ±`mantissa` × 10^`exponent`.
struct WrittenNumber {
    private var isNegative = false
    private var mantissa: UInt64 = 0
    private var exponent = 0
    /// Whether `mantissa` holds every significant digit (up to 19 fit for certain).
    private var isComplete = true
    /// The number with spaces trimmed.
    // SAFETY: a view of the caller's cell, read through the buffer's own subscript; a number does not outlive its cell.
    private let text: UnsafeRawBufferPointer
    private let decimalMark: UInt8

    /// Reads `[+-] digits [mark digits] [e [+-] digits]`, with digits on at least one side of the mark and with spaces and
    /// tabs around the whole. nil for anything else, such as hexadecimal, "inf" and "nan".
    init?(_ cell: UnsafeRawBufferPointer, decimalMark: UInt8) {
        var start = 0
        var end = cell.count
        while start < end, cell[start].isBlank { start += 1 }
        while end > start, cell[end - 1].isBlank { end -= 1 }
        text = UnsafeRawBufferPointer(rebasing: cell[start..<end])
        self.decimalMark = decimalMark
        guard read() else { return nil }
    }

    private mutating func read() -> Bool {
        var position = 0
        isNegative = readSign(&position)

        var significantDigits = 0
        var heldZeros = 0  // zeros that count only if another digit follows, so that 7.0000… stays 7
        var digitCount = 0
        var fractionDigits = 0
        var isInFraction = false
        while position < text.count {
            let byte = text[position]
            if byte == decimalMark, !isInFraction {
                isInFraction = true
            } else if let digit = digit(byte) {
                digitCount += 1
                if isInFraction { fractionDigits += 1 }
                if digit == 0 {
                    if mantissa != 0 { heldZeros += 1 }
                } else if significantDigits + heldZeros < 19 {
                    for _ in 0..<heldZeros { mantissa *= 10 }
                    mantissa = mantissa * 10 + digit
                    significantDigits += heldZeros + 1
                    heldZeros = 0
                } else {
                    isComplete = false
                }
            } else {
                break
            }
            position += 1
        }
        guard digitCount > 0 else { return false }
        exponent = heldZeros - fractionDigits
        return position == text.count || readExponent(&position)
    }

    private mutating func readExponent(_ position: inout Int) -> Bool {
        guard text[position] | 0x20 == UInt8(ascii: "e") else { return false }
        position += 1
        let isNegative = readSign(&position)
        guard position < text.count else { return false }
        var written = 0
        while position < text.count {
            guard let digit = digit(text[position]) else { return false }
            written = min(written * 10 + Int(digit), 1_000_000)  // far outside every number, whatever follows
            position += 1
        }
        exponent += isNegative ? -written : written
        return true
    }

    private func readSign(_ position: inout Int) -> Bool {
        guard position < text.count else { return false }
        let isNegative = text[position] == UInt8(ascii: "-")
        if isNegative || text[position] == UInt8(ascii: "+") { position += 1 }
        return isNegative
    }

    /// The number, if it is whole and fits, whatever way it was written.
    var integer: Int32? {
        guard isComplete else { return nil }
        if mantissa == 0 { return 0 }
        guard (-19...9).contains(exponent) else { return nil }
        var magnitude = mantissa
        for _ in 0..<abs(exponent) {
            if exponent < 0 {
                guard magnitude % 10 == 0 else { return nil }
                magnitude /= 10
            } else {
                let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
                if overflow { return nil }
                magnitude = product
            }
        }
        guard let value = Int64(exactly: magnitude) else { return nil }
        return Int32(exactly: isNegative ? -value : value)
    }

    /// The nearest `Double`, nil if that is infinite.
    ///
    /// Exact operands make one correctly rounded operation correct (Clinger 1990, doi:10.1145/93548.93557); everything
    /// else goes to the standard library, which rounds correctly and knows no locale.
    var double: Double? {
        if isComplete, mantissa <= 1 << 53, abs(exponent) < powersOfTen.count {
            let magnitude = Double(mantissa)
            let value = exponent < 0 ? magnitude / powersOfTen[-exponent] : magnitude * powersOfTen[exponent]
            return isNegative ? -value : value
        }
        let pointed = text.map { $0 == decimalMark ? UInt8(ascii: ".") : $0 }
        return Double(String(decoding: pointed, as: UTF8.self)).flatMap { $0.isFinite ? $0 : nil }
    }
}

/// The powers of ten that a `Double` holds exactly.
private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]

private func digit(_ byte: UInt8) -> UInt64? {
    let digit = byte &- UInt8(ascii: "0")
    return digit < 10 ? UInt64(digit) : nil
}
