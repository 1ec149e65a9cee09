import Testing

@testable import DelimitedText

@Suite struct DelimitedWriterTests {
    private func written(_ rows: [[String]], delimiter: UInt8 = UInt8(ascii: ",")) -> String {
        String(decoding: DelimitedWriter.bytes(of: rows, delimiter: delimiter), as: UTF8.self)
    }

    @Test func quotesOnlyWhereNeeded() {
        #expect(written([["a", "b c", "1.5", ""]]) == "a,b c,1.5,\n")
        #expect(
            written([["a,b", "say \"no\"", "two\nlines", "x\r", " y", "z\t"]])
                == "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\"x\r\",\" y\",\"z\t\"\n")
        #expect(written([["a,b", "c;d"]], delimiter: UInt8(ascii: ";")) == "a,b;\"c;d\"\n")
    }

    @Test func recordOfNothingIsNoBlankLine() {
        #expect(written([[""], [], ["", ""]]) == "\"\"\n\"\"\n,\n")
    }

    @Test func whatIsWrittenIsReadBack() throws {
        var generator = SeededGenerator(seed: 4180)
        let pieces = ["a", "é", "7", ",", ";", "\"", "\n", "\r", "\r\n", " ", "\t", "\"\"", "x y"]
        let folder = try TemporaryFolder()
        for round in 0..<200 {
            let rows = (0..<20).map { _ in
                (0..<3).map { _ in
                    (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                        pieces.randomElement(using: &generator) ?? ""
                    }.joined()
                }
            }
            let delimiter = UInt8(ascii: round % 2 == 0 ? "," : ";")
            let bytes = DelimitedWriter.bytes(of: [["h1", "h2", "h3"]] + rows, delimiter: delimiter)
            let path = try folder.write(bytes, as: "round.csv")
            let dialect = Dialect(delimiter: .byte(delimiter), missing: [])
            let found = try readback(.file(path: path), dialect: dialect, blockSize: 32, threads: 2)
            #expect(found.rows.map(\.cells) == rows.map { $0.map { .text(SpreadsheetFormula.disarmed($0)) } })
        }
    }
}
