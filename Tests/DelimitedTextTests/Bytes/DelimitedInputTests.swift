import Foundation
import Glibc
import Testing

@testable import DelimitedText

@Suite struct DelimitedInputTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["b.csv", "a.csv", "B.csv", "é.csv", "c.csv.gz", "x[1].csv"] {
            try folder.write("a\n".utf8, as: name)
        }
        mkdir(folder.path + "/d.csv", 0o755)
    }

    private func expanded(_ pattern: String, in directory: String? = nil) throws -> [String] {
        let directory = directory ?? folder.path
        return try DelimitedInput.expanding(pattern, in: directory).map {
            String($0.name.dropFirst(directory.count + 1))
        }
    }

    @Test func patternsAreSortedBytewiseAndSkipFolders() throws {
        #expect(try expanded("*.csv") == ["B.csv", "a.csv", "b.csv", "x[1].csv", "é.csv"])
        #expect(try expanded("[ab].csv") == ["a.csv", "b.csv"])
        #expect(try expanded("?.csv.gz") == ["c.csv.gz"])
    }

    @Test("the size of text is known beforehand of plain files alone")
    func sizes() throws {
        try folder.write("a,b\n1,2\n".utf8, as: "plain.csv")
        try folder.write(Array("a,b\n1,2\n".utf8).gzipped, as: "packed.csv")
        mkfifo(folder.path + "/pipe.csv", 0o600)
        func size(_ name: String) -> Int? { DelimitedInput.file(path: folder.path + "/" + name).textSize }
        #expect(size("plain.csv") == 8)
        #expect(size("packed.csv") == nil)
        #expect(size("pipe.csv") == nil)
        #expect(size("none.csv") == nil)
        #expect(DelimitedInput.standardInput.textSize == nil)
    }

    @Test func plainPathsAreTaken() throws {
        #expect(try expanded("a.csv") == ["a.csv"])
        #expect(try expanded("x[1].csv") == ["x[1].csv"])
        #expect(
            try DelimitedInput.expanding(folder.path + "/a.csv", in: "/nowhere") == [
                .file(path: folder.path + "/a.csv")
            ])
        #expect(
            try DelimitedInput.expanding(folder.path + "/[a].csv", in: ".") == [.file(path: folder.path + "/a.csv")])
    }

    @Test func folderNamesAreNoPatterns() throws {
        let odd = folder.path + "/o[d]d*"
        mkdir(odd, 0o755)
        try folder.write("a\n".utf8, as: "o[d]d*/a.csv")
        #expect(try expanded("*.csv", in: odd) == ["a.csv"])
    }

    @Test func dashIsStandardInput() throws {
        #expect(try DelimitedInput.expanding("-", in: folder.path) == [.standardInput])
        #expect(DelimitedInput.standardInput.name == "standard input")
    }

    @Test func noMatchNamesWhatIsThere() throws {
        let neighbours = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }
            .sorted()
        #expect(throws: DelimitedTextError.notFound(path: folder.path + "/a.cvs", neighbours: neighbours)) {
            try DelimitedInput.expanding("a.cvs", in: folder.path)
        }
        #expect(throws: DelimitedTextError.notFound(path: folder.path + "/*.parquet", neighbours: neighbours)) {
            try DelimitedInput.expanding("*.parquet", in: folder.path)
        }
    }

    /// Descriptor 0 becomes a pipe for as long as it is read; no other test reads it.
    @Test func standardInputIsReadOnce() throws {
        let text = Array(("a,b\n" + (0..<30_000).map { "\($0),\"x\ny\"\n" }.joined()).utf8)
        for bytes in [text, text.gzipped] {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            let saved = dup(STDIN_FILENO)
            dup2(ends[0], STDIN_FILENO)
            close(ends[0])
            defer {
                dup2(saved, STDIN_FILENO)
                close(saved)
            }
            let writer = PipeWriter(descriptor: ends[1], bytes: bytes)
            try writer.start()
            for method in [RecordCutter.Method.scanning] {
                let found = try readback(.standardInput, blockSize: 4096, threads: 2, cutting: method)
                #expect(found.rows.count == 30_000)
                #expect(found.rows.last == ReadRow(line: 60_000, cells: [.text("29999"), .text("x\ny")]))
                #expect(found.bytes == text.count)
            }
        }
        #expect(throws: DelimitedTextError.headerOfStandardInput) {
            try DelimitedReader(input: .standardInput, dialect: Dialect(), threads: 1).header()
        }
    }
}

/// Writes bytes into a pipe from a thread of its own, as the reader must take them meanwhile.
private struct PipeWriter {
    let descriptor: Int32
    let bytes: [UInt8]

    func start() throws {
        let copy = self
        let box = Unmanaged.passRetained(Box(copy))
        var thread = pthread_t()
        try #require(
            pthread_create(
                &thread, nil,
                { context in
                    guard let context else { return nil }
                    let writer = Unmanaged<Box>.fromOpaque(context).takeRetainedValue().writer
                    var rest = writer.bytes[...]
                    while !rest.isEmpty {
                        let written = rest.withUnsafeBytes { write(writer.descriptor, $0.baseAddress, $0.count) }
                        if written <= 0 { break }
                        rest = rest.dropFirst(written)
                    }
                    close(writer.descriptor)
                    return nil
                }, box.toOpaque()) == 0)
        pthread_detach(thread)
    }

    private final class Box {
        let writer: PipeWriter
        init(_ writer: PipeWriter) { self.writer = writer }
    }
}
