/// A cell that says itself what it holds: `SSN: 123456789`, `Policy # A12345`, `NPI 1234567893`.
enum LabelledNumber {
    static func identifier(in text: String, _ signs: CellSigns) -> IdentifierClass? {
        guard signs.digits >= 4, signs.count <= 60 else { return nil }
        let words = text.split { " :#=".contains($0) }
        guard (2...5).contains(words.count), let number = words.last, let first = words.first,
            number.utf8.count(where: IdentifierPattern.isDigit) >= 4,
            words.dropLast().allSatisfy({ $0.allSatisfy { $0.isLetter || ".'°º".contains($0) } }),
            signs.hasColon || signs.hasNumberSign || acronyms.contains(String(first))
        else { return nil }
        let label = words.dropLast().joined(separator: " ")
        guard let verdict = IdentifierNames.verdict(onName: label) ?? IdentifierNames.verdict(onName: label + " number")
        else { return nil }
        return ofNumbers.contains(verdict.identifier) ? verdict.identifier : nil
    }

    private static let acronyms: Set<String> = [
        "SSN", "NPI", "DEA", "VIN", "MBI", "NHS", "DNI", "NIE", "NIF", "NSS", "NIR", "IMEI", "IBAN", "NHC", "HICN", "UDI", "KVNR",
        "CURP", "NINO", "IPP", "SVNR", "PLZ",
    ]
    private static let ofNumbers: Set<IdentifierClass> = [
        .telephone, .fax, .socialSecurity, .medicalRecord, .healthPlan, .account, .licence, .vehicle, .device, .otherNumber,
        .smallArea,
    ]
}
