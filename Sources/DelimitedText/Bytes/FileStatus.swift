import Glibc

/// Which file it is, its size and its time of change: together they tell that somebody wrote to it, or put another in its place.
public struct FileStatus: Sendable, Hashable {
    let size: Int
    private let device: UInt64
    private let number: UInt64
    private let seconds: Int
    private let nanoseconds: Int

    /// The status of an open file; nil for anything else than a regular one.
    init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    /// The status of what a path leads to; nil where there is nothing, or anything else than a regular file.
    public init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Whether a path leads to anything, be it a file or not.
    public static func isAnything(at path: String) -> Bool { access(path, F_OK) == 0 }

    private init?(_ status: stat) {
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        size = Int(status.st_size)
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
