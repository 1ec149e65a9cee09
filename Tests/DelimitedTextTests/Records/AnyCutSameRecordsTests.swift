import Testing

@testable import DelimitedText

/// Any cut into blocks, on any number of threads, compressed or not, gives the records of one block, and these are what
/// libcsv's rules say.
@Suite struct AnyCutSameRecordsTests {
    private static let tokens: [String] = [
        "a", "bc", "7", "é", "\"", "\"", "\"\"", ",", ",", ",", "\n", "\n", "\r", "\r\n", " ", "\t", ";", "\"x\"",
        "\"x,y\"",
        "\"p\nq\"", "\"p\r\nq\"", "\"say \"\"no\"\"\"", "\n\n", " \n", "1,2,3\n", "\u{0}",
    ]

    /// Text of a header and random tokens, among them some bytes that are not UTF-8.
    static func text(seed: UInt64) -> [UInt8] {
        var generator = SeededGenerator(seed: seed)
        var bytes = Array(["h1,h2,h3\n", "h1,h2,h3\r\n", "h1,h2,h3\r", "\n\"h1\",\"h\n2\", h3 \n"][Int(seed % 4)].utf8)
        for _ in 0..<Int.random(in: 0...120, using: &generator) {
            if Int.random(in: 0..<60, using: &generator) == 0 {
                bytes.append(0xff)
            } else if let token = tokens.randomElement(using: &generator) {
                bytes += Array(token.utf8)
            }
        }
        // Close a quote that would be open to the end in three cases of four.
        if ReferenceParser(bytes, delimiter: UInt8(ascii: ",")).openQuoteLine != nil, seed % 16 < 12 {
            bytes += Array("\"\n".utf8)
        }
        return bytes
    }

    private static func expectation(_ text: [UInt8]) -> Result<Readback, DelimitedTextError> {
        let reference = ReferenceParser(text, delimiter: UInt8(ascii: ","))
        if let line = reference.openQuoteLine { return .failure(.unterminatedQuote(path: "", line: line)) }
        guard let header = reference.records.first else { return .failure(.empty(path: "")) }
        let width = header.fields.count
        let records = reference.records.dropFirst()
        return .success(
            Readback(
                names: header.fields.map { String(decoding: $0, as: UTF8.self) },
                rows: records.filter { $0.fields.count == width && $0.swallowed == 0 }.map { record in
                    ReadRow(line: record.line, cells: record.fields.map(cell))
                },
                malformed: records.filter { $0.fields.count != width || $0.swallowed > 0 }.map { record in
                    MalformedRecord(
                        line: record.line,
                        reason: record.swallowed > 0
                            ? .swallowedLines(record.swallowed)
                            : .fieldCount(found: record.fields.count, expected: width))
                },
                lines: reference.lineCount, bytes: text.count))
    }

    private static func cell(_ bytes: [UInt8]) -> ReadCell {
        if bytes.isEmpty { return .missing }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else { return .malformed }
        return .text(text)
    }

