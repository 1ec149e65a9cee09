import Foundation

/// Files that nobody but their owner may read, on disk before they are relied on.
enum PrivateFile {
    /// Makes a folder of mode 0700 where there is none.
    static func createFolder(_ path: String) throws(CommandFailure) {
        guard PathOccupant(path) == .nothing else { return }
        try OutputFolder.create(path, mode: .restricted)
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
