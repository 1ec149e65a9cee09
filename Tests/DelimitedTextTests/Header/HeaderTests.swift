import Dispatch
import Foundation
import Testing

@testable import DelimitedText

/// Lines of the table in `docs/delimited-text.md`.
@Suite struct HeaderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func byteOrderMarkIsNoPartOfTheFirstName() throws {
        let path = try folder.write([0xef, 0xbb, 0xbf] + Array("who,day\np1,3\n".utf8), as: "bom.csv")
        let header = try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).header()
        #expect(header.names == ["who", "day"])
        #expect(header.hasByteOrderMark)
        #expect(try readback(.file(path: path)).rows == [ReadRow(line: 2, cells: [.text("p1"), .text("3")])])
    }

    @Test func wideEncodingsAreNamed() throws {
        let text = "a,b\n1,2\n"
        #expect(
            try folder.error([0xff, 0xfe] + text.utf8.flatMap { [$0, 0] })
                == .notText(path: folder.inputPath, encoding: "UTF-16"))
        #expect(
            try folder.error([0xfe, 0xff] + text.utf8.flatMap { [0, $0] })
                == .notText(path: folder.inputPath, encoding: "UTF-16"))
        #expect(
            try folder.error([0xff, 0xfe, 0, 0] + text.utf8.flatMap { [$0, 0, 0, 0] })
                == .notText(path: folder.inputPath, encoding: "UTF-32"))
    }

    @Test func emptyInputsAreNamed() throws {
        for bytes in [[], [0xef, 0xbb, 0xbf], Array("\n \n\r\n".utf8), [UInt8]().gzipped] {
            #expect(try folder.error(bytes) == .empty(path: folder.inputPath), "\(bytes)")
        }
    }

    @Test func headerAloneHasNoRows() throws {
        for text in ["a,b", "a,b\n", "a,b\n\n"] {
            let found = try folder.read(text.utf8)
            #expect(found.names == ["a", "b"])
            #expect(found.rows.isEmpty)
            #expect(found.malformed.isEmpty)
        }
        #expect(try folder.read("a,b".utf8).lines == 1)
        #expect(try folder.read("a,b\n\n".utf8).lines == 2)
    }

    @Test func missingColumnsAreNamedWithThoseThere() throws {
        let path = try folder.write("patient,day,pain\np,1,2\n".utf8, as: "input.csv")
        func request(_ name: String) throws {
            _ = try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).read { _ in
                [ColumnRequest(header: name, kind: .text)]
            } body: { _ in
            }
        }
        for name in ["pateint", "Day", "instrument"] {
            #expect(
                throws: DelimitedTextError.missingColumn(
                    path: path, line: 1, name: name, columns: ["patient", "day", "pain"])
            ) { try request(name) }
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

    @Test func delimiterThatCannotBeIsNamed() throws {
        for byte in [UInt8(ascii: "\""), UInt8(ascii: "\n"), 0, 0xe9] {
            #expect(
                try folder.error("a\n".utf8, dialect: Dialect(delimiter: .byte(byte)))
                    == .unusableDelimiter(path: folder.inputPath, byte: byte))
        }
    }

    /// Words that come again below are cells; a header that comes again, as where files were joined, is one.
    @Test(arguments: [
        ("a,oral,x\nb,oral,y\n", 1), ("ann,oral,no\nbob,oral,no\n", 2), ("id,day\n1,2\nid,day\n3,4\n", 0),
        ("\"id\",\"oral\"\n\"1\",\"oral\"\n", 1), ("1,2\n1,2\n3,2\n", 0), ("id,day\n1,2\n", 0),
    ])
    func namesThatComeAgainAreCounted(_ text: String, _ count: Int) throws {
        let path = try folder.write(text.utf8, as: "again.csv")
        #expect(
            try DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1).header().namesBelow == count)
    }

    @Test func everyColumnCanBeAskedFor() throws {
        let path = try folder.write("a,,a,\n1,2,3,4\n".utf8, as: "all.csv")
        let reader = DelimitedReader(input: .file(path: path), dialect: Dialect(), threads: 1)
        let found = try reader.first(columns: \.textOfAllColumns) { block, requests in
            requests.indices.map { block.textColumn($0).labels }
        }
        #expect(found.result == [["1"], ["2"], ["3"], ["4"]])
    }
}
