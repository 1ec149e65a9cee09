/// The fast path of numeric cells: up to eight digits, with or without a decimal mark, without a loop or a branch a digit.
///
/// Eight bytes are taken as one word, shifted so that missing leading digits read as zeros, checked and converted in three
/// multiplications (Lemire 2021, "Number parsing at a gigabyte per second", doi:10.1002/spe.2984, section 6).
struct DigitWord {
    /// The cell's bytes from the lowest byte up; anything behind them.
    private let word: UInt64
    private let count: Int

    /// Whether a cell of `count` bytes fits: 1...8.
    @inline(__always) static func holds(_ count: Int) -> Bool { UInt(bitPattern: count &- 1) < 8 }

    /// SAFETY: `bytes` must be readable for eight bytes; `count` must be 1...8.
    @inline(__always) init(_ bytes: UnsafeRawPointer, count: Int) {
        word = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        self.count = count
    }

    @inline(__always) private init(word: UInt64, count: Int) {
        self.word = word
        self.count = count
    }

    /// The number, if every byte is a digit.
    @inline(__always) var number: UInt32? {
        let shift = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        let zeros: UInt64 = 0x3030_3030_3030_3030
        // The shift of the zeros goes in two steps, as a shift by 64 is none.
        let digits = (word &<< shift) | ((zeros &>> (56 &- shift)) &>> 8)
        let highNibbles: UInt64 = 0xf0f0_f0f0_f0f0_f0f0
        // Digits are 0x30...0x39: their high nibbles are 3, and still are after adding 6.
        let isNoDigit = ((digits & highNibbles) ^ zeros) | (((digits &+ 0x0606_0606_0606_0606) & highNibbles) ^ zeros)
        guard isNoDigit == 0 else { return nil }
        let tens = digits &- zeros
        let pairs = tens &* 10 &+ (tens &>> 8)
        let everyOther: UInt64 = 0x0000_00ff_0000_00ff
        let upper = (pairs & everyOther) &* 0x000f_4240_0000_0064
        let lower = ((pairs &>> 16) & everyOther) &* 0x0000_2710_0000_0001
        return UInt32(truncatingIfNeeded: (upper &+ lower) &>> 32)
    }

    /// The number below zero, if the first byte is a minus and every other one a digit.
    @inline(__always) var negative: Int64? {
        guard count > 1, UInt8(truncatingIfNeeded: word) == UInt8(ascii: "-"),
            let number = DigitWord(word: word &>> 8, count: count &- 1).number
        else { return nil }
        return -Int64(number)
    }

    /// The number, if every byte is a digit but one decimal mark at most, and one at least. Without a branch on where the mark is,
    /// which cells of one column do not agree on.
    @inline(__always) func decimal(mark: UInt8) -> Double? {
        let differences = word ^ (0x0101_0101_0101_0101 &* UInt64(mark))
        let zeroBytes = (differences &- 0x0101_0101_0101_0101) & ~differences & 0x8080_8080_8080_8080
        let position = min(zeroBytes.trailingZeroBitCount &>> 3, count)
        let marks = position < count ? 1 : 0
        let digits = count &- marks
        guard digits > 0 else { return nil }
        // In two steps, as a shift by 64 is none.
        let behind =
            ((~0 as UInt64) &<< UInt64(truncatingIfNeeded: 4 &* position)) &<< UInt64(truncatingIfNeeded: 4 &* position)
        let withoutMark = (word & ~behind) | ((word &>> UInt64(truncatingIfNeeded: 8 &* marks)) & behind)
        guard let number = DigitWord(word: withoutMark, count: digits).number else { return nil }
        // Both operands are exact, so the quotient is the nearest Double (Clinger 1990, doi:10.1145/93548.93557).
        return Double(number) / power(ofTen: digits &- position)
    }
}

/// 10 to the power of 0...7.
@inline(__always) private func power(ofTen exponent: Int) -> Double {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1000
    case 4: 1e4
    case 5: 1e5
    case 6: 1e6
    default: 1e7
    }
}
