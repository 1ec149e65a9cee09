import DelimitedText
import Disclosure
import Foundation

/// A memory of releases as a file: a line that says whose it is, then the memory, packed.
struct MemoryFile {
    /// Whose memory it is.
    struct Head: Codable, Equatable {
        let title: String
        let studyFile: String
        /// Bytes of the memory before they were packed.
        let count: Int
    }

    /// What a file of this name holds.
    enum Content {
        case memory(ReleaseMemory)
        /// It is damaged, cut off or of another version.
        case unreadable
    }

    let path: String

    /// Whose it is; `nil` where that cannot be read.
    var head: Head? {
        guard PathOccupant(path) == .file, let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let start = try? file.read(upToCount: 16 << 10), let end = start.firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        return try? JSONDecoder().decode(Head.self, from: start[..<end])
    }

    func read() -> Content {
        guard let data = (try? WholeFile.bytes(of: path, limit: .max)).map({ Data($0) }),
            let end = data.firstIndex(of: UInt8(ascii: "\n")),
            let head = try? JSONDecoder().decode(Head.self, from: data[..<end]),
            let bytes = try? PackedBytes.unpacked(Array(data[(end + 1)...]), count: head.count),
            let memory = try? ReleaseMemory(bytes: bytes)
        else { return .unreadable }
        return .memory(memory)
    }

    func write(_ memory: ReleaseMemory, of owner: RunOwner) throws {
        let bytes = memory.bytes
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let head = try encoder.encode(Head(title: owner.title, studyFile: owner.studyFile, count: bytes.count))
        try PrivateFile.write(Array(head) + [UInt8(ascii: "\n")] + (try PackedBytes.packed(bytes)), to: path)
    }
}
