import Dispatch
import Foundation
import Testing

@testable import DelimitedText

/// The table in `docs/delimited-text.md`, line by line.
@Suite struct OutcomesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func read(_ bytes: some Collection<UInt8>, dialect: Dialect = Dialect()) throws -> Readback {
        try readback(.file(path: folder.write(bytes, as: "input.csv")), dialect: dialect)
    }

    private func error(_ bytes: some Collection<UInt8>, dialect: Dialect = Dialect()) throws -> DelimitedTextError? {
        readError(try folder.write(bytes, as: "input.csv"), dialect: dialect)
    }

    private var path: String { folder.path + "/input.csv" }

    // MARK: The frame

    @Test func byteOrderMarkIsNoPartOfTheFirstName() throws {
        let path = try folder.write([0xef, 0xbb, 0xbf] + Array("who,day\np1,3\n".utf8), as: "bom.csv")
        let header = try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).header()
        #expect(header.names == ["who", "day"])
        #expect(header.hasByteOrderMark)
        #expect(try readback(.file(path: path)).rows == [ReadRow(line: 2, cells: [.text("p1"), .text("3")])])
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func everyLineEndCounts(lineEnd: String) throws {
        let found = try read(["a,b", "1,2", "3,4", ""].joined(separator: lineEnd).utf8)
        #expect(
            found.rows == [
                ReadRow(line: 2, cells: [.text("1"), .text("2")]), ReadRow(line: 3, cells: [.text("3"), .text("4")]),
            ])
        #expect(found.lines == 3)
    }

    @Test func finalLineBreakMayBeMissing() throws {
        let found = try read("a,b\n1,2\n3,4".utf8)
        #expect(found.rows.map(\.line) == [2, 3])
        #expect(found.lines == 3)
        #expect(try read("a,b\n1,\"2\"".utf8).rows.map(\.cells) == [[.text("1"), .text("2")]])
        #expect(try read("a,b\n1,".utf8).rows.map(\.cells) == [[.text("1"), .missing]])
    }

    @Test func blankLinesAreNoRecordsButCountAsLines() throws {
        let found = try read("\n \t\na,b\n\n1,2\r\n\r\n  \r\n3,4\n\n".utf8)
        #expect(found.rows.map(\.line) == [5, 8])
        #expect(found.malformed.isEmpty)
        #expect(found.lines == 9)
        #expect(try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).header().line == 3)
    }

    @Test func emptyInputsAreNamed() throws {
        for bytes in [[], [0xef, 0xbb, 0xbf], Array("\n \n\r\n".utf8), [UInt8]().gzipped] {
            #expect(try error(bytes) == .empty(path: path), "\(bytes)")
        }
    }

    @Test func headerAloneHasNoRows() throws {
        for text in ["a,b", "a,b\n", "a,b\n\n"] {
            let found = try read(text.utf8)
            #expect(found.names == ["a", "b"])
            #expect(found.rows.isEmpty)
            #expect(found.malformed.isEmpty)
        }
        #expect(try read("a,b".utf8).lines == 1)
        #expect(try read("a,b\n\n".utf8).lines == 2)
    }

    @Test func wideEncodingsAreNamed() throws {
        let text = "a,b\n1,2\n"
        #expect(try error([0xff, 0xfe] + text.utf8.flatMap { [$0, 0] }) == .notText(path: path, encoding: "UTF-16"))
        #expect(try error([0xfe, 0xff] + text.utf8.flatMap { [0, $0] }) == .notText(path: path, encoding: "UTF-16"))
        #expect(
            try error([0xff, 0xfe, 0, 0] + text.utf8.flatMap { [$0, 0, 0, 0] })
                == .notText(path: path, encoding: "UTF-32"))
    }

    // MARK: Records

    @Test func raggedRecordsAreMalformed() throws {
        let found = try read("a,b,c\n1,2,3\n1,2\n1,2,3,4\n\n1\n4,5,6\n".utf8)
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
        #expect(try error("a,b\n1,2\n\n3,\"four\n5,6\n".utf8) == .unterminatedQuote(path: path, line: 4))
        #expect(try error("a,b\n\"x\ny\",\"\"\"z\n".utf8) == .unterminatedQuote(path: path, line: 3))
        #expect(try error("a,\"b\n1,2\n".utf8) == .unterminatedQuote(path: path, line: 1))
        // Text behind a closing quote takes libcsv back inside it; the field still opened on line 2.
        #expect(try error("a,b\n\"5\" x,2\n3,4\n".utf8) == .unterminatedQuote(path: path, line: 2))
    }

    @Test func quotingKeepsBreaksDelimitersAndQuotes() throws {
        let found = try read("a,b\n\"x,1\",\"two\nlines\"\n\"say \"\"no\"\"\",\"\"\n9,8\n".utf8)
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
        let found = try read("a\n\"\"\n\nx\n".utf8)
        #expect(found.rows == [ReadRow(line: 2, cells: [.missing]), ReadRow(line: 4, cells: [.text("x")])])
    }

    @Test func fieldOfHundredMegabytesIsKept() throws {
        let size = 100 << 20
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

    // MARK: Bytes

    @Test func nullAndWrongBytesAreMalformedInUsedTextOnly() throws {
        let bytes =
            Array("a,b\nx".utf8) + [0] + Array("y,1\n".utf8) + [0xff] + Array(",2\n".utf8) + [0xc3, 0xa9]
            + Array(",3\n".utf8)
        let found = try read(bytes)
        #expect(
            found.rows.map(\.cells) == [
                [.malformed, .text("1")], [.malformed, .text("2")], [.text("é"), .text("3")],
            ])
        let (_, days, _) = try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).read { _ in
            [ColumnRequest(header: "b", kind: .integer)]
        } body: { block in
            (0..<block.rowCount).map { block.integerColumn(0)[$0] }
        }
        #expect(days == [[.value(1), .value(2), .value(3)]])
    }

    // MARK: The header

    @Test func missingColumnsAreNamedWithTheNearest() throws {
        let path = try folder.write("patient,day,pain\np,1,2\n".utf8, as: "input.csv")
        func request(_ name: String) throws {
            _ = try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).read { _ in
                [ColumnRequest(header: name, kind: .text)]
            } body: { _ in
            }
        }
        #expect(throws: DelimitedTextError.missingColumn(path: path, line: 1, name: "pateint", nearest: "patient")) {
            try request("pateint")
        }
        #expect(throws: DelimitedTextError.missingColumn(path: path, line: 1, name: "Day", nearest: "day")) {
            try request("Day")
        }
        #expect(throws: DelimitedTextError.missingColumn(path: path, line: 1, name: "instrument", nearest: nil)) {
            try request("instrument")
        }
    }

    @Test func repeatedNamesMatterOnlyIfWanted() throws {
        let path = try folder.write("a,b,,a,\n1,2,3,4,5\n".utf8, as: "input.csv")
        func request(_ name: String) throws -> [IntegerCell] {
            try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).read { header in
                #expect(header.names == ["a", "b", "", "a", ""])
                return [ColumnRequest(header: name, kind: .integer)]
            } body: {
                $0.integerColumn(0)[0]
            }.results
        }
        #expect(try request("b") == [.value(2)])
        #expect(throws: DelimitedTextError.ambiguousColumn(path: path, line: 1, name: "a", positions: [1, 4])) {
            try request("a")
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func headerMayBeLongerThanABlock(lineEnd: String) throws {
        let names = (0..<20_000).map { "\"column\n\($0)\"" }.joined(separator: ",")
        let numbers = (0..<20_000).map(String.init).joined(separator: ",")
        let path = try folder.write((names + lineEnd + numbers + lineEnd).utf8, as: "wide.csv")
        let reader = DelimitedReader(input: .file(path: path), dialect: Dialect(), blockSize: 64, threads: 2)
        let (header, cells, summary) = try reader.read { _ in
            [ColumnRequest(header: "column\n19999", kind: .integer)]
        } body: { block in
            (block.line(ofRow: 0), block.integerColumn(0)[0])
        }
        #expect(header.names.count == 20_000)
        #expect(cells.map(\.0) == [20_002])  // each name holds a line break
        #expect(cells.map(\.1) == [.value(19_999)])
        #expect(summary.lines == 20_002)
    }

    @Test func oneColumnMayBeReadInSeveralWays() throws {
        let path = try folder.write("a,b\n7.0,x\n7.5,y\nx,z\n".utf8, as: "input.csv")
        let (_, blocks, _) = try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).read { _ in
            [.text, .integer, .decimal, .text].map { ColumnRequest(header: "a", kind: $0) }
        } body: { block in
            let texts = (block.textColumn(0), block.textColumn(3))
            #expect(texts.0.labels == ["7.0", "7.5", "x"])
            #expect(texts.1.labels == ["7.0", "7.5", "x"])
            return (0..<block.rowCount).map { (block.integerColumn(1)[$0], block.decimalColumn(2)[$0]) }
        }
        #expect(blocks[0].map(\.0) == [.value(7), .malformed, .malformed])
        #expect(blocks[0].map(\.1) == [.value(7), .value(7.5), .malformed])
    }

    // MARK: Sources

    @Test func missingFileIsNamedWithTheNearest() throws {
        try folder.write("a\n".utf8, as: "pain.csv")
        #expect(readError(folder.path + "/pian.csv") == .notFound(path: folder.path + "/pian.csv", nearest: "pain.csv"))
        #expect(
            readError(folder.path + "/none/pain.csv") == .notFound(path: folder.path + "/none/pain.csv", nearest: nil))
    }

    @Test func folderInsteadOfFileIsUnreadable() {
        #expect(readError(folder.path) == .unreadable(path: folder.path, reason: "Is a directory"))
    }

    @Test(.enabled(if: geteuid() != 0, "root may read every file")) func forbiddenFileIsUnreadable() throws {
        let path = try folder.write("a\n1\n".utf8, as: "secret.csv")
        chmod(path, 0)
        #expect(readError(path) == .unreadable(path: path, reason: "Permission denied"))
    }

    @Test func gzipIsRecognisedByContent() throws {
        let first = Array("a,b\n1,2\n".utf8)
        let second = Array("3,4\n".utf8)
        let expected = try read(first + second).rows
        for bytes in [
            (first + second).gzipped, first.gzipped + second.gzipped,
            first.gzipped + [UInt8]().gzipped + second.gzipped + [0, 0],
        ] {
            let found = try read(bytes)
            #expect(found.rows == expected)
            #expect(found.bytes == 12)
        }
        #expect(try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).header().isCompressed)
    }

    /// `printf 'a,b\n1,2\n' | gzip -9n`, gzip 1.12.
    @Test func gzipOfGzipIsRead() throws {
        let bytes: [UInt8] = [
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4b, 0xd4, 0x49, 0xe2, 0x32, 0xd4, 0x31, 0xe2,
            0x02, 0x00, 0x7b, 0x07, 0x97, 0x0a, 0x08, 0x00, 0x00, 0x00,
        ]
        #expect(try read(bytes).rows == [ReadRow(line: 2, cells: [.text("1"), .text("2")])])
    }

    @Test func damagedGzipIsNamed() throws {
        let whole = Array("a,b\n1,2\n3,4\n".utf8).gzipped
        var damaged = whole
        damaged[20] ^= 1
        for bytes in [Array(whole.dropLast()), Array(whole.prefix(15)), damaged, whole + [7], whole + [0x1f, 0x8b]] {
            #expect(try error(bytes) == .corruptGzip(path: path))
        }
        #expect(try error([0x1f, 0x8b]) == .corruptGzip(path: path))
    }

    @Test func delimiterThatCannotBeIsNamed() throws {
        for byte in [UInt8(ascii: "\""), UInt8(ascii: "\n"), 0, 0xe9] {
            #expect(
                try error("a\n".utf8, dialect: Dialect(delimiter: .byte(byte)))
                    == .unusableDelimiter(path: path, byte: byte))
        }
    }

    @Test(arguments: [1, 2, 8]) func errorsOfTheBodyComeInFileOrder(threads: Int) throws {
        struct Stop: Error, Equatable { var block: Int }
        let text = "a,b\n" + (0..<400).map { "\($0),x\n" }.joined()
        let path = try folder.write(text.utf8, as: "input.csv")
        let reader = DelimitedReader(input: .file(path: path), dialect: Dialect(), blockSize: 64, threads: threads)
        // Each of the two blocks fails last once; both are under way before either fails, if two threads run.
        for slowBlock in [3, 4] {
            let isUnderWay = DispatchSemaphore(value: 0)
            #expect(throws: Stop(block: 3)) {
                try reader.read { _ in
                    []
                } body: { block in
                    if block.index == 4 { isUnderWay.signal() }
                    if block.index == 3, threads > 1 { _ = isUnderWay.wait(timeout: .now() + 1) }
                    if block.index == slowBlock { usleep(20_000) }
                    if block.index >= 3 { throw Stop(block: block.index) }
                }
            }
        }
    }
}
