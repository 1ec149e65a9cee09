import Testing

@testable import DelimitedText

@Suite struct DelimitedTextErrorTests {
    @Test func wordingNamesTheOffenderAndTheRemedy() {
        let expected: [(DelimitedTextError, String)] = [
            (.notFound(path: "pian.csv", neighbours: ["pain.csv"]), "pian.csv: no such file"),
            (.unreadable(path: "x", reason: "Is a directory"), "x: cannot be read: Is a directory"),
            (.changedWhileRead(path: "x"), "x: changed while it was read; run again when nobody writes to it"),
            (.empty(path: "x"), "x: is empty: it has no header line"),
            (
                .notText(path: "x", encoding: "UTF-16"),
                "x: is encoded as UTF-16; save it as UTF-8, or add \"encoding: utf-16\" to its entry"
            ),
            (.corruptGzip(path: "x"), "x: the gzip data is damaged or cut short; compress or copy it again"),
            (
                .unterminatedQuote(path: "x", line: 7),
                "x line 7: a quoted field opens here and never closes; add its closing quote, "
                    + "or double a quote that belongs to the text"
            ),
            (
                .recordTooLong(path: "x", line: 7, limit: 10),
                "x line 7: the record that starts here is longer than 10 bytes; look for a quote that is never closed, or for line breaks that the file has lost"
            ),
            (
                .missingColumn(path: "x", line: 1, name: "dya", columns: ["day"]),
                "x line 1: no column \"dya\""
            ),
            (
                .ambiguousColumn(path: "x", line: 1, name: "a", positions: [1, 4]),
                "x line 1: column \"a\" stands at positions 1, 4; give each its own name"
            ),
        ]
        for (error, text) in expected { #expect(error.description == text) }
    }
}
