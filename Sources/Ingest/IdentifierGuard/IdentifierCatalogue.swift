/// What the guard knows, as `docs/identifiers.md` prints it.
public enum IdentifierCatalogue {
    /// A table in Markdown: by class, how many phrases of each language, some of them, and the forms of cells.
    public static var table: String {
        let languages = IdentifierPhrases.Language.allCases
        var lines = [
            "| class | " + languages.map(\.rawValue).joined(separator: " | ") + " | such as | known by its cells |",
            "|---|" + languages.map { _ in "---:|" }.joined() + "---|---|",
        ]
        for identifier in IdentifierClass.allCases {
            let counts = languages.map { "\(phrases(of: identifier, $0).count)" }
            lines.append(
                "| \(identifier.rawValue) | " + counts.joined(separator: " | ") + " | \(examples(of: identifier)) | "
                    + "\(identifier.forms) |")
        }
        let sums = languages.map { language in
            "\(IdentifierClass.allCases.reduce(0) { $0 + phrases(of: $1, language).count })"
        }
        lines.append("| all | " + sums.joined(separator: " | ") + " | | |")
        return lines.joined(separator: "\n")
    }

    private static func phrases(
        of identifier: IdentifierClass, _ language: IdentifierPhrases.Language
    ) -> Set<String> {
        if identifier == .ageOver89 { return Set(IdentifierNames.ages(in: language)) }
        return Set(
            IdentifierPhrases.of(language).filter { $0.identifier == identifier }.flatMap {
                IdentifierPhrases.written($0.list)
            })
    }

    /// The first phrases of each language.
    private static func examples(of identifier: IdentifierClass) -> String {
        if identifier == .ageOver89 {
            return IdentifierPhrases.Language.allCases.flatMap(IdentifierNames.ages).map { "`\($0)`" }.joined(
                separator: ", ")
        }
        return IdentifierPhrases.Language.allCases.flatMap { language -> [String] in
            guard let first = IdentifierPhrases.of(language).first(where: { $0.identifier == identifier }) else {
                return []
            }
            return IdentifierPhrases.written(first.list).prefix(language == .english ? 2 : 1).map { "`\($0)`" }
        }.joined(separator: ", ")
    }
}

extension IdentifierClass {
    /// By which forms of cells the class is known.
    fileprivate var forms: String {
        switch self {
        case .name:
            "behind a title (`Mrs Johnson`, `Herr Weber`, `Mme Petit`); a frequent given name beside another word (`Smith, John`); columns of given names"
        case .smallArea:
            "streets with numbers, post boxes, ZIP+4, city with state and ZIP, British and Canadian postal codes, coordinates"
        case .date:
            "ISO 8601, numbers in every order with a year of four digits, months' names in four languages, columns of digits or of `06/10/13`"
        case .ageOver89:
            "numbers over 89 in columns of ages; `92 years`, `92-year-old`, `92 años`, `92 Jahre`, `92 ans`"
        case .telephone:
            "American; with `+` or `00` and a country's code; as Germany, France, Spain and Britain write theirs"
        case .fax: "a number behind the word"
        case .email: "any word with `@` and a domain"
        case .socialSecurity:
            "US; Canadian (Luhn); British; French and Belgian (mod 97); Spanish (mod 97); German pension insurance and Swiss (check digits)"
        case .medicalRecord: "`MRN` or `NHC` and digits; NHS number (mod 11)"
        case .healthPlan:
            "Medicare beneficiary identifier, former Medicare number; German (check digit); Ontario (Luhn), Quebec"
        case .account: "IBAN (length by country, mod 97); payment cards (networks, Luhn)"
        case .licence: "NPI (Luhn with 80840); DEA number (check digit); a number behind a word such as `Passport`"
        case .vehicle: "vehicle identification number (check digit); plates of Germany, France, Britain and Spain"
        case .device: "IMEI (Luhn), addresses of network cards, unique device identification (GS1 check digit)"
        case .url: "`http://`, `www.`, domain with a path"
        case .internetAddress: "IPv4, with port or length too; IPv6"
        case .biometric: "files of recorded voices and fingerprints"
        case .photograph: "files of photographs, and images in a cell"
        case .otherNumber:
            "DNI and NIE (letter), CURP, Chile's RUT (mod 11), German tax number (mod 11,10) and identity card (check digit)"
        }
    }
}
