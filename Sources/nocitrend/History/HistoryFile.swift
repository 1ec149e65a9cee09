import Foundation
import History

/// `OUTPUT/.private/history.sqlite`, mode 0600.
struct HistoryFile {
    let output: String

    var path: String { folder + "/history.sqlite" }
    private var folder: String { output + "/.private" }
    private static let journal = "-journal"
    private var partial: String { folder + "/.history.sqlite.partial" }

    /// Opens it. Throws where it is not to be used.
    func open() throws -> HistoryStore {
        switch PathOccupant(path) {
        case .nothing: throw HistoryError.missing(path: path)
        case .file: break
        default: throw HistoryError.failed(path: path, reason: "it is no file: move it away")
        }
        try OutputFolder.set(OutputMode.restricted.file, of: path)
        return try HistoryStore(path: path)
    }

    /// Makes an empty one, whole or not at all, and opens it. Needs the lock of the output folder.
    func make() throws -> HistoryStore {
        try PrivateFile.createFolder(folder)
        // What a killed run left, with the journal that would undo what is written now.
        for left in [partial, partial + Self.journal, path + Self.journal] { unlink(left) }
        do {
            try OutputFolder.writeAnew([], to: partial, mode: .restricted)
            try HistoryStore.make(inEmptyFile: partial)
            try PrivateFile.move(partial, to: path)
        } catch {
            for left in [partial, partial + Self.journal] { unlink(left) }
            throw error
        }
        return try HistoryStore(path: path)
    }

    /// Gives one that cannot be read another name, with its journal, and returns that.
    func keepAside() throws(CommandFailure) -> String {
        try PrivateFile.keepAside(path, companion: Self.journal)
    }
}

extension RunOwner {
    /// As the history keeps it.
    var identity: StudyIdentity { StudyIdentity(title: title, studyFile: studyFile, dataFolder: dataFolder) }

    /// Whether a study of the same title is this one: its file and its data are those, or are no longer where they were.
    func isSame(_ study: StudyIdentity) -> Bool { difference(from: study.studyFile, study.dataFolder) == nil }
}
