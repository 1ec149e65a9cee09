import Foundation
import Synchronization

/// Standard error, for words to a person and for the log.
enum StandardError {
    static let terminal = Terminal(descriptor: STDERR_FILENO)
    /// The line of progress that stands there.
    private static let line = Mutex("")
    private static let erasure = "\r\u{1B}[K"

    /// Writes text in the place of the line of progress, if there is one; it comes back below.
    static func write(_ text: String) {
        line.withLock { line in
            put(line.isEmpty ? text : erasure + text)
            line = ""
        }
    }

    /// Shows a line of progress in the place of the one before; none where it is empty.
    static func show(_ text: String) {
        let text = terminal.drawing().plain(text)
        line.withLock { line in
            guard line != text else { return }
            put(erasure + text)
            line = text
        }
    }

    private static func put(_ text: String) {
        try? DescriptorBytes.write(Array(text.utf8), to: STDERR_FILENO)
    }
}
