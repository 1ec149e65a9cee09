import Glibc

/// A regular file that has been opened, once, and not before it is known to be one: a pipe that nobody writes to would keep a
/// run waiting for ever, and a device may do anything.
struct OpenedFile {
    /// The caller closes it.
    let descriptor: Int32

    /// Opens the file at `path`. Throws `notFound`, `unreadable`, `notAFile`, and `outside` where it does not lie below one of
    /// `folders`, if there are any, by the real paths of both: a link that leads out of them is outside.
    init(_ path: String, below folders: [String]) throws(DelimitedTextError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw Self.failure(path) }
        // Looked at before as well, since opening a device can be an act, and a socket cannot be opened.
        if let kind = InputKind(status) { throw .notAFile(path: path, kind: kind) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Self.failure(path) }
        do throws(DelimitedTextError) {
            guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
            if let kind = InputKind(status) { throw .notAFile(path: path, kind: kind) }
            if !folders.isEmpty { try Self.check(descriptor, path, isBelow: folders) }
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    private static func check(
        _ descriptor: Int32, _ path: String, isBelow folders: [String]
    ) throws(DelimitedTextError) {
        // What the descriptor was opened on, whatever has been put at the path since.
        guard let place = target(ofLink: "/proc/self/fd/\(descriptor)") ?? realPath(path) else { throw failure(path) }
        for case let root? in folders.map(realPath)
        where place == root || place.hasPrefix(root == "/" ? root : root + "/") { return }
        let folder = place.lastIndex(of: "/").map { String(place[..<$0]) } ?? place
        throw .outside(path: path, folder: folder)
    }

    private static func failure(_ path: String) -> DelimitedTextError {
        guard errno == ENOENT || errno == ENOTDIR else {
            return .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        return .notFound(path: path, neighbours: neighbours(of: path))
    }
}

/// What stands at a path in place of a regular file.
public enum InputKind: Sendable, Hashable {
    case folder
    case pipe
    case device
    case socket

    /// `nil` for a regular file.
    init?(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: return nil
        case S_IFDIR: self = .folder
        case S_IFIFO: self = .pipe
        case S_IFSOCK: self = .socket
        default: self = .device
        }
    }

    /// What it is, and what to do.
    var words: String {
        switch self {
        case .folder: "is a folder; name a file in it, or all of them with a pattern such as \"FOLDER/*.csv\""
        case .pipe:
            "is a pipe (FIFO), which is not opened, as it may never be written to; write its bytes to a file, or read them from standard "
                + "input: \"file: '-'\""
        case .device: "is a device and no file; give a file, or \"file: '-'\" for standard input"
        case .socket: "is a socket and no file; give a file"
        }
    }
}

/// The path without links; `nil` where there is none.
func realPath(_ path: String) -> String? {
    // SAFETY: `realpath` returns nil or a NUL-terminated string of its own, which is copied and freed.
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// Where a link leads; `nil` for what is none.
private func target(ofLink path: String) -> String? {
    var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX) + 1)
    // SAFETY: `readlink` writes at most the length that it is told, which is that of `bytes`.
    let count = bytes.withUnsafeMutableBytes { all -> Int in
        guard let start = all.baseAddress else { return 0 }
        return readlink(path, start, all.count)
    }
    guard count > 0, count < bytes.count else { return nil }
    return String(decoding: bytes[..<count], as: UTF8.self)
}
