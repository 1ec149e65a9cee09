import Foundation

/// Standard output, for what was asked for.
enum StandardOutput {
    static let terminal = Terminal(descriptor: STDOUT_FILENO)

    /// Writes a text and a line break. Throws status 74 where it cannot be written; a pipe that nobody reads any more ends the
    /// process by SIGPIPE, as it ends other tools.
    static func print(_ text: String, terminator: String = "\n") throws(CommandFailure) {
        try write(Array((text + terminator).utf8))
    }

    /// Writes bytes as they are.
    static func write(_ bytes: [UInt8]) throws(CommandFailure) {
        do throws(SystemError) {
            try DescriptorBytes.write(bytes, to: STDOUT_FILENO)
        } catch {
            if error.code == EPIPE {
                signal(SIGPIPE, SIG_DFL)
                raise(SIGPIPE)
            }
            throw CommandFailure(
                status: .inputOutput, message: "cannot write to standard output: \(error.words())")
        }
    }
}
