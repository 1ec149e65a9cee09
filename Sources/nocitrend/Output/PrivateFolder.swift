import DelimitedText
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
    /// Where a run keeps its files until its report is in its place.
    private var pending: PrivateFolder { PrivateFolder(output: output, run: run + "/pending") }
    /// Where the bundle for the output checker is.
    var checker: PrivateFolder { PrivateFolder(output: output, run: run + "/checker") }

    var path: String { "\(root)/\(run)" }
    private var root: String { "\(output)/.private" }

    /// Throws where something else than a folder is in its place, or in that of the folder above it.
    func checkPlace() throws(CommandFailure) {
        for folder in [root, path] { try PrivateFile.checkFolder(folder) }
    }

    /// Writes a file, whole or not at all.
    func write(_ bytes: [UInt8], to name: String) throws(CommandFailure) {
        for folder in [root, path] { try PrivateFile.createFolder(folder) }
        try OutputFolder.write(bytes, to: path + "/" + name, mode: .restricted)
    }

    /// Writes all that is kept of a run.
    func write(_ record: RunRecord) throws(CommandFailure) {
        for name in Self.order(record.files.keys) { try write(record.files[name] ?? [], to: name) }
    }

    /// The names as they are written and moved: what says which report they belong to comes last.
    private static func order(_ names: some Sequence<String>) -> [String] {
        names.sorted { ($0 == RunRecord.inputs ? 1 : 0, $0) < ($1 == RunRecord.inputs ? 1 : 0, $1) }
    }

    /// Keeps what belongs to a report that is not yet in its place, apart from what belongs to the one that is.
    func prepare(_ record: RunRecord, of owner: RunOwner) throws {
        pending.remove()
        try owner.record(in: pending)
        try pending.write(record)
    }

    /// Takes what was prepared if the report that it belongs to is in its place, and forgets it otherwise; needs no room on the disk.
    func settle() throws(CommandFailure) {
        guard PathOccupant(pending.path) == .folder else { return }
        if let digest = RunRecord.provenance(in: pending.path)?.resultsSHA256,
            (try? SHA256Digest.hexadecimal(ofFile: "\(output)/\(run)/results.json")) == digest
        {
            try OutputFolder.set(OutputMode.restricted.folder, of: path)
            let names = (try? FileManager.default.contentsOfDirectory(atPath: pending.path)) ?? []
            for name in Self.order(names) {
                guard rename("\(pending.path)/\(name)", "\(path)/\(name)") == 0 else {
                    throw CommandFailure(
                        status: .inputOutput,
                        message: "cannot put \(path)/\(name) in place: \(SystemError().words(at: path))")
                }
            }
        }
        pending.remove()
    }

    /// Sets right what killed runs left below `OUTPUT/.private`, whatever their names. Needs the lock.
    static func recover(in output: String) throws(CommandFailure) {
        let root = output + "/.private"
        guard PathOccupant(root) == .folder, FileOwner(foreign: root) == nil else { return }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [] {
            let place = "\(root)/\(name)"
            if name.hasSuffix(".partial"), PathOccupant(place) == .file { unlink(place) }
            guard PathOccupant(place) == .folder, RunName.validated(name) != nil else { continue }
            let folder = PrivateFolder(output: output, run: name)
            try folder.settle()
            for folder in [folder, folder.stopped] where PathOccupant(folder.path) == .folder {
                for file in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
                where file.hasPrefix(".") && file.hasSuffix(".partial")
                    && PathOccupant("\(folder.path)/\(file)") == .file
                {
                    unlink("\(folder.path)/\(file)")
                }
            }
        }
    }

    /// Takes away what a run keeps; what others put there stays, and the folder with it.
    func removeOwn() {
        stopped.removeFiles()
        pending.remove()
        checker.remove()
        removeFiles()
    }

    private func removeFiles() {
        guard PathOccupant(path) == .folder else { return }
        for name in RunRecord.names + [RunOwner.file] { unlink("\(path)/\(name)") }
        rmdir(path)
    }

    /// Takes it away, with all that is in it.
    func remove() {
        if PathOccupant(path) == .folder { try? FileManager.default.removeItem(atPath: path) }
    }
}
