import Foundation

/// Files that nobody but their owner may read, on disk before they are relied on.
enum PrivateFile {
    /// Makes a folder of mode 0700, or gives one that is there this mode: one that was copied may have lost it.
    static func createFolder(_ path: String) throws(CommandFailure) {
        try checkFolder(path)
        try OutputFolder.create(path, mode: .restricted)
        try OutputFolder.set(OutputMode.restricted.folder, of: path)
    }

    /// Throws where something else than a folder of this process's user is in the place of one.
    static func checkFolder(_ path: String) throws(CommandFailure) {
        guard [.nothing, .folder].contains(PathOccupant(path)) else {
            throw CommandFailure(
                status: .cannotCreate, message: "\(path) is there and is not a folder: move it away")
        }
        if let owner = FileOwner(foreign: path) {
            throw CommandFailure(
                status: .cannotCreate, message: "\(path) is there and \(owner.words): \(owner.remedy)")
        }
    }

    /// Gives a file that cannot be read another name, and returns that.
    ///
    /// - Parameter companion: the end of another file's name that goes with it, such as a journal's.
    static func keepAside(_ path: String, companion: String? = nil) throws(CommandFailure) -> String {
        var number = 1
        while PathOccupant("\(path).unreadable-\(number)") != .nothing { number += 1 }
        let aside = "\(path).unreadable-\(number)"
        if let companion, PathOccupant(path + companion) != .nothing {
            try move(path + companion, to: aside + companion)
        }
        try move(path, to: aside)
        return aside
    }

    /// Writes a file of mode 0600 beside its place and renames it, each step on disk before the next.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        let partial = path + ".partial"
        unlink(partial)
        let descriptor = open(partial, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        do throws(SystemError) {
            try DescriptorBytes.write(bytes, to: descriptor)
            // Whatever the umask is.
            guard fchmod(descriptor, OutputMode.restricted.file) == 0, fsync(descriptor) == 0 else {
                throw SystemError()
            }
        } catch {
            close(descriptor)
            unlink(partial)
            throw failure(path, error)
        }
        guard close(descriptor) == 0 else { throw failure(path) }
        try move(partial, to: path)
    }

    /// Renames a file, in place of another one, on disk when it returns.
    static func move(_ path: String, to target: String) throws(CommandFailure) {
        guard rename(path, target) == 0 else { throw failure(target) }
        let folder = open((target as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(target) }
        defer { close(folder) }
        // Some file systems have no such step for folders.
        guard fsync(folder) == 0 || errno == EINVAL else { throw failure(target) }
    }

    private static func failure(_ path: String, _ error: SystemError = SystemError()) -> CommandFailure {
        CommandFailure(status: .inputOutput, message: "cannot write \(path): \(error.words(at: path))")
    }
}
