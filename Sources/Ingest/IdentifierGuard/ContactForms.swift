/// Forms of e-mail and web addresses, telephone numbers and addresses of computers.
enum ContactForms {
    /// Whether a word of a text is an e-mail address.
    static func holdsEmail(_ text: String) -> Bool {
        text.split { " ,;<>()\"'\n\t".contains($0) }.contains { word in
            let bytes = Array(word.utf8)
            guard let at = bytes.firstIndex(of: UInt8(ascii: "@")), at > 0,
                at == bytes.lastIndex(of: UInt8(ascii: "@")), let dot = bytes.lastIndex(of: UInt8(ascii: "."))
            else { return false }
            return dot > at + 1 && bytes.count - dot > 2
        }
    }

    /// The class of a web address, or of a file with a picture or a voice.
    static func webAddress(in text: String, _ signs: CellSigns) -> IdentifierClass? {
        guard signs.letters > 2, signs.hasPoint || signs.hasColon else { return nil }
        let lower = text.prefix(4096).lowercased()
        if lower.hasPrefix("data:image") { return .photograph }
        if lower.hasPrefix("data:audio") { return .biometric }
        if signs.hasPoint, let ending = lower.split(separator: ".").last, !ending.contains(" ") {
            if !signs.hasColon, ["jpg", "jpeg", "heic"].contains(ending) { return .photograph }
            let words = lower.split { !$0.isLetter }.map(String.init)
            if ["png", "gif", "bmp", "tif", "tiff"].contains(ending), words.contains(where: pictures.contains) {
                return .photograph
            }
            if ["wsq", "wav", "mp3", "m4a"].contains(ending) { return .biometric }
        }
        if lower.contains("://") || lower.hasPrefix("www.") || lower.contains(" www.") { return .url }
        guard signs.hasPoint, signs.hasSlash else { return nil }
        let isSite = [".com/", ".org/", ".net/", ".de/", ".fr/", ".es/", ".mx/", ".edu/", ".io/", ".me/", ".co.uk/"]
            .contains(where: lower.contains)
        return isSite ? .url : nil
    }

    private static let pictures: Set<String> = [
        "face", "photo", "portrait", "headshot", "selfie", "foto", "passport", "visage",
    ]

    /// Whether a text is a telephone number: American, with a country's code behind `+` or `00`, or as Germany, France, Spain and Britain
    /// write theirs.
    static func isTelephone(_ text: String, shape: String) -> Bool {
        var shape = shape[...]
        // "ext. 12" is another two digits.
        if shape.utf8.contains(UInt8(ascii: "x")),
            let extra = shape.range(of: " x") ?? shape.range(of: " ext") ?? shape.range(of: "x")
        {
            guard extra.lowerBound > shape.startIndex else { return false }
            shape = shape[..<extra.lowerBound]
        }
        let text = text.prefix(shape.count)
        if isAmericanTelephone(text, shape: String(shape)) { return true }
        let digits = text.utf8.filter(IdentifierPattern.isDigit)
        let marks = Set(" -()./".utf8)
        let rest = text.utf8.first == UInt8(ascii: "+") ? text.utf8.dropFirst() : text.utf8[...]
        guard rest.allSatisfy({ IdentifierPattern.isDigit($0) || marks.contains($0) }) else { return false }
        if text.hasPrefix("+") || text.hasPrefix("(+") { return (8...15).contains(digits.count) }
        if text.hasPrefix("00") { return isInternational(digits, shape: String(shape)) }
        return isNational(digits, shape: String(shape))
    }

    /// `555-123-4567`, `(555) 123-4567`, with 1 or +1 before it.
    static func isAmericanTelephone(_ text: some StringProtocol, shape: String) -> Bool {
        var shape = shape[...]
        for start in ["+d-", "+d ", "+d.", "d-", "d ", "d.", "+d"] where shape.hasPrefix(start) {
            shape = shape.dropFirst(start.count)
            break
        }
        let forms: Set<Substring> = [
            "ddd-ddd-dddd", "(ddd) ddd-dddd", "(ddd)ddd-dddd", "ddd.ddd.dddd", "ddd ddd dddd", "ddd ddd-dddd",
            "(ddd) ddd dddd", "(ddd) ddd.dddd", "(ddd)-ddd-dddd", "ddd/ddd-dddd", "ddd-ddd dddd",
        ]
        return forms.contains(shape) && isAmericanNumber(text.utf8.filter(IdentifierPattern.isDigit))
    }

