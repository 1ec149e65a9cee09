import GRDB

/// Why there is no history for a run, in a sentence with the remedy. A report never fails for it.
public enum HistoryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is none yet.
    case missing(path: String)
    /// It is damaged, or no history.
    case unreadable(path: String)
    /// A later version of nocitrend has changed its tables.
    case newer(path: String)
    /// Something else keeps it from being read or written.
    case failed(path: String, reason: String)

    /// The error in a sentence.
    public var description: String {
        switch self {
        case .missing(let path): "there is no history yet: \(path) is made by the first report"
        case .unreadable(let path):
            "the history \(path) cannot be read: it is damaged, or no history; the next report keeps it aside and begins another one"
        case .newer(let path):
            "the history \(path) is of a later version of nocitrend, which alone can read and write it: use that version"
        case .failed(let path, let reason): "the history \(path) cannot be used: \(reason)"
        }
    }

    /// What an error of SQLite means for the file at a path.
    init(_ error: any Error, path: String) {
        if let known = error as? HistoryError {
            self = known
            return
        }
        guard let error = error as? DatabaseError else {
            self = .failed(path: path, reason: "\(error)")
            return
        }
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .unreadable(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .failed(path: path, reason: "another program has held it for more than ten seconds")
        case .SQLITE_FULL: self = .failed(path: path, reason: "there is no room left on its disk")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN:
            self = .failed(path: path, reason: "it may not be written, or its folder may not; see who owns them")
        default: self = .failed(path: path, reason: error.message ?? "SQLite says \(error.resultCode)")
        }
    }
}
