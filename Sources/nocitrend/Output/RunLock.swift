import Foundation

/// An exclusive lock on an output folder, held until the value is closed or the process ends.
///
/// It is the kernel's (flock), so no dead process holds it, and there is no file with a process number that could be stale. Children do
/// not inherit it.
struct RunLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock, or throws status 75 where another run holds it.
    init(folder: String) throws(CommandFailure) {
        let path = folder + "/.lock"
        descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(
                status: .cannotCreate, message: "cannot create \(path): \(SystemError().words(at: path))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = SystemError()
            close(descriptor)
            guard error.code == EWOULDBLOCK else {
                throw CommandFailure(
                    status: .cannotCreate,
                    message:
                        "cannot lock \(path): \(error.words(at: path)); its file system keeps no locks: name a folder "
                        + "on another one with --output")
            }
            throw CommandFailure(
                status: .tryAgain, message: "another run is writing to \(folder); try again when it has ended")
        }
    }

    deinit {
        close(descriptor)
    }
}
