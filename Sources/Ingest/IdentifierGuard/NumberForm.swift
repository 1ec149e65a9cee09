/// A cell as a number that an authority or a maker gave out: its letters and digits, and how they were parted.
struct NumberForm {
    /// Capital letters and digits.
    private let signs: [UInt8]
    private let digits: [Int]
    /// `L` for a letter, `d` for a digit, what parts them as it is: `Ldd-ddd`.
    private let shape: String
    /// The same without what parts them.
    private let bare: String
    private var isParted: Bool { shape.utf8.count != bare.utf8.count }

    /// A text of letters, digits, blanks and `-./` alone; `nil` for any other.
    init?(_ text: String) {
        guard (6...42).contains(text.utf8.count) else { return nil }
        var signs: [UInt8] = []
        var digits: [Int] = []
        var shape: [UInt8] = []
        var bare: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                signs.append(byte)
                digits.append(Int(byte - UInt8(ascii: "0")))
                shape.append(UInt8(ascii: "d"))
                bare.append(UInt8(ascii: "d"))
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
                signs.append(byte & 0xdf)
                shape.append(UInt8(ascii: "L"))
                bare.append(UInt8(ascii: "L"))
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"): shape.append(byte)
            default: return nil
            }
        }
        self.signs = signs
        self.digits = digits
        self.shape = String(decoding: shape, as: UTF8.self)
        self.bare = String(decoding: bare, as: UTF8.self)
    }

    /// The class of a number whose form hardly another number has.
    var certain: IdentifierClass? {
        switch signs.count {
        case 9 where bare == "LdddddddL" && isForeigner: .otherNumber
        case 9 where bare == "ddddddddL" && isParted && isSpanish: .otherNumber
        case 9 where shape == "LL dd dd dd L" && signs.last.map({ "ABCD".utf8.contains($0) }) == true: .socialSecurity
        case 9 where ["dd.ddd.ddd-d", "dd.ddd.ddd-L"].contains(shape) && isChilean: .otherNumber
        case 10 where bare == "dddddddddL" && shape == "ddd-dd-ddddL": .healthPlan
        case 10 where shape == "ddd ddd dddd" && CheckDigits.isNHSNumber(digits): .medicalRecord
        case 11 where isMedicare: .healthPlan
        case 11 where shape == "dd ddd ddd ddd" && CheckDigits.isGermanTaxNumber(digits): .otherNumber
        case 11 where shape == "dd.dd.dd-ddd.dd" && isBelgian: .socialSecurity
        case 12 where bare == "ddddddddLddd" && isPension: .socialSecurity
        case 12 where bare == "LLLLdddddddd" && isParted && isQuebecois: .healthPlan
        case 12 where ["dd/dddddddd/dd", "dd dddddddd dd", "dd-dddddddd-dd"].contains(shape) && isSpanishInsured:
            .socialSecurity
        case 12 where ["dddd-ddd-ddd-LL", "dddd ddd ddd LL"].contains(shape) && CheckDigits.isLuhn(digits): .healthPlan
        case 13 where signs.starts(with: "756".utf8) && isSwiss: .socialSecurity
        case 15 where isFrench: .socialSecurity
        case 15 where shape == "dd-dddddd-dddddd-d" && CheckDigits.isLuhn(digits): .device
        case 15 where isParted && isCard: .account
        case 16 where isParted && isCard: .account
        case 17 where isVehicle: .vehicle
        case 18 where bare.hasPrefix("LLLLddddddLLLLLL") && isMexican: .otherNumber
        default: isBankAccount ? .account : nil
        }
    }

    /// The class of a number that one code in ten or more looks like as well: to be believed where a column is full of them.
    var possible: IdentifierClass? {
        switch bare {
        case "ddddddddd" where (shape == bare || shape == "ddd ddd ddd" || shape == "ddd-ddd-ddd") && isCanadian:
            .socialSecurity
        case "dddddddddd": tenDigits
        case "ddddddddddd" where CheckDigits.isGermanTaxNumber(digits): .otherNumber
        case "dddddddddddd" where isSpanishInsured: .socialSecurity
        case "ddddddddddddddd" where isCard: .account
        case "ddddddddddddddd" where isHandset: .device
        case "ddddddddddddd", "dddddddddddddd", "dddddddddddddddd": isCard ? .account : nil
        case "ddddddddL" where isSpanish: .otherNumber
        case "ddddddddL", "dddddddd", "ddddddddd":
            isChilean && shape == bare.dropLast() + "-" + bare.suffix(1) ? .otherNumber : nil
        case "LLddddddL" where isInsured: .socialSecurity
        case "LLddddddd" where !isParted && isPrescriber: .licence
        case "Lddddddddd": tenWithLetter
        case "LLLLdddddddd" where isQuebecois: .healthPlan
        default: signs.count == 10 && !isParted ? (isIdentityCard ? .otherNumber : nil) : spanishPlate
        }
    }

    // MARK: - Numbers of persons

    private var tenDigits: IdentifierClass? {
        if shape == "dddd-ddd-ddd" || shape == "dddd ddd ddd" { return CheckDigits.isLuhn(digits) ? .healthPlan : nil }
        guard shape == bare else { return nil }
        if CheckDigits.isNHSNumber(digits) { return .medicalRecord }
        guard let first = digits.first, (1...2).contains(first) else { return nil }
        return CheckDigits.isLuhn([8, 0, 8, 4, 0] + digits) ? .licence : nil
    }

    private var tenWithLetter: IdentifierClass? {
        guard let letter = signs.first.flatMap(CheckDigits.value), !isParted else { return nil }
        if CheckDigits.isGermanHealthNumber(letter: letter - 9, digits) { return .healthPlan }
        return isIdentityCard ? .otherNumber : nil
    }

    /// Eleven signs of Medicare (CMS): a digit from 1, a letter, either, a digit, twice over in another order; no S, L, O, I, B, Z.
    private var isMedicare: Bool {
        let forms = ["dddd-ddd-dddd", "dddd ddd dddd"]
        guard let first = signs.first, first > UInt8(ascii: "0"), first <= UInt8(ascii: "9"), digits.count < 10,
            !isParted || forms.contains(String(shape.map { $0 == "L" ? "d" : $0 }))
        else { return false }
        let kinds = Array("CANDANDAADD".utf8)
        return zip(signs, kinds).enumerated().allSatisfy { place, pair in
            let isDigit = pair.0 <= UInt8(ascii: "9")
            let isLetter = !isDigit && !"SLOIBZ".utf8.contains(pair.0)
            switch pair.1 {
            case UInt8(ascii: "C"): return isDigit && pair.0 > UInt8(ascii: "0")
            case UInt8(ascii: "A"): return isLetter
            case UInt8(ascii: "D"): return isDigit
            default: return isDigit || isLetter
            }
        }
    }

    /// Canadian social insurance number.
    private var isCanadian: Bool { CheckDigits.isLuhn(digits) && Set(digits).count > 1 }

    private var isSpanish: Bool { signs.last == CheckDigits.spanishLetter(digits) }

    /// X, Y or Z stands for 0, 1 or 2.
    private var isForeigner: Bool {
        guard let first = signs.first, let place = Array("XYZ".utf8).firstIndex(of: first) else { return false }
        return signs.last == CheckDigits.spanishLetter([place] + digits)
    }

    private var isSpanishInsured: Bool {
        guard (1...66).contains(digits[0] * 10 + digits[1]) else { return false }
        return CheckDigits.remainder(digits.prefix(10), by: 97) == digits[10] * 10 + digits[11]
    }

    /// French number of inscription: sex, year, month, place, order, and 97 less the remainder. Corsica is 19 or 18.
    private var isFrench: Bool {
        let corsica = [UInt8(ascii: "A"): [1, 9], UInt8(ascii: "B"): [1, 8]]
        guard bare == "ddddddddddddddd" || bare == "ddddddLdddddddd", let sex = digits.first,
            [1, 2, 7, 8].contains(sex)
        else { return false }
        var number = digits
        if digits.count == 14 {
            guard signs[5] == UInt8(ascii: "2"), let place = corsica[signs[6]] else { return false }
            number.replaceSubrange(5...5, with: place)
        }
        let month = number[3] * 10 + number[4]
        guard (1...12).contains(month) || (20...42).contains(month) || month >= 50 else { return false }
        return 97 - CheckDigits.remainder(number.prefix(13), by: 97) == number[13] * 10 + number[14]
    }

    /// Belgian register number: 97 less the remainder, with a 2 before it for those born since 2000.
    private var isBelgian: Bool {
        let check = digits[9] * 10 + digits[10]
        return 97 - CheckDigits.remainder(digits.prefix(9), by: 97) == check
            || 97 - CheckDigits.remainder([2] + digits.prefix(9), by: 97) == check
    }

    /// Swiss insurance number, with the check digit of EAN-13.
    private var isSwiss: Bool {
        digits.count == 13 && CheckDigits.weighted(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).isMultiple(of: 10)
    }

    private var isPension: Bool {
        guard let letter = CheckDigits.value(signs[8]), isDate(day: 2, month: 4) else { return false }
        return CheckDigits.isGermanPensionNumber(digits, letter: letter - 9)
    }

    /// British national insurance number: letters that are given out, and A to D at the end.
    private var isInsured: Bool {
        let pair = String(decoding: signs.prefix(2), as: UTF8.self)
        guard let first = signs.first, let last = signs.last else { return false }
        return !"DFIQUV".utf8.contains(first) && !"DFIOQUV".utf8.contains(signs[1]) && "ABCD".utf8.contains(last)
            && !["BG", "GB", "NK", "KN", "TN", "NT", "ZZ"].contains(pair)
    }

    /// Chile's register, modulus 11 with K for 10.
    private var isChilean: Bool {
        guard let last = signs.last, signs.count >= 8 else { return false }
        let body = signs.dropLast().compactMap(CheckDigits.value)
        let sum = body.reversed().enumerated().reduce(0) { $0 + $1.element * ($1.offset % 6 + 2) }
        let check = (11 - sum % 11) % 11
        return last == (check == 10 ? UInt8(ascii: "K") : UInt8(ascii: "0") + UInt8(check))
    }

    /// Quebec's health number: three letters of the surname and one of the given name, then the date of birth; women's months are 51 to 62.
    private var isQuebecois: Bool {
        let month = digits[2] * 10 + digits[3]
        return ((1...12).contains(month) || (51...62).contains(month)) && (1...31).contains(digits[4] * 10 + digits[5])
    }

    /// Number of a German identity card or passport: signs that look like no other, and the check digit.
    private var isIdentityCard: Bool {
        guard let first = signs.first, "LMNPRTVWXYCFGHJK".utf8.contains(first),
            signs.dropFirst().allSatisfy({ $0 <= UInt8(ascii: "9") || "CFGHJKLMNPRTVWXYZ".utf8.contains($0) })
        else { return false }
        return CheckDigits.isDocument(signs)
    }

    /// Mexico's population register: a date of birth, a letter for the sex, and the check digit.
    private var isMexican: Bool {
        "HMX".utf8.contains(signs[10]) && isDate(day: 4, month: 2) && CheckDigits.isMexicanRegister(signs)
    }

    private var isPrescriber: Bool {
        guard let first = signs.first else { return false }
        return "ABCDEFGHJKLMPRSTUX".utf8.contains(first) && CheckDigits.isDrugEnforcementNumber(digits)
    }

    private func isDate(day: Int, month: Int) -> Bool {
        (1...31).contains(digits[day] * 10 + digits[day + 1])
            && (1...12).contains(digits[month] * 10 + digits[month + 1])
    }

    // MARK: - Accounts, devices, vehicles

    /// Payment card: first digits of the large networks, their lengths, and Luhn.
    private var isCard: Bool {
        guard digits.count == signs.count, digits.count >= 13 else { return false }
        let two = digits[0] * 10 + digits[1]
        let four = two * 100 + digits[2] * 10 + digits[3]
        let fits =
            switch digits.count {
            case 13: digits[0] == 4
            case 14: two == 36 || two == 38 || (300...305).contains(four / 10)
            case 15: two == 34 || two == 37
            case 16:
                digits[0] == 4 || (51...55).contains(two) || (2221...2720).contains(four) || four == 6011 || two == 65
                    || two == 62 || two == 35
            default: false
            }
        return fits && CheckDigits.isLuhn(digits)
    }

    /// Fifteen digits of a mobile telephone; the first two are those of a reporting body.
    private var isHandset: Bool {
        [1, 35, 86, 99, 45, 49, 50, 52, 91, 98].contains(digits[0] * 10 + digits[1]) && CheckDigits.isLuhn(digits)
    }

    private var isVehicle: Bool {
        !isParted && !digits.isEmpty && digits.count < 17 && CheckDigits.isVehicleNumber(signs)
    }

    private static let lengths: [String: Int] = [
        "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
        "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20,
        "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19,
        "SK": 24, "TR": 26, "CR": 22, "DO": 28, "GT": 28, "SV": 28, "BR": 29, "IL": 23,
    ]

    private var isBankAccount: Bool {
        guard signs.count >= 15, bare.hasPrefix("LLdd"),
            Self.lengths[String(decoding: signs.prefix(2), as: UTF8.self)] == signs.count
        else { return false }
        return CheckDigits.isAccountNumber(signs)
    }

    /// Number plates of France, Germany and Britain, as they are parted.
    var plate: IdentifierClass? {
        guard isParted else { return nil }
        if shape == "LL-ddd-LL" { return signs.contains { "IOU".utf8.contains($0) } ? nil : .vehicle }
        if shape == "LLdd LLL" { return .vehicle }
        let parts = shape.split(separator: " ")
        guard parts.count == 2, (1...4).contains(parts[1].count), parts[1].allSatisfy({ $0 == "d" }) else { return nil }
        let district = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        let isGerman =
            district.count == 2 && (1...3).contains(district[0].count) && (1...2).contains(district[1].count)
            && district.allSatisfy { $0.allSatisfy { $0 == "L" } }
        return isGerman ? .vehicle : nil
    }

    /// Spain's: four digits and three consonants, which are units of measure as well.
    private var spanishPlate: IdentifierClass? {
        guard shape == "dddd LLL" || shape == "dddd-LLL" else { return nil }
        let letters = String(decoding: signs.suffix(3), as: UTF8.self)
        guard !["MCG", "MGS", "HRS", "MLS", "KCL", "PCS", "TBL"].contains(letters) else { return nil }
        return letters.utf8.allSatisfy { "BCDFGHJKLMNPRSTVWXYZ".utf8.contains($0) } ? .vehicle : nil
    }
}
