import Dispatch
import Foundation
import Testing

@testable import DelimitedText

/// Lines of the table in `docs/delimited-text.md`.
@Suite struct RecordsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func everyLineEndCounts(lineEnd: String) throws {
        let found = try folder.read(["a,b", "1,2", "3,4", ""].joined(separator: lineEnd).utf8)
        #expect(
            found.rows == [
                ReadRow(line: 2, cells: [.text("1"), .text("2")]), ReadRow(line: 3, cells: [.text("3"), .text("4")]),
            ])
        #expect(found.lines == 3)
    }

    @Test func finalLineBreakMayBeMissing() throws {
        let found = try folder.read("a,b\n1,2\n3,4".utf8)
        #expect(found.rows.map(\.line) == [2, 3])
        #expect(found.lines == 3)
        #expect(try folder.read("a,b\n1,\"2\"".utf8).rows.map(\.cells) == [[.text("1"), .text("2")]])
        #expect(try folder.read("a,b\n1,".utf8).rows.map(\.cells) == [[.text("1"), .missing]])
    }

    @Test func blankLinesAreNoRecordsButCountAsLines() throws {
        let found = try folder.read("\n \t\na,b\n\n1,2\r\n\r\n  \r\n3,4\n\n".utf8)
        #expect(found.rows.map(\.line) == [5, 8])
        #expect(found.malformed.isEmpty)
        #expect(found.lines == 9)
        #expect(
            try DelimitedReader(input: .file(path: folder.inputPath), dialect: Dialect(), threads: 1).header().line == 3
        )
    }

    @Test func raggedRecordsAreMalformed() throws {
        let found = try folder.read("a,b,c\n1,2,3\n1,2\n1,2,3,4\n\n1\n4,5,6\n".utf8)
        #expect(found.rows.map(\.line) == [2, 7])
        #expect(
            found.malformed == [
                MalformedRecord(line: 3, reason: .fieldCount(found: 2, expected: 3)),
                MalformedRecord(line: 4, reason: .fieldCount(found: 4, expected: 3)),
                MalformedRecord(line: 6, reason: .fieldCount(found: 1, expected: 3)),
            ])
    }

    @Test func labelsOfMalformedRecordsAreDropped() throws {
        let path = try folder.write("who,day\nx\np2,1\np1,1\nx,1,1\np2,2\n".utf8, as: "labels.csv")
        let (_, labels, _) = try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).read { _ in
            [ColumnRequest(header: "who", kind: .text)]
        } body: { block in
            let column = block.textColumn(0)
            return (column.labels, (0..<block.rowCount).map { column[$0] })
        }
        #expect(labels.map(\.0) == [["p2", "p1"]])
        #expect(labels.map(\.1) == [[.value(0), .value(1), .value(0)]])
    }

    @Test func unterminatedQuoteNamesTheLineOnWhichItOpened() throws {
        #expect(
            try folder.error("a,b\n1,2\n\n3,\"four\n5,6\n".utf8) == .unterminatedQuote(path: folder.inputPath, line: 4))
        #expect(try folder.error("a,b\n\"x\ny\",\"\"\"z\n".utf8) == .unterminatedQuote(path: folder.inputPath, line: 3))
        #expect(try folder.error("a,\"b\n1,2\n".utf8) == .unterminatedQuote(path: folder.inputPath, line: 1))
        // Text behind a closing quote takes libcsv back inside it; the field still opened on line 2.
        #expect(try folder.error("a,b\n\"5\" x,2\n3,4\n".utf8) == .unterminatedQuote(path: folder.inputPath, line: 2))
    }

    @Test func quotingKeepsBreaksDelimitersAndQuotes() throws {
        let found = try folder.read("a,b\n\"x,1\",\"two\nlines\"\n\"say \"\"no\"\"\",\"\"\n9,8\n".utf8)
        #expect(
            found.rows == [
                ReadRow(line: 2, cells: [.text("x,1"), .text("two\nlines")]),
                ReadRow(line: 4, cells: [.text("say \"no\""), .missing]),
                ReadRow(line: 5, cells: [.text("9"), .text("8")]),
            ])
    }

    @Test func strayQuotesAreText() throws {
        #expect(try cells("a,b\n5\" tall,x\"y\"z\n1,2\n")[0] == [.text("5\" tall"), .text("x\"y\"z")])
        // A quote behind a quoted field and blanks does not end the field.
        #expect(try cells("a,b\n\"x\" \"y\",2\n")[0] == [.text("x\" \"y"), .text("2")])
        // Text behind the closing quote makes that quote text: the field goes on to the next quote.
        #expect(try cells("a,b\n\"x\"y,z\",2\n")[0] == [.text("x\"y,z"), .text("2")])
    }

    @Test func blanksAroundFieldsAreDropped() throws {
        #expect(try cells("a,b\n  x y \t, \"  z \" \n")[0] == [.text("x y"), .text("  z ")])
    }

    @Test func oneQuotedEmptyFieldIsARecord() throws {
        let found = try folder.read("a\n\"\"\n\nx\n".utf8)
        #expect(found.rows == [ReadRow(line: 2, cells: [.missing]), ReadRow(line: 4, cells: [.text("x")])])
    }

    @Test func fieldOfFifteenMegabytesIsKept() throws {
        let size = 15 << 20
        let field = [UInt8](repeating: UInt8(ascii: "x"), count: size - 1) + Array("\n".utf8)
        let bytes = Array("a,b\n1,\"".utf8) + field + Array("\"\n2,y\n".utf8)
        let path = try folder.write(bytes, as: "large.csv")
        let (_, blocks, _) = try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 2).read { _ in
            [ColumnRequest(header: "b", kind: .text)]
        } body: { block in
            (0..<block.rowCount).map { (block.line(ofRow: $0), block.textColumn(0).labels[$0].utf8.count) }
        }
        #expect(blocks.flatMap { $0 }.map(\.0) == [2, 4])
        #expect(blocks.flatMap { $0 }.map(\.1) == [size, 1])
    }

    @Test func recordBeyondTheLimitIsNamed() throws {
        let path = try folder.write("a,b\n1,2\n3,\"\(String(repeating: "4\n", count: 500))\"\n".utf8, as: "input.csv")
        var reader = DelimitedReader(input: .file(path: path), dialect: Dialect(), blockSize: 16, threads: 2)
        reader.recordLimit = 256
        #expect(throws: DelimitedTextError.recordTooLong(path: path, line: 3, limit: 256)) {
            try reader.read { _ in
                []
            } body: { _ in
            }
        }
    }

    /// Blank lines among bad records: each record's line is found in a few steps, not by a walk over all blank lines.
    @Test func linesAmongBlankOnesAreFoundInFewSteps() throws {
        let count = 5000
        let bytes = "a,b\n" + String(repeating: "1\n\n", count: count)
        let lines = try folder.read(bytes.utf8).malformed.map(\.line)
        #expect(lines == (0..<count).map { 2 + 2 * $0 })
        var steps = 0
        let found = bisect(1_000_000) { number in
            steps += 1
            return number < 765_432
        }
        #expect(found == 765_432 && steps <= 20)
    }
}
