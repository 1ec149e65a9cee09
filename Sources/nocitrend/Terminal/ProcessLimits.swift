import Foundation

/// What the process may use, and what it says where that runs out.
///
/// A limit that is too small, or a fault of the tool's own, ends a process by a signal and without a word. Limits are raised as far as
/// they may be; where one is met all the same, and where the tool fails, a sentence says so. Saying it needs no memory.
enum ProcessLimits {
    /// What Linux gives where nobody says otherwise, in bytes. Threads have as much.
    private static let usualStack: rlim_t = 8 << 20
    /// With less than this a run is not begun: what ends a thread whose stack is used up cannot be said.
    private static let leastStack: rlim_t = 256 << 10
    private static let usualFiles: rlim_t = 4096

    /// Raises the limits, and has what would end the process by a signal said.
    static func prepare(saysJSON: Bool) {
        // A file that is opened must not become standard output or standard error because that is closed.
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // Whatever is written there fails, as it would have.
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
        // A pipe that nobody reads and a file that grows over its limit are errors of the call that writes to them.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        raise(RLIMIT_NOFILE, to: usualFiles)
        if raise(RLIMIT_STACK, to: usualStack) {
            // Threads get what was allowed when the process began. Where this fails the run goes on with what it has.
            var arguments = CommandLine.arguments.map { strdup($0) }
            arguments.append(nil)
            execv("/proc/self/exe", arguments)
        }
        if isStackSmaller(than: leastStack) { endForStack(saysJSON) }
        // Whoever asks for a backtrace gets it.
        guard getenv("SWIFT_BACKTRACE") == nil else { return }
        for number in [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP, SIGXCPU] {
            var action = sigaction()
            action.sa_flags = SA_ONSTACK
            if saysJSON {
                action.__sigaction_handler.sa_handler = { ProcessLimits.end(by: $0, saysJSON: true) }
            } else {
                action.__sigaction_handler.sa_handler = { ProcessLimits.end(by: $0, saysJSON: false) }
            }
            sigaction(number, &action, nil)
        }
    }

    /// Raises a limit as far as it may be; false where it stays as it is.
    @discardableResult
    private static func raise(_ resource: __rlimit_resource, to wanted: rlim_t) -> Bool {
        let number = __rlimit_resource_t(resource.rawValue)
        var limit = rlimit()
        guard getrlimit(number, &limit) == 0, limit.rlim_cur < min(limit.rlim_max, wanted) else { return false }
        limit.rlim_cur = min(limit.rlim_max, wanted)
        return setrlimit(number, &limit) == 0
    }

    /// Says why the process ends. Allocates nothing: memory may be what has run out.
    private static func end(by number: Int32, saysJSON: Bool) {
        if number == SIGXCPU {
            say(
                saysJSON,
                "the limit of processor time (ulimit -t) is used up; raise it. Earlier reports are as they were")
            _exit(SystemExit.system.rawValue)
        }
        if number == SIGABRT && isMemoryLimited || number != SIGFPE && isMemoryShort {
            say(
                saysJSON,
                "memory ran out; raise the limit (ulimit -v, or that of the container), or close other programs. Earlier reports are as they were"
            )
            _exit(SystemExit.system.rawValue)
        }
        if number == SIGSEGV, isStackSmaller(than: usualStack) { endForStack(saysJSON) }
        say(
            saysJSON,
            "stopped by a fault of its own. Earlier reports are as they were; please report it, with what SWIFT_BACKTRACE=enable=yes adds"
        )
        _exit(SystemExit.software.rawValue)
    }

    /// Whether somebody set a limit. Swift aborts where it gets no memory, and on hardly anything else.
    private static var isMemoryLimited: Bool {
        var limit = rlimit()
        return [RLIMIT_AS.rawValue, RLIMIT_DATA.rawValue].contains { number in
            getrlimit(__rlimit_resource_t(number), &limit) == 0 && limit.rlim_cur != rlim_t.max
        }
    }

    /// Whether as much as the larger pieces that are asked for cannot be had.
    private static var isMemoryShort: Bool {
        let size = 64 << 20
        guard let piece = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            piece != MAP_FAILED
        else {
            return true
        }
        munmap(piece, size)
        return false
    }

    private static func isStackSmaller(than wanted: rlim_t) -> Bool {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_STACK.rawValue), &limit) == 0 && limit.rlim_cur < wanted
    }

    private static func endForStack(_ saysJSON: Bool) -> Never {
        say(saysJSON, "the stack is too small; raise its limit (ulimit -s 8192). Earlier reports are as they were")
        _exit(SystemExit.system.rawValue)
    }

    private static func say(_ saysJSON: Bool, _ words: StaticString) {
        write(saysJSON ? "{\"level\":\"error\",\"message\":\"" : "nocitrend: ")
        write(words)
        write(saysJSON ? "\"}\n" : "\n")
    }

    private static func write(_ text: StaticString) {
        // SAFETY: the bytes of a static string are there for as long as the process is.
        _ = Glibc.write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    }
}
