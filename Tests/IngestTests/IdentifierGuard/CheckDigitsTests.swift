import Testing

@testable import Ingest

/// Numbers that their issuers print as examples, and the same with one digit changed.
@Suite struct CheckDigitsTests {
    private func digits(_ text: String) -> [Int] { text.utf8.map { Int($0) - 48 } }

    /// Whether a number is known, and is not with its last digit raised by one.
    private func isTold(_ number: String, by isOne: ([Int]) -> Bool) -> Bool {
        var wrong = digits(number)
        wrong[wrong.count - 1] = (wrong[wrong.count - 1] + 1) % 10
        return isOne(digits(number)) && !isOne(wrong)
    }

    @Test(arguments: ["4111111111111111", "378282246310005", "490154203237518", "046454286"])
    func luhn(_ number: String) {
        #expect(isTold(number) { CheckDigits.isLuhn($0) })
    }

    /// The example of the Centers for Medicare & Medicaid Services.
    @Test func nationalProviderIdentifier() {
        #expect(isTold("808401234567893") { CheckDigits.isLuhn($0) })
    }

    /// The example of the NHS Data Dictionary.
    @Test func nhsNumber() {
        #expect(isTold("9434765919") { CheckDigits.isNHSNumber($0) })
        #expect(!CheckDigits.isNHSNumber(digits("0000000000")))
    }

    /// The example of the Federal Central Tax Office.
    @Test func germanTaxNumber() {
        #expect(isTold("86095742719") { CheckDigits.isGermanTaxNumber($0) })
        #expect(!CheckDigits.isGermanTaxNumber(digits("12345678903")), "no digit stands there twice")
    }

    /// The examples of the annexes to § 290 SGB V and to VKVV: A 1.
    @Test func germanInsuranceNumbers() {
        #expect(isTold("123456780") { CheckDigits.isGermanHealthNumber(letter: 1, $0) })
        #expect(isTold("65170839003") { CheckDigits.isGermanPensionNumber($0, letter: 10) })
    }

    /// The number that US pharmacies are taught with.
    @Test func drugEnforcementNumber() {
        #expect(isTold("1234563") { CheckDigits.isDrugEnforcementNumber($0) })
    }

    @Test func spanishLetters() {
        #expect(CheckDigits.spanishLetter(digits("12345678")) == UInt8(ascii: "Z"))
    }

    /// The examples of the IBAN registry.
    @Test(arguments: ["DE89370400440532013000", "GB29NWBK60161331926819", "FR1420041010050500013M02606"])
    func accountNumbers(_ number: String) {
        let signs = Array(number.utf8)
        #expect(CheckDigits.isAccountNumber(signs))
        #expect(!CheckDigits.isAccountNumber(signs.dropLast() + [signs[signs.count - 1] == 48 ? 49 : 48]))
    }

    /// The specimen of the German identity card, and a vehicle of 49 CFR 565.
    @Test func documentsAndVehicles() {
        #expect(CheckDigits.isDocument(Array("T220001293".utf8)))
        #expect(!CheckDigits.isDocument(Array("T220001294".utf8)))
        #expect(CheckDigits.isVehicleNumber(Array("1M8GDM9AXKP042788".utf8)))
        #expect(!CheckDigits.isVehicleNumber(Array("1M8GDM9A1KP042788".utf8)))
    }

    /// Medicare's own example, and letters that it does not give out.
    @Test func medicareIdentifier() {
        #expect(NumberForm("1EG4-TE5-MK73")?.certain == .healthPlan)
        #expect(NumberForm("1EG4TE5MK73")?.certain == .healthPlan)
        #expect(NumberForm("1SG4TE5MK73")?.certain == nil)
        #expect(NumberForm("0EG4TE5MK73")?.certain == nil)
    }

    /// A decimal number has as many digits as a payment card.
    @Test(arguments: ["4.111111111111111", "-25.1119899749756", "185057800608491.0", "2.693550e+12"])
    func decimalsAreNoNumbersOfPersons(_ text: String) {
        #expect(IdentifierPattern.identifier(in: text) == nil)
    }
}
