import Testing

@testable import DelimitedText

@Suite struct SpreadsheetFormulaTests {
    @Test(arguments: [
        "=1+1", "=cmd|' /C calc'!A0", "+cmd", "-cmd", "@SUM(1)", "\t=1", "\r=1", "\n=1", "-", "+", "=", "-1-1", "+1+1",
        "-5 to 3",
        "- 5", "-1,5", "\u{FF1D}1+1", "\u{FF0B}1", "\u{FF0D}a", "\u{FF20}a", "-nan", "-inf", "=\"a\"", "-1 ", "=1,2",
    ])
    func textThatASpreadsheetWouldRunIsWrittenBehindAnApostrophe(_ text: String) {
        #expect(SpreadsheetFormula.disarmed(text) == "'" + text)
        let written = String(decoding: DelimitedWriter.bytes(of: [[text, "b"]]), as: UTF8.self)
        #expect(written.hasPrefix("'") || written.hasPrefix("\"'"), "\(written)")
    }

    @Test(arguments: [
        "-1.5", "+3", "-0", "-1e-05", "+2.5E+3", "-.5", "1.5", "", " =1", "a=1", "a-b", "'=1", "5-3", "nrs",
        "\u{2212}1", "é",
    ])
    func numbersAndOrdinaryTextStay(_ text: String) {
        #expect(SpreadsheetFormula.disarmed(text) == text)
    }
}
