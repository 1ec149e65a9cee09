import Cohort

/// Tells direct identifiers by the shape of a cell. Written for few false alarms: a plain word or number, such as a
/// patient's code, is never one.
enum IdentifierPattern {
    /// The class of identifier that a cell's text has the shape of.
    static func identifier(in text: String) -> IdentifierClass? {
        guard (6...200).contains(text.utf8.count) else { return nil }
        var hasMark = false
        var digits = 0
        for byte in text.utf8 {
            if isDigit(byte) { digits += 1 } else if !isLetter(byte) { hasMark = true }
        }
        // Only letters and digits: nearly every cell of a real study ends here.
        let isRecordNumber = isRecordNumber(text)
        if !hasMark {
            if isVehicleNumber(text) { return .vehicle }
            return isRecordNumber ? .medicalRecord : digits > 4 && WrittenDate.isOne(text) ? .date : nil
        }

        let bytes = Array(text.utf8)
        if isEmail(bytes) { return .email }
        if isWebAddress(text) { return .url }
        if isPersonName(text) { return .name }
        guard digits > 0 else { return nil }
        let shape = shape(of: bytes)
        if isDate(text, shape: shape) { return .date }
        if isSocialSecurityNumber(bytes, shape: shape) { return .socialSecurity }
        if shape == "ddddd-dddd" { return .smallArea }
        if isTelephone(bytes, shape: shape, digits: digits) { return .telephone }
        if isInternetAddress(text) { return .internetAddress }
        if isHardwareAddress(text) { return .device }
        if isRecordNumber { return .medicalRecord }
        return isStreetAddress(text) ? .smallArea : nil
    }

