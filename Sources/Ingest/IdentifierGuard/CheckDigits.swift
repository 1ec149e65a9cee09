/// Check digits of numbers that authorities and makers give out. Digits are values from 0 to 9.
enum CheckDigits {
    /// Whether the last digit is that of Luhn (ISO/IEC 7812-1, annex B): payment cards, IMEI, Canadian social insurance numbers; with
    /// 80840 before them, US National Provider Identifiers (45 CFR 162.406).
    static func isLuhn(_ digits: some BidirectionalCollection<Int>) -> Bool {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = place.isMultiple(of: 2) ? digit : digit * 2
            sum += value > 9 ? value - 9 : value
        }
        return sum.isMultiple(of: 10)
    }

    /// The remainder of a long number by a small one.
    static func remainder(_ digits: some Sequence<Int>, by divisor: Int) -> Int {
        digits.reduce(0) { ($0 * 10 + $1) % divisor }
    }

    /// The sum of products of digits and weights.
    static func weighted(_ digits: some Sequence<Int>, _ weights: [Int]) -> Int {
        zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// NHS number: ten digits, modulus 11 (NHS Data Dictionary, NHS NUMBER).
    static func isNHSNumber(_ digits: [Int]) -> Bool {
        guard digits.count == 10, let last = digits.last else { return false }
        let check = 11 - weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11
        return check != 10 && check % 11 == last && Set(digits).count > 1
    }

    /// German tax number: eleven digits, ISO/IEC 7064 MOD 11,10; of the first ten, one stands there twice or three times.
    static func isGermanTaxNumber(_ digits: [Int]) -> Bool {
        guard digits.count == 11, let first = digits.first, first > 0, (8...9).contains(Set(digits.prefix(10)).count)
        else { return false }
        var product = 10
        for digit in digits.prefix(10) {
            let sum = (digit + product) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        return (11 - product) % 10 == digits[10]
    }

    /// Number of a German health plan's member: a letter as two digits and eight digits, weights 1 and 2, then the check digit
    /// (Vereinbarung nach § 290 SGB V).
    static func isGermanHealthNumber(letter: Int, _ digits: [Int]) -> Bool {
        guard digits.count == 9 else { return false }
        let all = [letter / 10, letter % 10] + digits.prefix(8)
        let sum = all.enumerated().reduce(0) { sum, item in
            let product = item.element * (item.offset.isMultiple(of: 2) ? 1 : 2)
            return sum + product / 10 + product % 10
        }
        return sum % 10 == digits[8]
    }

    /// German pension insurance number: eight digits, a letter as two digits, two digits and the check digit (VKVV § 4).
    static func isGermanPensionNumber(_ digits: [Int], letter: Int) -> Bool {
        guard digits.count == 11 else { return false }
        let all = digits.prefix(8) + [letter / 10, letter % 10] + digits[8...9]
        let sum = zip(all, [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]).reduce(0) { sum, pair in
            let product = pair.0 * pair.1
            return sum + product / 10 + product % 10
        }
        return sum % 10 == digits[10]
    }

    /// Number of the US Drug Enforcement Administration: seven digits, the last being that of the 1st, 3rd and 5th and twice the others.
    static func isDrugEnforcementNumber(_ digits: [Int]) -> Bool {
        guard digits.count == 7 else { return false }
        return weighted(digits, [1, 2, 1, 2, 1, 2]) % 10 == digits[6]
    }

    /// The letter behind a Spanish identity number (Real Decreto 1553/2005).
    static func spanishLetter(_ digits: some Sequence<Int>) -> UInt8 {
        Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)[remainder(digits, by: 23)]
    }

    /// ISO 13616: country and check digits behind the rest, letters as 10 to 35, modulus 97.
    static func isAccountNumber(_ signs: [UInt8]) -> Bool {
        guard signs.count > 4 else { return false }
        var remainder = 0
        for sign in signs[4...] + signs[..<4] {
            guard let value = value(sign) else { return false }
            remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
        }
        return remainder == 1
    }

    /// The check digit of a document that machines read (ICAO 9303): weights 7, 3, 1.
    static func isDocument(_ signs: [UInt8]) -> Bool {
        let values = signs.compactMap(value)
        guard let last = values.last, values.count == signs.count else { return false }
        let weights = [7, 3, 1]
        return values.dropLast().enumerated().reduce(0) { $0 + $1.element * weights[$1.offset % 3] } % 10 == last
    }

    /// Mexico's population register: 17 signs and a check digit, weights 18 to 2.
    static func isMexicanRegister(_ signs: [UInt8]) -> Bool {
        let alphabet = Array("0123456789ABCDEFGHIJKLMN.OPQRSTUVWXYZ".utf8)
        let values = signs.prefix(17).compactMap(alphabet.firstIndex)
        guard values.count == 17, signs.count == 18, let last = value(signs[17]) else { return false }
        let sum = weighted(values, Array((2...18).reversed()))
        return (10 - sum % 10) % 10 == last
    }

    /// 17 characters with the check digit of North American vehicle identification numbers (49 CFR 565.15).
    static func isVehicleNumber(_ signs: [UInt8]) -> Bool {
        guard signs.count == 17 else { return false }
        let values = Array("0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ".utf8)
        let weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
        var sum = 0
        for (sign, weight) in zip(signs, weights) {
            guard sign != UInt8(ascii: "."), let value = values.firstIndex(of: sign) else { return false }
            sum += weight * (value % 10)
        }
        let check = sum % 11 == 10 ? UInt8(ascii: "X") : UInt8(ascii: "0") + UInt8(sum % 11)
        return signs[8] == check
    }

    /// A digit as it is, a capital letter as 10 to 35.
    static func value(_ sign: UInt8) -> Int? {
        switch sign {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(sign - UInt8(ascii: "0"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(sign - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
