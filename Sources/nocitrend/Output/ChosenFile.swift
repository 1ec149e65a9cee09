import Foundation
import Ingest
import Reports

/// A file that `check` writes to a path that somebody chose: the list of rejected rows, or its page.
///
/// One that this tool wrote, and an empty file, are replaced. A pipe or a terminal, also behind a link such as `/dev/stdout`
/// or the shell's `>(…)`, is written to. Everything else that is there is somebody's, and the file is refused.
struct ChosenFile {
    /// What is written, and by what an earlier one is known.
    enum Content {
        case rejectedRows
        /// An internal page never takes the place of one for release, nor the other way.
        case checkPage(isInternal: Bool)

        /// As a message calls it.
        var words: String {
            switch self {
            case .rejectedRows: "a list of rejected rows"
            case .checkPage(let isInternal): "\(isInternal ? "an internal" : "a") page of `nocitrend check`"
            }
        }

        /// Whether the first bytes of a file are those of such a one.
        func begins(_ start: Data) -> Bool {
            switch self {
            case .rejectedRows: start.starts(with: RejectedRows.header)
            case .checkPage(let isInternal):
                start.range(of: Data(QualityReport.sign(isInternal: isInternal).utf8)) != nil
            }
        }

        static let longestStart = 512

        /// Rejected rows are for the study's own hands, whoever chose their place.
        var mode: OutputMode {
            switch self {
            case .rejectedRows, .checkPage(isInternal: true): .restricted
            case .checkPage(isInternal: false): .released
            }
        }
    }

    let content: Content
    let path: String
    /// What the user may do instead, after "move it away, or".
    let remedy: String

    /// Throws status 73 where the file would replace what is not its own.
    func checkPlace() throws(CommandFailure) {
        switch PathOccupant(path) {
        case .nothing, .stream: return
        case .file: if isEarlier { return }
        case .link: if isStream { return }
        case .folder, .other: break
        }
        throw CommandFailure(
            status: .cannotCreate, message: "\(path) is there and is \(occupantInWords): move it away, or \(remedy)")
    }

    /// Writes the file, whole or not at all. Throws status 73 where it would replace what is not its own, such as one of the
    /// files that were read.
    func write(_ bytes: [UInt8], havingRead inputs: [InputFile] = []) throws(CommandFailure) {
        try checkPlace()
        if !isStream, let own = FileIdentity(path),
            inputs.contains(where: { $0.path.flatMap(FileIdentity.init) == own })
        {
            throw CommandFailure(
                status: .cannotCreate, message: "\(path) is one of the files that were read: \(remedy)")
        }
        guard isStream else {
            do throws(CommandFailure) {
                return try OutputFolder.write(bytes, to: path, mode: content.mode)
            } catch {
                throw CommandFailure(status: .cannotCreate, message: error.message)
            }
        }
        // Opening a pipe would wait for ever for somebody who reads it.
        let stream = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard stream >= 0 else {
            let isUnread = errno == ENXIO
            throw CommandFailure(
                status: .cannotCreate,
                message: isUnread
                    ? "\(path) is a pipe that nobody reads: start its reader first, or \(remedy)"
                    : "cannot write \(path): \(SystemError().words(at: path))")
        }
        defer { close(stream) }
        _ = fcntl(stream, F_SETFL, fcntl(stream, F_GETFL) & ~O_NONBLOCK)
        do throws(SystemError) {
            try DescriptorBytes.write(bytes, to: stream)
        } catch {
            throw CommandFailure(status: .inputOutput, message: "cannot write \(path): \(error.words(at: path))")
        }
    }

    private var isStream: Bool { PathOccupant(path, followingLinks: true) == .stream }

    private var isEarlier: Bool {
        guard PathOccupant(path) == .file, let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        let start = (try? file.read(upToCount: Content.longestStart)) ?? Data()
        return start.isEmpty || content.begins(start)
    }

    private var occupantInWords: String {
        switch PathOccupant(path) {
        case .folder: "a folder"
        case .link: "a link, which is not followed"
        default: "not \(content.words)"
        }
    }
}
