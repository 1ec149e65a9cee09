import Foundation

/// What stands at a path.
enum PathOccupant: Equatable {
    case nothing
    case file
    case folder
    case link
    /// A pipe, or a device that takes bytes as they come, such as a terminal.
    case stream
    /// A disk, a socket.
    case other

    /// What is at `path` now: a link itself, or what it leads to.
    init(_ path: String, followingLinks: Bool = false) {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else {
            self = .nothing
            return
        }
        self =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            case S_IFCHR, S_IFIFO: .stream
            default: .other
            }
    }
}

/// Which file a path leads to, whatever it is called there.
struct FileIdentity: Hashable {
    private let device: UInt64
    private let number: UInt64

    /// The identity of the file at `path`; nil where there is none.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }
}
