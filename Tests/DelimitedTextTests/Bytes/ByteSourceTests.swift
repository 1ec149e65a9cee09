import Dispatch
import Foundation
import Testing

@testable import DelimitedText

/// Lines of the table in `docs/delimited-text.md`.
@Suite struct ByteSourceTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func missingFileIsNamedWithThoseThere() throws {
        try folder.write("a\n".utf8, as: "pain.csv")
        #expect(
            readError(folder.path + "/pian.csv") == .notFound(path: folder.path + "/pian.csv", neighbours: ["pain.csv"])
        )
        #expect(
            readError(folder.path + "/none/pain.csv") == .notFound(path: folder.path + "/none/pain.csv", neighbours: [])
        )
    }

    @Test func folderInsteadOfFileIsNoFile() {
        #expect(readError(folder.path) == .notAFile(path: folder.path, kind: .folder))
    }

    @Test(.enabled(if: geteuid() != 0, "root may read every file")) func forbiddenFileIsUnreadable() throws {
        let path = try folder.write("a\n1\n".utf8, as: "secret.csv")
        chmod(path, 0)
        #expect(readError(path) == .unreadable(path: path, reason: "Permission denied"))
    }

    @Test func gzipIsRecognisedByContent() throws {
        let first = Array("a,b\n1,2\n".utf8)
        let second = Array("3,4\n".utf8)
        let expected = try folder.read(first + second).rows
        for bytes in [
            (first + second).gzipped, first.gzipped + second.gzipped,
            first.gzipped + [UInt8]().gzipped + second.gzipped + [0, 0],
        ] {
            let found = try folder.read(bytes)
            #expect(found.rows == expected)
            #expect(found.bytes == 12)
        }
        #expect(
            try DelimitedReader(input: .file(path: folder.inputPath), dialect: Dialect(), threads: 1).header()
                .isCompressed)
    }

    /// `printf 'a,b\n1,2\n' | gzip -9n`, gzip 1.12.
    @Test func gzipOfGzipIsRead() throws {
        let bytes: [UInt8] = [
            0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4b, 0xd4, 0x49, 0xe2, 0x32, 0xd4, 0x31, 0xe2,
            0x02, 0x00, 0x7b, 0x07, 0x97, 0x0a, 0x08, 0x00, 0x00, 0x00,
        ]
        #expect(try folder.read(bytes).rows == [ReadRow(line: 2, cells: [.text("1"), .text("2")])])
    }

    @Test func damagedGzipIsNamed() throws {
        let whole = Array("a,b\n1,2\n3,4\n".utf8).gzipped
        var damaged = whole
        damaged[20] ^= 1
        for bytes in [Array(whole.dropLast()), Array(whole.prefix(15)), damaged, whole + [7], whole + [0x1f, 0x8b]] {
            #expect(try folder.error(bytes) == .corruptGzip(path: folder.inputPath))
        }
        #expect(try folder.error([0x1f, 0x8b]) == .corruptGzip(path: folder.inputPath))
    }
}
