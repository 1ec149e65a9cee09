import Testing

@testable import DelimitedText

/// What stands before the header, between the rows and around the cells.
@Suite struct FileShapeTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func dialect(_ change: (inout Dialect) -> Void) -> Dialect {
        var dialect = Dialect()
        change(&dialect)
        return dialect
    }

    /// The rows of a file in any blocks.
    private func rows(_ bytes: some Collection<UInt8>, _ change: (inout Dialect) -> Void = { _ in }) throws -> Readback
    {
        let path = try folder.write(bytes, as: "input.csv")
        let whole = try readback(.file(path: path), dialect: dialect(change))
        for (size, threads) in [(1, 1), (16, 4)] {
            #expect(
                try readback(.file(path: path), dialect: dialect(change), blockSize: size, threads: threads) == whole)
        }
        return whole
    }

    @Test func excelsDelimiterLineIsTaken() throws {
        let found = try rows("sep=;\r\na,x;b\r\n1,5;2\r\n".utf8)
        #expect(found.names == ["a,x", "b"])
        #expect(found.rows == [ReadRow(line: 3, cells: [.text("1,5"), .text("2")])])
        #expect(try rows("\"sep=|\"\na|b\n1|2\n".utf8).names == ["a", "b"])
        #expect(try rows("sep=,x\n1,2\n".utf8).names == ["sep=", "x"])
    }

    @Test func encodingsAreTranscodedWithTheirLines() throws {
        let text = "id,größe\n\u{1f600}é,\"x\ny\"\n\u{20ac},2\n"
        let expected = [
            ReadRow(line: 2, cells: [.text("\u{1f600}é"), .text("x\ny")]),
            ReadRow(line: 4, cells: [.text("\u{20ac}"), .text("2")]),
        ]
        let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        for bytes in [little, big, [0xff, 0xfe] + little, ([0xfe, 0xff] + big).gzipped] {
            let found = try rows(bytes) { $0.encoding = .utf16 }
            #expect(found.names == ["id", "größe"])
            #expect(found.rows == expected)
        }
        let western: [UInt8] = Array("id,gr".utf8) + [0xf6, 0xdf] + Array("e\n".utf8) + [0x80, 0x2c, 0x81, 0x0a]
        #expect(
            try rows(western) { $0.encoding = .windows1252 }.rows == [
                ReadRow(line: 2, cells: [.text("€"), .malformed])
            ])
        #expect(try rows(western) { $0.encoding = .latin1 }.names == ["id", "größe"])
        #expect(
            try folder.error(text.utf8, dialect: dialect { $0.encoding = .utf16 })
                == .otherEncoding(path: folder.inputPath, declared: "utf-16"))
    }

    @Test func skippedLinesAndCommentsKeepLineNumbers() throws {
        let text = "Export \"of\" today\n\n# v2\nid,note\n#,\n1,\"a\n# b\"\n#\"2,x\n3,#\n"
        let found = try rows(text.utf8) {
            $0.skippedLines = 2
            $0.comment = UInt8(ascii: "#")
        }
        #expect(found.names == ["id", "note"])
        #expect(
            found.rows == [
                ReadRow(line: 6, cells: [.text("1"), .text("a\n# b")]),
                ReadRow(line: 9, cells: [.text("3"), .text("#")]),
            ])
        #expect(
            try folder.error("a\nb\n".utf8, dialect: dialect { $0.skippedLines = 3 }) == .empty(path: folder.inputPath))
    }

    @Test func shortRecordsAreFilled() throws {
        let text = "a,b,c\n1,2\n4,5,6\n7\n\"8\"\n1,2,3,4\n9"
        let found = try rows(text.utf8) { $0.fillsShortRecords = true }
        #expect(
            found.rows.map(\.cells) == [
                [.text("1"), .text("2"), .missing], [.text("4"), .text("5"), .text("6")],
                [.text("7"), .missing, .missing],
                [.text("8"), .missing, .missing], [.text("9"), .missing, .missing],
            ])
        #expect(found.malformed == [MalformedRecord(line: 6, reason: .fieldCount(found: 4, expected: 3))])
        #expect(try rows(text.utf8).rows.count == 1)
    }

    @Test func rowNamesHaveNoHeader() throws {
        let found = try rows("a,b\nr1,1,2\nr2,3,4\n".utf8) { $0.hasRowNames = true }
        #expect(found.names == ["", "a", "b"])
        #expect(
            found.rows.map(\.cells) == [[.text("r1"), .text("1"), .text("2")], [.text("r2"), .text("3"), .text("4")]])
    }

    @Test func blanksAroundNamesDoNotMatter() throws {
        #expect(try rows("\u{a0}id ,\" day\u{a0}\",\u{200b}n\n1,2,3\n".utf8).names == ["id", "day", "n"])
    }

    @Test func fileWithoutLineBreaksEnds() throws {
        let line = String(repeating: "1,", count: 3 << 20)
        #expect(try folder.error(line.utf8) == .recordTooLong(path: folder.inputPath, line: 1, limit: 4 << 20))
        let open = "a,b\n1,2\n3,\"" + String(repeating: "x\n", count: 9 << 20)
        #expect(try folder.error(open.utf8) == .recordTooLong(path: folder.inputPath, line: 3, limit: 16 << 20))
    }
}
