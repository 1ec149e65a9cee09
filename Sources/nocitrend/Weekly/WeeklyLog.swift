import Foundation

/// `OUTPUT/.private/weekly/log.jsonl`: a line for each weekly run of any study, mode 0600.
///
/// Above 1 MiB, some thousand runs, the log becomes `log.jsonl.1`, in place of an earlier one, and a new one is begun.
struct WeeklyLog {
    let output: String

    /// What a line holds.
    struct Line: Encodable {
        /// When the run ended, by this machine's clock.
        let at: String
        let study: String
        let day: String
        let outcome: String
        let code: Int32
        let seconds: Double
        /// The run that was written; absent where none was.
        let run: String?
        /// Why it was: what had changed.
        let because: [String]?
        let problems: [String]
        /// Reports that were removed.
        let pruned: [String]
        let version: String
    }

    private static let most = 1 << 20
    private var path: String { "\(output)/\(WeeklyPlace.root)/log.jsonl" }

    func append(_ line: Line) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = Array(try encoder.encode(line)) + [UInt8(ascii: "\n")]
        guard [.nothing, .file].contains(PathOccupant(path)) else {
            throw CommandFailure(status: .cannotCreate, message: "\(path) is there and is not a file: move it away")
        }
        var status = stat()
        // Two runs that do this at once lose nothing but what is older still.
        if stat(path, &status) == 0, Int(status.st_size) > Self.most { try PrivateFile.move(path, to: path + ".1") }
        let descriptor = open(path, O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        do throws(SystemError) {
            try DescriptorBytes.write(bytes, to: descriptor)
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: SystemError = SystemError()) -> CommandFailure {
        CommandFailure(status: .inputOutput, message: "cannot write \(path): \(error.words(at: path))")
    }
}
