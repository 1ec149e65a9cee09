import Foundation

/// Folders and files of this tool, written with a stated mode.
enum OutputFolder {
    /// Makes the folder, and those above it, where it does not exist. One that is there keeps its mode.
    static func create(_ path: String, mode: OutputMode = .released) throws(CommandFailure) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        let above = (path as NSString).deletingLastPathComponent
        if !above.isEmpty, above != path { try create(above, mode: mode) }
        guard mkdir(path, mode.folder) == 0 else { throw cannotCreate(path) }
        try set(mode.folder, of: path)
    }

    /// Gives a folder or a file its mode. Throws where the file system keeps no modes and others must not read it.
    static func set(_ mode: mode_t, of path: String) throws(CommandFailure) {
        var status = stat()
        _ = chmod(path, mode)
        guard stat(path, &status) == 0 else { throw cannotCreate(path) }
        guard status.st_mode & 0o077 & ~mode == 0 else {
            throw CommandFailure(
                status: .cannotCreate,
                message: "cannot keep \(path) from others: its file system sets no modes; name another folder with "
                    + "--output")
        }
    }

    /// Writes a file whole or not at all. With a mode the file has it; without, the umask decides, as for a file of the user's own.
    static func write(_ bytes: [UInt8], to path: String, mode: OutputMode? = nil) throws(CommandFailure) {
        let name = (path as NSString).lastPathComponent
        let folder = (path as NSString).deletingLastPathComponent
        let partial = (folder.isEmpty ? "" : folder + "/") + ".\(name).partial"
        unlink(partial)
        do throws(CommandFailure) {
            try writeAnew(bytes, to: partial, mode: mode)
            guard rename(partial, path) == 0 else { throw cannotWrite(path) }
        } catch {
            unlink(partial)
            throw error
        }
    }

    /// Writes a file that is not there yet; a link in its place is not followed.
    static func writeAnew(_ bytes: [UInt8], to path: String, mode: OutputMode?) throws(CommandFailure) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, mode?.file ?? 0o666)
        guard descriptor >= 0 else { throw cannotWrite(path) }
        do throws(SystemError) {
            try DescriptorBytes.write(bytes, to: descriptor)
        } catch {
            close(descriptor)
            throw cannotWrite(path, error)
        }
        // Some file systems say only now that there was no room.
        guard close(descriptor) == 0 else { throw cannotWrite(path) }
        if let mode { try set(mode.file, of: path) }
    }

    private static func cannotCreate(_ path: String) -> CommandFailure {
        CommandFailure(status: .cannotCreate, message: "cannot create \(path): \(SystemError().words(at: path))")
    }

    private static func cannotWrite(_ path: String, _ error: SystemError = SystemError()) -> CommandFailure {
        CommandFailure(status: .inputOutput, message: "cannot write \(path): \(error.words(at: path))")
    }
}
