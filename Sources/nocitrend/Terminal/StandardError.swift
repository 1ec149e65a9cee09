import Foundation

/// Standard error, for words to a person and for the log.
enum StandardError {
    static func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// Whether somebody is watching.
    static var isTerminal: Bool {
        isatty(FileHandle.standardError.fileDescriptor) == 1
    }
}
