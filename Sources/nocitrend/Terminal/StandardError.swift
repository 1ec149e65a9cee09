import Foundation

/// Standard error, for words to a person and for the log.
enum StandardError {
    static func write(_ text: String) {
        try? DescriptorBytes.write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// Whether somebody is watching.
    static var isTerminal: Bool {
        isatty(FileHandle.standardError.fileDescriptor) == 1
    }
}