    /// Area codes begin with 2 to 9, and no exchange with 0 (North American Numbering Plan): 001-002-0003 is a study's code.
    private static func isAmericanNumber(_ digits: [UInt8]) -> Bool {
        let number = digits.suffix(10)
        guard let area = number.first, let exchange = number.dropFirst(3).first else { return false }
        return area >= UInt8(ascii: "2") && exchange > UInt8(ascii: "0")
    }

    /// A country's code, none of which begins with 0, behind 00; the parts after it are parted.
    private static func isInternational(_ digits: [UInt8], shape: String) -> Bool {
        guard (10...16).contains(digits.count), digits[2] > UInt8(ascii: "0") else { return false }
        let parts = shape.split { " -()./".contains($0) }
        // "0012-0034-0056" and "00406-0512-01" are codes.
        if parts.count > 2, countries.contains(String(decoding: digits[2...3], as: UTF8.self)) { return true }
        return parts.count > 1 && (shape.contains(" ") || shape.contains("(") || shape.contains("/"))
    }

    private static let countries: Set<String> = [
        "49", "44", "33", "34", "41", "43", "32", "31", "39", "52", "54", "56", "57",
    ]

    /// Whether a text is a country's code behind 00 and a number, with nothing between them.
    static func mayBeInternational(_ text: String) -> Bool {
        let digits = Array(text.utf8)
        return (12...15).contains(digits.count) && text.hasPrefix("00") && digits.allSatisfy(IdentifierPattern.isDigit)
            && countries.contains(String(decoding: digits[2...3], as: UTF8.self))
    }

    /// Numbers with a 0 before the area code, and the groups of two in which France and Spain write.
    private static func isNational(_ digits: [UInt8], shape: String) -> Bool {
        if ["dd dd dd dd dd", "dd.dd.dd.dd.dd", "dd-dd-dd-dd-dd"].contains(shape) {
            return digits[0] == 48 && digits[1] > 48
        }
        if ["dd ddd dd dd", "ddd dd dd dd"].contains(shape) { return digits[0] > UInt8(ascii: "5") }
        guard digits.count >= 9, digits.count <= 12, digits[0] == 48, digits[1] > 48 else { return false }
        let parts = shape.split { " -()./".contains($0) }
        guard let first = parts.first, (2...6).contains(parts.count), (3...6).contains(first.count),
            parts.dropFirst().allSatisfy({ $0.count > 1 })
        else { return false }
        if shape.contains("(") || shape.contains("/") { return true }
        if shape.contains(" ") { return digits.count >= 10 }
        return shape.contains("-") && isMobile(digits) && digits.count > 9 && parts.count == 2 && first.count > 3
    }

    /// German mobile numbers begin with 015, 016 and 017, British ones with 07.
    private static func isMobile(_ digits: [UInt8]) -> Bool {
        digits[1] == UInt8(ascii: "7") || digits[1] == UInt8(ascii: "1") && (53...55).contains(digits[2])
    }

    /// An address of the Internet Protocol, version 4 (a port or a length may follow) or 6.
    static func isInternetAddress(_ text: String) -> Bool {
        let host = text.split { $0 == "/" }.first ?? ""
        let four = host.contains(".") ? host.split(separator: ":").first ?? "" : host
        let octets = four.split(separator: ".", omittingEmptySubsequences: false)
        if octets.count == 4, octets.allSatisfy({ (1...3).contains($0.count) && Int($0).map { $0 <= 255 } == true }) {
            return true
        }
        var groups = host.split(separator: ":", omittingEmptySubsequences: false)
        // "::ffff:192.0.2.1" ends as version 4 is written.
        if let last = groups.last, last.contains("."), groups.count > 2, isInternetAddress(String(last)) {
            groups.removeLast()
            groups += ["0", "0"]
        }
        guard groups.count == 8 || (groups.contains("") && (3...8).contains(groups.count)) else { return false }
        return groups.allSatisfy { $0.count <= 4 && $0.allSatisfy(\.isHexDigit) }
    }

    /// The address of a network card: six pairs, or three groups of four.
    static func isHardwareAddress(_ text: String) -> Bool {
        for (separator, parts, length) in [(":" as Character, 6, 2), ("-", 6, 2), (".", 3, 4)] {
            let pairs = text.split(separator: separator, omittingEmptySubsequences: false)
            guard pairs.count == parts, pairs.allSatisfy({ $0.count == length && $0.allSatisfy(\.isHexDigit) }) else {
                continue
            }
            // 10-20-30-40-50-60 are numbers, and 1234.5678.9012 too.
            if separator == ":" || text.contains(where: \.isLetter) { return true }
        }
        return false
    }
}
