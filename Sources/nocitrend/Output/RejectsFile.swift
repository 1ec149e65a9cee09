import Foundation
import Ingest

/// The list of rejected rows, written to a path that somebody chose.
///
/// A list that this tool wrote, and an empty file, are replaced. A pipe or a terminal, also behind a link such as `/dev/stdout`
/// or the shell's `>(…)`, is written to. Everything else that is there is somebody's, and the list is refused.
struct RejectsFile {
    let path: String
    /// What the user may do instead, after "move it away, or".
    let remedy: String

    /// Throws status 73 where the list would replace what is not its own.
    func checkPlace() throws(CommandFailure) {
        switch PathOccupant(path) {
        case .nothing, .stream: return
        case .file: if isEarlierList { return }
        case .link: if isStream { return }
        case .folder, .other: break
        }
        throw CommandFailure(
            status: .cannotCreate, message: "\(path) is there and is \(occupantInWords): move it away, or \(remedy)")
    }

    /// Writes the list, whole or not at all. Throws status 73 where it would replace what is not its own, such as one of the
    /// files that were read.
    func write(_ bytes: [UInt8], havingRead inputs: [InputFile] = []) throws(CommandFailure) {
        try checkPlace()
        if !isStream, let own = FileIdentity(path),
            inputs.contains(where: { $0.path.flatMap(FileIdentity.init) == own })
        {
            throw CommandFailure(
                status: .cannotCreate, message: "\(path) is one of the files that were read: \(remedy)")
        }
        do {
            if isStream {
                let stream = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
                defer { try? stream.close() }
                try stream.write(contentsOf: Data(bytes))
            } else {
                try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
            }
        } catch {
            throw CommandFailure(
                status: .cannotCreate, message: "cannot write \(path): \(error.localizedDescription)")
        }
    }

    private var isStream: Bool { PathOccupant(path, followingLinks: true) == .stream }

    private var isEarlierList: Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        let header = Data(RejectedRows.header)
        let start = (try? file.read(upToCount: header.count)) ?? Data()
        return start.isEmpty || start == header
    }

    private var occupantInWords: String {
        switch PathOccupant(path) {
        case .folder: "a folder"
        case .link: "a link, which is not followed"
        default: "not a list of rejected rows"
        }
    }
}