    /// Two or more capitalised words, or two words around a comma: only for a column of patients' identifiers, where
    /// nothing else looks so.
    static func isNameOfPerson(_ identifier: String) -> Bool {
        guard identifier.utf8.contains(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ",") }) else {
            return false
        }
        let words = identifier.split { $0 == " " || $0 == "," }
        return words.count >= 2
            && words.allSatisfy { word in
                word.first?.isUppercase == true && word.count > 1
                    && word.allSatisfy { $0.isLetter || $0 == "'" || $0 == "-" || $0 == "." }
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || byte >= 0x80
    }

    /// Digits as `d`, everything else as it is.
    private static func shape(of bytes: [UInt8]) -> String {
        String(decoding: bytes.map { isDigit($0) ? UInt8(ascii: "d") : $0 }, as: UTF8.self)
    }

    private static func isEmail(_ bytes: [UInt8]) -> Bool {
        guard let at = bytes.firstIndex(of: UInt8(ascii: "@")), at > 0, at == bytes.lastIndex(of: UInt8(ascii: "@")),
            let dot = bytes.lastIndex(of: UInt8(ascii: "."))
        else { return false }
        return dot > at + 1 && bytes.count - dot > 2 && !bytes.contains(UInt8(ascii: " "))
    }

    private static func isWebAddress(_ text: String) -> Bool {
        let lower = text.lowercased()
        return lower.hasPrefix("www.") || lower.hasPrefix("http://") || lower.hasPrefix("https://")
            || lower.hasPrefix("ftp://")
    }

    private static func isPersonName(_ text: String) -> Bool {
        let words = text.split(separator: " ")
        guard let title = words.first, words.count >= 2 else { return false }
        // MS Contin is morphine sulphate.
        guard Opioid(word: text) == .other else { return false }
        return ["mr", "mrs", "ms", "mr.", "mrs.", "ms.", "dr.", "prof."].contains(title.lowercased())
            && words[1].first?.isUppercase == true
    }

    private static func isDate(_ text: String, shape: String) -> Bool {
        if CalendarDate(text) != nil { return true }
        let separators: [Character] = ["/", ".", "-"]
        for separator in separators where shape.contains(separator) {
            // A time may follow the date.
            let day = text.split(separator: " ").first ?? ""
            let parts = day.split(separator: separator)
            // A day or a month has two digits at most: 2019-07-012 is a study's code.
            guard parts.count == 3, parts.allSatisfy({ (1...4).contains($0.count) }),
                parts.allSatisfy({ $0.count != 3 || isMonth($0) })
            else { continue }
            let numbers = parts.map { Int($0) }
            if let year = numbers[0], let month = numbers[1], let day = numbers[2] {
                if isDay(year: year, month, day, digits: parts[0].count) { return true }
                if isDay(year: day, month, year, digits: parts[2].count) { return true }
            } else if let day = numbers[0], let year = numbers[2], isMonth(parts[1]) {
                if isDay(year: year, 1, day, digits: parts[2].count) { return true }
            }
        }
        return WrittenDate.isOne(text)
    }

    private static func isDay(year: Int, _ month: Int, _ day: Int, digits: Int) -> Bool {
        let (low, high) = (min(month, day), max(month, day))
        return digits == 4 && (1900...2100).contains(year) && (1...12).contains(low) && (1...31).contains(high)
    }

    private static func isMonth(_ word: Substring) -> Bool { DateFormat.month(named: word) != nil }

    private static func isTelephone(_ bytes: [UInt8], shape: String, digits: Int) -> Bool {
        let american = ["ddd-ddd-dddd", "(ddd) ddd-dddd", "(ddd)ddd-dddd", "ddd.ddd.dddd", "ddd ddd dddd"]
        if american.contains(shape) || american.contains(where: { "d-" + $0 == shape || "d " + $0 == shape }) {
            return isAmericanNumber(bytes.filter(isDigit))
        }
        let marks = Set(" -()./".utf8)
        return bytes.first == UInt8(ascii: "+") && (8...15).contains(digits)
            && bytes.dropFirst().allSatisfy { isDigit($0) || marks.contains($0) }
    }

    /// Area codes begin with 2 to 9, and no exchange with 0 (North American Numbering Plan): 001-002-0003 is a study's code.
    private static func isAmericanNumber(_ digits: [UInt8]) -> Bool {
        let number = digits.suffix(10)
        guard let area = number.first, let exchange = number.dropFirst(3).first else { return false }
        return area >= UInt8(ascii: "2") && exchange > UInt8(ascii: "0")
    }

    /// No number begins with 000, 666 or 9, nor has 00 or 0000 after that (Social Security Administration, POMS RM 10201.035).
    private static func isSocialSecurityNumber(_ bytes: [UInt8], shape: String) -> Bool {
        guard shape == "ddd-dd-dddd" || shape == "ddd dd dddd" else { return false }
        let digits = String(decoding: bytes.filter(isDigit), as: UTF8.self)
        return !["000", "666", "9"].contains(where: digits.hasPrefix) && !digits.hasSuffix("0000")
            && digits.dropFirst(3).prefix(2) != "00"
    }

    private static func isInternetAddress(_ text: String) -> Bool {
        let octets = text.split(separator: ".", omittingEmptySubsequences: false)
        if octets.count == 4, octets.allSatisfy({ (1...3).contains($0.count) && Int($0).map { $0 <= 255 } == true }) {
            return true
        }
        let groups = text.split(separator: ":", omittingEmptySubsequences: false)
        guard groups.count == 8 || (text.contains("::") && (3...8).contains(groups.count)) else { return false }
        return groups.allSatisfy { $0.count <= 4 && $0.allSatisfy(\.isHexDigit) }
    }

    private static func isHardwareAddress(_ text: String) -> Bool {
        for separator: Character in [":", "-"] {
            let pairs = text.split(separator: separator, omittingEmptySubsequences: false)
            if pairs.count == 6, pairs.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isHexDigit) }) { return true }
        }
        return false
    }

    private static func isRecordNumber(_ text: String) -> Bool {
        guard text.utf8.first.map({ $0 | 0x20 == UInt8(ascii: "m") }) == true,
            text.utf8.prefix(3).elementsEqual("mrn".utf8, by: { $0 | 0x20 == $1 })
        else { return false }
        let rest = text.utf8.dropFirst(3).drop { !isDigit($0) && !isLetter($0) }
        return rest.count >= 3 && rest.allSatisfy(isDigit)
    }

    /// 17 characters with the check digit of North American vehicle identification numbers (49 CFR 565.15).
    private static func isVehicleNumber(_ text: String) -> Bool {
        guard text.utf8.count == 17 else { return false }
        let bytes = Array(text.utf8)
        guard bytes.contains(where: isLetter), bytes.contains(where: isDigit) else { return false }
        let values = Array("0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ".utf8)
        let weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
        var sum = 0
        for (byte, weight) in zip(bytes, weights) {
            guard byte != UInt8(ascii: "."), let value = values.firstIndex(of: byte) else { return false }
            sum += weight * (value % 10)
        }
        let check = sum % 11 == 10 ? UInt8(ascii: "X") : UInt8(ascii: "0") + UInt8(sum % 11)
        return bytes[8] == check
    }

    private static func isStreetAddress(_ text: String) -> Bool {
        let words = text.split { $0 == " " || $0 == "," }
        guard words.count >= 3, let number = words.first, number.first?.isNumber == true,
            Int(number.filter(\.isNumber)) != nil
        else { return false }
        let kinds = ["street", "st", "st.", "avenue", "ave", "ave.", "road", "rd", "rd.", "boulevard", "lane", "drive"]
        return words.dropFirst(2).contains { kinds.contains($0.lowercased()) }
    }
}
