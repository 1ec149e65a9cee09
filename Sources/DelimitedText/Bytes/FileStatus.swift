import Glibc

/// A regular file's size and time of change: together they tell that somebody wrote to it.
struct FileStatus: Equatable {
    let size: Int
    private let seconds: Int
    private let nanoseconds: Int

    /// The status of an open file; nil for anything else than a regular one.
    init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        size = Int(status.st_size)
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
