import Testing

@testable import Ingest

@Suite struct ColumnNameTests {
    @Test(arguments: [
        ("patientFirstName", ["patient", "first", "name"]), ("IPAddress", ["ip", "address"]),
        ("pt_name", ["patient", "name"]),
        ("Straße 2", ["strasse"]), ("prénom", ["prenom"]), ("phone#", ["phone", "number"]),
        ("n° sécu", ["number", "secu"]),
        ("patientfirstname", ["patient", "firstname"]), ("D.O.B.", ["dob"]), ("1st_name", ["first", "name"]),
        ("fecha de nacimiento", ["date", "nacimiento"]), ("Telefonnummer", ["telefonnummer"]),
        ("dateofbirth", ["date", "birth"]),
        ("mobility", ["mobility"]), ("shipment", ["shipment"]),
    ])
    func wordsOfNames(_ name: String, _ words: [String]) {
        #expect(ColumnName.readings(of: name)[0].plainWords == words)
    }

    /// A file that is not UTF-8 has a mark in place of each letter that is none of ASCII.
    @Test func lettersThatAreLost() {
        #expect(IdentifierNames.identifier(inName: "pr\u{fffd}nom") == .name)
        #expect(IdentifierNames.identifier(inName: "Stra\u{fffd}e") == .smallArea)
        #expect(IdentifierNames.identifier(inName: "nu\u{308}mero") == nil)
    }

    /// The first three digits of a postal code are allowed (45 CFR 164.514(b)(2)(i)(B)).
    @Test func shortPostalCodes() {
        #expect(IdentifierNames.verdict(onName: "zip3") == nil)
        #expect(IdentifierNames.verdict(onName: "zip_2")?.identifier == .smallArea)
        #expect(IdentifierNames.isPostalCode("zip3") && IdentifierNames.isPostalCode("PLZ"))
        #expect(IdentifierGuard.identifier(ofColumn: "zip3", cells: ["02139"]) == .smallArea)
    }

    @Test(arguments: ["age", "Age", "edad", "Alter", "âge", "age_yrs", "ageAtEnrolment", "ptage"])
    func ages(_ name: String) { #expect(IdentifierNames.isAge(name)) }

    @Test(arguments: ["agegroup", "age_band", "age_months", "gestational_age", "stage", "dosage"])
    func noAges(_ name: String) { #expect(!IdentifierNames.isAge(name)) }
}
