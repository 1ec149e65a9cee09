/// A cell that says itself what it holds: `SSN: 123456789`, `Policy # A12345`, `NPI 1234567893`, `Fax: (555) 123-4567`.
enum LabelledNumber {
    /// The class that the words before a number tell of.
    static func identifier(in text: String, _ signs: CellSigns) -> IdentifierClass? {
        guard signs.digits >= 4, signs.count <= 60, text.first?.isLetter == true else { return nil }
        let words = text.split { " :#=".contains($0) }
        let label = words.prefix { $0.allSatisfy { $0.isLetter || "./'°º".contains($0) } }
        let number = words.dropFirst(label.count)
        guard (1...4).contains(label.count), (1...5).contains(number.count), let first = label.first,
            let last = label.last,
            number.allSatisfy({ $0.allSatisfy { $0.isNumber || $0.isLetter || "+-./()".contains($0) } }),
            number.allSatisfy({ $0.contains(where: \.isNumber) }),
            signs.hasColon || signs.hasNumberSign || acronyms.contains(String(first))
                || shortNumbers.contains(String(last))
        else { return nil }
        if label == ["S/N"] || label == ["SN"] { return .device }
        let name = label.joined(separator: " ")
        guard let verdict = IdentifierNames.verdict(onName: name) ?? IdentifierNames.verdict(onName: name + " number")
        else { return nil }
        return ofNumbers.contains(verdict.identifier) ? verdict.identifier : nil
    }

    private static let shortNumbers: Set<String> = ["No.", "Nr.", "Nº", "nº", "N°", "n°", "no.", "Núm."]
    private static let acronyms: Set<String> = [
        "SSN", "NPI", "DEA", "VIN", "MBI", "NHS", "DNI", "NIE", "NIF", "NSS", "NIR", "IMEI", "IBAN", "NHC", "HICN",
        "UDI", "KVNR",
        "CURP", "NINO", "IPP", "SVNR", "PLZ", "SN", "FAX", "Fax",
    ]
    private static let ofNumbers: Set<IdentifierClass> = [
        .telephone, .fax, .socialSecurity, .medicalRecord, .healthPlan, .account, .licence, .vehicle, .device,
        .otherNumber,
        .smallArea,
    ]
}
