import Cohort

/// Tells direct identifiers by the form of a cell. Written for few false alarms: a plain word or number, such as a
/// patient's code, is never one; what only a column full of them makes likely is told by ``IdentifierCells``.
enum IdentifierPattern {
    /// The class of identifier that a cell's text has the form of.
    static func identifier(in text: String) -> IdentifierClass? {
        let signs = CellSigns(text)
        guard (6...4096).contains(signs.count) else { return isAge(text, signs) ? .ageOver89 : nil }
        // Only letters and digits: nearly every cell of a real study ends here.
        if signs.marks == 0 {
            guard signs.digits > 1, signs.count <= 200 else { return nil }
            if signs.mayBeNumber, let number = NumberForm(text)?.certain { return number }
            if isRecordNumber(text) { return .medicalRecord }
            if isAge(text, signs) { return .ageOver89 }
            return (signs.digits > 4 || signs.letters > 2 && signs.digits > 2) && WrittenDate.isOne(text) ? .date : nil
        }
        // A decimal number with all its digits has as many as a payment card.
        if signs.letters < 2, signs.digits > 0, text.utf8.first != UInt8(ascii: "+"), Double(text) != nil { return nil }
        if signs.hasAt, ContactForms.holdsEmail(text) { return .email }
        if let address = ContactForms.webAddress(in: text, signs) { return address }
        if signs.count > 200 { return signs.digits > 5 ? identifier(inWordsOf: text) : nil }
        if PersonNames.isOne(text, signs) { return .name }
        if signs.count == 17, ContactForms.isHardwareAddress(text) { return .device }
        guard signs.digits > 0 else { return nil }
        return whole(text, signs) ?? (signs.hasBlank && signs.digits > 5 ? identifier(inWordsOf: text) : nil)
    }

    /// `92yo`, `92 y`.
    private static func isAge(_ text: String, _ signs: CellSigns) -> Bool {
        guard signs.hasHighNumber, (2...3).contains(signs.digits), signs.letters > 0 else { return false }
        return WrittenAge.isOver89(text, signs)
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

    /// A whole cell with digits and marks.
    private static func whole(_ text: String, _ signs: CellSigns) -> IdentifierClass? {
        if signs.digits > 2, WrittenDate.isOne(text) { return .date }
        let shape = signs.letters < 5 ? shape(of: text) : ""
        if signs.digits == 9, signs.letters == 0 {
            if isSocialSecurityNumber(text, shape: shape) { return .socialSecurity }
            if shape == "ddddd-dddd" { return .smallArea }
        }
        if signs.mayBeNumber, let number = NumberForm(text)?.certain { return number }
        if (1...4).contains(signs.digits), (2...5).contains(signs.letters), signs.count < 11,
            let plate = NumberForm(text)?.plate
        {
            return plate
        }
        if signs.digits > 6, signs.letters == 0 || signs.letters < 4 && text.utf8.contains(UInt8(ascii: "x")),
            ContactForms.isTelephone(text, shape: shape)
        {
            return .telephone
        }
        if signs.hasPoint && signs.marks > 2 || signs.hasColon, ContactForms.isInternetAddress(text) {
            return .internetAddress
        }
        if signs.count == 14, signs.hasPoint, ContactForms.isHardwareAddress(text) { return .device }
        if isRecordNumber(text) { return .medicalRecord }
        if signs.hasBracket, signs.digits > 15, isTradeItem(text) { return .device }
        if signs.letters > 0, signs.hasBlank || signs.hasColon || signs.hasNumberSign,
            let labelled = LabelledNumber.identifier(in: text, signs)
        {
            return labelled
        }
        if signs.hasHighNumber, WrittenAge.isOver89(text, signs) { return .ageOver89 }
        return PlaceForms.isPlace(text, signs) ? .smallArea : nil
    }

    /// A word of a longer text that is an identifier by itself.
    private static func identifier(inWordsOf text: String) -> IdentifierClass? {
        for word in text.split(whereSeparator: { " ,;()[]\t\n\"".contains($0) })
        where (8...20).contains(word.utf8.count) {
            let word = String(word.last == "." ? word.dropLast() : word)
            let signs = CellSigns(word)
            guard signs.digits > 5 else { continue }
            if signs.marks > 0 {
                let shape = shape(of: word)
                if isSocialSecurityNumber(word, shape: shape) { return .socialSecurity }
                if shape != "ddddd-dddd", ContactForms.isAmericanTelephone(word, shape: shape) { return .telephone }
                if signs.digits > 5, signs.letters < 10, WrittenDate.isOne(word) { return .date }
            }
            if isRecordNumber(word) { return .medicalRecord }
        }
        return nil
    }

    /// Digits as `d`, everything else as it is.
    static func shape(of text: String) -> String {
        String(decoding: text.utf8.map { isDigit($0) ? UInt8(ascii: "d") : $0 }, as: UTF8.self)
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || byte >= 0x80
    }

    /// No number begins with 000, 666 or 9, nor has 00 or 0000 after that (Social Security Administration, POMS RM 10201.035).
    private static func isSocialSecurityNumber(_ text: String, shape: String) -> Bool {
        guard shape == "ddd-dd-dddd" || shape == "ddd dd dddd" else { return false }
        let digits = String(decoding: text.utf8.filter(isDigit), as: UTF8.self)
        return !["000", "666", "9"].contains(where: digits.hasPrefix) && !digits.hasSuffix("0000")
            && digits.dropFirst(3).prefix(2) != "00"
    }

    private static func isRecordNumber(_ text: String) -> Bool {
        guard text.utf8.first.map({ $0 | 0x20 == UInt8(ascii: "m") }) == true,
            text.utf8.prefix(3).elementsEqual("mrn".utf8, by: { $0 | 0x20 == $1 })
        else { return false }
        let rest = text.utf8.dropFirst(3).drop { !isDigit($0) && !isLetter($0) }
        return rest.count >= 3 && rest.allSatisfy(isDigit)
    }

    /// The number of a device's kind, as it stands in a unique device identification: `(01)` and 14 digits with the check digit of GS1.
    private static func isTradeItem(_ text: String) -> Bool {
        guard text.hasPrefix("(01)") else { return false }
        let digits = text.utf8.dropFirst(4).prefix(14).map { Int($0) - 48 }
        return CheckDigits.weighted(digits, [3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).isMultiple(of: 10)
    }
}