    @Test(arguments: 0..<20) func sameRecords(batch: UInt64) throws {
        let folder = try TemporaryFolder()
        for seed in (batch * 20)..<(batch * 20 + 20) {
            let text = Self.text(seed: seed)
            let expected = Self.expectation(text)
            let plain = try folder.write(text, as: "\(seed).csv")
            let compressed = try folder.write(text.gzipped, as: "\(seed).csv.gz")
            var generator = SeededGenerator(seed: seed &+ 1_000_000)
            for (blockSize, threads) in [(2 << 20, 1), (1, 1), (2, 3), (3, 2), (7, 8), (16, 2), (64, 3)] {
                let path = Bool.random(using: &generator) ? plain : compressed
                let methods: [RecordCutter.Method] = [.scanning, .askingParser, .guessing]
                for method in methods {
                    let found = outcome(path, blockSize: blockSize, threads: threads, cutting: method)
                    #expect(
                        found == expected,
                        "seed \(seed), blocks of \(blockSize), \(threads) threads, \(method): \(text.debugText)")
                    if found != expected { return }
                }
            }
        }
    }

    private func outcome(
        _ path: String, blockSize: Int, threads: Int, cutting: RecordCutter.Method
    ) -> Result<Readback, DelimitedTextError> {
        do {
            let dialect = Dialect(delimiter: .byte(UInt8(ascii: ",")))
            return .success(
                try readback(
                    .file(path: path), dialect: dialect, blockSize: blockSize, threads: threads, cutting: cutting))
        } catch DelimitedTextError.unterminatedQuote(_, let line) {
            return .failure(.unterminatedQuote(path: "", line: line))
        } catch {
            return .failure(.unreadable(path: path, reason: "\(error)"))
        }
    }

    /// The test above says nothing unless its texts are as untidy as they are meant to be.
    @Test func textsAreUntidy() {
        let texts = (0..<400).map { Self.text(seed: $0) }
        let parsed = texts.map { ReferenceParser($0, delimiter: UInt8(ascii: ",")) }
        let quoted = texts.filter { $0.contains(UInt8(ascii: "\"")) }
        #expect(quoted.count > 300)
        #expect(parsed.filter { $0.openQuoteLine != nil }.count > 20)
        #expect(parsed.filter { $0.records.contains { $0.swallowed > 0 } }.count > 50)
        #expect(parsed.filter { $0.records.dropFirst().contains { $0.fields.count == 3 } }.count > 200)
        #expect(
            parsed.filter { $0.records.contains { $0.fields.contains { $0.contains(UInt8(ascii: "\n")) } } }.count > 200
        )
        #expect(parsed.filter { $0.lineCount > $0.records.count }.count > 300)
    }

    /// A supply that has failed while its cuts were wrong loses no byte when it starts again.
    @Test func restartAfterAFailureIsComplete() throws {
        let folder = try TemporaryFolder()
        let text = "h\n\"a\nb\"\nlast" + String(repeating: "x", count: 90)  // more than the limit, less than twice
        let source = try ByteSource(.file(path: folder.write(text.utf8, as: "restart.csv")))
        let head = try InputHead(
            from: source, dialect: Dialect(delimiter: .byte(UInt8(ascii: ","))), recordLimit: 64)
        let supply = BlockSupply(source: source, head: head, blockSize: 4, recordLimit: 64, method: .guessing)
        var blocks: [RawBlock] = []
        let failure = #expect(throws: DelimitedTextError.self) {
            while let block = try supply.next() { blocks.append(block) }
        }
        #expect(blocks.map { Array($0.bytes) } == ["\"a\n", "b\"\n"].map { Array($0.utf8) })
        supply.restart(with: blocks)
        #expect(try supply.next().map { Array($0.bytes) } == Array("\"a\nb\"\n".utf8))
        #expect(throws: DelimitedTextError.recordTooLong(path: source.name, line: 4, limit: 64)) { try supply.next() }
        #expect(failure == .recordTooLong(path: source.name, line: 4, limit: 64))
    }

    /// The quote scan is right by itself: cuts that libcsv would have to correct are never made.
    @Test func scanNeedsNoRecovery() {
        for seed in UInt64(0)..<400 {
            let text = Self.text(seed: seed)
            text.withUnsafeBytes { bytes in
                var byScan = RecordCutter(delimiter: UInt8(ascii: ","), method: .scanning)
                var byParser = RecordCutter(delimiter: UInt8(ascii: ","), method: .askingParser)
                for count in 1...max(1, bytes.count) {
                    let part = UnsafeRawBufferPointer(rebasing: bytes.prefix(count))
                    #expect(
                        byScan.lastRecordEnd(in: part) == byParser.lastRecordEnd(in: part),
                        "seed \(seed), \(count) bytes")
                }
            }
        }
    }
}

extension [UInt8] {
    fileprivate var debugText: String { String(decoding: self, as: UTF8.self).debugDescription }
}
