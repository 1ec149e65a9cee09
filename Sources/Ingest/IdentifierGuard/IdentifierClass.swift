/// The direct identifiers of the HIPAA Safe Harbor method (45 CFR 164.514(b)(2)(i)), as far as a column's name or the
/// shape of a cell can tell.
public enum IdentifierClass: String, Sendable, Hashable, CaseIterable {
    /// Names.
    case name
    /// Places smaller than a state, among them postal codes beyond their first three digits.
    case smallArea = "small area"
    /// Dates finer than a year.
    case date
    /// Ages over 89.
    case ageOver89 = "age over 89"
    /// Telephone numbers.
    case telephone
    /// Fax numbers.
    case fax
    /// E-mail addresses.
    case email = "e-mail address"
    /// Social security numbers.
    case socialSecurity = "social security number"
    /// Medical record numbers.
    case medicalRecord = "medical record number"
    /// Numbers of health plan members.
    case healthPlan = "health plan number"
    /// Account numbers.
    case account = "account number"
    /// Certificates and licences.
    case licence = "certificate or licence number"
    /// Vehicles and number plates.
    case vehicle = "vehicle identifier"
    /// Devices and serial numbers.
    case device = "device identifier"
    /// Web addresses.
    case url = "web address"
    /// Internet protocol addresses.
    case internetAddress = "IP address"
    /// Finger and voice prints.
    case biometric
    /// Photographs of the face.
    case photograph
    /// Any other number or code that one person has: of identity cards, of taxpayers, of employees, names of users.
    case otherNumber = "other unique identifying number"

    /// The line of a study file by which a column is said to be no identifier.
    private static func clearing(_ column: String) -> String {
        let isPlain = column.allSatisfy { $0.isLetter || $0.isNumber || "_ ".contains($0) }
        return "not_identifiers: [\(isPlain ? column : "'\(column.replacing("'", with: "''"))'")]"
    }

    /// What is wrong, in words.
    var complaint: String {
        switch self {
        case .ageOver89: "holds ages over 89, a direct identifier under HIPAA Safe Harbor"
        case .date: "holds full dates, a direct identifier under HIPAA Safe Harbor"
        default: "looks like a direct identifier under HIPAA Safe Harbor (\(rawValue))"
        }
    }

    /// What to do about a column, in words.
    func remedy(forColumn column: String) -> String {
        switch self {
        case .ageOver89: "add \"ages: {cap: 89}\" to the study file"
        case .date:
            "turn them into study days, or, if they are shifted, add \"dates: {shifted: true, origin: YYYY-MM-DD}\" "
                + "to the study file"
        default:
            "remove the column from the file, or, if nothing uses it, list it under \"ignore\" beside the file's name"
                + (column.hasPrefix("number ")
                    ? "" : "; if it is no identifier, add \"\(Self.clearing(column))\" there")
        }
    }
}
