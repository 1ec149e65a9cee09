import Foundation
import Subprocess

/// The gnuplot program: it reads a script from its standard input, the figure comes from its standard output.
///
/// Whatever it does costs at most a figure: it has a time limit, and it and all that it started are gone when ``draw(_:)`` returns.
struct Gnuplot: Sendable {
    /// What a run gave.
    struct Drawing: Sendable {
        /// The SVG document as gnuplot writes it.
        let svg: String
        /// What gnuplot said beside it; empty where all is well.
        let remarks: String
    }

    /// What became of a script.
    enum Outcome: Sendable {
        case drawn(Drawing)
        /// gnuplot is not installed.
        case notFound
        /// Why there is no figure, after "gnuplot".
        case failed(String)
        /// It was not done in time: nor will it be with another script.
        case tookTooLong
    }

    /// The largest figure that is taken from gnuplot.
    private static let outputLimit = 16 << 20
    /// File descriptors that a run needs at most.
    private static let descriptors = 16

    let path: String?
    /// Whether it and what it starts are a group of processes of their own, which ends as one.
    var hasGroup = true
    /// How long a figure may take. gnuplot needs a tenth of a second.
    var timeLimit = Duration.seconds(30)

    /// Draws a figure.
    ///
    /// `-d` keeps the reader's own gnuplot settings out, and the C locale keeps the decimal point: the same script gives
    /// the same bytes.
    func draw(_ script: String) async -> Outcome {
        // Subprocess traps where it gets only some of the descriptors that it needs.
        guard Self.descriptorsAreFree else {
            return .failed("could not be started: too many files are open (ulimit -n)")
        }
        let executable: Executable = path.map { .path(.init($0)) } ?? .name("gnuplot")
        guard let scriptFile = Self.unnamedFile(script) else { return .failed("has no place for its script (TMPDIR)") }
        var options = PlatformOptions()
        if hasGroup { options.processGroupID = 0 }
        let alarm = GroupAlarm()
        do {
            let result = try await run(
                executable, arguments: ["-d"],
                environment: .inherit.updating(["LC_ALL": "C.UTF-8", "GNUTERM": "svg"]), platformOptions: options,
                // Not a pipe: Subprocess traps where a program does not read all of it.
                input: .fileDescriptor(.init(rawValue: scriptFile), closeAfterSpawningProcess: true),
                output: .string(limit: Self.outputLimit), error: .string(limit: 1 << 20)
            ) { execution in
                let process = execution.processIdentifier.value
                alarm.set(for: timeLimit, group: hasGroup ? -process : process)
            }
            if alarm.end() { return .tookTooLong }
            return Self.outcome(
                result.terminationStatus, svg: result.standardOutput,
                remarks: result.standardError.trimmingCharacters(in: .whitespacesAndNewlines))
        } catch {
            if alarm.end() { return .tookTooLong }
            switch (error as? SubprocessError)?.code {
            case .executableNotFound: return .notFound
            case .outputLimitExceeded: return .failed("wrote more than a figure can be")
            case .spawnFailed: return .failed("could not be started: too many processes, or no memory for one")
            default: return .failed("could not be run")
            }
        }
    }

    /// A file without a name that holds a text, opened at its beginning; it is gone when nobody has it open.
    private static func unnamedFile(_ text: String) -> Int32? {
        // Linux's `__O_TMPFILE`, whose macro Swift does not see.
        let unnamed: Int32 = 0o20_000_000 | O_DIRECTORY
        let bytes = Array(text.utf8)
        for folder in [NSTemporaryDirectory(), "/dev/shm"] {
            var descriptor = open(folder, unnamed | O_RDWR | O_CLOEXEC, 0o600)
            if descriptor < 0 {
                // Not every file system has such files.
                let path = "\(folder)/nocitrend-\(UUID().uuidString).gp"
                descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
                unlink(path)
            }
            guard descriptor >= 0 else { continue }
            if write(descriptor, bytes, bytes.count) == bytes.count, lseek(descriptor, 0, SEEK_SET) == 0 {
                return descriptor
            }
            close(descriptor)
        }
        return nil
    }

    private static func outcome(_ status: TerminationStatus, svg: String, remarks: String) -> Outcome {
        let said = remarks.split(whereSeparator: \.isNewline).joined(separator: " ").filter { character in
            !character.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        let words = said.isEmpty ? "" : ": " + said.prefix(300)
        switch status {
        case .exited(0): break
        case .exited(let code): return .failed("ended with status \(code)\(words)")
        case .signaled(let signal): return .failed("was ended by signal \(signal)\(words)")
        }
        guard SVGShape.isWhole(svg) else { return .failed("wrote something else than a figure\(words)") }
        return .drawn(Drawing(svg: svg, remarks: String(said)))
    }

    /// Whether some more files can be opened.
    private static var descriptorsAreFree: Bool {
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        for _ in 0..<descriptors {
            let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return false }
            opened.append(descriptor)
        }
        return true
    }
}
