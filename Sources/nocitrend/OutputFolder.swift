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
}
