import Testing

@testable import DelimitedText

/// Files that are no delimited text are told by their first bytes, and the message holds none of them.
@Suite struct FileFormatTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func formatsAreTold() throws {
        let files: [([UInt8], FileFormat)] = [
            ([0x50, 0x4b, 3, 4, 20, 0] + Array("xl/workbook.xml".utf8), .workbook),
            ([0x50, 0x4b, 3, 4, 20, 0] + Array("[Content_Types].xml".utf8), .workbook),
            ([0x50, 0x4b, 3, 4, 20, 0] + Array("pain.csv".utf8), .zip),
            ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0], .oldWorkbook),
            ([UInt8](repeating: 0, count: 12) + [0xc2, 0xea, 0x81, 0x60, 0xb3, 0x14], .sas),
            (Array("HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!".utf8), .sasTransport),
            (Array("$FL2@(#) SPSS".utf8), .spss), ([0x72, 2, 1, 0, 4, 0], .stata),
            (Array("<stata_dta><header>".utf8), .stata), (Array("RDX3\nX\n".utf8), .r),
            ((Array("X\n".utf8) + [0, 0, 0, 3]).gzipped, .r), (Array("%PDF-1.7\n".utf8), .pdf),
            (Array("\n <!DOCTYPE HTML><html>".utf8), .html), (Array("<?xml version=\"1.0\"?>".utf8), .xml),
            (Array("version https://git-lfs.github.com/spec/v1\noid sha256:1\n".utf8), .gitLFSPointer),
            (Array("SQLite format 3".utf8) + [0, 16], .sqlite), (Array("id,d\u{0}ay\n1,2\n".utf8), .binary),
        ]
        for (bytes, format) in files {
            let error = try folder.error(bytes)
            #expect(error == .otherFormat(path: folder.inputPath, format))
            #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
        }
    }

    @Test func textIsText() throws {
        for text in ["id,day\n1,2\n", "r,s\n1,2\n", "A\n1\n", "PK,x\n1,2\n", "RDX,x\n1,2\n", "X\n1\n", "é\n"] {
            #expect(FileFormat(Array(text.utf8)) == nil, "\(text)")
            #expect(try folder.error(text.utf8) == nil, "\(text)")
        }
    }

    @Test func utf16WithoutAMarkIsNamed() throws {
        let text = "id,day,nrs\n1,2,3\n".utf8
        #expect(
            try folder.error(text.flatMap { [$0, 0] }) == .notText(path: folder.inputPath, encoding: "UTF-16"))
        #expect(
            try folder.error(text.flatMap { [0, $0] }) == .notText(path: folder.inputPath, encoding: "UTF-16"))
        #expect(
            try folder.error(text.flatMap { [$0, 0, 0, 0] }) == .notText(path: folder.inputPath, encoding: "UTF-32"))
    }
}
