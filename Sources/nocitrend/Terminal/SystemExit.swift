import ArgumentParser

/// Exit statuses as in BSD's sysexits.h.
enum SystemExit: Int32 {
    case usage = 64
    case data = 65
    case noInput = 66
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
        StandardError.write("nocitrend: \(message)\n")
        return ExitCode(status.rawValue)
    }
}
