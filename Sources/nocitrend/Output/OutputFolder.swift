import Foundation

/// The folder that holds the runs.
enum OutputFolder {
    /// Makes the folder where it does not exist.
    static func create(_ path: String) throws(CommandFailure) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(status: .cannotCreate, message: "cannot create \(path): \(error.localizedDescription)")
        }
    }

    /// Writes a file whole or not at all.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure(status: .inputOutput, message: "cannot write \(path): \(error.localizedDescription)")
        }
    }
}
