import Foundation
import Subprocess

/// A program that is run with a limit on its time, in a process group of its own: what it started ends with it.
struct ChildProcess {
    /// How it ended.
    enum Ending: Equatable {
        case exited(Int32)
        case signaled(Int32)
        case timeIsOver
    }

    let program: String
    let arguments: [String]
    /// Set beside what this process has.
    var environment: [String: String] = [:]

    /// Runs it.
    ///
    /// - Parameters:
    ///   - input: a file for its standard input; `nil` for none.
    ///   - output: a file for its standard output and error, written anew, which only its owner may read: a file cannot fill up as a pipe
    ///     can, and is there when the program was killed.
    /// - Throws: status 74 where it cannot be started.
    func run(input: String?, output: String, seconds: Int) async throws(CommandFailure) -> Ending {
        unlink(output)
        let said = open(output, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard said >= 0 else { throw Self.failure(output) }
        defer { close(said) }
        let read = open(input ?? "/dev/null", O_RDONLY | O_CLOEXEC)
        guard read >= 0 else { throw Self.failure(input ?? "/dev/null") }
        defer { close(read) }
        var options = PlatformOptions()
        options.processGroupID = 0
        let keys = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
        do {
            let result = try await Subprocess.run(
                .path(.init(program)), arguments: Arguments(arguments),
                environment: .inherit.updating(Dictionary(uniqueKeysWithValues: keys)), platformOptions: options,
                input: .fileDescriptor(.init(rawValue: read), closeAfterSpawningProcess: false),
                output: .fileDescriptor(.init(rawValue: said), closeAfterSpawningProcess: false),
                error: .fileDescriptor(.init(rawValue: said), closeAfterSpawningProcess: false)
            ) { execution in
                let group = execution.processIdentifier.value
                return Task {
                    try? await Task.sleep(for: .seconds(seconds))
                    if Task.isCancelled { return false }
                    kill(-group, SIGKILL)
                    return true
                }
            }
            result.closureResult.cancel()
            if await result.closureResult.value { return .timeIsOver }
            switch result.terminationStatus {
            case .exited(let code): return .exited(code)
            case .signaled(let signal):
                // What it had started is not ended by its death.
                kill(-result.processIdentifier.value, SIGKILL)
                return .signaled(signal)
            }
        } catch {
            throw CommandFailure(status: .inputOutput, message: "cannot run \(program): \(error)")
        }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure(status: .inputOutput, message: "cannot open \(path): \(SystemError().words(at: path))")
    }
}

/// Ends this process with the one that started it: nothing goes on that nobody waits for.
struct ParentWatch {
    let parent: Int32

    /// Looks after it from now on.
    func start() {
        let parent = parent
        Thread.detachNewThread {
            while getppid() == parent { Thread.sleep(forTimeInterval: 0.2) }
            // Of the group only where it is its own: gnuplot ends too.
            if getpgrp() == getpid() { kill(0, SIGKILL) }
            kill(getpid(), SIGKILL)
        }
    }
}
