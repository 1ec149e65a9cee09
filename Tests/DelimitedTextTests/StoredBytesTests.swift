import Foundation
import Testing

@testable import DelimitedText

/// What a reader says of the bytes as they are stored is of the bytes that it used.
@Suite struct StoredBytesTests {
    /// Longer than what is read for the header.
    private let text = Array(("a,b\n" + (0..<40_000).map { "\($0),x\n" }.joined()).utf8)

    private func stored(
        _ path: String, blockSize: Int = 4096, threads: Int = 2, cutting: RecordCutter.Method = .scanning,
        meanwhile: () throws -> Void = {}
    ) throws -> StoredBytes {
        var reader = DelimitedReader(
            input: .file(path: path), dialect: Dialect(), blockSize: blockSize, threads: threads)
        reader.cutting = cutting
        return try reader.read { header in
            try meanwhile()
            return [ColumnRequest(header: "a", kind: .text)]
        } body: { _ in
        }.summary.stored
    }

    @Test func countAndDigestAreOfTheStoredBytes() throws {
        let folder = try TemporaryFolder()
        let quoted = Array(("a,b\n" + (0..<3_000).map { "\($0),\"x\ny\"\n" }.joined()).utf8)
        let inputs = [text, text.gzipped, text.gzipped + quoted.gzipped + [0, 0], quoted, Array(quoted.dropLast())]
        for (number, bytes) in inputs.enumerated() {
            let path = try folder.write(bytes, as: "\(number).csv")
            let expected = StoredBytes(count: bytes.count, sha256: try SHA256Digest.hexadecimal(of: bytes))
            #expect(try SHA256Digest.hexadecimal(ofFile: path) == expected.sha256)
            for threads in [1, 3] {
                #expect(try stored(path, threads: threads) == expected)
                // Blocks that are cut wrongly are read again from memory, and not digested again.
                #expect(try stored(path, blockSize: 300, threads: threads, cutting: .guessing) == expected)
            }
        }
    }

    @Test func aFileThatIsReplacedIsReadToItsEnd() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, as: "a.csv")
        let expected = try SHA256Digest.hexadecimal(of: text)
        #expect(
            try stored(path) {
                let other = try folder.write(Array("a,b\n1,2\n".utf8), as: "b.csv")
                try #require(rename(other, path) == 0)
            }.sha256 == expected)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 8)
        try folder.write(text, as: "a.csv")
        #expect(try stored(path) { try FileManager.default.removeItem(atPath: path) }.sha256 == expected)
    }

    @Test func aFileThatIsWrittenToIsAnError() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(text, as: "a.csv")
        #expect(throws: DelimitedTextError.changedWhileRead(path: path)) {
            try stored(path) {
                let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                try handle.seekToEnd()
                try handle.write(contentsOf: Array("1,2\n".utf8))
                try handle.close()
            }
        }
    }
}
