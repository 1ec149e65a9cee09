/// Cells that Excel, LibreOffice or Google Sheets would take for a formula, and run, when somebody opens a CSV file.
///
/// Text that begins with `=`, `+`, `-`, `@`, a tab, CR or LF, or with the full-width form of one of the four signs, is one (OWASP, CSV
/// Injection, owasp.org/www-community/attacks/CSV_Injection). A number such as `-1.5` or `+3e-2` is a number.
enum SpreadsheetFormula {
    private static let signs: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]

    /// The text as it may be written: behind an apostrophe where it would be run.
    static func disarmed(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, signs.contains(first) else { return text }
        return isNumber(text) ? text : "'" + text
    }

    private static func isNumber(_ text: String) -> Bool {
        text.utf8.allSatisfy { !$0.isBlank && !$0.isLineBreak } && DecimalMark.point.number(in: text) != nil
    }
}
