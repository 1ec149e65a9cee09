/// Tells direct identifiers by the names of columns.
enum IdentifierNames {
    private struct Phrase {
        let words: [Substring]
        let identifier: IdentifierClass
        /// Whether the phrase must be the whole name: `name` is an identifier, `drug_name` is none.
        let isWhole: Bool
    }

    /// The class of identifier that a column's name tells of.
    static func identifier(inName name: String) -> IdentifierClass? {
        let words = words(of: name)
        for phrase in phrases {
            if phrase.isWhole ? words == phrase.words : contains(words, phrase.words) { return phrase.identifier }
        }
        return nil
    }

    /// Whether a column's name says that it holds ages in years.
    static func isAge(_ name: String) -> Bool {
        let words = words(of: name)
        return words.contains("age") && !["group", "band", "category"].contains(where: words.contains)
    }

    /// Whether a column's name says that it holds postal codes.
    static func isPostalCode(_ name: String) -> Bool {
        words(of: name).contains { $0.hasPrefix("zip") || $0.hasPrefix("postcode") || $0 == "postal" }
    }

    /// Whether a column's name says that it holds dates.
    static func isDate(_ name: String) -> Bool {
        words(of: name).contains { ["date", "datetime", "timestamp"].contains($0) }
    }

    private static func contains(_ words: [Substring], _ phrase: [Substring]) -> Bool {
        guard words.count >= phrase.count else { return false }
        return (0...(words.count - phrase.count)).contains { words[$0..<($0 + phrase.count)] == phrase[...] }
    }

    /// `firstName`, `First Name` and `first_name` are the words first and name.
    static func words(of name: String) -> [Substring] {
        var spaced = ""
        var previousIsLower = false
        for character in name {
            if character.isUppercase, previousIsLower { spaced.append(" ") }
            previousIsLower = character.isLowercase
            spaced.append(character.isLetter || character.isNumber ? character : " ")
        }
        return spaced.lowercased().split(separator: " ")
    }

    private static let phrases: [Phrase] =
        partsOfNames.flatMap { phrases($0.0, $0.1, isWhole: false) }
        + wholeNames.flatMap { phrases($0.0, $0.1, isWhole: true) }

    /// Phrases that may stand anywhere in a name. An e-mail address and an IP address are no street address, so they come
    /// first.
    private static let partsOfNames: [(IdentifierClass, String)] = [
        (.email, "email|e mail|mail address"),
        (.internetAddress, "ip address|ip addr"),
        (.url, "url|website|web site|web address|homepage|home page"),
        (.name, "first name|last name|full name|middle name|maiden name|given name|family name|patient name"),
        (.name, "subject name|participant name|person name|firstname|lastname|fullname|surname|forename|initials"),
        (.smallArea, "address|street name|street number|zip code|zipcode|postal code|postcode|census tract"),
        (.smallArea, "latitude|longitude|geocode|home city|city of residence"),
        (.date, "date of birth|birth date|birthdate|birthday|birth datetime|dob|date of death|death date"),
        (.date, "admission date|date of admission|discharge date|date of discharge"),
        (.fax, "fax"),
        (.telephone, "phone number|telephone number|mobile number|tel no|home phone|work phone|cell phone"),
        (.telephone, "mobile phone|patient phone|cellphone"),
        (.socialSecurity, "ssn|social security"),
        (.medicalRecord, "mrn|medical record|chart number|hospital number|nhs number|health record number"),
        (.healthPlan, "insurance number|insurance id|policy number|health plan number|health plan id"),
        (.healthPlan, "beneficiary number|medicare number|medicaid number"),
        (.account, "account number|account no|bank account|credit card|iban"),
        (.licence, "license number|licence number|driver license|drivers license|driver licence|passport|dea number"),
        (.vehicle, "license plate|licence plate|number plate|vehicle id|vehicle identification"),
        (.device, "device serial|serial number|device id|device identifier|imei"),
        (.biometric, "fingerprint|finger print|voiceprint|voice print|biometric|retina scan|iris scan"),
        (.photograph, "photo|photograph|facial image|face image"),
    ]

    /// Phrases that must be the whole of a name.
    private static let wholeNames: [(IdentifierClass, String)] = [
        (.name, "name"), (.smallArea, "zip|street|city|town|county"), (.telephone, "phone|telephone|mobile|tel"),
        (.internetAddress, "ip"), (.vehicle, "vin"), (.licence, "certificate number|certificate no"),
    ]

    private static func phrases(_ identifier: IdentifierClass, _ list: String, isWhole: Bool) -> [Phrase] {
        list.split(separator: "|").map {
            Phrase(words: $0.split(separator: " "), identifier: identifier, isWhole: isWhole)
        }
    }
}
