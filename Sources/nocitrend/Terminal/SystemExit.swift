import ArgumentParser
import Foundation

/// Exit statuses as in BSD's sysexits.h.
enum SystemExit: Int32 {
    case usage = 64
    case data = 65
    case noInput = 66
    /// A fault of the tool's own.
    case software = 70
    /// Memory, the stack or processor time ran out.
    case system = 71
    case cannotCreate = 73
    case inputOutput = 74
    case tryAgain = 75
    case studyFile = 78
}

/// A failure that ends the command: what to say, and the status to leave with.
struct CommandFailure: Error, CustomStringConvertible {
    let status: SystemExit
    let message: String

    var description: String { message }

    /// Says what went wrong on standard error and leaves with the status.
    var exit: ExitCode {
        StandardError.write(ErrorForm.isJSON ? json : "nocitrend: \(message)\n")
        return ExitCode(status.rawValue)
    }

    /// As a line of the log that has the status too.
    private var json: String {
        struct Line: Encodable {
            let level = "error"
            let message: String
            let status: Int32
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = try? encoder.encode(Line(message: message, status: status.rawValue))
        return line.map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
    }
}

/// How errors that end a run are written. It is asked for by `--log-format json`, and must be known also where the arguments are wrong.
enum ErrorForm {
    static let isJSON: Bool = {
        let arguments = CommandLine.arguments.dropFirst().prefix { $0 != "--" }
        return arguments.contains("--log-format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == "--log-format" && $1 == "json" }
    }()
}
