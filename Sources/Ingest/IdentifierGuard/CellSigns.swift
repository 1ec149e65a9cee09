/// What a cell is made of: one look at its bytes, from which nearly every cell of a real study is known to hold no identifier.
struct CellSigns {
    /// How many bytes there are.
    let count: Int
    private(set) var digits = 0
    private(set) var letters = 0
    /// Bytes that are neither.
    private(set) var marks = 0
    private(set) var hasAt = false
    private(set) var hasColon = false
    private(set) var hasBlank = false
    private(set) var hasPoint = false
    private(set) var hasSlash = false
    private(set) var hasNumberSign = false
    private(set) var hasComma = false
    private(set) var hasBracket = false
    /// Whether a byte is none of ASCII.
    private(set) var hasFurther = false
    /// Whether a number from 90 to 130 stands there by itself: an age that may be no one's.
    private(set) var hasHighNumber = false
    /// Whether all marks are such as part numbers: a blank, `-`, `.`, `/`.
    private(set) var marksPartNumbers = true

    init(_ text: String) {
        var count = 0
        var (run, number) = (0, 0)
        var isHigh = false
        func endNumber() {
            isHigh = isHigh || (run == 2 || run == 3) && (90...130).contains(number)
            (run, number) = (0, 0)
        }
        for byte in text.utf8 {
            count += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                run += 1
                if run < 4 { number = number * 10 + Int(byte & 0x0f) }
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...:
                letters += 1
                hasFurther = hasFurther || byte >= 0x80
                endNumber()
            default:
                marks += 1
                endNumber()
                switch byte {
                case UInt8(ascii: " "): hasBlank = true
                case UInt8(ascii: "-"): break
                case UInt8(ascii: "."): hasPoint = true
                case UInt8(ascii: "/"): hasSlash = true
                default:
                    marksPartNumbers = false
                    hasAt = hasAt || byte == UInt8(ascii: "@")
                    hasColon = hasColon || byte == UInt8(ascii: ":")
                    hasComma = hasComma || byte == UInt8(ascii: ",")
                    hasBracket = hasBracket || byte == UInt8(ascii: "(")
                    hasNumberSign = hasNumberSign || byte == UInt8(ascii: "#")
                }
            }
        }
        endNumber()
        hasHighNumber = isHigh
        self.count = count
    }

    /// Whether a number with a check digit may be written in these letters and digits.
    var mayBeNumber: Bool {
        guard digits > 4, marksPartNumbers else { return false }
        let signs = digits + letters
        if marks == 0 { return letters == 0 ? signs == 13 || signs == 15 : signs == 9 || signs > 10 }
        // Letters and digits that are parted: a code of a study, but for few lengths and kinds.
        if letters > 2, signs < 12, signs != 11, !hasBlank { return false }
        return (8...34).contains(signs)
    }
}
