import Foundation

@testable import DelimitedText

/// A folder that is removed when the last reference to it goes.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("delimited-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    @discardableResult
    func write(_ bytes: some Collection<UInt8>, as name: String) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}

/// What a cell was read as, to compare with.
enum ReadCell: Equatable, CustomStringConvertible {
    case text(String)
    case missing
    case malformed

    var description: String {
        switch self {
        case .text(let text): text.debugDescription
        case .missing: "missing"
        case .malformed: "malformed"
        }
    }
}

struct ReadRow: Equatable {
    var line: Int
    var cells: [ReadCell]
}

/// All of an input, with every column as text.
struct Readback: Equatable {
    var names: [String]
    var rows: [ReadRow]
    var malformed: [MalformedRecord]
    var lines: Int
    var bytes: Int
}

func readback(
    _ input: DelimitedInput, dialect: Dialect = Dialect(), blockSize: Int = 2 << 20, threads: Int = 1,
    cutting: RecordCutter.Method = .scanning
) throws -> Readback {
    var reader = DelimitedReader(input: input, dialect: dialect, blockSize: blockSize, threads: threads)
    reader.cutting = cutting
    let (header, blocks, summary) = try reader.read { header in
        header.names.map { ColumnRequest(header: $0, kind: .text) }
    } body: { block in
        (rows: rows(of: block), malformed: block.malformed, index: block.index)
    }
    guard blocks.map(\.index) == Array(0..<summary.blocks) else { throw WrongOrder() }
    let result = Readback(
        names: header.names, rows: blocks.flatMap(\.rows), malformed: blocks.flatMap(\.malformed), lines: summary.lines,
        bytes: summary.bytes)
    guard summary.records == result.rows.count + result.malformed.count else { throw WrongOrder() }
    return result
}

struct WrongOrder: Error {}

private func rows(of block: ColumnBlock) -> [ReadRow] {
    let columns = (0..<block.columnCount).map { block.textColumn($0) }
    return (0..<block.rowCount).map { row in
        ReadRow(
            line: block.line(ofRow: row),
            cells: columns.map { column in
                switch column[row] {
                case .value(let code): .text(column.labels[Int(code)])
                case .missing: .missing
                case .malformed: .malformed
                }
            })
    }
}

/// The rows of a small text, without lines.
func cells(_ text: String, dialect: Dialect = Dialect()) throws -> [[ReadCell]] {
    let folder = try TemporaryFolder()
    return try readback(.file(path: folder.write(text.utf8, as: "text.csv")), dialect: dialect).rows.map(\.cells)
}

/// The error that reading throws, if it throws one of ours.
func readError(_ path: String, dialect: Dialect = Dialect(), threads: Int = 1) -> DelimitedTextError? {
    do {
        _ = try readback(.file(path: path), dialect: dialect, threads: threads)
        return nil
    } catch {
        return error as? DelimitedTextError
    }
}

extension Array<UInt8> {
    /// One gzip member (RFC 1952) that holds the bytes in stored blocks (RFC 1951, section 3.2.4).
    var gzipped: [UInt8] {
        var member: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
        var rest = self[...]
        repeat {
            let block = rest.prefix(0xffff)
            rest = rest.dropFirst(block.count)
            member.append(rest.isEmpty ? 1 : 0)
            member += littleEndian(UInt16(block.count)) + littleEndian(~UInt16(block.count)) + block
        } while !rest.isEmpty
        return member + littleEndian(checksum) + littleEndian(UInt32(truncatingIfNeeded: count))
    }

    private var checksum: UInt32 {
        var value: UInt32 = .max
        for byte in self {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = (value >> 1) ^ (value & 1 == 1 ? 0xedb8_8320 : 0) }
        }
        return ~value
    }

    private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        Swift.withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
    }
}

/// SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195): the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

extension TemporaryFolder {
    /// What is read from a file with these bytes.
    func read(_ bytes: some Collection<UInt8>, dialect: Dialect = Dialect()) throws -> Readback {
        try readback(.file(path: write(bytes, as: "input.csv")), dialect: dialect)
    }

    /// The error that reading a file with these bytes ends in.
    func error(_ bytes: some Collection<UInt8>, dialect: Dialect = Dialect()) throws -> DelimitedTextError? {
        readError(try write(bytes, as: "input.csv"), dialect: dialect)
    }

    /// The path of the file that both write.
    var inputPath: String { path + "/input.csv" }
}
