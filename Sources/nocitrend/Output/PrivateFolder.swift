import Foundation

/// `OUTPUT/.private/RUN`: what is kept of a run for the study's own hands and is no part of a report, mode 0700, its files 0600.
///
/// A hash of an input proves a guess of what stands in it, a list of rejected rows says which lines are whose, a file's name can be a
/// patient's. Files are replaced one by one, so that what others keep here stays.
struct PrivateFolder {
    let output: String
    let run: String
    /// Where a run that was stopped leaves its files: those of the last report of the same name stay.
    var stopped: PrivateFolder { PrivateFolder(output: output, run: run + "/stopped") }

    var path: String { "\(root)/\(run)" }
    private var root: String { "\(output)/.private" }

    /// Throws where something else than a folder is in its place, or in that of the folder above it.
    func checkPlace() throws(CommandFailure) {
        for folder in [root, path] where ![.nothing, .folder].contains(PathOccupant(folder)) {
            throw CommandFailure(
                status: .cannotCreate, message: "\(folder) is there and is not a folder: move it away")
        }
    }

    /// Writes a file, whole or not at all.
    func write(_ bytes: [UInt8], to name: String) throws(CommandFailure) {
        try checkPlace()
        try OutputFolder.create(path, mode: .restricted)
        // A folder that was copied may have lost its mode.
        for folder in [root, path] { try OutputFolder.set(OutputMode.restricted.folder, of: folder) }
        try OutputFolder.write(bytes, to: path + "/" + name, mode: .restricted)
    }

    /// Writes all that is kept of a run.
    func write(_ record: RunRecord) throws(CommandFailure) {
        for (name, bytes) in record.files.sorted(by: { $0.key < $1.key }) { try write(bytes, to: name) }
    }

    /// Takes it away.
    func remove() {
        if PathOccupant(path) == .folder { try? FileManager.default.removeItem(atPath: path) }
    }
}
